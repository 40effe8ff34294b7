import Solver
import Testing

/// Every kind of bad job is refused at its place, with what would be right.
@Suite("Bad jobs") struct JobValidationTests {
    /// Members that make a good job of four hours' horizon bad, and the one fault they give.
    struct BadJob: Sendable, CustomTestStringConvertible {
        let members: String
        let pointer: String
        let kind: Fault.Kind
        let allowed: String

        var testDescription: String { members }

        init(_ members: String, at pointer: String, _ kind: Fault.Kind, allowed: String = "") {
            self.members = members
            self.pointer = "/jobs/0" + pointer
            self.kind = kind
            self.allowed = allowed
        }
    }

    static let jobs: [BadJob] = [
        BadJob("\"hours\": -1", at: "/hours", .notAllowed, allowed: "from 0.001"),
        BadJob("\"accelerators\": 1.5", at: "/accelerators", .notAllowed, allowed: "integer"),
        BadJob("\"busy_kw\": \"1\"", at: "/busy_kw", .wrongType, allowed: "a number"),
        BadJob("\"colour\": 1", at: "/colour", .unknownField),
        BadJob("\"deadline\": \"tomorrow\"", at: "/deadline", .notAllowed, allowed: "offset"),
        BadJob("\"accelerator\": \"y\"", at: "/accelerator", .unknownReference, allowed: "x"),
        BadJob(
            "\"accelerator\": \"z\"", at: "/accelerator", .conflict, allowed: "a pool of an allowed"
        ),
        BadJob("\"allowed_sites\": [\"c\"]", at: "/allowed_sites/0", .unknownReference),
        BadJob("\"allowed_sites\": []", at: "/allowed_sites", .notAllowed, allowed: "all sites"),
        BadJob("\"accelerators\": 101", at: "/accelerators", .conflict, allowed: "at most 100"),
        BadJob("\"busy_kw\": 0.01", at: "/busy_kw", .conflict, allowed: "0.05 kW"),
        BadJob(
            "\"deadline\": \(TrainingJobTests.at(1))", at: "/hours", .conflict,
            allowed: "the 1 hours"),
        BadJob(
            "\"release\": \(TrainingJobTests.at(3)), \"deadline\": \(TrainingJobTests.at(3))",
            at: "/deadline", .conflict, allowed: "after release"),
        BadJob(
            "\"due\": \(TrainingJobTests.at(5)), \"deadline\": \(TrainingJobTests.at(4))",
            at: "/due", .conflict, allowed: "at most deadline"),
        BadJob(
            "\"lateness_price_cny_per_hour\": 1", at: "/lateness_price_cny_per_hour", .conflict,
            allowed: "due"),
        BadJob(
            "\"checkpoint_cost_cny\": 1", at: "/checkpoint_cost_cny", .conflict,
            allowed: "preemptible"),
        BadJob("\"restart_hours\": 1", at: "/restart_hours", .conflict, allowed: "preemptible"),
        BadJob("\"minimum_scale\": 0", at: "/minimum_scale", .notAllowed, allowed: "from 0.01"),
        BadJob(
            "\"progress\": {\"hours_done\": 3, \"site\": \"a\", \"pool\": \"p\"}",
            at: "/progress/hours_done", .conflict, allowed: "at most hours, 2"),
        BadJob("\"progress\": {\"hours_done\": 1}", at: "/progress", .conflict, allowed: "pool"),
        BadJob(
            "\"progress\": {\"hours_done\": 1, \"site\": \"a\"}", at: "/progress/pool", .missing),
        BadJob(
            "\"progress\": {\"hours_done\": 1, \"site\": \"c\", \"pool\": \"p\"}",
            at: "/progress/site", .unknownReference, allowed: "a, b"),
        BadJob(
            "\"progress\": {\"hours_done\": 1, \"site\": \"a\", \"pool\": \"q\"}",
            at: "/progress/pool", .unknownReference, allowed: "p"),
        BadJob(
            "\"allowed_sites\": [\"b\"], "
                + "\"progress\": {\"hours_done\": 1, \"site\": \"a\", \"pool\": \"p\"}",
            at: "/progress/site", .conflict, allowed: "allowed_sites: b"),
        BadJob(
            "\"release\": \(TrainingJobTests.at(1)), "
                + "\"progress\": {\"hours_done\": 1, \"site\": \"a\", \"pool\": \"p\"}",
            at: "/release", .conflict, allowed: "the start"),
    ]

    private func fixture(_ members: String) throws -> ModelFixture {
        var fixture = try ModelFixture(
            steps: 4, sites: ["a", "b"],
            "accelerators=[{\"id\": \"x\", \"off_kw\": 0.05}, {\"id\": \"z\"}]",
            "profiles.chat-x.loaded_idle_kw=1")
        let good = [
            "\"id\": \"train\"", "\"accelerator\": \"x\"", "\"accelerators\": 10", "\"hours\": 2",
            "\"busy_kw\": 100",
        ]
        let kept = good.filter { !members.contains($0.split(separator: ":")[0] + ":") }
        let all = (kept + (members.isEmpty ? [] : [members])).joined(separator: ", ")
        try fixture.change(["jobs=[{\(all)}]"])
        return fixture
    }

    @Test("The job itself is good") func good() throws {
        #expect(try fixture("").scenario().jobs.count == 1)
    }

    @Test("One fault is found at its place", arguments: jobs)
    func bad(_ job: BadJob) throws {
        let fixture = try fixture(job.members)
        let error = try #require(#expect(throws: ScenarioError.self) { try fixture.scenario() })
        #expect(error.faults.count == 1, "\(error.faults)")
        #expect(error.faults[0].pointer == job.pointer)
        #expect(error.faults[0].kind == job.kind)
        #expect(error.faults[0].allowed.contains(job.allowed), "\(error.faults[0].allowed)")
    }

    @Test("Accelerators out of order for too long are named, and a smaller job is done")
    func maintenance() throws {
        let broken = [
            "sites.a.pools.p.accelerators=[10, 0, 10, 0]",
            "sites.b.pools.p.accelerators=[0, 10, 0, 10]",
        ]
        func faults(_ members: String) throws -> [Fault] {
            var fixture = try fixture("\"deadline\": \(TrainingJobTests.at(4))" + members)
            try fixture.change(broken)
            do throws(ScenarioError) {
                _ = try Scenario(fixture.document)
                return []
            } catch {
                return error.faults
            }
        }
        let whole = try faults("")
        #expect(whole.map(\.pointer) == ["/jobs/0"])
        #expect(whole.first?.given.contains("10 accelerators") ?? false)
        #expect(try faults(", \"preemptible\": true").isEmpty)
        #expect(try faults(", \"hours\": 1").isEmpty)
    }

    @Test("Two jobs of one name are refused") func twice() throws {
        var fixture = try ModelFixture(steps: 4)
        let job = TrainingJobTests.job()
        try fixture.change(["jobs=[\(job), \(job)]"])
        let error = try #require(#expect(throws: ScenarioError.self) { try fixture.scenario() })
        #expect(error.faults.map(\.pointer) == ["/jobs/1/id"])
    }
}
