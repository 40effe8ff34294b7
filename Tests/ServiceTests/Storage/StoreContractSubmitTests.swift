import Service
import Synchronization
import Testing

@Suite("Store contract: submitting") struct StoreContractSubmitTests {
    @Test(
        "A submitted job is stored as it is, with its first event",
        arguments: StoreBackEnd.available)
    func submit(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let parent = JobRecord.test("parent")
        var job = JobRecord.test(
            "a", batch: "b1", kind: .forecast, lane: .planning, priority: -3,
            neededBy: .second(60), clientRef: "ref", tags: ["x", "ü \"quoted\" \\ 字"],
            parent: "parent", attemptLimit: 5, at: 1)
        job.origin = "origin"
        job.spec = Array(#"{"engine":"auto"}"#.utf8)
        #expect(try fixture.submit(parent).isAccepted)
        #expect(try fixture.submit(job, at: 1).isAccepted)
        #expect(try fixture.job("a") == job)
        #expect(job.state == .queued && job.attempt == 0 && job.generation == 1)
        let events = try fixture.events("a")
        #expect(events.count == 1 && events.first == job.firstEvent)
        #expect(
            events.first.map { String(decoding: $0.data, as: UTF8.self) }
                == #"{"state":"queued","attempt":0}"#)
        #expect(try fixture.store.document("d0", tenant: "north") == Array("{}".utf8))
        let line = try #require(try fixture.store.audit(tenant: "north", after: 0, limit: 99).last)
        #expect(line.action == "forecast.submit" && line.object == "job a")
        #expect(line.author == .test(at: 1))
        #expect(line.before.isEmpty && line.after == job.recordDigest)
        try fixture.checkInvariants()
    }

    @Test("Documents that are there are kept as they are", arguments: StoreBackEnd.available)
    func documents(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let store = fixture.store
        try fixture.submit(.test("a"))
        let other = StoredDocument(digest: "d0", bytes: [1])
        let empty = StoredDocument(digest: "empty", bytes: [])
        let submission = Submission(
            author: .test(), idempotency: nil, jobs: [.test("b")], documents: [other, empty],
            admission: .init())
        #expect(try store.submit(submission).isAccepted)
        #expect(try store.document("d0", tenant: "north") == Array("{}".utf8))
        #expect(try store.document("empty", tenant: "north") == [])
        #expect(try store.document("none", tenant: "north") == nil)
    }

    @Test("A client's reference is unique per tenant", arguments: StoreBackEnd.available)
    func clientRef(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        #expect(try fixture.submit(.test("a", clientRef: "r")).isAccepted)
        #expect(try fixture.submit(.test("b", tenant: "south", clientRef: "r")).isAccepted)
        let before = try fixture.content()
        guard case .clientRefTaken("r", job: "a") = try fixture.submit(.test("c", clientRef: "r"))
        else { throw Unexpected("the reference was not taken") }
        guard
            case .clientRefTaken("s", job: "d") = try fixture.submit(
                .test("d", clientRef: "s"), .test("e", clientRef: "s"))
        else { throw Unexpected("twice in one submission") }
        #expect(try fixture.content() == before)
        let found = try fixture.store.jobs(
            JobFilter(clientRef: "r"), tenant: "north", after: nil, limit: 9)
        #expect(found.elements.map(\.id) == ["a"])
    }

    @Test("Parents and superseded jobs are of the same tenant", arguments: StoreBackEnd.available)
    func lineage(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        try fixture.submit(.test("theirs", tenant: "south"))
        let before = try fixture.content()
        for id in ["theirs", "nobody's"] {
            guard case .noParent(job: id) = try fixture.submit(.test("a", parent: id)),
                case .nothingToSupersede(job: id) = try fixture.submit(.test("a", supersedes: id))
            else { throw Unexpected("\(id) was found") }
        }
        #expect(try fixture.content() == before)
    }

    @Test(
        "A superseded job is cancelled, asked to end, or left as it is",
        arguments: StoreBackEnd.available, Stage.allCases)
    func supersede(_ backEnd: StoreBackEnd, _ stage: Stage) throws {
        let fixture = try StoreFixture(backEnd)
        let old = try fixture.make(stage, "old")
        let lines = try fixture.trail().count
        let events = try fixture.events("old")
        #expect(try fixture.submit(.test("new", supersedes: "old", at: 7), at: 7).isAccepted)
        var expected = old
        expected.supersededBy = "new"
        expected.generation += 1
        let after = try fixture.job("old")
        switch stage {
        case .queued:
            expected.state = .cancelled
            expected.finishedAt = .second(7)
            expected.lastEvent += 1
            let event = try #require(try fixture.events("old").last)
            #expect(event.kind == .end && event.at == .second(7))
            #expect(
                String(decoding: event.data, as: UTF8.self)
                    == #"{"state":"cancelled","attempt":0,"reason":"superseded"}"#)
        case .running, .stopping: expected.isCancelRequested = true
        default: break
        }
        #expect(after == expected)
        if stage != .queued { #expect(try fixture.events("old") == events) }
        #expect(
            try fixture.trail(after: lines) == ["solve.submit job new", "job.supersede job old"])
        let line = try #require(try fixture.store.audit(tenant: nil, after: 0, limit: 99).last)
        #expect(line.before == old.recordDigest && line.after == after.recordDigest)
        try fixture.checkInvariants()
    }

    @Test("Refusals name the limit and change nothing", arguments: StoreBackEnd.available)
    func admission(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let narrow = Submission.Admission(queuedPerLane: 3, queuedPerTenant: 4)
        try fixture.submit(.test("a"), .test("b"), .test("c", tenant: "north"), admission: narrow)
        let before = try fixture.content()
        guard
            case .laneFull(.online, queued: 3) = try fixture.submit(
                .test("d", tenant: "south"), admission: narrow)
        else { throw Unexpected("the lane had room") }
        guard
            case .laneFull(.planning, queued: 0) = try fixture.submit(
                .test("d", lane: .planning), .test("e", lane: .planning),
                .test("f", lane: .planning), .test("g", lane: .planning), admission: narrow)
        else { throw Unexpected("the lane had room for four") }
        guard
            case .tenantFull(queued: 3) = try fixture.submit(
                .test("d", lane: .planning), .test("e", lane: .planning), admission: narrow)
        else { throw Unexpected("the tenant had room") }
        #expect(try fixture.content() == before)
        #expect(try fixture.submit(.test("d", lane: .planning), admission: narrow).isAccepted)
        // One that takes the place of another finds room, running jobs take none.
        #expect(try fixture.submit(.test("e", supersedes: "a"), admission: narrow).isAccepted)
        _ = try fixture.claim(at: 1)
        #expect(try fixture.submit(.test("f"), admission: narrow).isAccepted)
        guard case .laneFull = try fixture.submit(.test("g"), admission: narrow) else {
            throw Unexpected("the lane had room")
        }
    }

    @Test("A repeated request gets the first answer", arguments: StoreBackEnd.available)
    func idempotency(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let first = Idempotency.test("k")
        #expect(try fixture.submit(.test("a", clientRef: "r"), idempotency: first).isAccepted)
        let before = try fixture.content()
        var again = first
        again.response = StoredResponse(status: 500, location: nil, body: [])
        let replayed = try fixture.submit(.test("b", clientRef: "r"), idempotency: again).replayed
        #expect(replayed == first.response)
        guard
            case .keyReused = try fixture.submit(
                .test("b"), idempotency: .test("k", request: "f2"))
        else { throw Unexpected("the key was not reused") }
        #expect(try fixture.content() == before)
        #expect(
            try fixture.submit(
                .test("c"), idempotency: .test("k", endpoint: "POST /v1/forecasts", request: "f2")
            )
            .isAccepted)
        #expect(
            try fixture.submit(.test("d", tenant: "south"), idempotency: .test("k", request: "f3"))
                .isAccepted)
        let bare = Idempotency(
            endpoint: "e", key: "bare", fingerprint: "f",
            response: StoredResponse(status: 204, location: nil, body: []))
        #expect(try fixture.submit(.test("e"), idempotency: bare).isAccepted)
        #expect(try fixture.submit(.test("e"), idempotency: bare).replayed == bare.response)
    }

    @Test("A refused request does not use up its key", arguments: StoreBackEnd.available)
    func refusedKey(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        guard
            case .noParent = try fixture.submit(.test("a", parent: "x"), idempotency: .test("k"))
        else { throw Unexpected("the parent was there") }
        #expect(try fixture.submit(.test("a"), idempotency: .test("k", request: "f2")).isAccepted)
    }

    @Test("Of many equal requests at once one is accepted", arguments: StoreBackEnd.available)
    func idempotencyRace(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let second = try fixture.place.open()
        defer { second.close() }
        let accepted = Atomic(0)
        try Threads.run(8) { thread in
            let store = thread % 2 == 0 ? fixture.store : second
            let result = try store.submit(
                Submission(
                    author: .test(), idempotency: .test("k"), jobs: [.test("a-\(thread)")],
                    documents: [StoreFixture.document], admission: .init()))
            if result.isAccepted { accepted.add(1, ordering: .relaxed) }
        }
        #expect(accepted.load(ordering: .relaxed) == 1)
        #expect(try fixture.store.rows(of: .jobs, after: 0, limit: 99).count == 1)
    }
}

/// A test's way to say what it did not get.
struct Unexpected: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
