import Certificates
import Testing

@Suite struct `The certificate's document` {
    private typealias Fixture = GreenTokenFixture

    private func certificate() throws -> GreenTokenCertificate {
        let wind = Fixture.certificate("w", Fixture.hour(2), 125_000)
        let chain = EnergyCertificate.StorageChain(
            storage: "battery", chargedFrom: ["w"], chargedWattHours: 125_000,
            chargedDuring: Fixture.hour(2))
        let slices = [
            wind, Fixture.certificate("b", Fixture.hour(4), 100_000, storage: chain),
            Fixture.certificate("n", Fixture.hour(5), 300_000, source: .nuclear, scheme: .ppa),
        ]
        let made = try CertificateIssue.prepare(
            Fixture.input(slices: slices), terms: Fixture.terms(), assign: Fixture.firstFit)
        return try #require(try made.certificates.first)
    }

    @Test func `It is read back as it was written`() throws {
        let certificate = try certificate()
        let bytes = certificate.document.canonical
        let again = try GreenTokenCertificate(reading: JSONValue(parsing: bytes))
        #expect(again == certificate)
        #expect(again.document.canonical == bytes)
        try CertificateArithmetic.check(again)
        try CertificateArithmetic.check(
            again, rules: Fixture.rules("energytag-like"), grades: Fixture.grades())
    }

    @Test func `A proof beside it does not matter, any other member does`() throws {
        var members = try #require(try certificate().document.members)
        members["proof"] = ["type": "DataIntegrityProof"]
        _ = try GreenTokenCertificate(reading: .object(members))
        members["note"] = "zero-carbon"
        #expect(throws: CertificateFault.unknown(path: "/note")) {
            try GreenTokenCertificate(reading: .object(members))
        }
    }

    @Test func `It never says zero carbon but to deny it`() throws {
        let text = String(decoding: try certificate().document.canonical, as: UTF8.self)
        #expect(text.contains("no claim of zero carbon by itself"))
        #expect(!text.contains("zero-carbon"))
        #expect(text.contains("not accredited by EnergyTag"))
    }

    /// Every leaf changed, every member removed, a member added everywhere.
    ///
    /// Reading, arithmetic or the rules refuse it, or it is a name that only the signature guards. No
    /// figure is among those.
    @Test func `Every change but of names is refused without the signature`() throws {
        let rules = try Fixture.rules("energytag-like")
        let grades = try Fixture.grades()
        var unguarded: Set<String> = []
        let mutants = JSONMutation.all(of: try certificate().document)
        #expect(mutants.count > 600)
        for mutant in mutants {
            guard let read = try? GreenTokenCertificate(reading: mutant.document),
                (try? CertificateArithmetic.check(read)) != nil,
                (try? CertificateArithmetic.check(read, rules: rules, grades: grades)) != nil
            else { continue }
            let steps = mutant.place.split(separator: "/").filter { Int($0) == nil }.map { step in
                let isElement = Int(step.prefix { $0 != " " }) != nil
                return isElement ? "element removed" : String(step)
            }
            unguarded.insert(steps.joined(separator: "."))
        }
        let subject = [
            "verifier", "attribution.id", "attribution.version", "attribution.sha256",
            "batch.product", "batch.model", "batch.modelVersion", "batch.modelVersion removed",
            "batch.tokenizer", "sites.country", "sites.region", "sites.embodiedSource",
            "sites.evidenceSha256", "sites.evidenceSha256 removed", "energy.meters.site",
            "energy.meters.meter", "energy.meters.element removed", "energy.uncertainty.share.num",
            "energy.uncertainty.share.den", "energy.uncertainty.source", "factors.region",
            "factors.vintage", "factors.source", "retired.registry", "retired.serial",
            "retired.device", "retired.storage.storage", "retired.storage.chargedFrom",
            "retired.storage.chargedFrom.element removed",
        ].map { "credentialSubject." + $0 }
        let outside = [
            "issuer", "validFrom", "credentialStatus removed",
            "credentialStatus.statusListCredential", "credentialStatus.statusListIndex",
        ]
        #expect(unguarded.subtracting(subject + outside) == [])
    }

    @Test func `A storage that loses nearly everything is none`() throws {
        let document = try certificate().document
        let text = String(decoding: document.canonical, as: UTF8.self)
        for delivered in ["1", "125", "125001"] {
            let changed = text.replacing(
                #""deliveredWh":"100000""#, with: #""deliveredWh":"\#(delivered)""#)
            #expect(changed != text)
            let given = try JSONValue(parsing: Array(changed.utf8))
            #expect(throws: CertificateFault.self) { try GreenTokenCertificate(reading: given) }
        }
    }

    /// Amounts at their limits: 10^12 Wh, 10^7 mg/kWh and just below 1000 Wh charged for 1 given back.
    @Test func `The largest amounts stay exact`() throws {
        let limit = AccountingLimits.wattHours
        var hour = CertificateHour(
            site: "hub", interval: Fixture.hour(4), wattHours: limit,
            tokens: TokenSum(input: limit, output: limit, cached: limit),
            retired: [RetiredEnergy(slice: "b", wattHours: limit)])
        (hour.locationFactor, hour.residualFactor, hour.lifeCycleFactor) = ("a", "a", "l")
        hour.embodiedMilligrams = AccountingLimits.embodiedMilligramsPerHour
        let factors = [EmissionFactor.Kind.average, .lifeCycle].map { kind in
            EmissionFactor(
                id: kind == .average ? "a" : "l", kind: kind, region: "r", vintage: 2023,
                milligramsPerKWh: AccountingLimits.milligramsPerKWh, source: "s")
        }
        let charged = AccountingLimits.certificateWattHours
        let chain = EnergyCertificate.StorageChain(
            storage: "b", chargedFrom: ["w"], chargedWattHours: charged,
            chargedDuring: Fixture.hour(2))
        let slice = EnergySlice(
            whole: Fixture.certificate("b", Fixture.hour(4), charged / 1000, storage: chain))
        let retired = RetiredSlice(slice, wattHours: limit, lifeCycleFactor: "l")
        let figures = try CertificateFigures(
            rows: [hour], basis: .all,
            references: RowReferences(
                factors: factors, slices: [retired], supplyZones: ["hub": ["CN-EAST"]]))
        let ten = Int128(10_000_000_000_000_000)
        #expect(figures.locationMicrograms == ten * 1000)
        #expect(figures.marketMicrograms == 0)
        #expect(figures.lifeCycleMicrograms == ten * 1_000_000)
        // 10^22 µg over 3 · 10^12 tokens: 3.33… · 10^9 g per million, in millionths.
        let perMillion = figures.perMillionTokens(figures.lifeCycleMicrograms)
        #expect(perMillion == 3_333_333_333_333_333)
        #expect(figures.perMillionTokens(.max) == nil)
        #expect(figures.cfeScore == Ratio(limit, of: limit))
    }
}
