import Service
import Synchronization
import Testing

@Suite("Store contract: scenarios") struct StoreContractScenarioTests {
    @Test("A scenario has versions, each with its document", arguments: StoreBackEnd.available)
    func versions(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let store = fixture.store
        let first = ScenarioRecord.test("a")
        #expect(try store.addScenario(first, .test("s1"), by: .test(), nil).done == first)
        let new = StoredDocument(digest: "s2", bytes: [1, 2, 3])
        let second = try store.replaceScenario(
            "a", ifDigest: "s1", name: nil, new, by: .test(at: 4)
        ).done
        let expected = ScenarioRecord(
            id: "a", tenant: "north", version: 2, name: nil, documentDigest: "s2",
            documentBytes: 3, createdAt: .second(4))
        #expect(second == expected)
        #expect(try store.scenario("a", version: nil, tenant: "north") == expected)
        #expect(try store.scenario("a", version: 1, tenant: "north") == first)
        #expect(try store.scenario("a", version: 3, tenant: "north") == nil)
        #expect(try store.versions(ofScenario: "a", tenant: "north") == [expected, first])
        #expect(try store.document("s2", tenant: "north") == [1, 2, 3])
        #expect(try store.document("s1", tenant: "north") == Array("{}".utf8))
        let lines = try store.audit(tenant: "north", after: 0, limit: 9).suffix(2)
        #expect(lines.map(\.action) == ["scenario.add", "scenario.replace"])
        #expect(lines.last?.before == first.recordDigest)
        #expect(lines.last?.after == expected.recordDigest)
    }

    @Test("A stale digest changes nothing and shows the newest", arguments: StoreBackEnd.available)
    func stale(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let store = fixture.store
        _ = try store.addScenario(.test("a"), .test("s1"), by: .test(), nil)
        let newest = try store.replaceScenario(
            "a", ifDigest: "s1", name: "b", .test("s2"), by: .test()
        ).done
        let before = try fixture.content()
        let late = try store.replaceScenario(
            "a", ifDigest: "s1", name: "c", .test("s3"), by: .test())
        #expect(late.refused == newest)
        #expect(try store.deleteScenario("a", ifDigest: "s1", by: .test()).refused == newest)
        #expect(try store.deleteScenario("none", ifDigest: "s1", by: .test()).isMissing)
        #expect(
            try store.replaceScenario("none", ifDigest: "", name: nil, .test("s3"), by: .test())
                .isMissing)
        #expect(try fixture.content() == before)
    }

    @Test("Of many writers with one digest one succeeds", arguments: StoreBackEnd.available)
    func race(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let second = try fixture.place.open()
        defer { second.close() }
        _ = try fixture.store.addScenario(.test("a"), .test("s1"), by: .test(), nil)
        let made = Atomic(0)
        try Threads.run(8) { thread in
            let store = thread % 2 == 0 ? fixture.store : second
            let answer = try store.replaceScenario(
                "a", ifDigest: "s1", name: nil, .test("mine-\(thread)"), by: .test())
            if answer.done != nil { made.add(1, ordering: .relaxed) }
        }
        #expect(made.load(ordering: .relaxed) == 1)
        #expect(try fixture.store.versions(ofScenario: "a", tenant: "north").count == 2)
        try fixture.checkInvariants()
    }

    @Test("Deleting takes the documents that nothing uses", arguments: StoreBackEnd.available)
    func delete(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let store = fixture.store
        try fixture.submit(.test("job"))
        let document = StoreFixture.document
        _ = try store.addScenario(.test("a", digest: "d0"), document, by: .test(), nil)
        _ = try store.addScenario(.test("b", digest: "s2"), .test("s2"), by: .test(), nil)
        _ = try store.replaceScenario("a", ifDigest: "d0", name: nil, .test("s1"), by: .test())
        _ = try store.replaceScenario("a", ifDigest: "s1", name: nil, .test("s2"), by: .test())
        let newest = try store.scenario("a", version: nil, tenant: "north")
        #expect(try store.deleteScenario("a", ifDigest: "s2", by: .test()).done == newest)
        #expect(try store.versions(ofScenario: "a", tenant: "north").isEmpty)
        #expect(try store.document("d0", tenant: "north") != nil, "a job uses it")
        #expect(try store.document("s1", tenant: "north") == nil)
        #expect(try store.document("s2", tenant: "north") != nil, "a scenario uses it")
        let line = try #require(try store.audit(tenant: "north", after: 0, limit: 99).last)
        #expect(line.action == "scenario.delete" && line.after.isEmpty)
        #expect(line.before == newest?.recordDigest)
    }

    @Test("A repeated request gets the first answer", arguments: StoreBackEnd.available)
    func idempotency(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let store = fixture.store
        let once = Idempotency.test("k", endpoint: "POST /v1/scenarios")
        #expect(try store.addScenario(.test("a"), .test("s1"), by: .test(), once).done != nil)
        let before = try fixture.content()
        #expect(
            try store.addScenario(.test("b"), .test("s9"), by: .test(), once).replayed
                == once.response)
        let other = Idempotency.test("k", endpoint: "POST /v1/scenarios", request: "f2")
        #expect(try store.addScenario(.test("b"), .test("s9"), by: .test(), other).isKeyReused)
        #expect(try fixture.content() == before)
    }

    @Test("Lists show the newest versions, newest id first", arguments: StoreBackEnd.available)
    func paging(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let store = fixture.store
        for id in ["a", "b", "c", "d", "e"] {
            _ = try store.addScenario(.test(id), .test("s1"), by: .test(), nil)
        }
        _ = try store.addScenario(
            .test("cc", tenant: "south"), .test("s1"), by: .test("south"), nil)
        _ = try store.replaceScenario("c", ifDigest: "s1", name: "new", .test("s2"), by: .test())
        let first = try store.scenarios(tenant: "north", after: nil, limit: 2)
        #expect(first.elements.map(\.id) == ["e", "d"] && first.next != nil)
        _ = try store.addScenario(.test("f"), .test("s1"), by: .test(), nil)
        let second = try store.scenarios(tenant: "north", after: first.next, limit: 2)
        #expect(second.elements.map(\.id) == ["c", "b"])
        #expect(second.elements.map(\.version) == [2, 1])
        let third = try store.scenarios(tenant: "north", after: second.next, limit: 2)
        #expect(third.elements.map(\.id) == ["a"] && third.next == nil)
    }
}
