import Foundation
import Service
import Synchronization
import Testing

/// Ids from any thread, in the order in which they came.
final class ClaimedJobs: Sendable {
    private let content = Mutex<[String]>([])

    var ids: [String] { content.withLock { $0 } }
    func add(_ id: String) { content.withLock { $0.append(id) } }
}

@Suite(
    "PostgreSQL: a server that crashes and comes back", .serialized,
    .enabled(if: PostgreSQLInstance.isInstalled, "PostgreSQL 15 is not installed"))
struct PostgreSQLRestartTests {
    private static let server = Result { try PostgreSQLInstance() }
    private let instance: PostgreSQLInstance
    private let place: PostgreSQLPlace

    init() throws {
        instance = try Self.server.get()
        place = PostgreSQLPlace(instance)
    }

    @Test("Readers and writers say so meanwhile, and recover by themselves")
    func recovery() throws {
        let store = try place.open()
        _ = try store.addTenant(
            Tenant(id: "north", name: "North", createdAt: .second(0)), by: .test())
        try instance.crash()
        for _ in 0..<3 {
            #expect(throws: StoreError.self) { try store.tenants() }
            #expect(throws: StoreError.self) { try store.check() }
        }
        try instance.start()
        let tenants = try patiently(seconds: 30) { () throws(StoreError) in try store.tenants() }
        #expect(tenants.map(\.id) == ["north"])
        try patiently(seconds: 30) { () throws(StoreError) in try store.check() }
    }

    @Test("No acknowledged job is lost and none is done twice")
    func crashes() throws {
        let store = try place.open()
        _ = try store.addTenant(
            Tenant(id: "north", name: "North", createdAt: .second(0)), by: .test())
        let (acknowledged, finished) = (ClaimedJobs(), ClaimedJobs())
        let isOver = Atomic(false)
        let instance = instance
        try Threads.run(9) { thread in
            switch thread {
            case 0:
                defer { isOver.store(true, ordering: .releasing) }
                for _ in 0..<3 {
                    Thread.sleep(forTimeInterval: 0.7)
                    try instance.crash()
                    try instance.start()
                }
                Thread.sleep(forTimeInterval: 0.7)
            case 1...5:
                var number = 0
                while !isOver.load(ordering: .acquiring) {
                    number += 1
                    try Self.submit("job-\(thread)-\(number)", to: store, acknowledged)
                }
            default:
                try Self.work(for: store, as: "w\(thread)", until: isOver, finished)
            }
        }
        try Self.work(for: store, as: "last", until: isOver, finished)
        #expect(try store.queues().allSatisfy { $0.queued == 0 && $0.running == 0 })
        let accepted = acknowledged.ids
        #expect(accepted.count > 20 && Set(accepted).count == accepted.count)
        #expect(Set(finished.ids) == Set(accepted) && finished.ids.count == accepted.count)
        try checkTrail(of: store, accepted)
    }

    private func checkTrail(of store: any Store, _ accepted: [String]) throws {
        var chain = AuditChain()
        var ends: [String: Int] = [:]
        for line in try store.audit(tenant: nil, after: 0, limit: 1_000_000) {
            let follows = chain.accept(line)
            #expect(follows, "line \(line.number)")
            if line.action == "job.finish" { ends[line.object, default: 0] += 1 }
        }
        #expect(ends == Dictionary(uniqueKeysWithValues: accepted.map { ("job \($0)", 1) }))
    }

    /// Submits until it is acknowledged, as clients do with an idempotency key.
    private static func submit(
        _ id: String, to store: any Store, _ acknowledged: ClaimedJobs
    ) throws {
        let result = try patiently(seconds: 30) { () throws(StoreError) in
            try store.submit(
                Submission(
                    author: .test(), idempotency: .test(id), jobs: [.test(id)],
                    documents: [StoreFixture.document],
                    admission: .init(queuedPerLane: 100_000, queuedPerTenant: 100_000)))
        }
        guard result.isAccepted || result.replayed != nil else { throw Unexpected("\(result)") }
        acknowledged.add(id)
    }

    /// Claims and finishes until no job is left; a claim that broke may have been made, and is
    /// among those that the worker holds.
    private static func work(
        for store: any Store, as owner: String, until isOver: borrowing Atomic<Bool>,
        _ finished: ClaimedJobs
    ) throws {
        let claim = Claim(owner: owner, lanes: [.online], at: .second(1), leaseSeconds: 1e6)
        while true {
            var jobs: [JobRecord] = []
            do {
                jobs = try store.claim(claim).map { [$0] } ?? []
            } catch {
                jobs = try patiently(seconds: 30) { () throws(StoreError) in
                    try store.held(by: owner)
                }
            }
            for job in jobs {
                let isMine = try patiently(seconds: 30) { () throws(StoreError) in
                    try store.finish(job.id, attempt: job.attempt, .test(.succeeded))
                }
                if isMine { finished.add(job.id) }
            }
            if jobs.isEmpty, isOver.load(ordering: .acquiring) { return }
        }
    }
}
