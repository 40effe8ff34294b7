import Service
import Solver
import Testing

/// `solve` and `explain` on the two sites: forms of output, and what happens without a plan.
@Suite struct SolveCommandTests {
    private func solve(_ arguments: String...) -> ToolRun {
        ToolRun(["solve", Workbench.twoSites] + arguments)
    }

    @Test func thePlanAsJSONIsOneProvenDocument() throws {
        let run = solve("--format", "json")
        #expect(run.code == .ok)
        #expect(run.messages.isEmpty)
        let plan = try run.json()
        #expect(plan["format"] == "wattoken-plan/1")
        #expect(plan["proof"]?["status"] == "optimal")
        #expect(try #require(plan["proof"]?["relative_gap"]?.double) <= 1e-6)
        #expect(try #require(plan["proof"]?["max_primal_residual"]?.double) <= 1e-6)
        let sites = try #require(plan["sites"]?.elements)
        #expect(sites.map { $0["import_mw"]?.elements?.count } == [4, 4])
        #expect(plan["prices"] != nil && plan["chain"] != nil && plan["bills"] != nil)
    }

    @Test func theObjectiveIsTheSumOfTheCostLines() throws {
        let plan = try solve("--format", "json").json()
        let objective = try #require(plan["proof"]?["objective"]?.double)
        let total = try #require(plan["totals"]?["cost_cny"]?.double)
        #expect(abs(objective - total) <= 1e-6 * max(1, abs(objective)))
    }

    @Test func thePlanAsCSVHasARowForEachStepAndSite() throws {
        let run = solve("--format", "csv")
        #expect(run.code == .ok)
        let rows = run.rows
        #expect(rows.count == 1 + 4 * 2)
        #expect(rows[0].prefix(3) == ["time", "site", "import_mw"])
        #expect(rows.allSatisfy { $0.count == rows[0].count })
        #expect(rows[1].prefix(2) == ["2026-01-05T00:00:00+08:00", "west"])
        #expect(rows.dropFirst().allSatisfy { $0.dropFirst(2).allSatisfy { Double($0) != nil } })
    }

    @Test func thePlanAsATableSpeaksBothLanguages() {
        let english = solve()
        #expect(english.code == .ok)
        #expect(english.text.contains("Two sites"))
        #expect(english.text.contains("Optimal, proven"))
        let chinese = solve("--language", "zh-CN")
        #expect(chinese.code == .ok)
        #expect(chinese.text.contains("两个站点"))
        #expect(chinese.text.contains("最优（已证明）"))
        #expect(chinese.text.contains("北京") || chinese.text.contains("西部"))
    }

    @Test func aScenarioGoesOnWhereAPlanEnded() throws {
        let workbench = try Workbench()
        let path = try workbench.file("plan.json", solve("--format", "json").data)
        let next = ["--set", "start=2026-01-05T04:00:00+08:00", "--format", "json"]
        let run = ToolRun(["solve", Workbench.twoSites, "--continue-from", path] + next)
        #expect(run.code == .ok)
        let before = try solve("--format", "json").json()["end_states"]?["sites"]?.elements?[0]
        let after = try run.json()["end_states"]?["sites"]?.elements?[0]
        let first = try #require(before?["month_to_date_mwh"]?.double)
        let second = try #require(after?["month_to_date_mwh"]?.double)
        #expect(second > first)
        let wrong = solve("--continue-from", path)
        #expect(wrong.code == .invalidInput)
        #expect(wrong.messages.contains("the plan ends at 2026-01-05T04:00:00+08:00"))
        let empty = try workbench.file("empty.json", "{}")
        #expect(solve("--continue-from", empty).messages.contains("end_states"))
    }

    @Test func changesAreMadeBeforeTheSolve() throws {
        let plain = try solve("--format", "json").json()
        let dearer = try solve(
            "--format", "json", "--set",
            "tariffs.level.versions.0.components.0.price_cny_per_mwh=900",
            "--set=carbon.price_cny_per_tonne=500"
        ).json()
        let before = try #require(plain["proof"]?["objective"]?.double)
        let after = try #require(dearer["proof"]?["objective"]?.double)
        #expect(after > before)
    }

    @Test func theProgramCanBeWrittenAndSolvedAgain() throws {
        let bench = try Workbench()
        let plan = try solve("--format", "json", "--write-mps", bench.path("two.mps")).json()
        let again = ToolRun("lp", bench.path("two.mps"), "--format", "json")
        #expect(again.code == .ok)
        let first = try #require(plan["proof"]?["objective"]?.double)
        let second = try #require(try again.json()["objective"]?.double)
        #expect(abs(first - second) <= 1e-6 * max(1, abs(first)))
    }

    @Test func aFolderThatCannotBeWrittenIsAUsageError() {
        let run = solve("--write-mps", "/nowhere/at/all/x.mps")
        #expect(run.code == .usage)
        #expect(run.data.isEmpty)
        #expect(run.messages.contains("/nowhere/at/all/x.mps"))
    }

    @Test(arguments: ["table", "json", "csv"])
    func anInvalidScenarioGivesAllFaultsAndNoData(_ format: String) {
        let run = solve(
            "--format", format, "--set", "sites.west.pue=[1,2]", "--set", "carbon.colour=1",
            "--set", "carbon.method=both")
        #expect(run.code == .invalidInput)
        #expect(run.data.isEmpty)
        #expect(run.messages.contains("/sites/0/pue: wrong length"))
        #expect(run.messages.contains("/carbon/colour: unknown field"))
        #expect(
            run.messages.contains(
                "/carbon/method: not allowed; given \"both\"; "
                    + "allowed: \"location_based\", \"market_based\""))
        #expect(run.messages.hasPrefix("wattoken: the scenario has"))
    }

    @Test func faultsAreSaidInChinese() {
        let run = solve("--set", "carbon.colour=1", "--language", "zh-CN")
        #expect(run.code == .invalidInput)
        #expect(run.messages.contains("/carbon/colour: 未知字段"))
    }

    @Test func aChangeThatLeadsNowhereIsInvalidInput() {
        let run = solve("--set", "sites.north.pue=1")
        #expect(run.code == .invalidInput)
        #expect(run.messages.contains("west, east"))
    }

    private static let tooManyReplicas = "sites.west.pools.main.serves.0.minimum_replicas=200"

    @Test(arguments: ["table", "json"])
    func anInfeasibleScenarioNamesTheLimits(_ format: String) throws {
        let run = solve("--format", format, "--set", Self.tooManyReplicas)
        #expect(run.code == .infeasible)
        #expect(run.text.contains(format == "json" ? "minimum_replicas" : "must stay loaded"))
        #expect(run.text.lowercased().contains("accelerators"))
    }

    @Test func anInfeasibleScenarioIsNotSilentAsCSV() {
        let run = solve("--format", "csv", "--set", Self.tooManyReplicas)
        #expect(run.code == .infeasible)
        #expect(run.data.isEmpty)
        #expect(run.messages.contains("Infeasible, proven"))
    }

    @Test func explainGivesTheCheapestRelaxation() throws {
        // The fixed overhead of 10 kW does not fit through 1 kVA in the step without sun or wind.
        let run = ToolRun(
            "explain", Workbench.twoSites, "--format", "json", "--set",
            "sites.west.connection.transformer_mva=0.001", "--set",
            "sites.west.renewables=[]", "--set", "sites.west.storages=[]")
        #expect(run.code == .infeasible)
        let conflict = try #require(try run.json()["conflict"])
        let first = try #require(conflict["cheapest_relaxation"]?.elements?.first)
        #expect(first["limit"] == "import" || first["limit"] == "import_limit")
        #expect(first["subject"]?.words?.contains("west") == true)
    }

    @Test func explainSaysWhatBinds() throws {
        let run = ToolRun("explain", Workbench.twoSites, "--format", "json")
        #expect(run.code == .ok)
        let document = try run.json()
        #expect(document["status"] == "optimal")
        #expect(document["binding_limits"]?.elements != nil)
        #expect(ToolRun("explain", Workbench.twoSites, "--language", "zh-CN").code == .ok)
    }

    @Test(arguments: ["table", "json", "csv"])
    func noTimeMeansNoAnswer(_ format: String) throws {
        let run = solve("--format", format, "--time-limit", "0")
        #expect(run.code == .limitWithoutSolution)
        if format == "json" { #expect(try run.json()["proof"]?["status"] == "limit") }
    }

    @Test func anInterruptBeforeTheEndIsReported() {
        let run = ToolRun(["solve", Workbench.twoSites, "--time-limit", "0"], isInterrupted: true)
        #expect(run.code == .interrupted)
    }
}

/// Scenarios on which the engine once went astray.
@Suite struct SolveRegressionTests {
    /// The primal simplex of the second stage cycles here; without a limit it would never end.
    @Test func aTieBreakThatCyclesEnds() throws {
        let run = ToolRun(
            "solve", Workbench.twoSites, "--format", "json", "--time-limit", "60",
            "--set", "sites.west.renewables.0.capacity_mw=0",
            "--set", "products.1.demand.0.million_tokens_per_hour=0.5",
            "--set", "profiles.0.modes.0.million_tokens_per_hour=1000000",
            "--set", "sites.west.emissions.location_based_kg_co2_per_mwh=1e-6")
        #expect(run.code == .ok)
        let proof = try #require(try run.json()["proof"])
        #expect(proof["status"] == "optimal")
        #expect(try #require(proof["iterations"]?.double) < 10_000)
    }
}
