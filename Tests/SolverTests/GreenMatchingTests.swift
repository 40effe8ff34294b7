import Solver
import Testing

@Suite("Green matching") struct GreenMatchingTests {
    private static func wind(_ output: String, site: String = "a") -> String {
        """
        sites.\(site).renewables=[{"id": "w", "kind": "wind", "delivery": "grid",
        "capacity_mw": 10, "output_share": \(output), "price_cny_per_mwh": 650}]
        """
    }

    @Test("The stated share is matched although it costs more") func share() throws {
        // 0.8 of 2 MWh at 650, the rest at 500.
        let model = try ModelFixture("products.chat.green_share=0.8", Self.wind("1")).solved()
        #expect(isNear(model.cost, 1.6 * 650 + 0.4 * 500))
        #expect(isNear(model.tokenPrice(), 620))
        #expect(isNear(model.plan.carbon.total.cfeScore ?? 0, 0.8))
        let limit = model.limits.first { $0.kind == .greenMatching }
        #expect(isNear(limit?.worthCNYPerUnit ?? 0, 150))
    }

    @Test("PUE and loaded idle belong to the energy to match") func energy() throws {
        // on = 2.5, u = 2 at 1 MW, idle 0.2: 2.1 MWh of IT · 1.5 = 3.15 MWh, all green.
        let model = try ModelFixture(
            "products.chat.green_share=1", Self.wind("1"), "products.chat.spare_share=0.2",
            "profiles.chat-x.loaded_idle_kw=200", "sites.a.pue=1.5"
        ).solved()
        #expect(isNear(model.value("green[chat,a,0]"), 3.15))
        #expect(isNear(model.cost, 3.15 * 650))
    }

    @Test("Quarters of one clock hour help each other, hours do not") func clockHour() throws {
        // From 00:30: wind in the first quarter only. 00:30 and 00:45 share an hour: its 1 MWh of
        // wind, used where import allows; 01:00 and 01:15 have none and stay unserved.
        let model = try ModelFixture(
            steps: 4, minutes: 15, start: "2026-03-02T00:30:00+08:00",
            "products.chat.green_share=1", Self.wind("[1, 0, 0, 0]"),
            """
            sites.a.storages=[{"id": "b", "charge_mw": 2, "discharge_mw": 2, "energy_mwh": 9,
            "initial_mwh": 0, "charge_efficiency": 1, "discharge_efficiency": 1}]
            """
        ).solved()
        // First quarter: import 2 + 2 of charge, 1 MWh green; second: 0.5 MWh from the store.
        #expect(isNear(model.plan.unservedMillionTokens(product: 0), 1))
        #expect(isNear(model.cost, 650 + 10000))
    }

    @Test("Each MWh is assigned once") func once() throws {
        // Two green products of 2 Mtok each and 3 MWh of wind: the cheaper loss is taken.
        let model = try ModelFixture(
            products: ["chat", "code"], "products.chat.green_share=1",
            "products.code.green_share=1",
            "products.code.unserved_penalty_cny_per_million_tokens=5000", Self.wind("0.3")
        ).solved()
        #expect(isNear(model.cost, 3 * 650 + 5000))
        #expect(isNear(model.value("unserved[o,code,0]"), 1))
    }

    @Test("Wind of one site matches nothing at another") func noSums() throws {
        let model = try ModelFixture(
            sites: ["a", "b"], "products.chat.green_share=1", Self.wind("1", site: "b"),
            "products.chat.demand.0.allowed_sites=[\"a\"]"
        ).solved()
        #expect(isNear(model.cost, 20000))
    }

    @Test("A product that is not green uses the same site freely") func beside() throws {
        let model = try ModelFixture(
            products: ["chat", "code"], "products.chat.green_share=1", Self.wind("0.1")
        ).solved()
        #expect(isNear(model.cost, 650 + 10000 + 1000))
    }

    @Test("Replicas that must stay loaded without green energy are a conflict") func infeasible()
        throws
    {
        let conflict = try ModelFixture(
            "products.chat.green_share=1", "profiles.chat-x.loaded_idle_kw=100",
            "sites.a.pools.p.serves.0.minimum_replicas=3"
        ).conflict()
        #expect(conflict.relaxations.map(\.kind) == [.minimumReplicas])
    }
}
