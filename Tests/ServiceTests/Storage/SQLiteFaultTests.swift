import Service
import Synchronization
import Testing

/// Faults put into the file by a trigger, at any statement of any change.
@Suite("SQLite store: faults inside a change") struct SQLiteFaultTests {
    /// A statement that fails, and how.
    struct Fault: Sendable, CustomTestStringConvertible {
        var table: String
        var condition: String
        /// `ABORT` undoes the statement, `ROLLBACK` at once the whole transaction.
        var way: String

        var testDescription: String { "\(way) at \(table) when \(condition)" }

        var schema: SQLiteSchema {
            SQLiteSchema(
                steps: SQLiteSchema.current.steps + [
                    """
                    CREATE TRIGGER fault BEFORE INSERT ON \(table) WHEN \(condition)
                    BEGIN SELECT raise(\(way), 'secret'); END
                    """
                ])
        }

        static let all = ["ABORT", "ROLLBACK"].flatMap { way in
            [
                "tenant.add", "key.add", "key.rotate", "key.revoke", "scenario.add",
                "scenario.replace", "scenario.delete", "series.add", "series.append",
                "solve.submit", "job.stop", "job.finish", "job.discard", "forecast.submit",
                "job.supersede", "job.cancel", "job.retry", "job.abandon", "job.expire",
            ].map { Fault(table: "audit", condition: "new.action = '\($0)'", way: way) }
                + [
                    "documents", "job_events", "job_parts", "idempotency", "series_segments",
                ].map { Fault(table: $0, condition: "true", way: way) }
        }
    }

    @Test("A change that fails leaves nothing", arguments: Fault.all)
    func faults(_ fault: Fault) throws {
        let place = try SQLitePlace()
        let store = try SQLiteStore(path: place.path, schema: fault.schema)
        defer { store.close() }
        var failures = 0
        for step in History.steps {
            let before = try StoreFixture.content(of: store)
            do {
                try step(store)
            } catch let error as StoreError {
                guard case .damaged(let message) = error else { throw error }
                #expect(!message.contains("secret"))
                failures += 1
                #expect(try StoreFixture.content(of: store) == before)
            }
        }
        #expect(failures > 0)
        store.close()
        var chain = AuditChain()
        let again = try SQLiteStore(path: place.path, schema: fault.schema)
        for line in try again.audit(tenant: nil, after: 0, limit: 999) {
            let follows = chain.accept(line)
            #expect(follows)
        }
        again.close()
    }

    @Test("One that undoes the transaction stops none that come with it")
    func neighbours() throws {
        let place = try SQLitePlace()
        let fault = Fault(table: "jobs", condition: "new.client_ref LIKE 'bad%'", way: "ROLLBACK")
        let store = try SQLiteStore(path: place.path, schema: fault.schema)
        defer { store.close() }
        try History.steps[0](store)
        let failed = Atomic(0)
        try Threads.run(8) { thread in
            for index in 0..<8 {
                let isBad = (thread + index) % 4 == 0
                let id = "\(thread)-\(index)"
                let job = JobRecord.test(id, clientRef: isBad ? "bad \(id)" : nil)
                do {
                    let result = try store.submit(
                        Submission(
                            author: .test(), idempotency: nil, jobs: [job],
                            documents: [StoreFixture.document], admission: .init()))
                    guard result.isAccepted, !isBad else { throw Unexpected("\(result)") }
                } catch let error as StoreError {
                    guard isBad, case .damaged = error else { throw error }
                    failed.add(1, ordering: .relaxed)
                }
            }
        }
        #expect(failed.load(ordering: .relaxed) == 16)
        #expect(try store.rows(of: .jobs, after: 0, limit: 99).count == 48)
    }
}

/// A little of everything, step by step, none of which needs the one before to have gone well.
enum History {
    static let steps: [@Sendable (any Store) throws -> Void] = setUp + work

    private static let setUp: [@Sendable (any Store) throws -> Void] = [
        { store in
            _ = try store.addTenant(
                Tenant(id: "north", name: "North", createdAt: .second(0)), by: .test())
        },
        { _ = try $0.addKey(.test("k1"), by: .test(), .test("k", endpoint: "keys")) },
        {
            _ = try $0.rotateKey("k1", to: .test("k2"), oldExpiresAt: .second(60), by: .test())
        },
        { _ = try $0.revokeKey("k1", by: .test()) },
        { _ = try $0.addScenario(.test("s"), .test("s1"), by: .test(), nil) },
        {
            _ = try $0.replaceScenario("s", ifDigest: "s1", name: nil, .test("s2"), by: .test())
        },
        { _ = try $0.deleteScenario("s", ifDigest: "s2", by: .test()) },
        { store in
            let series = SeriesRecord(
                id: "wind", tenant: "north", unit: "MW", stepSeconds: 900, createdAt: .second(0))
            _ = try store.addSeries(series, by: .test())
        },
        { store in
            let segment = SeriesSegment(
                start: .second(0), knownAt: .second(1), values: [1], isEstimated: true)
            _ = try store.append(segment, toSeries: "wind", by: .test(), nil)
        },
    ]

    private static let work: [@Sendable (any Store) throws -> Void] = [
        { try submit(.test("j1"), to: $0) },
        { try claim($0) },
        {
            _ = try $0.heartbeat(
                "j1", attempt: 1, at: .second(1), leaseSeconds: 9,
                progress: Progress(kind: .progress, data: [1]))
        },
        { _ = try $0.requestStop("j1", by: .test()) },
        { _ = try $0.finish("j1", attempt: 1, .test(.succeeded)) },
        { _ = try $0.discard("j1", by: .test()) },
        { try submit(.test("j2", kind: .forecast), to: $0) },
        { try submit(.test("j3", neededBy: .second(400), supersedes: "j2"), to: $0) },
        { _ = try $0.cancel("j3", by: .test()) },
        { _ = try $0.retry("j3", neededBy: .second(300), by: .test()) },
        { try claim($0) },
        { _ = try $0.abandon("j3", attempt: 1, reason: "left", problem: [], at: .second(101)) },
        { _ = try $0.sweep(at: .second(300), problem: []) },
    ]

    private static func submit(_ job: JobRecord, to store: any Store) throws {
        _ = try store.submit(
            Submission(
                author: .test(), idempotency: .test("submit \(job.id)"), jobs: [job],
                documents: [StoreFixture.document], admission: .init()))
    }

    private static func claim(_ store: any Store) throws {
        _ = try store.claim(
            Claim(owner: "worker", lanes: [.online], at: .second(0), leaseSeconds: 30))
    }
}
