import Service
import Testing

/// A connection that breaks around COMMIT: the store finds out what became of the change.
@Suite(
    "PostgreSQL: broken commits",
    .enabled(if: PostgreSQLInstance.isInstalled, "PostgreSQL 15 is not installed"))
struct PostgreSQLCommitTests {
    private let place: PostgreSQLPlace
    private let direct: any Store
    private let proxy: CuttingProxy
    private let store: PostgreSQLStore

    init() throws {
        place = PostgreSQLPlace(try PostgreSQLInstance.shared())
        direct = try place.open()
        _ = try direct.addTenant(
            Tenant(id: "north", name: "North", createdAt: .second(0)), by: .test())
        proxy = try CuttingProxy(to: place.instance.port)
        var settings = place.settings
        settings.connectionString = place.instance.connectionString(
            schema: place.schema, port: proxy.port)
        store = try PostgreSQLStore(settings)
    }

    private static let committed = CuttingProxy.Cut.answer(Array("C\0\0\0\u{0B}COMMIT\0".utf8))
    /// Only the first COMMIT of a connection goes by its name.
    private static let committing = CuttingProxy.Cut.request(Array("COMMIT\0".utf8))

    private func submission(_ id: String) -> Submission {
        Submission(
            author: .test(), idempotency: .test(id), jobs: [.test(id)],
            documents: [StoreFixture.document], admission: .init())
    }

    private func checkOneJob() throws {
        let jobs = try direct.rows(of: .jobs, after: 0, limit: 9)
        let lines = try direct.audit(tenant: nil, after: 0, limit: 9).map(\.action)
        #expect(jobs.count == 1 && proxy.cutCount == 1)
        #expect(lines == ["tenant.add", "solve.submit"])
    }

    @Test("A submission that was committed and not answered is accepted, once")
    func answerLost() throws {
        proxy.arm(Self.committed)
        #expect(try store.submit(submission("a")).isAccepted)
        try checkOneJob()
    }

    @Test("A submission whose COMMIT never came is made again")
    func requestLost() throws {
        proxy.arm(Self.committing)
        #expect(try store.submit(submission("a")).isAccepted)
        try checkOneJob()
    }

    @Test("A finish that was committed and not answered is true")
    func finishLost() throws {
        _ = try direct.submit(submission("a"))
        let job = try #require(
            try store.claim(
                Claim(owner: "w", lanes: [.online], at: .second(0), leaseSeconds: 60)))
        proxy.arm(Self.committed)
        #expect(try store.finish("a", attempt: job.attempt, .test(.succeeded)))
        #expect(try direct.job("a", tenant: "north")?.state == .succeeded)
        #expect(proxy.cutCount == 1)
        #expect(try !store.finish("a", attempt: job.attempt, .test(.succeeded)))
    }

    @Test("A claim that was committed and not answered is held by its owner")
    func claimLost() throws {
        _ = try direct.submit(submission("a"))
        proxy.arm(Self.committed)
        let claim = Claim(owner: "w", lanes: [.online], at: .second(0), leaseSeconds: 60)
        #expect(throws: StoreError.unavailable("the connection to PostgreSQL broke")) {
            try store.claim(claim)
        }
        #expect(try store.held(by: "w").map(\.id) == ["a"])
        #expect(try store.claim(claim) == nil)
    }

    @Test("Reads go on over a new connection")
    func readLost() throws {
        _ = try direct.submit(submission("a"))
        proxy.arm(.answer(Array("SELECT 1\0".utf8)))
        #expect(try store.job("a", tenant: "north")?.id == "a")
        #expect(proxy.cutCount == 1)
    }
}
