import Certificates
import Foundation
import Service
import Testing

@Suite struct `The worked example of certificates` {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Datasets/certificates")

    private static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appendingPathComponent(name)))
    }

    private static func json(_ name: String) throws -> Certificates.JSONValue {
        try Certificates.JSONValue(parsing: bytes(name))
    }

    private static func input(_ rules: String) throws -> IssueInput {
        IssueInput(
            meters: try ReadingFile.read(bytes("meter_readings.csv")),
            tokens: try CountFile.read(bytes("token_counts.csv")),
            slices: try EnergyCertificateFile.read(bytes("energy_certificates.csv"))
                .map(EnergySlice.init(whole:)),
            factors: try FactorFile.read(bytes("factors.csv")),
            rules: try RuleSet(reading: json("rules/\(rules).json")),
            grades: try GradeSet(reading: json("rules/grades.json")),
            attribution: try AttributionRule(reading: json("attribution.json")))
    }

    private static func terms() throws -> IssueTerms {
        let validFrom = try #require(UTCTime("2026-04-10T00:00:00Z"))
        return IssueTerms(
            issuer: "did:key:z6MkExample", verifier: "person:example-auditor",
            validFrom: validFrom, idPrefix: "example")
    }

    private static func prepared(_ rules: String) throws -> PreparedCertificates {
        try CertificateIssue.prepare(
            input(rules), terms: terms(), assign: EnergyAssignment.solve)
    }

    @Test(arguments: ["energytag-like", "ghgp-draft", "china"])
    func `Certificates and the rest are what the meters counted`(rules: String) throws {
        let input = try Self.input(rules)
        let made = try Self.prepared(rules)
        #expect(try made.certificates.map(\.batch.stream.product) == ["agent", "chat", "summary"])
        let certified = try made.certificates.reduce(0) { $0 + $1.figures.wattHours }
        let rest = made.uncertified.reduce(0) { $0 + $1.wattHours }
        let metered = input.meters.latest.filter { $0.boundary == .facility }
            .reduce(0) { $0 + $1.wattHours }
        #expect(certified + rest == metered)
        #expect(made.meteredWattHours == metered)
        #expect(made.problem.fault(of: made.uses) == nil)
        for certificate in try made.certificates {
            let bytes = certificate.document.canonical
            let again = try GreenTokenCertificate(reading: Certificates.JSONValue(parsing: bytes))
            #expect(again == certificate)
            try CertificateArithmetic.check(again, rules: input.rules, grades: input.grades)
        }
    }

    /// Retired energy by source, so that every kind of the example is at work.
    @Test func `Wind, sun, nuclear and what a battery gave back are retired by the hour`() throws {
        let made = try Self.prepared("energytag-like")
        let used = Set(made.uses.map { made.problem.slices[$0.slice].certificate.device })
        #expect(
            used == ["wind-zb-1", "solar-hl-1", "nuclear-hy-1", "solar-zw-1", "battery-zw-1"])
    }

    @Test
    func `China's rules take green certificates of the month, and no hour of wind by contract`()
        throws
    {
        let made = try Self.prepared("china")
        let used = Set(made.uses.map { made.problem.slices[$0.slice].certificate.device })
        #expect(used.isSubset(of: ["nuclear-hy-1", "wind-wlcb-1", "solar-hx-1"]))
        for certificate in try made.certificates {
            #expect(certificate.figures.matchedShare.isAtLeast(Ratio(1, of: 1)))
            #expect(!certificate.figures.cfeScore.isAtLeast(Ratio(1, of: 2)))
        }
    }

    @Test func `A footprint statement for tokens served abroad`() throws {
        let input = try Self.input("export")
        var terms = try Self.terms()
        terms.servedTo = "SG"
        let made = try CertificateIssue.prepare(
            input, terms: terms, assign: EnergyAssignment.solve)
        let chat = try #require(try made.certificates.first { $0.batch.stream.product == "chat" })
        let statement = try FootprintStatement(
            product: "chat", period: chat.batch.period, of: made, from: input, servedTo: "SG")
        #expect(statement.total == chat.figures)
        #expect(statement.hours.count == 2 * 744)
        for site in statement.sites {
            let record = try Self.bytes("site-records/\(site.site.id).txt")
            #expect(site.site.evidence == Digest(of: record))
        }
    }
}
