import Service
import Testing

@Suite("Store contract: jobs of clients") struct StoreContractJobTests {
    /// What a client asks of a job.
    enum Request: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case cancel
        case stop
        case retry
        case discard

        var testDescription: String { rawValue }
    }

    /// What a request does to a job at a stage.
    enum Effect {
        case refused
        case unchanged
        case changed(JobRecord, ends: Bool)
    }

    @Test(
        "What each request does at each stage", arguments: Stage.allCases,
        StoreBackEnd.available.flatMap { end in Request.allCases.map { (end, $0) } })
    func table(_ stage: Stage, _ asked: (StoreBackEnd, Request)) throws {
        let (backEnd, request) = asked
        let fixture = try StoreFixture(backEnd)
        let old = try fixture.make(stage, "a")
        let before = try fixture.content()
        let lines = try fixture.trail().count
        let events = try fixture.events("a")
        let answer = try ask(request, of: "a", on: fixture.store, by: .test(at: 20))
        switch expected(request, old, stage) {
        case .refused:
            #expect(answer.refused == old)
            #expect(try fixture.content() == before)
        case .unchanged:
            #expect(answer.done == old)
            #expect(try fixture.content() == before)
        case .changed(let new, let ends):
            #expect(answer.done == new)
            #expect(try fixture.job("a") == new)
            #expect(try fixture.trail(after: lines) == ["job.\(request.rawValue) job a"])
            let line = try #require(try fixture.store.audit(tenant: nil, after: 0, limit: 99).last)
            #expect(line.before == old.recordDigest && line.after == new.recordDigest)
            #expect(line.author == .test(at: 20))
            let added = try fixture.events("a").dropFirst(events.count)
            #expect(added.count == max(0, new.lastEvent - old.lastEvent))
            if let event = added.first { #expect(event.kind == (ends ? .end : .state)) }
        }
        try fixture.checkInvariants()
    }

    private func ask(_ request: Request, of id: String, on store: any Store, by author: Author)
        throws -> Conditional<JobRecord>
    {
        switch request {
        case .cancel: try store.cancel(id, by: author)
        case .stop: try store.requestStop(id, by: author)
        case .retry: try store.retry(id, neededBy: .second(99), by: author)
        case .discard: try store.discard(id, by: author)
        }
    }

    private func expected(_ request: Request, _ old: JobRecord, _ stage: Stage) -> Effect {
        var new = old
        new.generation += 1
        switch (request, stage) {
        case (.cancel, .queued):
            new.state = .cancelled
            new.finishedAt = .second(20)
            new.lastEvent += 1
            return .changed(new, ends: true)
        case (.cancel, .running), (.cancel, .stopping):
            new.isCancelRequested = true
            return .changed(new, ends: false)
        case (.stop, .running), (.stop, .cancelling):
            new.isStopRequested = true
            return .changed(new, ends: false)
        case (.cancel, .cancelling), (.stop, .stopping), (.discard, .discarded): return .unchanged
        case (.retry, .failed), (.retry, .cancelled), (.retry, .expired):
            var anew = JobRecord.test("a", neededBy: .second(99))
            anew.generation = new.generation
            anew.lastEvent = old.lastEvent + 1
            anew.attempt = old.attempt
            anew.attemptsBefore = old.attempt
            return .changed(anew, ends: false)
        case (.discard, .succeeded), (.discard, .failed), (.discard, .cancelled),
            (.discard, .expired):
            new.discardedAt = .second(20)
            return .changed(new, ends: false)
        default: return .refused
        }
    }

    @Test(
        "A retried job starts anew: no parts, no problem, all attempts",
        arguments: StoreBackEnd.available)
    func retry(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let store = fixture.store
        try fixture.make(.running, "a")
        var failure = Ending.test(.failed)
        failure.parts = [.test("explain")]
        #expect(try store.finish("a", attempt: 1, failure))
        #expect(try store.parts(ofJob: "a", tenant: "north").count == 1)
        #expect(try store.retry("a", neededBy: nil, by: .test()).done?.attemptsLeft == 3)
        #expect(try store.parts(ofJob: "a", tenant: "north").isEmpty)
        #expect(try fixture.claim(at: 30)?.attempt == 2)
        #expect(try store.finish("a", attempt: 2, .test(.succeeded, parts: [.test("explain")])))
        #expect(try fixture.events("a").map(\.number) == [1, 2, 3, 4, 5, 6])
    }

    @Test(
        "A discarded job keeps its record and shares its input", arguments: StoreBackEnd.available)
    func discard(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let store = fixture.store
        try fixture.make(.succeeded, "a")
        try fixture.make(.succeeded, "b")
        #expect(try store.discard("a", by: .test()).done != nil)
        #expect(try store.parts(ofJob: "a", tenant: "north").isEmpty)
        #expect(try fixture.events("a").isEmpty)
        #expect(try fixture.job("a").state == .succeeded)
        #expect(try store.document("d0", tenant: "north") != nil)
        #expect(try store.discard("b", by: .test()).done != nil)
        #expect(try store.document("d0", tenant: "north") == nil)
        #expect(try store.parts(ofJob: "b", tenant: "north").isEmpty)
    }

    @Test(
        "Lists are newest first, filtered, and stable while jobs come",
        arguments: StoreBackEnd.available)
    func paging(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let store = fixture.store
        for index in 10..<20 {
            try fixture.submit(
                .test(
                    "job-\(index)", batch: index < 13 ? "b" : nil,
                    kind: index % 2 == 0 ? .solve : .forecast,
                    tags: index % 5 == 0 ? ["five", "all"] : ["all"]))
        }
        try fixture.submit(.test("job-15x", tenant: "south", tags: ["all"]))
        var seen: [String] = []
        var after: String?
        repeat {
            let page = try store.jobs(JobFilter(), tenant: "north", after: after, limit: 4)
            seen += page.elements.map(\.id)
            after = page.next
            try fixture.submit(.test("job-\(20 + seen.count)"))
        } while after != nil
        #expect(seen == (10..<20).reversed().map { "job-\($0)" })
        func ids(_ filter: JobFilter, after: String? = nil) throws -> [String] {
            try store.jobs(filter, tenant: "north", after: after, limit: 99).elements.map(\.id)
        }
        #expect(try ids(JobFilter(tag: "five")) == ["job-15", "job-10"])
        #expect(try ids(JobFilter(tag: "fiv")) == [])
        #expect(try ids(JobFilter(batch: "b")) == ["job-12", "job-11", "job-10"])
        #expect(try ids(JobFilter(kind: .forecast, batch: "b")) == ["job-11"])
        #expect(try ids(JobFilter(tag: "all"), after: "job-12") == ["job-11", "job-10"])
        _ = try store.cancel("job-10", by: .test())
        #expect(try ids(JobFilter(state: .cancelled)) == ["job-10"])
        #expect(try ids(JobFilter(kind: .solve, state: .queued, tag: "five", batch: "b")) == [])
        #expect(
            try store.counts(ofBatch: "b", tenant: "north") == [.queued: 2, .cancelled: 1])
        #expect(try store.counts(ofBatch: "b", tenant: "south") == [:])
        let exact = try store.jobs(JobFilter(batch: "b"), tenant: "north", after: nil, limit: 3)
        #expect(exact.elements.count == 3 && exact.next == nil)
    }

    @Test("Changed jobs are those of another generation", arguments: StoreBackEnd.available)
    func changed(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        try fixture.submit(.test("a"), .test("b"))
        try fixture.submit(.test("c", tenant: "south"))
        _ = try fixture.store.cancel("b", by: .test())
        let changed = try fixture.store.changed(["a": 1, "b": 1, "c": 0, "none": 1])
        #expect(Set(changed.map(\.id)) == ["b", "c"])
        #expect(try fixture.store.changed([:]).isEmpty)
        #expect(changed.first { $0.id == "b" } == (try fixture.job("b")))
    }

    @Test("Events are read from a number on", arguments: StoreBackEnd.available)
    func events(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let store = fixture.store
        try fixture.make(.running, "a")
        for index in 0..<5 {
            _ = try store.heartbeat(
                "a", attempt: 1, at: .second(1), leaseSeconds: 9,
                progress: Progress(kind: .progress, data: [UInt8(index)]))
        }
        func numbers(_ after: Int, _ limit: Int) throws -> [Int] {
            try store.events(ofJob: "a", after: after, limit: limit, tenant: "north").map(\.number)
        }
        #expect(try numbers(0, 3) == [1, 2, 3])
        #expect(try numbers(5, 99) == [6, 7])
        #expect(try numbers(7, 99) == [])
        #expect(try fixture.job("a").lastEvent == 7)
    }

    @Test("What is not there is missing", arguments: StoreBackEnd.available)
    func missing(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let before = try fixture.content()
        for request in Request.allCases {
            #expect(try ask(request, of: "none", on: fixture.store, by: .test()).isMissing)
        }
        #expect(try fixture.store.job("none", tenant: "north") == nil)
        #expect(try fixture.store.parts(ofJob: "none", tenant: "north").isEmpty)
        #expect(try fixture.content() == before)
    }
}
