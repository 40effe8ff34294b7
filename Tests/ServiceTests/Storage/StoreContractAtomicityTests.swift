import Service
import Testing

/// A change that fails midway leaves nothing; faults that every store has: ids that come twice, and
/// tenants and documents that are not there.
@Suite("Store contract: all or nothing") struct StoreContractAtomicityTests {
    private func expectDamaged(
        _ fixture: StoreFixture, _ place: SourceLocation = #_sourceLocation,
        _ change: (any Store) throws -> Void
    ) throws {
        let before = try fixture.content()
        let error = #expect(throws: StoreError.self, sourceLocation: place) {
            try change(fixture.store)
        }
        guard case .damaged(let message) = error else {
            throw Unexpected("\(String(describing: error))")
        }
        for secret in ["INSERT", "jobs", "twice", "north"] {
            #expect(!message.contains(secret), "\(message)", sourceLocation: place)
        }
        let after = try fixture.content()
        #expect(after == before, sourceLocation: place)
    }

    @Test("A batch with an id that is taken", arguments: StoreBackEnd.available)
    func batch(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        try fixture.submit(.test("twice"), .test("old"))
        try expectDamaged(fixture) { store in
            _ = try store.submit(
                Submission(
                    author: .test(), idempotency: .test("k"),
                    jobs: [.test("new", supersedes: "old"), .test("other"), .test("twice")],
                    documents: [.test("new document")], admission: .init()))
        }
        try fixture.submit(.test("new"), idempotency: .test("k", request: "f2"))
        #expect(try fixture.job("new").state == .queued)
    }

    @Test("A job whose document is not there", arguments: StoreBackEnd.available)
    func document(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        try expectDamaged(fixture) { store in
            _ = try store.submit(
                Submission(
                    author: .test(), idempotency: .test("k"), jobs: [.test("a")],
                    documents: [.test("another")], admission: .init()))
        }
    }

    @Test("Objects of a tenant that is not there", arguments: StoreBackEnd.available)
    func tenant(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let nobody = Author.test("nobody")
        try expectDamaged(fixture) { store in
            _ = try store.submit(
                Submission(
                    author: nobody, idempotency: .test("k"), jobs: [.test("a", tenant: "nobody")],
                    documents: [StoreFixture.document], admission: .init()))
        }
        try expectDamaged(fixture) { store in
            _ = try store.addKey(.test("k", tenant: "nobody"), by: nobody, .test("k"))
        }
        try expectDamaged(fixture) { store in
            _ = try store.addScenario(
                .test("s", tenant: "nobody"), .test("s1"), by: nobody, .test("k"))
        }
        try expectDamaged(fixture) { store in
            let series = SeriesRecord(
                id: "s", tenant: "nobody", unit: "", stepSeconds: 1, createdAt: .second(0))
            _ = try store.addSeries(series, by: nobody)
        }
    }

    @Test("Keys and scenarios with an id that is taken", arguments: StoreBackEnd.available)
    func ids(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        _ = try fixture.store.addKey(.test("twice"), by: .test(), nil)
        _ = try fixture.store.addKey(.test("old"), by: .test(), nil)
        _ = try fixture.store.addScenario(.test("twice"), .test("s1"), by: .test(), nil)
        try expectDamaged(fixture) { store in
            _ = try store.addKey(.test("twice"), by: .test(), .test("k"))
        }
        try expectDamaged(fixture) { store in
            _ = try store.rotateKey(
                "old", to: .test("twice"), oldExpiresAt: .second(60), by: .test())
        }
        try expectDamaged(fixture) { store in
            _ = try store.addScenario(
                .test("twice", tenant: "south"), .test("new"), by: .test("south"), .test("k"))
        }
    }

    @Test("An ending with two parts of one name", arguments: StoreBackEnd.available)
    func finish(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        try fixture.make(.running, "a")
        try expectDamaged(fixture) { store in
            _ = try store.finish(
                "a", attempt: 1, .test(.succeeded, parts: [.test("x"), .test("twice"), .test("x")]))
        }
        #expect(try fixture.store.finish("a", attempt: 1, .test(.succeeded)))
    }

    @Test("Rows of which one is taken", arguments: StoreBackEnd.available)
    func restore(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let rows = ["aaa", "north"].map { id in
            StoredRow(
                columns: StoredTable.tenants.columns,
                values: [.text(id), .text("twice"), .integer(0)])
        }
        try expectDamaged(fixture) { store in try store.restore(rows, into: .tenants) }
    }

    @Test("One that fails stops none that come at the same time", arguments: StoreBackEnd.available)
    func neighbours(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        try fixture.submit(.test("twice"))
        try Threads.run(8) { thread in
            for index in 0..<6 {
                let isBad = (thread + index) % 3 == 0
                let submission = Submission(
                    author: .test(), idempotency: .test("k-\(thread)-\(index)"),
                    jobs: [.test("job-\(thread)-\(index)")] + (isBad ? [.test("twice")] : []),
                    documents: [StoreFixture.document], admission: .init())
                do {
                    let result = try fixture.store.submit(submission)
                    guard result.isAccepted, !isBad else { throw Unexpected("\(result)") }
                } catch let error as StoreError {
                    guard isBad, case .damaged = error else { throw error }
                }
            }
        }
        #expect(try fixture.store.rows(of: .jobs, after: 0, limit: 99).count == 33)
        #expect(try fixture.store.rows(of: .idempotency, after: 0, limit: 99).count == 32)
        try fixture.checkInvariants()
    }
}
