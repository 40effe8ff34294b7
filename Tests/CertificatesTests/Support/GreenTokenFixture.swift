import Certificates
import Foundation

/// Two hours of one site with two products, in round numbers.
enum GreenTokenFixture {
    private static let rulesFolder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Datasets/certificates/rules")

    static func json(_ name: String) throws -> JSONValue {
        let data = try Data(contentsOf: rulesFolder.appendingPathComponent(name + ".json"))
        return try JSONValue(parsing: Array(data))
    }

    static func rules(_ name: String) throws -> RuleSet { try RuleSet(reading: json(name)) }
    static func grades() throws -> GradeSet { try GradeSet(reading: json("grades")) }

    /// Hours of 2026-01-01 UTC, in quarters.
    static func quarters(_ from: Int64, _ to: Int64) -> UTCInterval {
        let day: Int64 = 1_767_225_600
        guard let start = UTCTime(seconds: day + from * 900),
            let end = UTCTime(seconds: day + to * 900),
            let interval = UTCInterval(start: start, end: end)
        else { preconditionFailure("an empty interval") }
        return interval
    }

    static func hour(_ hour: Int64) -> UTCInterval { quarters(4 * hour, 4 * hour + 4) }

    static let attributionText = """
        {"format": "wattoken-attribution/1", "id": "by-weight", "version": "1",
         "title": {"en": "By weight", "zh": "按权重"},
         "weights": [
          {"model": "big@1", "input_wh_per_million": "100", "output_wh_per_million": "300",
           "cached_wh_per_million": "10", "source": "assumed"},
          {"model": "small@1", "input_wh_per_million": "10", "output_wh_per_million": "100",
           "cached_wh_per_million": "0", "source": "assumed"}],
         "excluded": [{"site": "hub", "meter": "it-train", "purpose": "training"}],
         "sites": [
          {"site": "hub", "zone": "CN-EAST", "country": "CN", "region": "East",
           "embodied_mg_per_hour": "8000", "embodied_source": "assumed",
           "evidence_sha256":
            "0000000000000000000000000000000000000000000000000000000000000001"},
          {"site": "far", "zone": "CN-NORTH", "country": "CN", "region": "North",
           "embodied_mg_per_hour": "0", "embodied_source": "none counted"}],
         "uncertainty": {"share": {"num": "2", "den": "100"}, "source": "meter class"}}
        """

    static func attribution(_ text: String = attributionText) throws -> AttributionRule {
        try AttributionRule(reading: JSONValue(parsing: Array(text.utf8)))
    }

    static func reading(
        _ meter: String, _ boundary: MeterReading.Boundary, _ interval: UTCInterval, _ wh: Int64,
        site: String = "hub", revision: Int = 0
    ) -> MeterReading {
        MeterReading(
            site: site, meter: meter, boundary: boundary, interval: interval, wattHours: wh,
            revision: revision)
    }

    /// Each hour: facility 1200 kWh, computers 1000, of which training 200.
    static let readings = [Int64(4), 5].flatMap { hour in
        [
            reading("grid", .facility, Self.hour(hour), 1_200_000),
            reading("it-serve", .it, Self.hour(hour), 800_000),
            reading("it-train", .it, Self.hour(hour), 200_000),
        ]
    }

    static func count(
        _ product: String, _ model: String, _ interval: UTCInterval, input: Int64, output: Int64,
        cached: Int64 = 0, site: String = "hub", revision: Int = 0
    ) -> TokenCount {
        TokenCount(
            product: product, site: site, interval: interval, model: model, tokenizer: "t1",
            input: input, output: output, cached: cached, revision: revision)
    }

    /// chat takes 1000 · 100 + 1500 · 300 = 550 kWh, mini 500 · 10 + 450 · 100 = 50 kWh, each hour.
    static let counts = [Int64(4), 5].flatMap { hour in
        [
            count(
                "chat", "big@1", Self.hour(hour), input: 1_000_000_000, output: 1_500_000_000),
            count("mini", "small@1", Self.hour(hour), input: 500_000_000, output: 450_000_000),
        ]
    }

    static func certificate(
        _ id: String, _ interval: UTCInterval, _ wh: Int64, zone: String = "CN-EAST",
        source: EnergyCertificate.Source = .wind, scheme: EnergyCertificate.Scheme = .gec,
        storage: EnergyCertificate.StorageChain? = nil
    ) -> EnergyCertificate {
        EnergyCertificate(
            id: id, scheme: scheme, registry: "r", serial: "s-\(id)", device: "d-\(id)",
            source: source, zone: zone, interval: interval, wattHours: wh, storage: storage)
    }

    static func factors() throws -> FactorTable {
        func factor(
            _ id: String, _ kind: EmissionFactor.Kind, _ region: String, _ mg: Int64
        ) -> EmissionFactor {
            EmissionFactor(
                id: id, kind: kind, region: region, vintage: 2023, milligramsPerKWh: mg,
                source: "a notice")
        }
        return try FactorTable([
            factor("east-average", .average, "east-china-grid", 550_000),
            factor("north-average", .average, "north-china-grid", 636_100),
            factor("residual", .residual, "china", 609_600),
            factor("grid-life", .lifeCycle, "china", 620_000),
            factor("wind-life", .lifeCycle, "wind", 33_600),
            factor("solar-life", .lifeCycle, "solar", 54_500),
            factor("nuclear-life", .lifeCycle, "nuclear", 6_500),
        ])
    }

    static func input(
        slices: [EnergyCertificate], rules: String = "energytag-like",
        readings: [MeterReading] = readings, counts: [TokenCount] = counts
    ) throws -> IssueInput {
        IssueInput(
            meters: MeterReadings.collecting(readings).collection,
            tokens: TokenCounts.collecting(counts).collection,
            slices: slices.map(EnergySlice.init(whole:)), factors: try factors(),
            rules: try Self.rules(rules), grades: try grades(), attribution: try attribution())
    }

    static func terms() -> IssueTerms {
        var terms = IssueTerms(
            issuer: "did:key:z6MkfixtureIssuer", verifier: "person:auditor",
            validFrom: hour(24).start, idPrefix: "test")
        terms.status = .init(list: "https://example.org/status/1", index: 5)
        return terms
    }

    /// A plain assignment for tests: each need takes what is left of the slices in turn.
    static func firstFit(_ problem: AssignmentProblem) -> [EnergyUse] {
        var left = problem.slices.map(\.wattHours)
        var uses: [EnergyUse] = []
        for (index, need) in problem.needs.enumerated() {
            var open = need.wattHours
            for slice in problem.slices.indices where problem.allows(slice: slice, need: index) {
                let part = min(open, left[slice])
                guard part > 0 else { continue }
                uses.append(EnergyUse(slice: slice, need: index, wattHours: part))
                left[slice] -= part
                open -= part
            }
        }
        return uses
    }
}
