import Forecast
import Service
import Solver
import Testing

/// Settings of jobs: what is read, and that every fault is told at once.
@Suite struct SpecTests {
    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private func faults(_ text: String, _ read: ([UInt8]) throws -> Void) -> [String] {
        do {
            try read(bytes(text))
            return []
        } catch let error as ScenarioError {
            return error.faults.map { "\($0.pointer) \($0.kind.rawValue)" }
        } catch {
            return ["\(error)"]
        }
    }

    @Test func aSolveNeedsNoSettings() throws {
        let spec = try SolveSpec(json: bytes("{}"))
        #expect(spec == SolveSpec())
        #expect(spec.settings.timeLimitSeconds == .infinity)
        #expect(spec.settings.engine == .auto)
    }

    @Test func allSettingsOfASolveReadBack() throws {
        let text = """
            {"engine": "glpk", "limits": {"wall": "PT1M30S", "gap": 0.01, "nodes": 50, "work": 9000},
            "set": ["carbon.price_cny_per_tonne=120", "start=2026-01-05T04:00:00+08:00"],
            "ranges": true, "continue_from": "job-7", "note": "anything"}
            """
        let spec = try SolveSpec(json: bytes(text))
        #expect(spec.settings.engine == .glpk)
        #expect(spec.settings.timeLimitSeconds == 90)
        #expect(spec.settings.relativeGap == 0.01)
        #expect(spec.settings.nodeLimit == 50)
        #expect(spec.settings.iterationLimit == 9000)
        #expect(spec.changes.map(\.path) == ["carbon.price_cny_per_tonne", "start"])
        #expect(spec.continueFrom == "job-7" && spec.asksRanges)
        #expect(try SolveSpec(json: spec.json.written()) == spec)
    }

    @Test func allFaultsOfASolveAreToldAtOnce() {
        let text = """
            {"engine": "cplex", "limits": {"wall": "P1M", "gap": 2, "nodes": 1.5, "work": 0,
            "memory": 1}, "set": ["a=1", "nothing", 3], "continue_from": "", "colour": 1}
            """
        let found = faults(text) { _ = try SolveSpec(json: $0) }
        #expect(
            found == [
                "/engine not_allowed", "/limits/wall not_allowed", "/limits/gap not_allowed",
                "/limits/nodes not_allowed", "/limits/work not_allowed",
                "/limits/memory unknown_field", "/set/1 not_allowed", "/set/2 not_allowed",
                "/continue_from not_allowed", "/colour unknown_field",
            ])
    }

    @Test(arguments: ["[]", "3", "\"engine\"", "null"])
    func settingsAreAnObject(_ text: String) {
        #expect(faults(text) { _ = try SolveSpec(json: $0) } == [" wrong_type"])
    }

    @Test(arguments: ["", "{", "{\"engine\": NaN}", "{\"set\": [], \"set\": []}"])
    func settingsAreJSON(_ text: String) {
        #expect(faults(text) { _ = try SolveSpec(json: $0) } == [" malformed"])
    }

    @Test func aForecastReadsBack() throws {
        let text = """
            {"kind": "price", "horizon": "PT48H", "start": "2026-01-31T00:00:00+08:00",
            "percents": [95, 5, 50, 5], "bounds": [{"side": "at_least", "percent": 90}],
            "seed": 7, "time_zone": "Asia/Shanghai"}
            """
        let spec = try ForecastSpec(json: bytes(text))
        #expect(spec.percents == [5, 50, 95])
        #expect(spec.bounds.map(\.quantile) == [10])
        #expect(try ForecastSpec(json: spec.json.written()) == spec)
    }

    @Test func allFaultsOfAForecastAreToldAtOnce() {
        let text = """
            {"kind": "weather", "horizon": "P1Y", "start": "2026-01-31T00:00", "percents": [0, 2.5],
            "bounds": [{"side": "above", "percent": 100}], "seed": -1, "time_zone": "Mars"}
            """
        let found = faults(text) { _ = try ForecastSpec(json: $0) }
        #expect(
            found == [
                "/kind not_allowed", "/horizon not_allowed", "/start not_allowed",
                "/percents/0 not_allowed", "/percents/1 not_allowed", "/bounds/0/side not_allowed",
                "/bounds/0/percent not_allowed", "/seed not_allowed", "/time_zone not_allowed",
            ])
    }

    @Test func seriesMayHaveGapsAndOneStep() throws {
        let text = """
            {"target": {"start": "2026-01-01T00:00:00Z", "step": "PT15M", "unit": "MW",
            "values": [1, null, 3]},
            "known": [{"name": "wind", "start": "2026-01-01T00:15:00Z", "step": "PT15M",
            "values": [4, 5]}]}
            """
        let series = try ForecastSeries(json: bytes(text))
        #expect(series.target.name == "target" && series.target.unit == "MW")
        #expect(series.target.stepSeconds == 900)
        #expect(series.target.values[1].isNaN && series.target.values[2] == 3)
        #expect(series.known.map(\.name) == ["wind"])
    }

    @Test func allFaultsOfSeriesAreToldAtOnce() {
        let text = """
            {"target": {"start": "yesterday", "step": "PT90S", "values": [1, "two", true]},
            "known": [{"start": "2026-01-01T00:00:00Z", "values": []}], "more": 1}
            """
        let found = faults(text) { _ = try ForecastSeries(json: $0) }
        #expect(
            found == [
                "/target/start not_allowed", "/target/step not_allowed",
                "/target/values/1 wrong_type", "/target/values/2 wrong_type",
                "/known/0/name missing", "/known/0/values wrong_length", "/more unknown_field",
            ])
    }

    @Test func inputsFitTheTarget() {
        let text = """
            {"target": {"start": "2026-01-01T00:00:00Z", "values": [1]},
            "known": [{"name": "a", "start": "2026-01-01T00:30:00Z", "values": [1]}],
            "inputs": [{"name": "a", "start": "2026-01-01T00:00:00Z", "step": "PT15M",
            "values": [1]}]}
            """
        let found = faults(text) { _ = try ForecastSeries(json: $0) }
        #expect(
            found == [
                "/known/0/start conflict", "/inputs/0/name duplicate_id", "/inputs/0/step conflict",
            ])
    }

    @Test func theSchemaIsTheReadersOwn() {
        let limits = SolveSpec.schema["properties"]?["limits"]?["properties"]
        #expect(limits?["wall"]?["pattern"]?.words?.hasPrefix("^P") == true)
        #expect(
            limits?["nodes"]?["type"]?.elements == ["integer", "null"]
                && limits?["nodes"]?["default"] == nil)
        #expect(SolveSpec.schema["additionalProperties"] == false)
        #expect(ForecastSpec.schema["required"]?.elements == ["kind"])
        #expect(ForecastSeries.schema["required"]?.elements == ["target"])
    }
}
