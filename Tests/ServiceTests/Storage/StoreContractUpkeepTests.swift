import Service
import Testing

@Suite("Store contract: audit and upkeep") struct StoreContractUpkeepTests {
    @Test("Every change leaves its line, in order", arguments: StoreBackEnd.available)
    func trail(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        try fixture.makeHistory()
        let trail = try fixture.trail()
        #expect(
            trail.prefix { !$0.hasPrefix("registry.") } == [
                "tenant.add tenant north", "tenant.add tenant south", "key.add key k1",
                "key.rotate key k1", "key.add key k2", "key.revoke key k2",
                "scenario.add scenario s", "scenario.replace scenario s", "series.add series wind",
                "series.append series wind", "solve.submit job j1", "job.stop job j1",
                "job.finish job j1", "job.discard job j1", "forecast.submit job j2",
                "solve.submit job j3", "job.supersede job j2", "job.cancel job j3",
                "job.retry job j3", "job.abandon job j3", "job.expire job j3",
                "scenario.delete scenario s", "solve.submit job j4", "scenario.add scenario kept",
                "job.finish job j4",
            ])
        let registry = trail.filter { $0.hasPrefix("registry.") }
        #expect(registry.first == "registry.account.open request issuer open")
        #expect(registry.last == "registry.key.rotate request issuer rotate")
        let requests = try fixture.store.rows(of: .registryRequests, after: 0, limit: 99)
        #expect(registry.count == requests.count)
        let lines = try fixture.store.audit(tenant: nil, after: 0, limit: 99)
        #expect(lines.map(\.number) == Array(1...lines.count))
        try fixture.checkInvariants()
    }

    @Test("The trail is read by tenant and from a number on", arguments: StoreBackEnd.available)
    func reading(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let store = fixture.store
        try fixture.submit(.test("a"))
        try fixture.submit(.test("b", tenant: "south"))
        try fixture.submit(.test("c"))
        let all = try store.audit(tenant: nil, after: 0, limit: 99)
        #expect(try store.audit(tenant: nil, after: 1, limit: 2) == Array(all[1...2]))
        let north = try store.audit(tenant: "north", after: 0, limit: 99)
        #expect(north == all.filter { $0.author.tenant == "north" } && north.count == 3)
        #expect(try store.audit(tenant: "north", after: 1, limit: 1).map(\.number) == [3])
        #expect(try store.audit(tenant: "nobody", after: 0, limit: 9).isEmpty)
    }

    @Test("A chain is broken by any change of any line", arguments: StoreBackEnd.available)
    func tampering(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        try fixture.makeHistory()
        let lines = try fixture.store.audit(tenant: nil, after: 0, limit: 99)
        func holds(_ lines: [AuditRecord]) -> Bool {
            var chain = AuditChain()
            return lines.allSatisfy { chain.accept($0) }
        }
        #expect(holds(lines))
        let changes: [(inout AuditRecord) -> Void] = [
            { $0.number += 1 }, { $0.author.tenant += "x" }, { $0.author.actor += "x" },
            { $0.author.traceID += "x" }, { $0.author.at = .second(-1) }, { $0.action += "x" },
            { $0.object += "x" }, { $0.before += "x" }, { $0.after += "x" },
            { $0.previous = AuditRecord.origin + "x" }, { $0.digest = AuditRecord.origin },
            // Bytes moved from one field to the next, and a digest that fits the new line.
            {
                $0.action = String($0.action.dropLast())
                $0.object = "x" + $0.object
            },
            {
                $0.author.actor = "else"
                $0.digest = $0.expectedDigest
            },
        ]
        for index in lines.indices.dropLast() {
            for (which, change) in changes.enumerated() {
                var forged = lines
                change(&forged[index])
                #expect(!holds(forged), "line \(index + 1), change \(which)")
            }
            var shorter = lines
            shorter.remove(at: index)
            #expect(!holds(shorter), "line \(index + 1) removed")
            var swapped = lines
            swapped.swapAt(index, index + 1)
            #expect(!holds(swapped), "line \(index + 1) swapped")
        }
    }

    @Test("Rows written into an empty store make an equal store", arguments: StoreBackEnd.available)
    func copy(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        try fixture.makeHistory()
        let copy = try StoreFixture(backEnd, tenants: [])
        for table in StoredTable.allCases {
            var read = 0
            while true {
                let rows = try fixture.store.rows(of: table, after: read, limit: 3)
                try copy.store.restore(rows, into: table)
                read += rows.count
                if rows.count < 3 { break }
            }
            #expect(read > 0, "\(table) has no row to try it with")
        }
        #expect(try copy.content() == fixture.content())
        for id in ["j1", "j2", "j3"] { #expect(try copy.job(id) == fixture.job(id)) }
        // The copy goes on where the first stopped.
        try copy.submit(.test("next"))
        #expect(try copy.claim(at: 500)?.id == "next")
        try copy.checkInvariants()
    }

    @Test("Rows have the columns of the contract, sorted by key", arguments: StoreBackEnd.available)
    func rows(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        for id in ["b", "A", "a", "Z"] { try fixture.submit(.test(id)) }
        let rows = try fixture.store.rows(of: .jobs, after: 0, limit: 99)
        #expect(rows.map { $0.values[0] } == ["A", "Z", "a", "b"].map { .text($0) })
        for row in rows { #expect(row.columns == StoredTable.jobs.columns) }
        #expect(try fixture.store.rows(of: .jobs, after: 1, limit: 2) == Array(rows[1...2]))
        #expect(try fixture.store.rows(of: .jobs, after: 4, limit: 2).isEmpty)
        let value = rows[0].columns.firstIndex(of: "created_at").map { rows[0].values[$0] }
        #expect(value == .integer(Moment.second(0).microseconds))
        let tags = rows[0].columns.firstIndex(of: "tags").map { rows[0].values[$0] }
        #expect(tags == .text("[]"))
    }

    @Test("Rows with other columns are refused whole", arguments: StoreBackEnd.available)
    func otherColumns(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd, tenants: [])
        let good = StoredRow(
            columns: ["id", "name", "created_at"], values: [.text("a"), .text("A"), .integer(1)])
        for columns in [
            ["id", "name"], ["id", "name", "evil) --"], ["name", "id", "created_at"],
        ] {
            let bad = StoredRow(columns: columns, values: good.values)
            #expect(throws: StoreError.self) {
                try fixture.store.restore([good, bad], into: .tenants)
            }
        }
        let short = StoredRow(columns: good.columns, values: [.text("a")])
        #expect(throws: StoreError.self) { try fixture.store.restore([short], into: .tenants) }
        #expect(try fixture.store.tenants().isEmpty)
    }

    @Test(
        "Pruning discards old jobs, old keys and unused documents",
        arguments: StoreBackEnd.available)
    func prune(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let store = fixture.store
        for (id, second) in [("old", 10.0), ("edge", 20), ("young", 30)] {
            try fixture.submit(.test(id), at: second, idempotency: .test("key-\(id)"))
            #expect(try fixture.claim(at: 1)?.id == id)
            _ = try store.finish(id, attempt: 1, .test(.succeeded, at: second))
        }
        let unused = StoredDocument(digest: "unused", bytes: [])
        _ = try store.submit(
            Submission(
                author: .test("south"), idempotency: nil, jobs: [.test("s", tenant: "south")],
                documents: [unused, StoreFixture.document], admission: .init()))
        let lines = try fixture.trail().count
        #expect(
            try store.prune(
                endedBefore: .second(20), idempotencyBefore: .second(20), limit: 9, at: .second(99))
                == Pruned(jobs: 1, keys: 1, documents: 1))
        #expect(try fixture.job("old").discardedAt == .second(99))
        #expect(try fixture.job("edge").discardedAt == nil)
        #expect(try store.parts(ofJob: "old", tenant: "north").isEmpty)
        #expect(try store.document("d0", tenant: "north") != nil)
        #expect(try store.document("unused", tenant: "south") == nil)
        #expect(try store.document("d0", tenant: "south") != nil)
        let keys = try store.rows(of: .idempotency, after: 0, limit: 9).map { $0.values[2] }
        #expect(keys == [.text("key-edge"), .text("key-young")])
        #expect(try fixture.trail(after: lines) == ["job.discard job old", "store.prune store"])
        let line = try #require(try store.audit(tenant: "", after: 0, limit: 9).last)
        #expect(line.author == .system("", at: .second(99)) && line.action == "store.prune")
        let before = try fixture.content()
        #expect(
            try store.prune(
                endedBefore: .second(20), idempotencyBefore: .second(20), limit: 9, at: .second(99))
                == Pruned(jobs: 0, keys: 0, documents: 0))
        #expect(try fixture.content() == before)
        #expect(
            try store.prune(
                endedBefore: .second(99), idempotencyBefore: .second(0), limit: 9, at: .second(99))
                == Pruned(jobs: 2, keys: 0, documents: 0))
        #expect(try store.document("d0", tenant: "north") == nil)
        #expect(try fixture.job("s", tenant: "south").state == .queued)
        try fixture.checkInvariants()
    }

    @Test("One pruning takes a portion, the oldest first", arguments: StoreBackEnd.available)
    func portions(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let store = fixture.store
        let unused = (0..<5).map { StoredDocument(digest: "unused \($0)", bytes: []) }
        for number in 0..<5 {
            let id = "j\(number)"
            _ = try store.submit(
                Submission(
                    author: .test(at: Double(10 - number)), idempotency: .test(id),
                    jobs: [.test(id)], documents: [unused[number], StoreFixture.document],
                    admission: .init()))
            _ = try fixture.claim()
            _ = try store.finish(id, attempt: 1, .test(.succeeded, at: Double(20 - number)))
        }
        var steps: [Pruned] = []
        repeat {
            steps.append(
                try store.prune(
                    endedBefore: .second(99), idempotencyBefore: .second(99), limit: 2,
                    at: .second(99)))
            if steps.count == 1 {
                #expect(try fixture.job("j4").discardedAt != nil)
                #expect(try fixture.job("j3").discardedAt != nil)
                #expect(try fixture.job("j2").discardedAt == nil)
                let keys = try store.rows(of: .idempotency, after: 0, limit: 9).map { $0.values[2] }
                #expect(keys == ["j0", "j1", "j2"].map { .text($0) })
            }
        } while steps.last?.isCut(by: 2) == true && steps.count < 9
        // The document that all jobs had goes with the last of them.
        #expect(
            steps == [
                Pruned(jobs: 2, keys: 2, documents: 2), Pruned(jobs: 2, keys: 2, documents: 2),
                Pruned(jobs: 1, keys: 1, documents: 1),
            ])
        #expect(try store.rows(of: .documents, after: 0, limit: 9).isEmpty)
        #expect(try fixture.trail().count { $0 == "store.prune store" } == 3)
        try fixture.checkInvariants()
    }

    @Test("A store can be checked, and is of no use when closed", arguments: StoreBackEnd.available)
    func closing(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        try fixture.submit(.test("a"))
        let before = try fixture.content()
        try fixture.store.check()
        #expect(try fixture.content() == before)
        fixture.store.close()
        fixture.store.close()
        let calls: [(any Store) throws -> Void] = [
            { try $0.check() }, { _ = try $0.job("a", tenant: "north") },
            { _ = try $0.cancel("a", by: .test()) },
        ]
        for call in calls {
            let error = #expect(throws: StoreError.self) { try call(fixture.store) }
            guard case .unavailable = error else {
                throw Unexpected("\(String(describing: error))")
            }
        }
        let again = try fixture.place.open()
        defer { again.close() }
        #expect(try StoreFixture.content(of: again) == before)
    }

    @Test("What is committed is there for another store at once", arguments: StoreBackEnd.available)
    func twoStores(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let second = try fixture.place.open()
        defer { second.close() }
        for index in 0..<20 {
            try fixture.submit(.test("job-\(index)"))
            #expect(try second.job("job-\(index)", tenant: "north")?.state == .queued)
            #expect(try second.cancel("job-\(index)", by: .test()).done != nil)
            #expect(try fixture.job("job-\(index)").state == .cancelled)
        }
        try fixture.checkInvariants()
    }
}

extension StoreFixture {
    /// A little of everything, in every table.
    func makeHistory() throws {
        let once = Idempotency.test("k", endpoint: "POST /v1/keys")
        _ = try store.addKey(.test("k1"), by: .test(), once)
        _ = try store.rotateKey("k1", to: .test("k2"), oldExpiresAt: .second(60), by: .test())
        _ = try store.revokeKey("k2", by: .test())
        _ = try store.addScenario(.test("s"), .test("s1"), by: .test(), nil)
        _ = try store.replaceScenario("s", ifDigest: "s1", name: nil, .test("s2"), by: .test())
        let series = SeriesRecord(
            id: "wind", tenant: "north", unit: "MW", stepSeconds: 900, createdAt: .second(0))
        _ = try store.addSeries(series, by: .test())
        let segment = SeriesSegment(
            start: .second(0), knownAt: .second(1), values: [1, .nan], isEstimated: true)
        _ = try store.append(segment, toSeries: "wind", by: .test(), nil)
        try submit(.test("j1", tags: ["a", "b"]))
        _ = try claim()
        _ = try store.requestStop("j1", by: .test())
        _ = try store.finish("j1", attempt: 1, .test(.succeeded))
        _ = try store.discard("j1", by: .test())
        try submit(.test("j2", kind: .forecast, clientRef: "ref"))
        try submit(.test("j3", neededBy: .second(400), supersedes: "j2"), idempotency: .test("i"))
        _ = try store.cancel("j3", by: .test())
        _ = try store.retry("j3", neededBy: .second(300), by: .test())
        _ = try claim(at: 100, owner: "w")
        _ = try store.abandon("j3", attempt: 1, reason: "left", problem: [], at: .second(101))
        _ = try store.sweep(at: .second(300), problem: [])
        _ = try store.deleteScenario("s", ifDigest: "s2", by: .test())
        try submit(.test("j4"))
        _ = try store.addScenario(.test("kept", digest: "s3"), .test("s3"), by: .test(), nil)
        _ = try claim(at: 400)
        _ = try store.finish("j4", attempt: 1, .test(.succeeded))
        try RegistryDesk(store: store).makeHistory()
    }
}
