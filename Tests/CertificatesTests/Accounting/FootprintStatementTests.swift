import Certificates
import Testing

@Suite struct `Footprint statement` {
    private typealias Fixture = GreenTokenFixture

    private func statement(
        rules: String = "energytag-like", servedTo: String? = nil
    ) throws -> FootprintStatement {
        let input = try Fixture.input(
            slices: [Fixture.certificate("w", Fixture.hour(4), 600_000)], rules: rules)
        var terms = Fixture.terms()
        terms.servedTo = servedTo
        let made = try CertificateIssue.prepare(input, terms: terms, assign: Fixture.firstFit)
        return try FootprintStatement(
            product: "chat", period: Fixture.quarters(16, 24), of: made, from: input,
            servedTo: servedTo)
    }

    // The figures of the certificate made of the same rows: 968 kg by location, 707.136 by market.
    @Test func `It agrees with the certificate, and its parts with the whole`() throws {
        let statement = try statement()
        #expect(statement.total.locationMicrograms == 968_000_000_000)
        #expect(statement.total.marketMicrograms == 707_136_000_000)
        #expect(statement.hours.count == 2)
        let parts = statement.hours.map(\.figures)
        #expect(parts.reduce(0) { $0 + $1.marketMicrograms } == statement.total.marketMicrograms)
        #expect(parts.reduce(0) { $0 + $1.wattHours } == statement.total.wattHours)
        #expect(statement.sites.map(\.figures.wattHours) == [1_760_000])
    }

    // Hour 4: 880 kWh · 550 = 484 kg; 280 · 609.6 = 170.688; 280 · 620 + 600 · 33.6 = 193.76.
    @Test func `Its table by hour`() throws {
        let text = String(decoding: try statement().csv, as: UTF8.self)
        let lines = text.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(
            lines[1]
                == "hub,CN,2026-01-01T04:00:00Z,2026-01-01T05:00:00Z,1000000000,1500000000,0,880000,"
                + "733333,600000,600000,484000.000000,170688.000000,193760.000000,5.867000")
    }

    @Test func `Served across a border only under rules of export`() throws {
        let document = try statement(rules: "export", servedTo: "SG").document
        #expect(document["servedTo"]?.text == "SG")
        let site = document["sites"]?.elements?.first?["site"]
        #expect(site?["country"]?.text == "CN")
        #expect(site?["evidenceSha256"]?.text != nil)
        #expect(throws: IssueFault.self) { try statement(servedTo: "SG") }
        #expect(throws: IssueFault.self) { try statement(rules: "export") }
    }
}
