import Service
import Synchronization
import Testing

@Suite("Store contract: tenants and keys") struct StoreContractTenantTests {
    @Test("Bootstrap makes the first tenant and key, once", arguments: StoreBackEnd.available)
    func bootstrap(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd, tenants: [])
        let tenant = Tenant(id: "north", name: "North", createdAt: .second(0))
        #expect(try fixture.store.bootstrap(tenant, .test("k1"), by: .test()))
        #expect(try fixture.store.tenants() == [tenant])
        #expect(try fixture.store.key("k1") == .test("k1"))
        #expect(try fixture.trail() == ["tenant.add tenant north", "key.add key k1"])
        let before = try fixture.content()
        let other = Tenant(id: "south", name: "South", createdAt: .second(0))
        #expect(
            try !fixture.store.bootstrap(other, .test("k2", tenant: "south"), by: .test("south")))
        #expect(try fixture.content() == before)
    }

    @Test("Bootstrap takes a tenant that is there without a key", arguments: StoreBackEnd.available)
    func bootstrapWithTenant(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let tenant = Tenant(id: "north", name: "Other", createdAt: .second(9))
        #expect(try fixture.store.bootstrap(tenant, .test("k1"), by: .test()))
        #expect(try fixture.store.tenants().map(\.name) == ["Tenant north", "Tenant south"])
    }

    @Test("Of many bootstraps at once one succeeds", arguments: StoreBackEnd.available)
    func bootstrapRace(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd, tenants: [])
        let second = try fixture.place.open()
        defer { second.close() }
        let made = Atomic(0)
        try Threads.run(6) { thread in
            let id = "t\(thread)"
            let store = thread % 2 == 0 ? fixture.store : second
            let isFirst = try store.bootstrap(
                Tenant(id: id, name: id, createdAt: .second(0)), .test("k-\(id)", tenant: id),
                by: .test(id))
            if isFirst { made.add(1, ordering: .relaxed) }
        }
        #expect(made.load(ordering: .relaxed) == 1)
        #expect(try fixture.store.tenants().count == 1)
    }

    @Test("Tenants are added once", arguments: StoreBackEnd.available)
    func addTenant(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let before = try fixture.content()
        let again = Tenant(id: "north", name: "Else", createdAt: .second(1))
        #expect(try !fixture.store.addTenant(again, by: .test()))
        #expect(try fixture.content() == before)
        let line = try #require(try fixture.store.audit(tenant: "north", after: 0, limit: 9).first)
        #expect(line.after == (try fixture.store.tenants()[0].recordDigest))
    }

    @Test("Keys are found by id, listed by tenant, added once", arguments: StoreBackEnd.available)
    func keys(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let store = fixture.store
        var key = AccessKey.test("k2", expiresAt: .second(100))
        key.scopes = []
        let once = Idempotency.test("i", endpoint: "POST /v1/keys")
        #expect(try store.addKey(key, by: .test(), once).done == key)
        #expect(try store.addKey(.test("k9"), by: .test(), once).replayed == once.response)
        let other = Idempotency.test("i", endpoint: "POST /v1/keys", request: "f2")
        #expect(try store.addKey(.test("k9"), by: .test(), other).isKeyReused)
        #expect(try store.addKey(.test("k1"), by: .test(), nil).done == .test("k1"))
        let foreign = AccessKey.test("k3", tenant: "south")
        #expect(try store.addKey(foreign, by: .test("south"), nil).done == foreign)
        #expect(try store.keys(tenant: "north") == [.test("k1"), key])
        #expect(try store.keys(tenant: "nobody") == [])
        #expect(try store.key("k3") == foreign)
        #expect(try store.key("k9") == nil)
    }

    @Test("A rotated key ends soon, and never later than before", arguments: StoreBackEnd.available)
    func rotate(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let store = fixture.store
        for (id, end) in [("open", nil), ("long", 900.0), ("short", 30.0)] {
            let key = AccessKey.test(id, expiresAt: end.map(Moment.second))
            _ = try store.addKey(key, by: .test(), nil)
            let old = try #require(try store.key(id))
            let new = try store.rotateKey(
                id, to: .test("new \(id)"), oldExpiresAt: .second(60), by: .test(at: 1)
            ).done
            var expected = AccessKey.test("new \(id)")
            expected.rotatedFrom = id
            #expect(new == expected)
            #expect(try store.key("new \(id)") == expected)
            let ended = try #require(try store.key(id))
            #expect(ended.expiresAt == .second(end == 30 ? 30 : 60))
            let lines = try store.audit(tenant: "north", after: 0, limit: 99).suffix(2)
            #expect(lines.map(\.action) == ["key.rotate", "key.add"])
            #expect(lines.first?.before == old.recordDigest)
            #expect(lines.first?.after == ended.recordDigest)
            #expect(lines.last?.after == expected.recordDigest)
        }
        let before = try fixture.content()
        let late = try store.rotateKey(
            "short", to: .test("x"), oldExpiresAt: .second(60), by: .test(at: 30))
        #expect(late.refused?.id == "short")
        for (id, tenant) in [("none", "north"), ("open", "south")] {
            let missing = try store.rotateKey(
                id, to: .test("x", tenant: tenant), oldExpiresAt: .second(60), by: .test(tenant))
            #expect(missing.isMissing)
        }
        #expect(try fixture.content() == before)
    }

    @Test("A key is revoked once and not rotated after", arguments: StoreBackEnd.available)
    func revoke(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let store = fixture.store
        _ = try store.addKey(.test("k"), by: .test(), nil)
        #expect(try store.revokeKey("k", by: .test("south")).isMissing)
        #expect(try store.revokeKey("none", by: .test()).isMissing)
        #expect(try store.revokeKey("k", by: .test(at: 5)).done?.revokedAt == .second(5))
        let before = try fixture.content()
        #expect(try store.revokeKey("k", by: .test(at: 6)).refused?.revokedAt == .second(5))
        let rotated = try store.rotateKey(
            "k", to: .test("x"), oldExpiresAt: .second(60), by: .test(at: 6))
        #expect(rotated.refused?.id == "k")
        #expect(try fixture.content() == before)
        #expect(try store.key("k")?.revokedAt == .second(5))
        try fixture.checkInvariants()
    }

    @Test("No tenant sees or changes what another has", arguments: StoreBackEnd.available)
    func isolation(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let store = fixture.store
        _ = try store.addScenario(.test("scenario"), .test("s1"), by: .test(), nil)
        let series = SeriesRecord(
            id: "series", tenant: "north", unit: "MW", stepSeconds: 900, createdAt: .second(0))
        _ = try store.addSeries(series, by: .test())
        let segment = SeriesSegment(
            start: .second(0), knownAt: .second(0), values: [1], isEstimated: false)
        _ = try store.append(segment, toSeries: "series", by: .test(), nil)
        try fixture.make(.succeeded, "ended")
        try fixture.make(.running, "running")
        try fixture.submit(.test("queued", batch: "b", tags: ["t"]))
        let before = try fixture.content()
        let south = Author.test("south")
        for id in ["ended", "running", "queued"] {
            #expect(try store.job(id, tenant: "south") == nil)
            #expect(try store.parts(ofJob: id, tenant: "south").isEmpty)
            #expect(try store.part("plan", ofJob: id, tenant: "south") == nil)
            #expect(try store.events(ofJob: id, after: 0, limit: 9, tenant: "south").isEmpty)
            #expect(try store.cancel(id, by: south).isMissing)
            #expect(try store.requestStop(id, by: south).isMissing)
            #expect(try store.retry(id, neededBy: nil, by: south).isMissing)
            #expect(try store.discard(id, by: south).isMissing)
        }
        for filter in [JobFilter(), JobFilter(batch: "b"), JobFilter(tag: "t")] {
            #expect(try store.jobs(filter, tenant: "south", after: nil, limit: 9).elements.isEmpty)
        }
        #expect(try store.scenario("scenario", version: nil, tenant: "south") == nil)
        #expect(try store.scenario("scenario", version: 1, tenant: "south") == nil)
        #expect(try store.versions(ofScenario: "scenario", tenant: "south").isEmpty)
        #expect(try store.scenarios(tenant: "south", after: nil, limit: 9).elements.isEmpty)
        #expect(
            try store.replaceScenario(
                "scenario", ifDigest: "s1", name: nil, .test("s2"), by: south
            ).isMissing)
        #expect(try store.deleteScenario("scenario", ifDigest: "s1", by: south).isMissing)
        for digest in ["s1", "d0"] { #expect(try store.document(digest, tenant: "south") == nil) }
        #expect(try store.series("series", tenant: "south") == nil)
        #expect(try store.seriesList(tenant: "south", after: nil, limit: 9).elements.isEmpty)
        let appended = try store.append(segment, toSeries: "series", by: south, nil)
        #expect(appended == nil)
        #expect(
            try store.segments(
                ofSeries: "series", from: .second(-9), to: .second(9), knownAt: .second(9),
                tenant: "south"
            ).isEmpty)
        #expect(
            try store.audit(tenant: "south", after: 0, limit: 99).map(\.action) == ["tenant.add"])
        #expect(try fixture.content() == before)
    }
}
