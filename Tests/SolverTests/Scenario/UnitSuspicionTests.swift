import Solver
import Testing

/// Numbers in a wrong unit are seen, and right ones are left alone.
@Suite("Suspicious units") struct UnitSuspicionTests {
    /// The two sites with one field as it should be and as it is in a wrong unit.
    struct Twin: Sendable, CustomTestStringConvertible {
        let path: String
        let right: String
        let wrong: String
        let pointer: String
        let probable: Double

        init(
            _ path: String, _ right: String, _ wrong: String, _ pointer: String, _ probable: Double
        ) {
            self.path = path
            self.right = right
            self.wrong = wrong
            self.pointer = pointer
            self.probable = probable
        }

        var testDescription: String { path }
    }

    /// West could draw 800 accelerators · 6 kW / 8 at a PUE of 1.25: 0.75 MW.
    static let twins = [
        Twin(
            "sites.west.connection.transformer_mva", "2", "2000",
            "/sites/0/connection/transformer_mva", 2),
        Twin("sites.west.fixed_overhead_mw", "0.1", "150", "/sites/0/fixed_overhead_mw", 0.15),
        Twin(
            "sites.west.connection.export_limit_mw", "1", "1000",
            "/sites/0/connection/export_limit_mw", 1),
        Twin(
            "sites.west.emissions.location_based_kg_co2_per_mwh", "550", "0.55",
            "/sites/0/emissions/location_based_kg_co2_per_mwh", 550),
        Twin(
            "tariffs.level.versions.0.components.0.price_cny_per_mwh", "420", "0.42",
            "/tariffs/TARIFF/versions/0/components/0/price_cny_per_mwh", 420),
        Twin("carbon.price_cny_per_tonne", "90", "0.09", "/carbon/price_cny_per_tonne", 90),
        Twin(
            "products.0.output_price_cny_per_million_tokens", "4", "0.004",
            "/products/0/output_price_cny_per_million_tokens", 4),
        Twin(
            "products.0.demand.0.million_tokens_per_hour", "5", "100000",
            "/products/0/demand/0/million_tokens_per_hour", 100),
        Twin("network.0.round_trip_ms", "20", "20000", "/network/0/round_trip_ms", 20),
    ]

    @Test("Off by a thousand is seen, and only that", arguments: twins)
    func twin(_ twin: Twin) throws {
        let fixture = try ScenarioFixture.twoSites()
        let right = try fixture.setting("\(twin.path)=\(twin.right)").scenario()
        #expect(right.unitSuspicions == [])
        let wrong = try fixture.setting("\(twin.path)=\(twin.wrong)").scenario()
        let tariff = right.tariffs.firstIndex { $0.id == "level" } ?? -1
        let pointer = twin.pointer.replacing("TARIFF", with: "\(tariff)")
        #expect(wrong.unitSuspicions.map(\.place) == [pointer])
        let found = try #require(wrong.unitSuspicions.first)
        #expect(isNear(found.probable, twin.probable))
        #expect(found.looksLike != found.unit)
    }

    @Test("Watts for kilowatts, seconds for milliseconds in a mode") func mode() throws {
        let fixture = try ScenarioFixture.twoSites()
        let mode = "profiles.0.modes.0"
        let plain = try fixture.scenario().profiles[0].modes[0]
        let wrong = try fixture.setting(
            "\(mode).busy_kw=\(plain.busyKW * 1000)", "\(mode).first_token_ms=0.4",
            "\(mode).token_interval_ms=0.03"
        ).scenario()
        let places = wrong.unitSuspicions.map(\.place)
        for key in ["busy_kw", "first_token_ms", "token_interval_ms"] {
            #expect(places.contains("/profiles/0/modes/0/\(key)"), "\(key)")
        }
    }

    @Test("A very large number stands for no limit") func noLimit() throws {
        let scenario = try ScenarioFixture.twoSites()
            .setting("sites.west.connection.transformer_mva=1000000").scenario()
        #expect(scenario.unitSuspicions == [])
    }

    @Test("Examples of 50 seeds look right", arguments: UInt64(1)...50)
    func examples(seed: UInt64) throws {
        var settings = ExampleSettings()
        settings.seed = seed
        settings.hubs = Int(seed % 10) + 1
        settings.stepMinutes = 60
        let scenario = try Scenario(ExampleScenario(settings).document())
        #expect(scenario.unitSuspicions == [], "seed \(seed)")
    }

    @Test("The scenarios of the repository look right", arguments: ["two-sites", "east-west-day"])
    func datasets(name: String) throws {
        let folder = "Datasets/scenarios/\(name)/"
        let scenario = try Scenario(
            json: ScenarioFixture.bytes(of: folder + "scenario.json"),
            files: { try? ScenarioFixture.bytes(of: folder + $0) })
        #expect(scenario.unitSuspicions == [])
    }
}

/// Sizes of numbers in a program.
@Suite("Numerics report") struct NumericsReportTests {
    @Test("Every kind of number with its extremes") func ranges() {
        // Rows: 1000 x1 + 0.01 x2 ≤ 50, x2 ≥ 0.5; costs 3 and −200; 0 ≤ x1 ≤ 7, x2 free.
        let program = LinearProgram(
            cost: [3, -200], columnLower: [0, -.infinity], columnUpper: [7, .infinity],
            rowLower: [-.infinity, 0.5], rowUpper: [50, .infinity],
            matrix: SparseMatrix(
                rowCount: 2, columnCount: 2, rows: [0, 0, 1], columns: [0, 1, 1],
                values: [1000, 0.01, 1]))
        let report = NumericsReport(program)
        #expect(report.matrix.count == 3 && isNear(report.matrix.spread, 5))
        #expect(report.matrix.largest == .init(magnitude: 1000, place: "r1 · x1"))
        #expect(report.matrix.smallest == .init(magnitude: 0.01, place: "r1 · x2"))
        #expect(report.matrix.decades == [-2: 1, 0: 1, 3: 1])
        #expect(report.cost.largest == .init(magnitude: 200, place: "x2"))
        #expect(report.rowBounds.smallest == .init(magnitude: 0.5, place: "r2"))
        #expect(report.rowBounds.count == 2 && report.columnBounds.count == 1)
    }

    @Test("Nothing to measure") func empty() {
        let report = NumericsReport(
            LinearProgram(
                cost: [0], columnLower: [0], columnUpper: [.infinity], rowLower: [], rowUpper: [],
                matrix: SparseMatrix(
                    rowCount: 0, columnCount: 1, rows: [], columns: [], values: [])))
        #expect(report.matrix == .init() && report.cost == .init() && report.cost.spread == 0)
    }
}
