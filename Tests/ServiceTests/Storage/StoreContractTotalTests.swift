import Certificates
import Service
import Testing

@Suite("Store contract: totals") struct StoreContractTotalTests {
    private func total(
        _ figure: JobTotal.Figure, _ label: String, _ bound: Int64 = JobTotal.above,
        count: Int = 1, sum: Int64 = 0
    ) -> JobTotal {
        JobTotal(figure: figure, label: label, bound: bound, count: count, sum: sum)
    }

    @Test("Each end counts once, in its bucket", arguments: StoreBackEnd.available)
    func ends(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let store = fixture.store
        #expect(try store.totals() == [])
        // 4 s and 5 s lie in the bucket up to 5 s, 6 s in the one up to 10 s, 2 h above all.
        for (id, seconds) in [("a", 4.0), ("b", 5), ("c", 6), ("d", 7200)] {
            try fixture.submit(.test(id))
            _ = try fixture.claim()
            var ending = Ending.test(.succeeded, at: seconds)
            // Both in the bucket up to 1 %: 0.6 % and 1 %.
            if id == "a" { ending.relativeGap = 0.006 }
            if id == "b" { ending.relativeGap = 0.01 }
            #expect(try store.finish(id, attempt: 1, ending))
            // What is late changes nothing.
            #expect(try !store.finish(id, attempt: 1, ending))
        }
        #expect(
            try store.totals() == [
                total(.relativeGap, "", 10_000, count: 2, sum: 16_000),
                total(.solveSeconds, "optimal", 5_000_000, count: 2, sum: 9_000_000),
                total(.solveSeconds, "optimal", 10_000_000, sum: 6_000_000),
                total(.solveSeconds, "optimal", sum: 7_200_000_000),
            ])
    }

    @Test("Ends without an answer go by their state", arguments: StoreBackEnd.available)
    func others(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let store = fixture.store
        // Ended before they began, and no solve: nothing is timed.
        try fixture.make(.cancelled, "a")
        try fixture.submit(.test("b", kind: .forecast))
        _ = try fixture.claim()
        #expect(try store.finish("b", attempt: 1, .test(.succeeded)))
        #expect(try store.totals() == [])
        // Failed after its last attempt, twice by a retry.
        try fixture.submit(.test("c", attemptLimit: 1))
        for attempt in 1...2 {
            _ = try fixture.claim(at: 1)
            #expect(
                try store.abandon("c", attempt: attempt, reason: "x", problem: [], at: .second(2)))
            if attempt == 1 { _ = try store.retry("c", neededBy: nil, by: .test()) }
        }
        // Cancelled while it ran.
        try fixture.submit(.test("d"))
        _ = try fixture.claim()
        #expect(try store.finish("d", attempt: 1, .test(.cancelled, at: 3)))
        #expect(
            try store.totals() == [
                total(.solveSeconds, "cancelled", 5_000_000, sum: 3_000_000),
                total(.solveSeconds, "failed", 1_000_000, count: 2, sum: 2_000_000),
            ])
    }

    @Test("Deadlines that were missed count by lane", arguments: StoreBackEnd.available)
    func deadlines(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let store = fixture.store
        try fixture.submit(
            .test("in time", kind: .forecast, neededBy: .second(10)),
            .test("late", kind: .forecast, lane: .planning, neededBy: .second(10)),
            .test("never", kind: .forecast, neededBy: .second(12)))
        for _ in 0..<2 {
            let job = try #require(try fixture.claim())
            let end = job.id == "late" ? 10.000_001 : 10
            #expect(try store.finish(job.id, attempt: 1, .test(.succeeded, at: end)))
        }
        #expect(try store.sweep(at: .second(12), problem: []) == 1)
        #expect(
            try store.totals() == [
                total(.deadlineMiss, "online"), total(.deadlineMiss, "planning"),
            ]
        )
    }

    @Test("Two stores add to the same totals, which stay", arguments: StoreBackEnd.available)
    func together(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let second = try fixture.place.open()
        for id in 0..<8 { try fixture.submit(.test("\(id)")) }
        try Threads.run(2) { thread in
            let store = thread == 0 ? fixture.store : second
            for _ in 0..<4 {
                let claim = Claim(
                    owner: "w\(thread)", lanes: [.online], at: .second(0), leaseSeconds: 9)
                guard let job = try store.claim(claim) else { continue }
                _ = try store.finish(job.id, attempt: 1, .test(.succeeded, at: 1))
            }
        }
        second.close()
        let third = try fixture.place.open()
        defer { third.close() }
        #expect(
            try third.totals() == [
                total(.solveSeconds, "optimal", 1_000_000, count: 8, sum: 8_000_000)
            ])
    }

    @Test("Totals outlive the data of their jobs", arguments: StoreBackEnd.available)
    func discarded(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        try fixture.make(.succeeded, "a")
        let before = try fixture.store.totals()
        _ = try fixture.store.prune(
            endedBefore: .second(99), idempotencyBefore: .second(0), limit: 9, at: .second(99))
        #expect(try fixture.job("a").discardedAt != nil)
        #expect(before.count == 1)
        #expect(try fixture.store.totals() == before)
    }

    @Test("A database of version 1 gets its totals", arguments: StoreBackEnd.available)
    func migration(_ backEnd: StoreBackEnd) throws {
        let place = try backEnd.place()
        switch place {
        case let file as SQLitePlace:
            let first = SQLiteSchema(steps: [SQLiteSchema.current.steps[0]])
            try SQLiteStore(path: file.path, schema: first).close()
        case let schema as PostgreSQLPlace:
            try place.open().close()
            // Without what versions 2 and 3 brought.
            let registry = RegistryTable.allCases.map(\.rawValue).joined(separator: ", ")
            try schema.instance.execute(
                """
                DROP TABLE job_totals, log_leaves, certificate_documents, \(registry) CASCADE;
                DROP FUNCTION registry_stays, registry_has_no_gap;
                DROP TYPE registry_text_range; UPDATE wattoken_schema SET version = 1
                """, schema: schema.schema)
        default: throw Unexpected("another back end")
        }
        let store = try place.open()
        defer { store.close() }
        try store.check()
        #expect(try store.totals() == [])
    }
}

@Suite("Store contract: answers without a worker") struct StoreContractSettleTests {
    @Test(
        "What nobody answers in time is told, and can be settled", arguments: StoreBackEnd.available
    )
    func settle(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let store = fixture.store
        try fixture.make(.succeeded, "plan")
        try fixture.submit(
            .test("late", neededBy: .second(20), parent: "plan"),
            .test("early", neededBy: .second(21), parent: "plan"),
            .test("alone", neededBy: .second(20)), .test("patient", parent: "plan"))
        #expect(try store.unanswered(at: .second(19.9)) == [])
        let found = try store.unanswered(at: .second(20))
        #expect(found == [try fixture.job("late")])
        let job = try #require(found.first)
        var ending = Ending.test(.succeeded, at: 20)
        ending.outcome = "fallback"
        ending.fallbackReason = "because"
        #expect(try !store.settle(job, ending, at: .second(19)))
        var other = job
        other.tenant = "south"
        #expect(try !store.settle(other, ending, at: .second(20)))
        #expect(try store.settle(job, ending, at: .second(20)))
        #expect(try !store.settle(job, ending, at: .second(20)))
        let settled = try fixture.job("late")
        #expect(settled.state == .succeeded && settled.outcome == "fallback")
        #expect(settled.fallbackReason == "because" && settled.finishedAt == .second(20))
        #expect(try store.part("plan", ofJob: "late", tenant: "north") == .test("plan"))
        #expect(try fixture.events("late").map(\.kind) == [.state, .end])
        let line = try #require(try store.audit(tenant: "north", after: 0, limit: 99).last)
        #expect(line.action == "job.finish" && line.author == .system("north", at: .second(20)))
        #expect(try store.totals().contains { $0.figure == .fallback && $0.label == "because" })
        #expect(try store.sweep(at: .second(20), problem: []) == 1)
        #expect(try fixture.job("alone").state == .expired)
        try fixture.checkInvariants()
    }

    @Test("A worker that is faster or lives keeps its job", arguments: StoreBackEnd.available)
    func fencing(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let store = fixture.store
        try fixture.make(.succeeded, "plan")
        try fixture.submit(.test("a", neededBy: .second(20), parent: "plan", attemptLimit: 1))
        let queued = try #require(try store.unanswered(at: .second(20)).first)
        _ = try fixture.claim(at: 10, lease: 5)
        #expect(try !store.settle(queued, .test(.succeeded), at: .second(20)))
        // Running is no fault; a lease that has run out in the last attempt is.
        #expect(try store.unanswered(at: .second(14)) == [])
        let left = try #require(try store.unanswered(at: .second(15)).first)
        _ = try store.heartbeat(
            "a", attempt: 1, at: .second(15), leaseSeconds: 5, progress: nil)
        #expect(try !store.settle(left, .test(.succeeded), at: .second(15)))
        _ = try store.cancel("a", by: .test())
        #expect(try store.unanswered(at: .second(99)) == [])
        try fixture.checkInvariants()
    }
}
