import Certificates
import Foundation
import Service
import Testing

/// A month of a hub with a million slices, timed; `WATTOKEN_CERTIFICATE_BENCH=1` runs it.
@Suite(.serialized) struct `Certificate benchmark` {
    private static let slices =
        ProcessInfo.processInfo.environment["WATTOKEN_CERTIFICATE_BENCH"] == nil ? 2_000 : 1_000_000
    private static let hours: Int64 = 720

    /// The rules, with or without neighbouring zones, so that with them programs are solved.
    @Test(arguments: [false, true])
    func `A month of slices is assigned and made to certificates`(isJoined: Bool) throws {
        let rules = try AssignmentFixture.rules(
            "energytag-like",
            isJoined
                ? [
                    "deliverability": AssignmentFixture.supply(["A": ["A", "B"], "B": ["B", "C"]])
                ]
                : [:])
        let zones = ["A", "B", "C"]
        let perHour = Self.slices / Int(Self.hours)
        var slices: [EnergySlice] = []
        for index in 0..<Self.slices {
            let hour = min(Self.hours - 1, Int64(index / perHour))
            let wh = Int64(1000 + index * 7919 % 5000)
            slices.append(
                AssignmentFixture.slice(
                    "slice-\(index)", AssignmentFixture.hour(hour), wh, zone: zones[index % 3]))
        }
        var needs: [EnergyNeed] = []
        for hour in 0..<Self.hours {
            for product in 0..<14 {
                let wh = Int64(perHour * 3000 / 14) + Int64(product)
                needs.append(
                    AssignmentFixture.need(
                        "product-\(product)", AssignmentFixture.hour(hour), wh,
                        zone: zones[product % 3]))
            }
        }
        let clock = ContinuousClock()
        var problem: AssignmentProblem?
        let stating = clock.measure {
            problem = AssignmentProblem(needs: needs, slices: slices, rules: rules)
        }
        let stated = try #require(problem)
        var uses: [EnergyUse] = []
        let solving = try clock.measure { uses = try EnergyAssignment.solve(stated) }
        let checking = clock.measure { #expect(stated.fault(of: uses) == nil) }
        print(
            "\(Self.slices) slices, \(needs.count) needs, joined \(isJoined): stated \(stating), "
                + "solved \(solving), checked \(checking), \(uses.count) uses, "
                + "\(uses.reduce(0) { $0 + $1.wattHours }) Wh")
        #expect(uses.count >= Self.slices / 2)
    }

    /// Products of one site, one certificate a day each: 10^4 certificates of about 100 slices.
    @Test func `Ten thousand certificates of a month`() throws {
        let isLong = Self.slices > 100_000
        let (products, hours) = isLong ? (334, Self.hours) : (5, 48)
        let input = try input(products: products, hours: hours, perHour: isLong ? 1388 : 40)
        var terms = IssueTerms(
            issuer: "did:key:z6MkBench", verifier: "person:bench",
            validFrom: AssignmentFixture.hour(1000).start, idPrefix: "bench")
        terms.batch = .day
        let clock = ContinuousClock()
        var made: PreparedCertificates?
        let preparing = try clock.measure {
            made = try CertificateIssue.prepare(
                input, terms: terms, assign: EnergyAssignment.solve)
        }
        let prepared = try #require(made)
        #expect(prepared.count >= products * Int(hours) / 24)
        var (bytes, parts) = (0, 0)
        var last: [UInt8] = []
        let writing = try clock.measure {
            for index in 0..<prepared.count {
                let certificate = try prepared.certificate(index)
                last = certificate.document.canonical
                bytes += last.count
                parts += certificate.slices.count
            }
        }
        let reading = try clock.measure {
            let read = try GreenTokenCertificate(reading: Certificates.JSONValue(parsing: last))
            try CertificateArithmetic.check(read)
        }
        print(
            "\(prepared.count) certificates of \(parts / prepared.count) slices and "
                + "\(bytes / prepared.count) bytes: prepared \(preparing), written \(writing), "
                + "one read and checked \(reading)")
    }

    private func input(products: Int, hours: Int64, perHour: Int) throws -> IssueInput {
        var (meters, tokens) = (MeterReadings(), TokenCounts())
        for hour in 0..<hours {
            let interval = AssignmentFixture.hour(hour)
            for (meter, boundary) in [("grid", MeterReading.Boundary.facility), ("it", .it)] {
                try meters.add(
                    MeterReading(
                        site: "hub", meter: meter, boundary: boundary, interval: interval,
                        wattHours: Int64(perHour) * (boundary == .it ? 3000 : 3500)))
            }
            for product in 0..<products {
                try tokens.add(
                    TokenCount(
                        product: "product-\(product)", site: "hub", interval: interval,
                        model: "m@1", tokenizer: "t", input: 2_000_000,
                        output: 1_000_000 + hour * 1000 + Int64(product), cached: 0))
            }
        }
        let slices = (0..<Int(hours) * perHour).map { index in
            AssignmentFixture.slice(
                "slice-\(index)", AssignmentFixture.hour(Int64(index / perHour)),
                Int64(1000 + index * 7919 % 5000), zone: "CN-EAST")
        }
        let attribution = """
            {"format": "wattoken-attribution/1", "id": "bench", "version": "1",
             "title": {"en": "Bench", "zh": "测试"},
             "weights": [{"model": "m@1", "input_wh_per_million": "30",
              "output_wh_per_million": "300", "cached_wh_per_million": "0", "source": "assumed"}],
             "excluded": [], "sites": [{"site": "hub", "zone": "CN-EAST", "country": "CN",
              "region": "East", "embodied_mg_per_hour": "1000", "embodied_source": "assumed"}],
             "uncertainty": {"share": {"num": "1", "den": "100"}, "source": "assumed"}}
            """
        func factor(_ kind: EmissionFactor.Kind, _ region: String) -> EmissionFactor {
            EmissionFactor(
                id: region + "-" + kind.rawValue, kind: kind, region: region, vintage: 2023,
                milligramsPerKWh: 500_000, source: "assumed")
        }
        return IssueInput(
            meters: meters, tokens: tokens, slices: slices,
            factors: try FactorTable([
                factor(.average, "east-china-grid"), factor(.residual, "china"),
                factor(.lifeCycle, "china"), factor(.lifeCycle, "wind"),
            ]), rules: try AssignmentFixture.rules("energytag-like"),
            grades: try GradeSet(reading: AssignmentFixture.json("grades")),
            attribution: try AttributionRule(
                reading: Certificates.JSONValue(parsing: Array(attribution.utf8))))
    }
}
