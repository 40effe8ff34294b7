import Foundation
import Service
import Solver
import Testing

/// Jobs and demand classes on the command line: documents, tables, CSV and conflicts.
@Suite("Jobs on the command line") struct JobCommandTests {
    private static let job = """
        jobs=[{"id": "train", "name": {"en": "Training", "zh": "训练"}, "accelerator": "gpu",
          "accelerators": 16, "hours": 2, "busy_kw": 0.7, "value_cny": 50,
          "deadline": "2026-01-05T04:00:00+08:00"}]
        """

    private static let conflict = """
        jobs=[{"id": "one", "accelerator": "gpu", "accelerators": 400, "hours": 3, "busy_kw": 0.7,
          "deadline": "2026-01-05T04:00:00+08:00", "allowed_sites": ["east"]},
         {"id": "two", "accelerator": "gpu", "accelerators": 400, "hours": 3, "busy_kw": 0.7,
          "deadline": "2026-01-05T04:00:00+08:00", "allowed_sites": ["east"]}]
        """

    private static let classes = """
        demand_classes=[{"id": "any", "name": {"en": "Any model", "zh": "任意模型"},
          "origin": "beijing", "million_tokens_per_hour": 2, "products": ["chat"]}]
        """

    private func solve(_ arguments: String...) -> ToolRun {
        ToolRun(["solve", Workbench.twoSites] + arguments)
    }

    @Test("The document has jobs, their runs and their end states")
    func document() throws {
        let plan = try solve("--format", "json", "--set", Self.job, "--set", Self.classes).json()
        let jobs = try #require(plan["jobs"]?.elements)
        #expect(jobs.map { $0["status"] } == ["done"])
        #expect(jobs[0]["runs"]?.elements?.count == 1)
        #expect(jobs[0]["runs"]?.elements?.first?["scale"]?.elements?.count == 2)
        let states = try #require(plan["end_states"]?["jobs"]?.elements)
        #expect(states.first?["hours_done"]?.double == 2)
        let parts = plan["chain"]?["products"]?.elements?.map { $0["product"] } ?? []
        #expect(parts.last == .some("jobs"))
        let classes = try #require(plan["demand_classes"]?.elements)
        #expect(classes.map { $0["id"] } == ["any"])
        let prices = try #require(plan["prices"]?["demand_classes"]?.elements)
        #expect(prices.first?["marginal_cny_per_million_tokens"]?.elements?.count == 4)
        let routes = try #require(plan["routing"]?.elements)
        #expect(routes.contains { $0["demand_class"] == "any" })
    }

    @Test("A scenario without jobs and classes has no such members")
    func absent() throws {
        let plan = try solve("--format", "json").json()
        #expect(plan["jobs"] == nil && plan["demand_classes"] == nil)
        #expect(plan["end_states"]?["jobs"] == nil)
    }

    @Test("Tables name jobs and classes in both languages")
    func tables() {
        let english = solve("--set", Self.job, "--set", Self.classes).text
        #expect(english.contains("Training") && english.contains("done"))
        #expect(english.contains("Any model"))
        let chinese = solve("--language", "zh-CN", "--set", Self.job, "--set", Self.classes).text
        #expect(chinese.contains("训练") && chinese.contains("完成"))
        #expect(chinese.contains("任意模型"))
    }

    @Test("The CSV has a column for the accelerators of jobs")
    func csv() throws {
        let run = solve("--format", "csv", "--set", Self.job)
        #expect(run.rows[0].last == "job_accelerators")
        #expect(run.rows.allSatisfy { $0.count == run.rows[0].count })
        let sum = run.rows.dropFirst().reduce(0) { $0 + (Double($1.last ?? "") ?? 0) }
        #expect(sum == 32)
    }

    @Test("Jobs that cannot both be done are explained by name")
    func explained() throws {
        let run = ToolRun(
            ["explain", Workbench.twoSites, "--format", "json", "--set", Self.conflict])
        #expect(run.code == .infeasible)
        let parties = try #require(
            try run.json()["conflict"]?["limits_in_conflict"]?.elements)
        #expect(parties.contains { $0["limit"] == "job_deadline" })
    }
}
