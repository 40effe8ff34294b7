import Certificates
import Testing

@Suite struct `Certificates from measured data` {
    private typealias Fixture = GreenTokenFixture

    private func prepared(
        _ slices: [EnergyCertificate], rules: String = "energytag-like"
    ) throws -> PreparedCertificates {
        try CertificateIssue.prepare(
            Fixture.input(slices: slices, rules: rules), terms: Fixture.terms(),
            assign: Fixture.firstFit)
    }

    // Facility 1200, IT 1000, training 200: 1200 · 800/1000 = 960 kWh for products, 240 excluded.
    // chat : mini = 550 : 50, so chat has 960 · 11/12 = 880 kWh, of IT 800 · 11/12 = 733.333 kWh;
    // idle IT = 800 − 600 = 200 kWh, chat 183.333. Embodied 8000 mg · 800/1000 · 11/12 = 5866.67 mg.
    // Wind of 600 kWh in hour 4 only. Two hours:
    //   location 1760 kWh · 550 g = 968 kg;      market 1160 · 609.6 = 707.136 kg
    //   life cycle 1160 · 620 + 600 · 33.6 = 719 200 + 20 160 = 739.36 kg
    // per million of 2 · 2500 million tokens: 968000 / 5000 = 193.6; 141.4272; 147.872 g.
    @Test func `Two hours by hand`() throws {
        let made = try prepared([Fixture.certificate("w", Fixture.hour(4), 600_000)])
        let chat = try #require(try made.certificates.first)
        #expect(try made.certificates.map(\.id) == ["test.1", "test.2"])
        #expect(chat.hours.map(\.wattHours) == [880_000, 880_000])
        #expect(chat.hours.map(\.itWattHours) == [733_333, 733_333])
        #expect(chat.hours.map(\.idleWattHours) == [183_333, 183_333])
        #expect(chat.hours.map(\.embodiedMilligrams) == [5867, 5867])
        #expect(chat.hours.map(\.matchedWattHours) == [600_000, 0])
        let subject = chat.document["credentialSubject"]
        func perMillion(_ method: String) -> String? {
            subject?["emissions"]?[method]?["gCO2ePerMillionTokens"]?.text
        }
        #expect(perMillion("locationBased") == "193.600000")
        #expect(perMillion("marketBased") == "141.427200")
        #expect(perMillion("lifeCycle") == "147.872000")
        #expect(perMillion("embodied") == "0.002347")
        #expect(subject?["emissions"]?["locationBased"]?["gCO2e"]?.text == "968000.000000")
        #expect(chat.figures.cfeScore == Ratio(600_000, of: 1_760_000))
        #expect(chat.grade == "D")
        #expect(subject?["batch"]?["modelVersion"]?.text == "1")
    }

    @Test func `What meters counted is what certificates and the rest count`() throws {
        let made = try prepared([Fixture.certificate("w", Fixture.hour(4), 600_000)])
        let certified = try made.certificates.reduce(0) { $0 + $1.figures.wattHours }
        let rest = made.uncertified.reduce(0) { $0 + $1.wattHours }
        #expect(certified + rest == 2_400_000)
        #expect(made.meteredWattHours == 2_400_000)
        #expect(made.uncertified.allSatisfy { $0.reason == .excluded && $0.wattHours == 240_000 })
    }

    // In China's rules solar of another hour of the year matches, but counts for no hourly share.
    @Test func `Same year matches, but earns no hourly share`() throws {
        let gec = Fixture.certificate("g", Fixture.quarters(0, 96), 1_000_000, source: .solar)
        let chat = try #require(try prepared([gec], rules: "china").certificates.first)
        // First fit: chat 880 kWh in the first hour, mini 80, chat the remaining 40.
        #expect(chat.figures.matchedWattHours == 920_000)
        #expect(chat.figures.hourlyMatchedWattHours == 0)
        #expect(chat.grade == "E")
        #expect(try prepared([gec]).certificate(0).figures.matchedWattHours == 0)
    }

    // 100 kWh given back of 125 charged from wind: 100 · 33.6 · 1.25 = 4.2 kg of life cycle.
    @Test func `A storage chain carries what its charge took`() throws {
        let wind = Fixture.certificate("w", Fixture.hour(2), 125_000)
        let chain = EnergyCertificate.StorageChain(
            storage: "battery", chargedFrom: ["w"], chargedWattHours: 125_000,
            chargedDuring: Fixture.hour(2))
        let stored = Fixture.certificate("b", Fixture.hour(4), 100_000, storage: chain)
        let made = try prepared([wind, stored])
        let chat = try #require(try made.certificates.first)
        #expect(chat.figures.matchedWattHours == 100_000)
        #expect(
            chat.figures.lifeCycleMicrograms == 1_660_000 * 620_000 + 100_000 * 33_600 * 5 / 4)
        #expect(try prepared([wind, stored], rules: "china").uses.isEmpty)
        // The wind was spent on the charge: in its own hour it can serve nothing.
        let early = Fixture.certificate("w", Fixture.hour(4), 125_000)
        #expect(try prepared([early, stored]).uses.allSatisfy { $0.slice == 1 })
    }

    @Test func `Tokens across a border need proof from every site`() throws {
        var terms = Fixture.terms()
        terms.servedTo = "SG"
        let input = try Fixture.input(slices: [], rules: "export")
        let made = try CertificateIssue.prepare(input, terms: terms) { _ in [] }
        let site = try made.certificate(0).document["credentialSubject"]?["sites"]?.elements?.first
        #expect(site?["evidenceSha256"]?.text?.hasSuffix("01") == true)
        let fault = IssueFault.certificate(
            .breaksRule(path: "/credentialSubject/sites", rule: .processing))
        #expect(throws: fault) {
            try CertificateIssue.prepare(input, terms: Fixture.terms()) { _ in [] }
        }
    }

    @Test func `An assignment that takes too much is refused`() throws {
        let input = try Fixture.input(
            slices: [Fixture.certificate("w", Fixture.hour(4), 600_000)])
        for use in [(0, 0, 600_001), (0, 1, 80_001), (0, 2, 1), (0, 0, 0), (1, 0, 1)] {
            #expect(throws: IssueFault.self) {
                try CertificateIssue.prepare(input, terms: Fixture.terms()) { _ in
                    [EnergyUse(slice: use.0, need: use.1, wattHours: Int64(use.2))]
                }
            }
        }
    }
}
