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

    @Test func theDeclarationHasFourPointsAnHour() throws {
        let contract = """
            sites.west.contract={"contract_mw": 0.5, "price_cny_per_mwh": 300,
            "day_ahead_price_cny_per_mwh": 400, "real_time_price_cny_per_mwh": 500}
            """
        let rows = solve("--format", "csv", "--table", "declaration", "--set", contract).rows
        #expect(rows.count == 1 + 16)
        #expect(rows[0] == ["time", "site", "point", "declared_mw", "mwh"])
        #expect(rows.dropFirst().map { $0[2] } == (1...16).map { "\($0)" })
        #expect(rows[2][0] == "2026-01-05T00:15:00+08:00")
        let plan = try solve("--format", "json", "--set", contract).json()
        let power = try #require(plan["sites"]?.elements?[0]["import_mw"]?.elements?[0].double)
        let energy = try #require(rows[1].last.flatMap(Double.init))
        #expect(abs(energy - power / 4) < 1e-9)
        let declaration = try #require(plan["declaration"]?.elements?.first)
        #expect(declaration["mwh"]?.elements?.count == 16)
        #expect(declaration["first_point"] == 1)
        let bill = plan["bills"]?.elements?[0]["lines"]?.elements?.map { $0["kind"] }
        #expect(bill?.contains("contract_energy") == true)
        #expect(bill?.contains("energy") == false)
    }

    @Test func pinsAreShownWithOwnerReasonAndCost() throws {
        let pin = """
            pins=[{"id": "calm", "decision": "import", "site": "west", "at_most": 0.1,
            "from": "2026-01-05T00:00:00+08:00", "to": "2026-01-05T04:00:00+08:00",
            "owner": "night desk", "reason": "storm"}]
            """
        let text = solve("--set", pin).text
        #expect(text.contains("night desk") && text.contains("storm"))
        let rows = solve("--format", "csv", "--table", "held", "--set", pin).rows
        #expect(rows.count == 2)
        #expect(rows[1].prefix(4) == ["pin", "calm", "import west", "MW"])
        let held = try solve("--format", "json", "--set", pin).json()["held"]?.elements
        #expect(held?.first?["owner"] == "night desk")
        #expect(held?.first?["marginal_cny_per_unit"]?.elements?.count == 4)
        let impossible = pin.replacing("\"at_most\": 0.1", with: "\"at_least\": 500")
        let run = ToolRun(["explain", Workbench.twoSites, "--format", "json", "--set", impossible])
        #expect(run.code == .infeasible)
        let parts = try run.json()["conflict"]?["cheapest_relaxation"]?.elements
        let named = try #require(parts?.first { $0["limit"] == "pin" })
        #expect(named["owner"] == "night desk" && named["reason"] == "storm")
    }

    @Test func addedCapacityIsATable() throws {
        let change = """
            sites.west.connection.expansion={"maximum_mva": 1, "annual_cost_cny_per_mva": 8760}
            """
        let rows = solve("--format", "csv", "--table", "capacity", "--set", change).rows
        #expect(rows.count == 2)
        #expect(rows[1].prefix(3) == ["connection", "west", "MVA"])
        #expect(solve("--set", change).text.contains("connection · west"))
        let chinese = solve("--language", "zh-CN", "--set", change).text
        #expect(chinese.contains("受电变压器 · west"))
        let capacity = try solve("--format", "json", "--set", change).json()["capacity"]?.elements
        #expect(capacity?.first?["unit"] == "MVA")
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
