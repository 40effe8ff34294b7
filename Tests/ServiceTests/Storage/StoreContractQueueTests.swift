import Service
import Synchronization
import Testing

@Suite("Store contract: the queue") struct StoreContractQueueTests {
    @Test("Claims go by deadline, then priority, then age", arguments: StoreBackEnd.available)
    func order(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        try fixture.submit(.test("old", at: 1), .test("older", at: 0), .test("urgent", priority: 9))
        try fixture.submit(
            .test("late", neededBy: .second(900)), .test("soon", neededBy: .second(600)),
            .test("soon and prior", priority: 1, neededBy: .second(600)),
            .test("planning", lane: .planning, priority: -1, neededBy: .second(700)))
        var order: [String] = []
        while let job = try fixture.claim(at: 10) { order.append(job.id) }
        #expect(
            order == [
                "soon and prior", "soon", "planning", "late", "urgent", "older", "old",
            ])
        try fixture.checkInvariants()
    }

    @Test("Only the lanes that are asked for are served", arguments: StoreBackEnd.available)
    func lanes(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        try fixture.submit(.test("plan", lane: .planning))
        let online = Claim(owner: "w", lanes: [.online], at: .second(1), leaseSeconds: 5)
        #expect(try fixture.store.claim(online) == nil)
        let none = Claim(owner: "w", lanes: [], at: .second(1), leaseSeconds: 5)
        #expect(try fixture.store.claim(none) == nil)
        let planning = Claim(owner: "w", lanes: [.planning], at: .second(1), leaseSeconds: 5)
        #expect(try fixture.store.claim(planning)?.id == "plan")
    }

    @Test(
        "A claim counts the attempt, sets the lease and says so", arguments: StoreBackEnd.available)
    func claim(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        try fixture.submit(.test("a"))
        let job = try #require(try fixture.claim(at: 3, owner: "w1", lease: 20))
        #expect(job.state == .running && job.attempt == 1 && job.owner == "w1")
        #expect(job.leaseUntil == .second(23) && job.startedAt == .second(3))
        #expect(job.generation == 2 && job.lastEvent == 2)
        #expect(try fixture.job("a") == job)
        #expect(try fixture.store.held(by: "w1") == [job])
        #expect(try fixture.store.held(by: "w2") == [])
        let events = try fixture.events("a")
        #expect(events.map(\.number) == [1, 2] && events.map(\.kind) == [.state, .state])
        #expect(events[1].at == .second(3))
        #expect(
            String(decoding: events[1].data, as: UTF8.self) == #"{"state":"running","attempt":1}"#)
    }

    @Test("A job whose deadline has passed is not claimed", arguments: StoreBackEnd.available)
    func overdue(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        try fixture.submit(.test("late", neededBy: .second(10)), .test("any"))
        #expect(try fixture.claim(at: 10)?.id == "any")
        #expect(try fixture.claim(at: 10) == nil)
        #expect(try fixture.claim(at: 9.999_999)?.id == "late")
    }

    @Test("Many claimers on two stores never get the same job", arguments: StoreBackEnd.available)
    func manyClaimers(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let second = try fixture.place.open()
        defer { second.close() }
        for index in 0..<60 { try fixture.submit(.test("job-\(index)")) }
        let claimed = Mutex<[String]>([])
        try Threads.run(8) { thread in
            let store = thread % 2 == 0 ? fixture.store : second
            let claim = Claim(
                owner: "w\(thread)", lanes: [.online], at: .second(1), leaseSeconds: 60)
            while let job = try store.claim(claim) {
                claimed.withLock { $0.append(job.id) }
            }
        }
        let ids = claimed.withLock { $0 }
        #expect(ids.count == 60 && Set(ids).count == 60)
        try fixture.checkInvariants()
    }

    @Test("Queues are counted by lane", arguments: StoreBackEnd.available)
    func figures(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        try fixture.submit(.test("a", at: 3), .test("b", at: 2), .test("c", lane: .planning, at: 1))
        #expect(try fixture.claim(at: 5)?.id == "c")
        #expect(
            try fixture.store.queues() == [
                QueueFigures(lane: .online, queued: 2, running: 0, oldestQueuedAt: .second(2)),
                QueueFigures(lane: .planning, queued: 0, running: 1, oldestQueuedAt: nil),
            ])
    }

    @Test(
        "A heartbeat prolongs the lease and brings back what is asked",
        arguments: StoreBackEnd.available)
    func heartbeat(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let store = fixture.store
        let before = try fixture.make(.running, "a")
        #expect(
            try store.heartbeat("a", attempt: 1, at: .second(20), leaseSeconds: 30, progress: nil)
                == .held(isStopRequested: false, isCancelRequested: false))
        var expected = before
        expected.leaseUntil = .second(50)
        #expect(try fixture.job("a") == expected)
        _ = try store.requestStop("a", by: .test())
        let progress = Progress(kind: .incumbent, data: Array(#"{"gap":0.1}"#.utf8))
        #expect(
            try store.heartbeat(
                "a", attempt: 1, at: .second(21), leaseSeconds: 30, progress: progress)
                == .held(isStopRequested: true, isCancelRequested: false))
        let after = try fixture.job("a")
        #expect(after.progress == progress.data && after.lastProgressAt == .second(21))
        #expect(after.generation == before.generation + 2)
        #expect(
            try fixture.events("a").last
                == JobEvent(number: 3, kind: .incumbent, at: .second(21), data: progress.data))
        _ = try store.cancel("a", by: .test())
        #expect(
            try store.heartbeat("a", attempt: 1, at: .second(22), leaseSeconds: 30, progress: nil)
                == .held(isStopRequested: true, isCancelRequested: true))
        // No sweep has come: the lease that ran out is still held.
        #expect(
            try store.heartbeat("a", attempt: 1, at: .second(999), leaseSeconds: 30, progress: nil)
                == .held(isStopRequested: true, isCancelRequested: true))
    }

    @Test("A worker that has lost its job changes nothing", arguments: StoreBackEnd.available)
    func fencing(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let store = fixture.store
        try fixture.make(.running, "a")
        #expect(try store.sweep(at: .second(30), problem: []) == 1)
        #expect(try fixture.claim(at: 31, owner: "second")?.attempt == 2)
        let before = try fixture.content()
        let progress = Progress(kind: .progress, data: [])
        #expect(
            try store.heartbeat(
                "a", attempt: 1, at: .second(32), leaseSeconds: 30, progress: progress) == .lost)
        #expect(try !store.finish("a", attempt: 1, .test(.succeeded)))
        #expect(
            try !store.abandon("a", attempt: 1, reason: "gone", problem: [], at: .second(32)))
        #expect(try !store.finish("a", attempt: 3, .test(.succeeded)))
        #expect(try !store.finish("a", attempt: 2, .test(.queued)))
        #expect(try !store.finish("other", attempt: 2, .test(.succeeded)))
        #expect(try fixture.content() == before)
        #expect(try store.finish("a", attempt: 2, .test(.succeeded)))
        let ended = try fixture.content()
        #expect(try !store.finish("a", attempt: 2, .test(.failed)))
        #expect(
            try store.heartbeat("a", attempt: 2, at: .second(33), leaseSeconds: 30, progress: nil)
                == .lost)
        #expect(try fixture.content() == ended)
    }

    @Test(
        "A retry does not bring back the worker of an old attempt",
        arguments: StoreBackEnd.available)
    func fencingOverRetry(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let store = fixture.store
        try fixture.submit(.test("a", attemptLimit: 1))
        let old = try #require(try fixture.claim(at: 1, lease: 10))
        #expect(try store.sweep(at: .second(20), problem: Array("{}".utf8)) == 1)
        #expect(try fixture.job("a").state == .failed)
        #expect(try store.retry("a", neededBy: nil, by: .test(at: 21)).done?.state == .queued)
        let new = try #require(try fixture.claim(at: 22))
        #expect(new.attempt != old.attempt && new.attemptsLeft == 0)
        #expect(try !store.finish("a", attempt: old.attempt, .test(.succeeded)))
        #expect(try store.finish("a", attempt: new.attempt, .test(.succeeded)))
        try fixture.checkInvariants()
    }

    @Test(
        "A job that is left is queued again until no attempt is left",
        arguments: StoreBackEnd.available)
    func poison(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        try fixture.submit(.test("a", attemptLimit: 2))
        let problem = Array(#"{"code":"poison"}"#.utf8)
        for attempt in 1...2 {
            #expect(try fixture.claim(at: 1)?.attempt == attempt)
            #expect(
                try fixture.store.abandon(
                    "a", attempt: attempt, reason: "worker died", problem: problem, at: .second(2)))
            let job = try fixture.job("a")
            #expect(job.owner == nil && job.leaseUntil == nil)
            #expect(job.state == (attempt == 1 ? .queued : .failed))
            #expect(job.problem == (attempt == 1 ? nil : problem))
            #expect(job.finishedAt == (attempt == 1 ? nil : .second(2)))
        }
        #expect(try fixture.claim(at: 3) == nil)
        let events = try fixture.events("a")
        #expect(events.map(\.kind) == [.state, .state, .state, .state, .end])
        #expect(
            String(decoding: events[2].data, as: UTF8.self)
                == #"{"state":"queued","attempt":1,"reason":"worker died"}"#)
        #expect(try fixture.trail().suffix(2) == ["job.abandon job a", "job.abandon job a"])
        try fixture.checkInvariants()
    }

    @Test(
        "A job that is left after it was to be cancelled is cancelled",
        arguments: StoreBackEnd.available)
    func cancelledWhenLeft(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        try fixture.make(.cancelling, "a")
        #expect(
            try fixture.store.abandon("a", attempt: 1, reason: "x", problem: [1], at: .second(2)))
        let job = try fixture.job("a")
        #expect(job.state == .cancelled && job.problem == nil && job.finishedAt == .second(2))
        #expect(try fixture.events("a").last?.kind == .end)
    }

    @Test(
        "A sweep abandons lost leases and expires late jobs, no others",
        arguments: StoreBackEnd.available)
    func sweep(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        try fixture.submit(.test("lost", attemptLimit: 1))
        _ = try fixture.claim(at: 0, lease: 10)
        try fixture.submit(.test("requeued", tenant: "south"))
        _ = try fixture.claim(at: 0, lease: 10)
        try fixture.submit(.test("held"))
        _ = try fixture.claim(at: 0, lease: 10.000_001)
        try fixture.submit(
            .test("late", neededBy: .second(10)), .test("in time", neededBy: .second(10.000_001)),
            .test("whenever"))
        let lines = try fixture.trail().count
        #expect(try fixture.store.sweep(at: .second(10), problem: [7]) == 3)
        #expect(try fixture.job("lost").state == .failed)
        #expect(try fixture.job("lost").problem == [7])
        #expect(try fixture.job("requeued", tenant: "south").state == .queued)
        #expect(try fixture.job("held").state == .running)
        #expect(try fixture.job("late").state == .expired)
        #expect(try fixture.job("late").finishedAt == .second(10))
        #expect(try fixture.job("in time").state == .queued)
        #expect(try fixture.job("whenever").state == .queued)
        #expect(
            try fixture.trail(after: lines) == [
                "job.expire job late", "job.abandon job lost", "job.abandon job requeued",
            ])
        let line = try #require(try fixture.store.audit(tenant: "south", after: 0, limit: 99).last)
        #expect(line.author == .system("south", at: .second(10)))
        #expect(try fixture.store.sweep(at: .second(10), problem: [7]) == 0)
        try fixture.checkInvariants()
    }

    @Test("An ending keeps outcome, parts and its event", arguments: StoreBackEnd.available)
    func finish(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let store = fixture.store
        try fixture.make(.running, "a")
        var ending = Ending.test(.succeeded, at: 12, parts: [.test("plan"), .test("chain", "")])
        ending.fallbackReason = "time limit"
        #expect(try store.finish("a", attempt: 1, ending))
        let job = try fixture.job("a")
        #expect(job.state == .succeeded && job.outcome == "optimal")
        #expect(job.fallbackReason == "time limit" && job.finishedAt == .second(12))
        #expect(job.owner == nil && job.leaseUntil == nil && job.startedAt == .second(0))
        #expect(
            try store.parts(ofJob: "a", tenant: "north") == [
                JobPart.Listing(name: "chain", digest: "digest-chain", byteCount: 0),
                JobPart.Listing(name: "plan", digest: "digest-plan", byteCount: 2),
            ])
        #expect(try store.part("chain", ofJob: "a", tenant: "north") == .test("chain", ""))
        #expect(try store.part("none", ofJob: "a", tenant: "north") == nil)
        #expect(
            try fixture.events("a").last
                == JobEvent(number: 3, kind: .end, at: .second(12), data: ending.event))
        let line = try #require(try store.audit(tenant: "north", after: 0, limit: 99).last)
        #expect(line.action == "job.finish" && line.author.actor == "worker")
        #expect(line.after == job.recordDigest)
    }
}
