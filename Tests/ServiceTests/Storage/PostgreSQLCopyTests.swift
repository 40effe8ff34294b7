import Service
import Testing

@Suite(
    "PostgreSQL: copies and claims",
    .enabled(if: PostgreSQLInstance.isInstalled, "PostgreSQL 15 is not installed"))
struct PostgreSQLCopyTests {
    @Test("A store copied from SQLite to PostgreSQL and back is the same")
    func copy() throws {
        let origin = try StoreFixture(.sqlite)
        try origin.makeHistory()
        let copy = try StoreFixture(.postgreSQL, tenants: [])
        let back = try StoreFixture(.sqlite, tenants: [])
        try Self.copy(origin.store, to: copy.store)
        try Self.copy(copy.store, to: back.store)
        let content = try origin.content()
        #expect(try copy.content() == content)
        #expect(try back.content() == content)
        try copy.checkInvariants()
        // And it goes on from there.
        try copy.submit(.test("new"))
        #expect(try copy.claim(at: 1) != nil)
        try copy.checkInvariants()
    }

    private static func copy(_ origin: any Store, to target: any Store) throws {
        for table in StoredTable.allCases {
            var count = 0
            while true {
                let rows = try origin.rows(of: table, after: count, limit: 7)
                if rows.isEmpty { break }
                try target.restore(rows, into: table)
                count += rows.count
            }
        }
    }

    @Test("Two pools that claim 500 jobs never get one twice")
    func claims() throws {
        let fixture = try StoreFixture(.postgreSQL)
        let second = try fixture.place.open()
        defer { second.close() }
        for start in stride(from: 0, to: 500, by: 100) {
            let jobs = (start..<start + 100).map { JobRecord.test("job-\($0)", batch: "b") }
            let submission = Submission(
                author: .test(), idempotency: nil, jobs: jobs,
                documents: [StoreFixture.document], admission: .init())
            #expect(try fixture.store.submit(submission).isAccepted)
        }
        let claimed = ClaimedJobs()
        try Threads.run(8) { thread in
            let store = thread % 2 == 0 ? fixture.store : second
            let claim = Claim(
                owner: "w\(thread)", lanes: thread % 4 < 2 ? [.online] : Lane.allCases,
                at: .second(1), leaseSeconds: 60)
            while let job = try store.claim(claim) { claimed.add(job.id) }
        }
        #expect(claimed.ids.count == 500 && Set(claimed.ids).count == 500)
        #expect(try fixture.store.counts(ofBatch: "b", tenant: "north") == [.running: 500])
        try fixture.checkInvariants()
    }
}
