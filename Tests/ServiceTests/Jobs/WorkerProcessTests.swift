import Foundation
import Glibc
import Service
import Solver
import Synchronization
import Testing

/// Workers as processes: killed, crashed, ended, replaced.
///
/// `WATTOKEN_WORKER_CRASH=signal` or `exit` in the environment of `wattoken worker` makes it die in
/// jobs that are tagged `crash`, as GLPK does when it aborts. Nothing else reads that variable.
@Suite(.serialized, .enabled(if: BuiltTool.path != nil, "wattoken is not built beside the tests"))
struct WorkerProcessTests {
    private static let long = Result { try LongScenario.bytes() }

    /// A worker of its own on a bench's store.
    private func worker(_ bench: JobBench, _ arguments: String...) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(BuiltTool.path))
        process.arguments = ["worker", "--lease", "1.5"] + arguments
        var environment = ProcessInfo.processInfo.environment
        environment["WATTOKEN_DATABASE"] = bench.location.text
        process.environment = environment
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    private func pool(
        _ bench: JobBench, workers: Int, crash: String? = nil
    ) throws -> WorkerPool {
        var settings = WorkerPool.Settings(
            database: bench.location, counts: [.online: workers])
        settings.program = try #require(BuiltTool.path)
        settings.environment["WATTOKEN_WORKER_CRASH"] = crash ?? ""
        // Looking for names would outlast the lease where the machine is busy.
        settings.environment["SWIFT_BACKTRACE"] = "enable=no"
        settings.leaseSeconds = 3
        return WorkerPool(
            store: bench.store, settings: settings, log: ServiceLog { _ in },
            clock: { bench.now })
    }

    private func submitLong(_ bench: JobBench, _ id: String) throws {
        try bench.submit(id, document: Self.long.get(), spec: #"{"limits": {"gap": 0}}"#)
    }

    @Test(.timeLimit(.minutes(1)), arguments: StoreBackEnd.available)
    func aWorkerWorksOffWhatWaits(_ backEnd: StoreBackEnd) throws {
        let bench = try JobBench(backEnd)
        for id in ["a", "b", "c"] { try bench.submit(id) }
        let process = try worker(bench, "--once")
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        for id in ["a", "b", "c"] { #expect(try bench.job(id).outcome == "optimal") }
    }

    @Test(.timeLimit(.minutes(2)), arguments: StoreBackEnd.available)
    func severalProcessesShareTheQueue(_ backEnd: StoreBackEnd) throws {
        let bench = try JobBench(backEnd)
        let ids = (0..<40).map { "job-\($0)" }
        for id in ids { try bench.submit(id) }
        let processes = try (0..<3).map { try worker(bench, "--once", "--name", "w\($0)") }
        for process in processes {
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
        }
        for id in ids {
            let job = try bench.job(id)
            #expect(job.state == .succeeded && job.attempt == 1)
            #expect(try bench.events(of: id).count { $0.kind == .end } == 1)
        }
        let lines = try bench.store.audit(tenant: "north", after: 0, limit: 1000)
            .filter { $0.action == "job.finish" }
        #expect(lines.count == ids.count && Set(lines.map(\.object)).count == ids.count)
        // One process alone would have done all of it while the others started.
        #expect(Set(lines.map(\.author.actor)).count >= 2)
    }

    @Test(.timeLimit(.minutes(2))) func whatAKilledWorkerHeldIsDoneByTheNext() throws {
        let bench = try JobBench()
        try submitLong(bench, "a")
        let process = try worker(bench)
        try bench.wait("running") { try bench.job("a").progress != nil }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(try bench.job("a").state == .running)
        try bench.wait("given back") { try bench.store.sweep(at: bench.now, problem: []) == 1 }
        #expect(try bench.job("a").state == .queued)
        let next = try worker(bench, "--once")
        try bench.waitForPlan("a")
        _ = try bench.store.requestStop("a", by: .test("north"))
        next.waitUntilExit()
        let job = try bench.job("a")
        #expect(job.attempt == 2 && job.state == .succeeded && job.outcome == "feasible")
    }

    /// `WATTOKEN_WORKER_KILLS=1000` asks for more.
    private static let kills =
        ProcessInfo.processInfo.environment["WATTOKEN_WORKER_KILLS"].flatMap { Int($0) } ?? 10

    @Test(.timeLimit(.minutes(60)), arguments: StoreBackEnd.available)
    func killingWorkersAtRandomLosesNothing(_ backEnd: StoreBackEnd) throws {
        let bench = try JobBench(backEnd)
        let pool = try pool(bench, workers: 2)
        var random = Lehmer(state: 5)
        var count = 0
        func submit() throws {
            count += 1
            try bench.submit("job-\(count)", attempts: 100)
        }
        for _ in 0..<6 { try submit() }
        pool.start()
        defer { pool.drain() }
        for _ in 0..<Self.kills {
            Thread.sleep(forTimeInterval: Double(random.next(300)) / 1000)
            try submit()
            let living = pool.processes
            if !living.isEmpty { kill(living[random.next(living.count)], SIGKILL) }
        }
        for number in 1...count {
            let id = "job-\(number)"
            try bench.wait("ended: \(id)") { try bench.job(id).state.isTerminal }
            #expect(try bench.job(id).outcome == "optimal")
            #expect(try bench.parts(of: id).count == 8)
            #expect(try bench.events(of: id).count { $0.kind == .end } == 1)
        }
    }

    @Test(.timeLimit(.minutes(2)), arguments: [SIGTERM, SIGINT])
    func aWorkerThatIsAskedToEndGivesItsJobBack(_ signal: Int32) throws {
        let bench = try JobBench()
        try submitLong(bench, "a")
        let process = try worker(bench)
        try bench.wait("running") { try bench.job("a").state == .running }
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 0)
        #expect(try bench.job("a").state == .queued)
        #expect(try bench.reasons(of: "a") == ["shutdown"])
    }

    @Test(.timeLimit(.minutes(2))) func aPoolReplacesAKilledWorker() throws {
        let bench = try JobBench()
        let pool = try pool(bench, workers: 1)
        try submitLong(bench, "a")
        pool.start()
        defer { pool.drain() }
        // The pool may know of its worker a moment after the store does.
        try bench.wait("running") {
            try bench.job("a").state == .running && !pool.processes.isEmpty
        }
        let killed = try #require(pool.processes.first)
        kill(killed, SIGKILL)
        try bench.wait("running again") {
            let job = try bench.job("a")
            return job.attempt == 2 && job.state == .running
        }
        #expect(pool.processes.first != killed)
        #expect(try bench.reasons(of: "a") == ["worker ended by signal 9"])
        _ = try bench.store.cancel("a", by: .test("north"))
        try bench.submit("b")
        try bench.wait("next job done") { try bench.job("b").state == .succeeded }
        #expect(try bench.job("a").state == .cancelled)
    }

    @Test(
        .timeLimit(.minutes(2)),
        arguments: [("signal", "worker ended by signal 6"), ("exit", "worker ended with code 70")])
    func aJobThatKillsEveryWorkerFails(_ crash: String, _ reason: String) throws {
        let bench = try JobBench()
        let pool = try pool(bench, workers: 1, crash: crash)
        try bench.submit("poison", tags: ["crash"], attempts: 2)
        try bench.submit("good")
        pool.start()
        defer { pool.drain() }
        try bench.wait("failed") { try bench.job("poison").state == .failed }
        let job = try bench.job("poison")
        #expect(job.attempt == 2)
        let problem = try bench.problem(of: "poison")
        #expect(problem["code"] == "worker-died")
        #expect(problem["detail"]?.words?.contains(reason) == true)
        #expect(try bench.reasons(of: "poison") == [reason, reason])
        try bench.wait("others done") { try bench.job("good").state == .succeeded }
    }

    @Test(.timeLimit(.minutes(2))) func aPoolThatEndsGivesEverythingBack() throws {
        let bench = try JobBench()
        let pool = try pool(bench, workers: 2)
        try submitLong(bench, "a")
        try submitLong(bench, "b")
        pool.start()
        try bench.wait("running") {
            try ["a", "b"].allSatisfy { try bench.job($0).state == .running }
        }
        let processes = pool.processes
        #expect(processes.count == 2)
        pool.drain()
        #expect(pool.processes.isEmpty)
        for id in processes { #expect(kill(id, 0) == -1) }
        for id in ["a", "b"] {
            #expect(try bench.job(id).state == .queued)
            #expect(try bench.reasons(of: id) == ["shutdown"])
        }
    }

    @Test(.timeLimit(.minutes(1))) func aPoolSweeps() throws {
        let bench = try JobBench()
        let pool = try pool(bench, workers: 0)
        try bench.submit("held")
        let claim = Claim(owner: "gone", lanes: [.online], at: bench.now, leaseSeconds: 0.1)
        #expect(try bench.store.claim(claim)?.id == "held")
        try bench.submit("late", neededIn: 0)
        pool.start()
        defer { pool.drain() }
        try bench.wait("given back") { try bench.job("held").state == .queued }
        try bench.wait("expired") { try bench.job("late").state == .expired }
    }

    @Test(.timeLimit(.minutes(1)), arguments: StoreBackEnd.available)
    func whatNobodyBeginsInTimeIsAnsweredByItsParent(_ backEnd: StoreBackEnd) throws {
        let bench = try JobBench(backEnd)
        try bench.submit("plan")
        bench.work()
        try bench.submit("limit", spec: #"{"limits": {"work": 1}}"#)
        bench.work()
        try bench.submit("b", neededIn: 3_600, parent: "plan")
        try bench.submit("c", neededIn: 3_600, parent: "limit")
        let pool = try pool(bench, workers: 0)
        pool.start()
        defer { pool.drain() }
        bench.pass(seconds: 3_590)
        Thread.sleep(forTimeInterval: 1.2)
        #expect(try bench.job("b").state == .queued)
        // Half a second into the two that are left for it.
        bench.pass(seconds: 7.3)
        try bench.wait("answered") { try bench.job("b").state == .succeeded }
        let job = try bench.job("b")
        #expect(job.outcome == "fallback" && job.attempt == 0)
        #expect(job.fallbackReason == "not_begun_before_needed_by")
        // Before the moment at which it was needed.
        #expect(!job.missedDeadline)
        #expect(try bench.part("plan", of: "b") == bench.part("plan", of: "plan"))
        let summary = try bench.part("summary", of: "b")
        #expect(summary["fallback"]?["reason"] == "not_begun_before_needed_by")
        #expect(summary["fallback"]?["plan_of"] == "plan" && summary["outcome"] == "fallback")
        // A parent without a plan has nothing to give, and that is said.
        try bench.wait("expired") { try bench.job("c").state == .expired }
    }

    @Test(.timeLimit(.minutes(2))) func aJobThatKillsEveryWorkerIsAnsweredByItsParent() throws {
        let bench = try JobBench()
        try bench.submit("plan")
        bench.work()
        let pool = try pool(bench, workers: 1, crash: "signal")
        try bench.submit(
            "poison", neededIn: 3_600, parent: "plan", tags: ["crash"], attempts: 2)
        pool.start()
        defer { pool.drain() }
        try bench.wait("ended") { try bench.job("poison").state.isTerminal }
        let job = try bench.job("poison")
        #expect(job.state == .succeeded && job.outcome == "fallback" && job.attempt == 2)
        #expect(job.fallbackReason == "worker_died")
        #expect(try bench.part("plan", of: "poison") == bench.part("plan", of: "plan"))
    }

    @Test(.timeLimit(.minutes(1))) func aLeaseLostInTheLastAttemptIsAnsweredByTheParent() throws {
        let bench = try JobBench()
        try bench.submit("plan")
        bench.work()
        try bench.submit("held", neededIn: 3_600, parent: "plan", attempts: 1)
        let claim = Claim(owner: "gone", lanes: [.online], at: bench.now, leaseSeconds: 0.1)
        #expect(try bench.store.claim(claim)?.id == "held")
        let pool = try pool(bench, workers: 0)
        pool.start()
        defer { pool.drain() }
        try bench.wait("ended") { try bench.job("held").state.isTerminal }
        #expect(try bench.job("held").fallbackReason == "worker_died")
    }

    @Test(.timeLimit(.minutes(1))) func workersOfAServiceThatIsGoneEnd() throws {
        let bench = try JobBench()
        // No process is its own parent's parent: this one is not the worker's parent.
        let process = try worker(bench, "--parent", "1")
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    @Test(arguments: [
        ["--lanes", "express"], ["--lease", "0"], ["--memory-limit", "0"], ["--parent", "x"],
        ["--database", "mysql://user:secret@host/x"],
    ])
    func anOptionThatCannotBeIsRefused(_ arguments: [String]) {
        let run = ToolRun(["worker"] + arguments)
        #expect(run.code == .usage)
        #expect(!run.messages.contains("secret"))
    }

    @Test func aDatabaseThatCannotBeOpenedIsSaid() {
        let run = ToolRun("worker", "--database", "sqlite:/nowhere/at/all/x.db", "--once")
        #expect(run.code == .unavailable)
        #expect(run.messages.hasPrefix("wattoken: "))
    }
}
