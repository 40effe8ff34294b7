import Service
import Testing

/// A store with two tenants, `north` and `south`, and short words for what tests do with it.
final class StoreFixture: Sendable {
    let backEnd: StoreBackEnd
    let place: any StorePlace
    let store: any Store

    init(_ backEnd: StoreBackEnd, tenants: [String] = ["north", "south"]) throws {
        self.backEnd = backEnd
        place = try backEnd.place()
        store = try place.open()
        for tenant in tenants {
            _ = try store.addTenant(
                Tenant(id: tenant, name: "Tenant \(tenant)", createdAt: .second(0)),
                by: .test(tenant))
        }
    }

    deinit { store.close() }

    /// The document that all jobs of the fixture plan.
    static let document = StoredDocument(digest: "d0", bytes: Array("{}".utf8))

    @discardableResult
    func submit(
        _ jobs: JobRecord..., at second: Double = 0, idempotency: Idempotency? = nil,
        admission: Submission.Admission = .init()
    ) throws -> Submission.Result {
        try store.submit(
            Submission(
                author: .test(jobs.first?.tenant ?? "north", at: second), idempotency: idempotency,
                jobs: jobs, documents: [Self.document], admission: admission))
    }

    /// Claims a job on both lanes.
    func claim(at second: Double = 0, owner: String = "worker", lease: Double = 30) throws
        -> JobRecord?
    {
        try store.claim(
            Claim(
                owner: owner, lanes: Lane.allCases, at: .second(second), leaseSeconds: lease))
    }

    func job(_ id: String, tenant: String = "north") throws -> JobRecord {
        try #require(try store.job(id, tenant: tenant))
    }

    func events(_ id: String, tenant: String = "north") throws -> [JobEvent] {
        try store.events(ofJob: id, after: 0, limit: 1000, tenant: tenant)
    }

    /// The actions of the trail with their objects, from a line on.
    func trail(after number: Int = 0) throws -> [String] {
        try store.audit(tenant: nil, after: number, limit: 10_000).map {
            "\($0.action) \($0.object)"
        }
    }

    /// All rows of all tables.
    func content() throws -> [StoredTable: [StoredRow]] { try Self.content(of: store) }

    static func content(of store: any Store) throws -> [StoredTable: [StoredRow]] {
        var content: [StoredTable: [StoredRow]] = [:]
        for table in StoredTable.allCases {
            content[table] = try store.rows(of: table, after: 0, limit: 100_000)
        }
        return content
    }
}

/// Where a job can be when something is asked of it.
enum Stage: String, Sendable, CaseIterable, CustomTestStringConvertible {
    case queued
    case running
    case stopping
    case cancelling
    case succeeded
    case failed
    case cancelled
    case expired
    case discarded

    var testDescription: String { rawValue }
}

extension StoreFixture {
    /// Submits a job and brings it to a stage; no other job may be queued.
    @discardableResult
    func make(_ stage: Stage, _ id: String, tenant: String = "north") throws -> JobRecord {
        let author = Author.test(tenant)
        let deadline: Moment? = stage == .expired ? .second(5) : nil
        try submit(.test(id, tenant: tenant, neededBy: deadline))
        switch stage {
        case .queued: break
        case .cancelled: _ = try store.cancel(id, by: author)
        case .expired: _ = try store.sweep(at: .second(5), problem: [])
        default: try run(id, to: stage, author)
        }
        return try job(id, tenant: tenant)
    }

    private func run(_ id: String, to stage: Stage, _ author: Author) throws {
        let claimed = try #require(try claim())
        #expect(claimed.id == id)
        switch stage {
        case .stopping: _ = try store.requestStop(id, by: author)
        case .cancelling: _ = try store.cancel(id, by: author)
        case .succeeded, .discarded: #expect(try store.finish(id, attempt: 1, .test(.succeeded)))
        case .failed: #expect(try store.finish(id, attempt: 1, .test(.failed)))
        default: break
        }
        if stage == .discarded { _ = try store.discard(id, by: author) }
    }
}

extension StoreFixture {
    /// What must hold after whatever was done.
    func checkInvariants(_ place: SourceLocation = #_sourceLocation) throws {
        var chain = AuditChain()
        for line in try store.audit(tenant: nil, after: 0, limit: 1_000_000) {
            let follows = chain.accept(line)
            #expect(follows, "line \(line.number)", sourceLocation: place)
        }
        for row in try store.rows(of: .jobs, after: 0, limit: 1_000_000) {
            guard case .text(let id) = row.values[0], case .text(let tenant) = row.values[1] else {
                Issue.record("a job without id or tenant", sourceLocation: place)
                continue
            }
            let job = try job(id, tenant: tenant)
            let numbers = try store.events(ofJob: id, after: 0, limit: 100_000, tenant: tenant)
                .map(\.number)
            let expected = job.discardedAt == nil ? Array(1...job.lastEvent) : []
            #expect(numbers == expected, "\(id)", sourceLocation: place)
        }
    }
}

extension Moment {
    /// So many seconds after the beginning of the test's time.
    static func second(_ second: Double) -> Moment {
        Moment(microseconds: 1_800_000_000_000_000).adding(seconds: second)
    }
}

extension Author {
    static func test(_ tenant: String = "north", at second: Double = 0) -> Author {
        Author(tenant: tenant, actor: "key-1", traceID: "trace-1", at: .second(second))
    }
}

extension JobRecord {
    static func test(
        _ id: String, tenant: String = "north", batch: String? = nil, kind: JobKind = .solve,
        lane: Lane = .online, priority: Int = 0, neededBy: Moment? = nil,
        clientRef: String? = nil, tags: [String] = [], parent: String? = nil,
        supersedes: String? = nil, attemptLimit: Int = 3, at second: Double = 0
    ) -> JobRecord {
        JobRecord(
            id: id, tenant: tenant, batch: batch, kind: kind, lane: lane, priority: priority,
            neededBy: neededBy, clientRef: clientRef, tags: tags, parent: parent, origin: parent,
            supersedes: supersedes, spec: Array("{}".utf8),
            documentDigest: StoreFixture.document.digest, attemptLimit: attemptLimit,
            createdAt: .second(second))
    }
}

extension Ending {
    static func test(_ state: JobState, at second: Double = 10, parts: [JobPart] = [.test("plan")])
        -> Ending
    {
        Ending(
            state: state, outcome: state == .succeeded ? "optimal" : nil,
            problem: state == .failed ? Array("{\"code\":\"x\"}".utf8) : nil,
            parts: state == .succeeded ? parts : [], event: Array("{\"end\":1}".utf8),
            at: .second(second))
    }
}

extension JobPart {
    static func test(_ name: String, _ text: String = "{}") -> JobPart {
        JobPart(name: name, digest: "digest-\(name)", bytes: Array(text.utf8))
    }
}

extension AccessKey {
    static func test(_ id: String, tenant: String = "north", expiresAt: Moment? = nil) -> AccessKey
    {
        AccessKey(
            id: id, tenant: tenant, name: "Key \(id)", secretDigest: "secret-\(id)",
            scopes: ["jobs:read", "jobs:write"], createdAt: .second(0), expiresAt: expiresAt)
    }
}

extension ScenarioRecord {
    static func test(_ id: String, tenant: String = "north", digest: String = "s1")
        -> ScenarioRecord
    {
        ScenarioRecord(
            id: id, tenant: tenant, version: 1, name: "Scenario \(id)", documentDigest: digest,
            documentBytes: 2, createdAt: .second(0))
    }
}

extension StoredDocument {
    static func test(_ digest: String) -> StoredDocument {
        StoredDocument(digest: digest, bytes: Array("{}".utf8))
    }
}

extension Idempotency {
    static func test(_ key: String, endpoint: String = "POST /v1/solves", request: String = "f1")
        -> Idempotency
    {
        Idempotency(
            endpoint: endpoint, key: key, fingerprint: request,
            response: StoredResponse(
                status: 202, location: "/v1/solves/\(key)", body: Array("{\"id\":1}".utf8)))
    }
}

extension Conditional {
    /// The value of a change that was made.
    var done: Value? { if case .done(let value) = self { value } else { nil } }
    /// The value of a change that was refused.
    var refused: Value? { if case .refused(let value) = self { value } else { nil } }
    var isMissing: Bool { if case .missing = self { true } else { false } }
}

extension Written {
    var done: Value? { if case .done(let value) = self { value } else { nil } }
    var replayed: StoredResponse? {
        if case .replayed(let response) = self { response } else { nil }
    }
    var isKeyReused: Bool { if case .keyReused = self { true } else { false } }
}

extension Submission.Result {
    var isAccepted: Bool { if case .accepted = self { true } else { false } }
    var replayed: StoredResponse? {
        if case .replayed(let response) = self { response } else { nil }
    }
}
