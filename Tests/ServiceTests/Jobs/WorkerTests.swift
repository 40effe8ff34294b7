import Certificates
import Foundation
import Service
import Solver
import Synchronization
import Testing

/// What a worker makes of jobs, in this process.
@Suite(.serialized) struct WorkerTests {
    @Test func aSolvedJobHasAllItsParts() throws {
        let bench = try JobBench()
        try bench.submit("a")
        bench.work()
        let job = try bench.job("a")
        #expect(job.state == .succeeded && job.outcome == "optimal" && job.attempt == 1)
        #expect(try bench.parts(of: "a") == AnswerParts.Name.allCases.map(\.rawValue).sorted())
        let printed = try ToolRun("solve", Workbench.twoSites, "--format", "json").json()
        #expect(try bench.part("plan", of: "a").difference(from: printed) == nil)
        let summary = try bench.part("summary", of: "a")
        #expect(summary["outcome"] == "optimal" && summary["job"] == "a")
        #expect(summary["ended_early_by"] == .null)
        let events = try bench.events(of: "a")
        #expect(events.first?.kind == .state && events.last?.kind == .end)
        let end = try JSON(parsing: try #require(events.last).data)
        #expect(end["state"] == "succeeded" && end["outcome"] == "optimal")
    }

    @Test func jobsOfOtherLanesAreLeft() throws {
        let bench = try JobBench()
        try bench.submit("a", lane: .planning)
        var settings = Worker.Settings(name: "online only")
        settings.lanes = [.online]
        settings.endsWhenIdle = true
        Worker(store: bench.store, settings: settings, log: ServiceLog { _ in }).run()
        #expect(try bench.job("a").state == .queued)
        bench.work()
        #expect(try bench.job("a").state == .succeeded)
    }

    @Test func whatIsInfeasibleIsAnAnswer() throws {
        let bench = try JobBench()
        try bench.submit(
            "a", spec: #"{"set": ["sites.west.pools.main.serves.0.minimum_replicas=200"]}"#)
        bench.work()
        let job = try bench.job("a")
        #expect(job.state == .succeeded && job.outcome == "infeasible")
        #expect(try bench.parts(of: "a") == ["explain", "summary"])
        let explain = try bench.part("explain", of: "a")
        #expect(explain["conflict"]?["limits_in_conflict"]?.elements?.isEmpty == false)
    }

    @Test func aLimitOnWorkLeavesNoPlan() throws {
        let bench = try JobBench()
        try bench.submit("a", spec: #"{"limits": {"work": 1}}"#)
        bench.work()
        let job = try bench.job("a")
        #expect(job.state == .succeeded && job.outcome == "limit" && job.fallbackReason == nil)
        #expect(try bench.parts(of: "a") == ["explain", "summary"])
    }

    @Test(arguments: [
        ("{}", "{}"), ("[]", "{}"), ("not json", "{}"), ("", #"{"engine": "cplex"}"#),
        ("", #"{"set": ["sites.north.pue=1"]}"#), ("", "nonsense"),
    ])
    func anInputWithFaultsFails(_ document: String, _ spec: String) throws {
        let bench = try JobBench()
        try bench.submit(
            "a", document: document.isEmpty ? nil : Array(document.utf8), spec: spec)
        bench.work()
        let job = try bench.job("a")
        #expect(job.state == .failed && job.attempt == 1)
        let problem = try bench.problem(of: "a")
        #expect(problem["code"] == "invalid-input")
        #expect(problem["errors"]?.elements?.isEmpty == false)
    }

    @Test func aPlanIsContinuedByItsJob() throws {
        let bench = try JobBench()
        let spec = #"{"set": ["start=2026-01-05T04:00:00+08:00"], "continue_from": "a"}"#
        try bench.submit("a")
        bench.work()
        try bench.submit("b", spec: spec)
        try bench.submit("c", spec: #"{"continue_from": "nobody"}"#)
        bench.work()
        #expect(try bench.job("b").outcome == "optimal")
        #expect(try bench.problem(of: "c")["code"] == "cannot-continue")
        let plan = try bench.part("plan", of: "b")
        #expect(plan["start"] == "2026-01-05T04:00:00+08:00")
    }

    // MARK: Deadlines

    @Test func withoutTimeAndWithoutParentThereIsALimit() throws {
        let bench = try JobBench()
        try bench.submit("a", neededIn: 3_600)
        bench.workLate()
        let job = try bench.job("a")
        #expect(job.state == .succeeded && job.outcome == "limit")
        #expect(try bench.part("summary", of: "a")["ended_early_by"] == "deadline")
    }

    @Test func withoutTimeThePlanBeforeIsTheFallback() throws {
        let bench = try JobBench()
        try bench.submit("a")
        bench.work()
        try bench.submit("b", neededIn: 3_600, parent: "a")
        bench.workLate()
        try bench.submit("c", neededIn: 3_600, parent: "b")
        bench.workLate()
        for (id, parent) in [("b", "a"), ("c", "b")] {
            let job = try bench.job(id)
            #expect(job.state == .succeeded && job.outcome == "fallback")
            #expect(job.fallbackReason == "no_plan_before_needed_by")
            #expect(try bench.part("plan", of: id) == bench.part("plan", of: "a"))
            #expect(try bench.parts(of: id) == bench.parts(of: "a"))
            let summary = try bench.part("summary", of: id)
            #expect(summary["outcome"] == "fallback" && summary["proof"]?["status"] == "limit")
            #expect(summary["fallback"]?["parts_of"] == .string(parent))
            #expect(summary["fallback"]?["plan_of"] == "a")
        }
    }

    @Test(.timeLimit(.minutes(1))) func aSolveThatDoesNotComeBackIsAnsweredInTime() throws {
        let bench = try JobBench()
        try bench.submit("a")
        bench.work()
        try bench.submit("b", neededIn: 3_600, parent: "a", tags: ["crash"])
        try bench.work(crash: .hang) {
            try bench.wait("running") { try bench.job("b").state == .running }
            bench.pass(seconds: 3_599)
            try bench.wait("answered") { try bench.job("b").state == .succeeded }
        }
        let job = try bench.job("b")
        #expect(job.outcome == "fallback" && job.attempt == 1)
        #expect(try bench.part("plan", of: "b") == bench.part("plan", of: "a"))
        let summary = try bench.part("summary", of: "b")
        #expect(summary["fallback"]?["plan_of"] == "a")
        #expect(summary["proof"] == nil)
        #expect(try bench.events(of: "b").count { $0.kind == .end } == 1)
    }

    @Test func aParentWithoutPlanIsNoFallback() throws {
        let bench = try JobBench()
        try bench.submit("a", spec: #"{"limits": {"work": 1}}"#)
        bench.work()
        try bench.submit("b", neededIn: 3_600, parent: "a")
        bench.workLate()
        #expect(try bench.job("b").outcome == "limit")
    }

    @Test func whatIsInfeasibleIsNotReplacedByTheParent() throws {
        let bench = try JobBench()
        try bench.submit("a")
        bench.work()
        try bench.submit(
            "b", spec: #"{"set": ["sites.west.pools.main.serves.0.minimum_replicas=200"]}"#,
            neededIn: 3_600, parent: "a")
        bench.work()
        #expect(try bench.job("b").outcome == "infeasible")
    }

    @Test(.timeLimit(.minutes(2))) func theDeadlineKeepsTheBest() throws {
        let bench = try JobBench()
        try bench.submit(
            "a", document: LongScenario.bytes(), spec: #"{"limits": {"gap": 0}}"#,
            neededIn: 7_200)
        try bench.work {
            try bench.waitForPlan("a")
            bench.pass(seconds: 7_200)
        }
        let job = try bench.job("a")
        #expect(job.state == .succeeded && job.outcome == "feasible")
        #expect(try bench.part("summary", of: "a")["ended_early_by"] == "deadline")
        #expect(try bench.parts(of: "a").contains("plan"))
        let incumbent = try #require(try bench.events(of: "a").first { $0.kind == .incumbent })
        let data = try JSON(parsing: incumbent.data)
        let objective = try #require(data["objective"]?.double)
        #expect(try #require(data["bound"]?.double) <= objective)
        #expect(data["elapsed_seconds"]?.double != nil)
    }

    // MARK: What owners ask

    @Test(.timeLimit(.minutes(2))) func aStopKeepsTheBest() throws {
        let bench = try JobBench()
        try bench.submit(
            "a", document: LongScenario.bytes(), spec: #"{"limits": {"gap": 0}}"#)
        try bench.work {
            try bench.waitForPlan("a")
            _ = try bench.store.requestStop("a", by: .test("north"))
        }
        let job = try bench.job("a")
        #expect(job.state == .succeeded && job.outcome == "feasible")
        let summary = try bench.part("summary", of: "a")
        #expect(summary["ended_early_by"] == "stop" && summary["proof"]?["status"] == "feasible")
    }

    @Test(.timeLimit(.minutes(2))) func aCancelledJobHasNoAnswer() throws {
        let bench = try JobBench()
        try bench.submit(
            "a", document: LongScenario.bytes(), spec: #"{"limits": {"gap": 0}}"#)
        try bench.work {
            try bench.wait("running") { try bench.job("a").state == .running }
            _ = try bench.store.cancel("a", by: .test("north"))
        }
        let job = try bench.job("a")
        #expect(job.state == .cancelled && job.outcome == nil)
        #expect(try bench.parts(of: "a").isEmpty)
    }

    @Test(.timeLimit(.minutes(2))) func aLostLeaseWritesNothing() throws {
        let bench = try JobBench()
        try bench.submit(
            "a", document: LongScenario.bytes(), spec: #"{"limits": {"gap": 0}}"#, attempts: 2)
        try bench.work {
            try bench.wait("running") { try bench.job("a").state == .running }
            let late = bench.now.adding(seconds: 3_600)
            #expect(try bench.store.sweep(at: late, problem: []) == 1)
            let other = Claim(
                owner: "other", lanes: Lane.allCases, at: bench.now, leaseSeconds: 3_600)
            // The first worker finds out with its next sign of life and asks for work again.
            #expect(try bench.store.claim(other)?.attempt == 2)
        }
        let job = try bench.job("a")
        #expect(job.state == .running && job.owner == "other" && job.attempt == 2)
        #expect(try bench.parts(of: "a").isEmpty)
    }

    @Test(.timeLimit(.minutes(2))) func aWorkerThatEndsGivesItsJobBack() throws {
        let bench = try JobBench()
        let isOver = Mutex(false)
        try bench.submit(
            "a", document: LongScenario.bytes(), spec: #"{"limits": {"gap": 0}}"#)
        try bench.work(isShutDown: { isOver.withLock { $0 } }) {
            try bench.wait("running") { try bench.job("a").state == .running }
            isOver.withLock { $0 = true }
        }
        let job = try bench.job("a")
        #expect(job.state == .queued && job.owner == nil && job.attempt == 1)
        #expect(try bench.reasons(of: "a") == ["shutdown"])
    }

    // MARK: Forecasts

    private static let series: [Double] = (0..<504).map { hour -> Double in
        let day = Double(hour % 24) * Double.pi / 12
        let noise = Double(hour * 7919 % 13)
        return 100 + 40 * sin(day) + noise
    }

    private static let document = JSON.fields([
        "target": .fields([
            "name": "tokens", "start": "2026-01-01T00:00:00Z", "step": "PT1H", "unit": "1",
            "values": .list(series),
        ])
    ]).written()

    private static func csv(_ bench: Workbench) throws -> String {
        let rows = series.enumerated().map { hour, value in
            let time = Instant("2026-01-01T00:00:00Z")?.seconds ?? 0
            return "\(Instant(seconds: time + hour * 3_600).utcText),\(value)"
        }
        return try bench.file("t.csv", (["time,tokens"] + rows).joined(separator: "\n") + "\n")
    }

    @Test func aForecastIsThatOfTheCommandLine() throws {
        let bench = try JobBench()
        try bench.submit(
            "a", document: Self.document, spec: #"{"kind": "tokens", "horizon": "PT6H"}"#,
            kind: .forecast)
        bench.work()
        let job = try bench.job("a")
        #expect(job.state == .succeeded, "\(String(decoding: job.problem ?? [], as: UTF8.self))")
        let files = try Workbench()
        let printed = try ToolRun(
            "forecast", "predict", Self.csv(files), "--target", "tokens", "--horizon", "6",
            "--format", "json"
        ).json()
        #expect(try bench.part("forecast", of: "a").difference(from: printed) == nil)
    }

    @Test func aForecastTellsWhatIsAskedOnly() throws {
        let bench = try JobBench()
        let spec = """
            {"kind": "tokens", "horizon": "PT2H", "percents": [50, 10],
            "bounds": [{"side": "at_least", "percent": 90}, {"side": "at_most", "percent": 50}]}
            """
        try bench.submit("a", document: Self.document, spec: spec, kind: .forecast)
        bench.work()
        let part = try bench.part("forecast", of: "a")
        #expect(part["percents"] == .numbers([10, 50]))
        let steps = try #require(part["steps"]?.elements)
        let bounds = try #require(part["bounds"]?.elements)
        #expect(steps.count == 2 && bounds.count == 2)
        for (index, bound) in bounds.enumerated() {
            let quantile = steps.compactMap { $0["quantiles"]?.elements?[index].double }
            #expect(bound["values"] == .numbers(quantile))
        }
    }

    @Test(arguments: [
        (#"{"kind": "tokens", "horizon": "PT90M"}"#, "invalid-input"),
        (#"{"kind": "carbon", "marginal": true}"#, "invalid-input"),
        (#"{"kind": "weather"}"#, "invalid-input"),
        (#"{"kind": "tokens", "start": "2020-01-01T00:00:00Z"}"#, "invalid-input"),
    ])
    func aForecastThatCannotBeMadeFails(_ spec: String, _ code: String) throws {
        let bench = try JobBench()
        try bench.submit("a", document: Self.document, spec: spec, kind: .forecast)
        bench.work()
        #expect(try bench.job("a").state == .failed)
        #expect(try bench.problem(of: "a")["code"] == .string(code))
    }

    @Test func aForecastWithoutTimeIsThatOfItsParent() throws {
        let bench = try JobBench()
        let spec = #"{"kind": "tokens", "horizon": "PT2H"}"#
        try bench.submit("a", document: Self.document, spec: spec, kind: .forecast)
        bench.work()
        try bench.submit(
            "b", document: Self.document, spec: spec, kind: .forecast, neededIn: 3_600,
            parent: "a")
        bench.workLate()
        try bench.submit(
            "c", document: Self.document, spec: spec, kind: .forecast, neededIn: 3_600)
        bench.workLate()
        #expect(try bench.job("b").outcome == "fallback")
        #expect(try bench.part("forecast", of: "b") == bench.part("forecast", of: "a"))
        #expect(try bench.job("c").outcome == "limit")
    }
}
