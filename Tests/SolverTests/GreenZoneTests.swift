import Solver
import Testing

@Suite("Green energy between sites and hours") struct GreenZoneTests {
    /// chat is green and made at a only; b has 4 MW of wind behind its meter, priced 100, and may
    /// export for nothing.
    private static func windAtB(_ zones: [String], _ changes: String...) throws
        -> ModelFixture
    {
        var model = try ModelFixture(
            sites: ["a", "b"], "products.chat.green_share=1",
            "products.chat.demand.0.allowed_sites=[\"a\"]",
            """
            sites.b.renewables=[{"id": "w", "kind": "wind", "delivery": "on_site",
            "capacity_mw": 4, "output_share": 1, "price_cny_per_mwh": 100}]
            """, "sites.b.connection.export_limit_mw=10",
            "sites.*.emissions={\"location_based_kg_co2_per_mwh\": 600, "
                + "\"residual_kg_co2_per_mwh\": 800}")
        for (site, zone) in zip(["a", "b"], zones) {
            try model.change(["sites.\(site).zone=\(zone)"])
        }
        try model.change(changes)
        return model
    }

    @Test("A supply of another site counts in the same zone") func sameZone() throws {
        // a imports 2 MWh; b makes 2 MWh of wind, exports it, and gives it up to a.
        let model = try Self.windAtB(["north", "north"]).solved()
        #expect(isNear(model.cost, 2 * 500 + 2 * 100))
        #expect(isNear(model.value("green[chat,a,0]"), 2))
        #expect(isNear(model.value("green_received[a,0]"), 2))
        #expect(isNear(model.value("green_exported[b,0]"), 2))
        let carbon = model.plan.carbon
        #expect(isNear(carbon.sites[0].marketTonnes, 0))
        #expect(isNear(carbon.sites[1].marketTonnes, 0))
        #expect(isNear(carbon.total.locationTonnes, 1.2))
        #expect(isNear(carbon.sites[0].cfeScore ?? 0, 1))
        #expect(isNear(carbon.sites[0].volumeShare ?? 0, 1))
    }

    @Test(
        "It does not in another zone, nor without one",
        arguments: [["north", "south"], []])
    func otherZone(_ zones: [String]) throws {
        let model = try Self.windAtB(zones).solved()
        #expect(isNear(model.cost, 20000))
    }

    @Test("A site without import receives nothing") func delivery() throws {
        // a makes all its power itself: energy of b cannot have come in.
        let model = try Self.windAtB(
            ["north", "north"],
            """
            sites.a.generators=[{"id": "g", "capacity_mw": 9, "price_cny_per_mwh": 400}]
            """, "sites.a.connection.transformer_mva=1"
        ).solved()
        // 1 MWh comes in at most: one Mtok at 500 and 100, the other is not served.
        #expect(isNear(model.cost, 600 + 10000))
    }

    @Test("Sites of a zone share a supply: each MWh is assigned once") func once() throws {
        // 3 MWh of wind at b for 2 Mtok at a and 2 at b: the cheaper loss, 1 Mtok of code, is
        // taken. b makes 1 Mtok with wind, 2 MWh are given up; a imports 2.
        let model = try ModelFixture(
            sites: ["a", "b"], products: ["chat", "code"], "products.*.green_share=1",
            "products.chat.demand.0.allowed_sites=[\"a\"]",
            "products.code.demand.0.allowed_sites=[\"b\"]",
            "products.code.unserved_penalty_cny_per_million_tokens=5000", "sites.*.zone=north",
            "sites.b.connection.export_limit_mw=10",
            """
            sites.b.renewables=[{"id": "w", "kind": "wind", "delivery": "on_site",
            "capacity_mw": 3, "output_share": 1, "price_cny_per_mwh": 100}]
            """
        ).solved()
        #expect(isNear(model.cost, 300 + 1000 + 5000))
        #expect(isNear(model.value("unserved[o,code,0]"), 1))
    }

    /// code is made at b under a contract of 2 MWh through the grid, which the green chat at a
    /// takes over.
    private static func contract(_ method: String) throws -> SolvedModel {
        try ModelFixture(
            sites: ["a", "b"], products: ["chat", "code"], "products.chat.green_share=1",
            "products.chat.demand.0.allowed_sites=[\"a\"]",
            "products.code.demand.0.allowed_sites=[\"b\"]", "sites.*.zone=north",
            """
            sites.b.renewables=[{"id": "w", "kind": "wind", "delivery": "grid", "capacity_mw": 5,
            "output_share": 1, "price_cny_per_mwh": 650}]
            """,
            "sites.*.emissions={\"location_based_kg_co2_per_mwh\": 600, "
                + "\"residual_kg_co2_per_mwh\": 800}",
            "carbon={\"price_cny_per_tonne\": 100, \"method\": \"\(method)\"}"
        ).solved()
    }

    @Test("What a site gives up it buys from the residual mix: a MWh counts once")
    func residual() throws {
        // Market-based: 4 MWh less 2 of contract, 0.8 t each. The 2 MWh cost 150 more.
        let market = try Self.contract("market_based")
        #expect(isNear(market.cost, 4 * 500 + 2 * 150 + 160))
        #expect(isNear(market.plan.carbon.sites[0].marketTonnes, 0))
        #expect(isNear(market.plan.carbon.sites[1].marketTonnes, 1.6))
        #expect(isNear(market.plan.costs.totalCNY, market.cost, 1e-9))
        #expect(isNear(market.plan.costs.sum(.carbon, site: 1), 160))
        // Location-based: 4 MWh at 0.6 t whatever is assigned.
        let location = try Self.contract("location_based")
        #expect(isNear(location.cost, 4 * 500 + 2 * 150 + 240))
        #expect(isNear(location.plan.carbon.total.marketTonnes, 1.6))
    }

    /// Wind in the first of two hours only; the storage keeps 0.9 an hour and 0.8 · 0.5 of what
    /// goes through.
    private static func storage(_ more: String) throws -> SolvedModel {
        try ModelFixture(
            steps: 2, "products.chat.green_share=1",
            """
            sites.a.renewables=[{"id": "w", "kind": "wind", "delivery": "grid", "capacity_mw": 10,
            "output_share": [1, 0], "price_cny_per_mwh": 650}]
            """,
            """
            sites.a.storages=[{"id": "b", "charge_mw": 20, "discharge_mw": 20, "energy_mwh": 20,
            "initial_mwh": 0, "charge_efficiency": 0.8, "discharge_efficiency": 0.5,
            "self_discharge_share_per_hour": 0.1\(more)}]
            """
        ).solved()
    }

    @Test("A storage carries green energy over hours, with its losses") func carries() throws {
        // 2 MWh delivered take 2 / 0.5 / 0.9 / 0.8 = 5.5556 MWh of charge.
        let model = try Self.storage(", \"carries_green\": true")
        let charge = 2 / 0.5 / 0.9 / 0.8
        #expect(isNear(model.cost, 650 * (2 + charge)))
        #expect(isNear(model.value("green_charge[a,b,0]"), charge))
        #expect(isNear(model.value("green_stored[a,b,0]"), 0.8 * charge))
        #expect(isNear(model.value("green_discharge[a,b,1]"), 2))
        #expect(isNear(model.plan.schedule.greenStorages[0].storedMWh[1], 0))
        let plain = try Self.storage("")
        #expect(isNear(plain.cost, 2 * 650 + 20000))
    }

    @Test(
        "What is stored at the start is green as far as it is said to be, and stays when cyclic",
        arguments: [
            (rule: "\"final\": \"free\", \"initial_green_share\": 0.5", cost: 10000),
            (rule: "\"final\": \"free\"", cost: 20000),
            (rule: "\"final\": \"cyclic\", \"initial_green_share\": 0.5", cost: 20000),
        ] as [(rule: String, cost: Double)])
    func initial(_ example: (rule: String, cost: Double)) throws {
        // 2 MWh stored, half of it green: 1 Mtok of 2, with no import.
        let model = try ModelFixture(
            "products.chat.green_share=1",
            """
            sites.a.storages=[{"id": "b", "charge_mw": 2, "discharge_mw": 2, "energy_mwh": 9,
            "initial_mwh": 2, "charge_efficiency": 1, "discharge_efficiency": 1,
            "carries_green": true, \(example.rule)}]
            """
        ).solved()
        #expect(isNear(model.cost, example.cost))
    }

    @Test("A storage of another site of the zone greens by what it discharges") func storageZone()
        throws
    {
        // b stores wind in the first hour; in the second it discharges 2 MWh and exports them.
        let model = try ModelFixture(
            steps: 2, sites: ["a", "b"], "products.chat.green_share=1",
            "products.chat.demand.0.allowed_sites=[\"a\"]", "sites.*.zone=north",
            "sites.b.connection.export_limit_mw=10",
            """
            sites.b.renewables=[{"id": "w", "kind": "wind", "delivery": "on_site",
            "capacity_mw": 9, "output_share": [1, 0], "price_cny_per_mwh": 100}]
            """,
            """
            sites.b.storages=[{"id": "s", "charge_mw": 9, "discharge_mw": 9, "energy_mwh": 9,
            "initial_mwh": 0, "charge_efficiency": 0.5, "discharge_efficiency": 1,
            "carries_green": true}]
            """
        ).solved()
        // a imports 2 + 2; wind 2 given up at once and 4 charged for the 2 of the second hour.
        #expect(isNear(model.cost, 4 * 500 + 6 * 100))
    }

    private static let overhead = [
        "products.chat.green_share=1", "sites.a.pue=1.5", "sites.a.fixed_overhead_mw=3",
        "accelerators.x.off_kw=10", "profiles.chat-x.loaded_idle_kw=10",
        "sites.a.pools.p.serves.0.green_overhead_share=0.5",
    ]

    @Test("A share of off power and overhead is matched where it is given") func phi() throws {
        // Two replicas: 2 MW of IT, 98 off: 0.98 MW. E = 1.5·2 + 0.5·(1.5·0.98 + 3) = 5.235.
        var fixture = try ModelFixture(
            """
            sites.a.renewables=[{"id": "w", "kind": "wind", "delivery": "grid", "capacity_mw": 10,
            "output_share": 1, "price_cny_per_mwh": 650}]
            """)
        try fixture.change(Self.overhead)
        let model = try fixture.solved()
        #expect(isNear(model.value("green[chat,a,0]"), 5.235))
        #expect(isNear(model.cost, (1.5 * 2.98 + 3) * 500 + 5.235 * 150))
        #expect(isNear(model.limits.first { $0.kind == .greenOverhead }?.worthCNYPerUnit ?? 0, 150))
    }

    @Test("Overhead that nothing greens is a conflict by name") func phiInfeasible() throws {
        // No tokens: 0.5 · (1.5 · 1 + 3) MWh lack their match.
        var fixture = try ModelFixture()
        try fixture.change(Self.overhead)
        let conflict = try fixture.conflict()
        #expect(conflict.relaxations.map(\.kind) == [.greenOverhead])
        #expect(isNear(conflict.relaxations.first?.amount ?? 0, 2.25, 0.02))
    }

    @Test("By volume and by the hour, side by side") func sideBySide() throws {
        // Solar 4 MW in the first hour, load 2 MW in both: half of it is exported.
        let model = try ModelFixture(
            steps: 2, "sites.a.connection.export_limit_mw=10",
            "sites.a.connection.export_price_cny_per_mwh=50",
            """
            sites.a.renewables=[{"id": "s", "kind": "solar", "delivery": "on_site",
            "capacity_mw": 4, "output_share": [1, 0], "price_cny_per_mwh": 0}]
            """
        ).solved()
        let carbon = model.plan.carbon.total
        #expect(isNear(carbon.volumeShare ?? 0, 1))
        #expect(isNear(carbon.cfeScore ?? 0, 0.5))
        #expect(isNear(carbon.matchedHourShare ?? 0, 0.5))
    }
}
