import Certificates
import Foundation
import Glibc
import Service
import Solver
import Synchronization
import Testing

/// A store with jobs to work out, and a clock that can be set forward.
final class JobBench: Sendable {
    /// Where the store is, for other processes.
    let location: StoreLocation
    let store: any Store
    private let place: any StorePlace
    private let shift = Mutex(0.0)

    init(_ backEnd: StoreBackEnd = .sqlite) throws {
        switch backEnd {
        case .sqlite:
            let file = try SQLitePlace()
            location = .sqlite(path: file.path)
            place = file
        case .postgreSQL:
            let schema = PostgreSQLPlace(try PostgreSQLInstance.shared())
            location = .postgreSQL(schema.settings.connectionString)
            place = schema
        }
        store = try place.open()
        _ = try store.addTenant(
            Tenant(id: "north", name: "North", createdAt: .now), by: .test("north"))
    }

    deinit { store.close() }

    var now: Moment { Moment.now.adding(seconds: shift.withLock { $0 }) }

    /// Sets the clock forward.
    func pass(seconds: Double) { shift.withLock { $0 += seconds } }

    // MARK: Jobs

    /// Submits a job; by default a solve of the two sites.
    func submit(
        _ id: String, document: [UInt8]? = nil, spec: String = "{}", kind: JobKind = .solve,
        neededIn seconds: Double? = nil, parent: String? = nil, tags: [String] = [],
        attempts: Int = 3, lane: Lane = .online
    ) throws {
        let bytes = try document ?? TwoSites.bytes()
        let digest = Digest(of: bytes).hexadecimal
        let job = JobRecord(
            id: id, tenant: "north", kind: kind, lane: lane,
            neededBy: seconds.map { now.adding(seconds: $0) }, tags: tags, parent: parent,
            origin: parent, spec: Array(spec.utf8), documentDigest: digest, attemptLimit: attempts,
            createdAt: now)
        let result = try store.submit(
            Submission(
                author: .test("north"), idempotency: nil, jobs: [job],
                documents: [StoredDocument(digest: digest, bytes: bytes)], admission: .init()))
        guard case .accepted = result else { throw Unexpected(what: "\(result)") }
    }

    struct Unexpected: Error {
        let what: String
    }

    func job(_ id: String) throws -> JobRecord { try #require(try store.job(id, tenant: "north")) }

    func part(_ name: String, of id: String) throws -> JSON {
        try JSON(parsing: try #require(try store.part(name, ofJob: id, tenant: "north")).bytes)
    }

    func parts(of id: String) throws -> [String] {
        try store.parts(ofJob: id, tenant: "north").map(\.name).sorted()
    }

    func events(of id: String) throws -> [JobEvent] {
        try store.events(ofJob: id, after: 0, limit: 1000, tenant: "north")
    }

    /// Reasons that events give, in order.
    func reasons(of id: String) throws -> [String] {
        try events(of: id).compactMap { try JSON(parsing: $0.data)["reason"]?.words }
    }

    /// The problem that a job failed with.
    func problem(of id: String) throws -> JSON {
        try JSON(parsing: try #require(try job(id).problem))
    }

    // MARK: Workers

    /// Works until no job waits, in this thread.
    func work(
        lease: Double = 15, crash: Worker.Crash? = nil,
        isShutDown: @escaping @Sendable () -> Bool = { false }
    ) {
        var settings = Worker.Settings(name: "here")
        settings.leaseSeconds = lease
        settings.crash = crash
        settings.endsWhenIdle = true
        Worker(
            store: store, settings: settings, log: ServiceLog { _ in },
            clock: { [self] in now }, isShutDown: isShutDown
        ).run()
    }

    /// Claims jobs that are needed in an hour, and begins to solve when half a minute is left.
    func workLate() {
        var settings = Worker.Settings(name: "late")
        settings.endsWhenIdle = true
        let looks = Mutex(0)
        Worker(
            store: store, settings: settings, log: ServiceLog { _ in },
            clock: { [self] in
                // The claim and the beginning of the attempt.
                let isEarly = looks.withLock { count in
                    count += 1
                    return count <= 2
                }
                return isEarly ? now : now.adding(seconds: 3_575)
            }
        ).run()
    }

    /// Works in another thread while this one does something.
    func work(
        lease: Double = 0.9, crash: Worker.Crash? = nil,
        isShutDown: @escaping @Sendable () -> Bool = { false },
        meanwhile: () throws -> Void
    ) throws {
        let done = DispatchSemaphore(value: 0)
        Thread.detachNewThread { [self] in
            work(lease: lease, crash: crash, isShutDown: isShutDown)
            done.signal()
        }
        let result = Result { try meanwhile() }
        done.wait()
        try result.get()
    }

    /// Waits until something holds.
    func wait(_ what: String, seconds: Double = 60, until isDone: () throws -> Bool) throws {
        let end = ContinuousClock.now + .seconds(seconds)
        while try !isDone() {
            guard ContinuousClock.now < end else { throw Unexpected(what: "not " + what) }
            Thread.sleep(forTimeInterval: 0.01)
        }
    }

    /// Waits until a solve has a plan that is not proven yet.
    func waitForPlan(_ id: String) throws {
        try wait("a plan of \(id)") {
            guard let progress = try job(id).progress else { return false }
            return try JSON(parsing: progress)["relative_gap"]?.double != nil
        }
    }
}

/// A scenario with whole numbers whose proof takes minutes, and whose first plan a second or two.
enum LongScenario {
    static func bytes() throws -> [UInt8] {
        let bench = try Workbench()
        let path = bench.path("long.json")
        let run = ToolRun(
            "example", "--hubs", "2", "--days", "1", "--step-minutes", "60", "--commitment",
            "integer", "--seed", "1", "--output", path)
        guard run.code == .ok else { throw JobBench.Unexpected(what: run.messages) }
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    }
}

/// The program that was built beside the tests.
enum BuiltTool {
    static let path: String? = {
        let folder = URL(fileURLWithPath: CommandLine.arguments[0])
            .resolvingSymlinksInPath().deletingLastPathComponent()
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return [folder, root.appendingPathComponent(".build/debug")]
            .map { $0.appendingPathComponent("wattoken").path }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }()
}
