import Foundation
import Service
import Solver
import Testing

/// A grid from a case file to plan, tables and report, on the command line.
@Suite struct GridCommandTests {
    private static let text = """
        function mpc = pair
        mpc.version = '2'; mpc.baseMVA = 100;
        mpc.bus = [1 3 0 0 0 0 1 1 0 345 1 1.1 0.9; 2 1 80 0 0 0 1 1 0 345 1 1.1 0.9];
        mpc.gen = [1 0 0 9 -9 1 100 1 200 0; 2 0 0 9 -9 1 100 1 200 0];
        mpc.branch = [1 2 0 0.1 0 50 0 0 0 0 1 -360 360];
        mpc.gencost = [2 0 0 2 10 0; 2 0 0 2 40 0];
        """

    private func bench() throws -> (bench: Workbench, scenario: String) {
        let bench = try Workbench()
        let file = bench.folder.appendingPathComponent("pair.m")
        try Data(Self.text.utf8).write(to: file)
        let scenario = bench.folder.appendingPathComponent("pair.json").path
        let run = ToolRun(
            "import", "matpower", file.path, "--output", scenario, "--dc-model", "powermodels")
        #expect(run.code == .ok, "\(run.messages)")
        #expect(run.messages.contains("carried as CNY unchanged"))
        return (bench, scenario)
    }

    /// 50 MW at 10 over the line, 30 at 40.
    @Test func theImportedCaseSolvesAndItsPlanShowsTheGrid() throws {
        let (bench, scenario) = try bench()
        let plan = try ToolRun("solve", scenario, "--format", "json").json()
        #expect(plan["proof"]?["objective"] == 1700)
        let grid = try #require(plan["grid"])
        #expect(grid["dc_model"] == "powermodels" && grid["system_cost_cny"] == 1700)
        let line = try #require(grid["lines"]?.elements?.first)
        #expect(line["flow_mw"] == .numbers([50]) && line["loading_share"] == 1)
        #expect(line["rent_cny"] == 1500)
        #expect(grid["nodes"]?.elements?[1]["price_cny_per_mwh"] == .numbers([40]))
        #expect(plan["costs"]?.elements?.first?["payer"] == "system")
        withExtendedLifetime(bench) {}
    }

    /// Costs 0.1 p² + 10 p and 40 p: 150 MW at 40 less what the line carries, no tangent there at first.
    @Test func quadraticCostsAreWrittenWithTheTangentsOfTheAnswer() throws {
        let bench = try Workbench()
        let file = bench.folder.appendingPathComponent("pair.m")
        let text = Self.text.replacing("2 0 0 2 10 0;", with: "2 0 0 3 0.1 10 0;")
            .replacing("2 0 0 2 40 0]", with: "2 0 0 3 0 40 0]")
            .replacing("0.1 0 50 0", with: "0.1 0 0 0")
        try Data(text.utf8).write(to: file)
        let scenario = bench.folder.appendingPathComponent("pair.json").path
        #expect(
            ToolRun("import", "matpower", file.path, "--output", scenario).code == .ok)
        let program = bench.folder.appendingPathComponent("pair.mps").path
        let plan = try ToolRun("solve", scenario, "--format", "json", "--write-mps", program).json()
        // All 80 MW at a cost of 10 + 0.2 p < 40: 0.1 · 6400 + 800.
        let objective = try #require(plan["proof"]?["objective"]?.double)
        #expect(abs(objective - 1440) < 1e-3)
        let again = try ToolRun("lp", program, "--format", "json").json()
        let bound = try #require(again["objective"]?.double)
        #expect(abs(bound - objective) < 1e-5 * objective)
        // Four tangents at 0, 66.7, 133.3 and 200 MW alone would say 1422.
        let text2 = try String(contentsOfFile: program, encoding: .utf8)
        #expect(text2.components(separatedBy: "tangent[").count > 4)
    }

    @Test func tablesAndReportOfAGridWithoutSites() throws {
        let (bench, scenario) = try bench()
        let rows = ToolRun("solve", scenario, "--format", "csv").rows
        #expect(rows.first?.prefix(3) == ["time", "kind", "id"])
        #expect(rows.map { $0[1] } == ["kind", "node", "node", "line", "supply", "supply"])
        let folder = bench.folder.appendingPathComponent("report").path
        let run = ToolRun("solve", scenario, "--report", folder)
        #expect(run.code == .ok && run.text.contains("most loaded lines"))
        #expect(run.text.contains("1-2 (1 → 2)"))
        let page = try String(contentsOfFile: folder + "/report.html", encoding: .utf8)
        #expect(page.contains("Dearest and cheapest nodes") && page.contains("电网"))
        #expect(page.contains("2 nodes, 1 line, 2 supplies") && page.contains("2个节点，1条线路"))
        #expect(!page.contains("0 sites"))
        let chinese = ToolRun(["solve", scenario], language: .chinese)
        #expect(chinese.text.contains("负载最高的线路"))
        let why = ToolRun("explain", scenario)
        #expect(why.text.contains("Line · 1-2"))
    }

    @Test func aScenarioKeepsWhatItHasWhenAGridIsImported() throws {
        let (bench, scenario) = try bench()
        let file = bench.folder.appendingPathComponent("pair.m").path
        let before = try Scenario.parsed([UInt8](Data(contentsOf: URL(fileURLWithPath: scenario))))
        let changed = try #require(ScenarioChange("name=kept")).applied(to: before)
        try Data(changed.written()).write(to: URL(fileURLWithPath: scenario))
        #expect(ToolRun("import", "matpower", file, "--output", scenario).code == .ok)
        let after = try Scenario.parsed([UInt8](Data(contentsOf: URL(fileURLWithPath: scenario))))
        #expect(after["name"] == "kept" && after["grid"]?["dc_model"] == "matpower")
    }

    @Test func faultsOfACaseFileAreNamedWithTheirLine() throws {
        let bench = try Workbench()
        let file = bench.folder.appendingPathComponent("bad.m")
        try Data(Self.text.replacing("0.1 0 50", with: "0 0 50").utf8).write(to: file)
        let run = ToolRun("import", "matpower", file.path)
        #expect(run.code == .invalidInput && run.messages.contains("line 5: given x = 0"))
        let other = ToolRun("import", "matlab", file.path)
        #expect(other.code == .usage && other.messages.contains("matpower"))
    }
}
