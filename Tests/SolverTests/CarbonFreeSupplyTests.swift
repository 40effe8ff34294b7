import Solver
import Testing

@Suite("Carbon-free supply") struct CarbonFreeSupplyTests {
    private static func wind(_ rest: String, delivery: String = "on_site") -> String {
        """
        sites.a.renewables=[{"id": "w", "kind": "wind", "delivery": "\(delivery)",
        "capacity_mw": 4, "output_share": 0.25, \(rest)}]
        """
    }

    @Test("On site no grid component is paid") func onSite() throws {
        // 1 MWh at 120, the other from the grid at 500.
        let model = try ModelFixture(Self.wind("\"price_cny_per_mwh\": 120")).solved()
        #expect(isNear(model.cost, 620))
        #expect(isNear(model.value("import[a,0]"), 1))
        #expect(isNear(model.sitePrice(), 500))
        let limit = model.limits.first { $0.kind == .supplyAvailable }
        #expect(isNear(limit?.worthCNYPerUnit ?? 0, 380))
    }

    @Test("Through the grid the price replaces the energy component only") func throughGrid()
        throws
    {
        // 2 MWh imported at 500 + 100; 1 of them pays 450 in place of 500.
        let model = try ModelFixture(
            Self.wind("\"price_cny_per_mwh\": 450", delivery: "grid"),
            """
            tariffs.a.versions.0.components=[{"id": "energy", "price_cny_per_mwh": 500},
            {"id": "transmission_distribution", "price_cny_per_mwh": 100}]
            """
        ).solved()
        #expect(isNear(model.cost, 1200 - 50))
        #expect(isNear(model.value("import[a,0]"), 2))
        #expect(isNear(model.sitePrice(), 600))
    }

    @Test("A contract through the grid supplies no more than is imported") func match() throws {
        // 1 MW contracted for 0.5 MWh of use.
        let model = try ModelFixture(
            Self.wind("\"price_cny_per_mwh\": 100", delivery: "grid"),
            "products.chat.demand.0.million_tokens_per_hour=0.5"
        ).solved()
        #expect(isNear(model.cost, 50))
        #expect(isNear(model.value("used[a,w,0]"), 0.5))
        #expect(isNear(model.sitePrice(), 100))
    }

    @Test("A dearer contract is left, unless leaving it costs more") func curtailment() throws {
        let left = try ModelFixture(Self.wind("\"price_cny_per_mwh\": 600")).solved()
        #expect(isNear(left.cost, 1000))
        // Not using it costs 150: 600 < 500 + 150.
        let used = try ModelFixture(
            Self.wind("\"price_cny_per_mwh\": 600, \"curtailment_price_cny_per_mwh\": 150")
        ).solved()
        #expect(isNear(used.cost, 1100))
        // Nothing to use it for: 0.4 of 1 MWh used, 0.6 curtailed.
        let idle = try ModelFixture(
            Self.wind("\"price_cny_per_mwh\": 600, \"curtailment_price_cny_per_mwh\": 150"),
            "products.chat.demand.0.million_tokens_per_hour=0.4"
        ).solved()
        #expect(isNear(idle.cost, 240 + 90))
        #expect(isNear(idle.plan.costs.sum(.curtailment), 90))
        #expect(isNear(idle.sitePrice(), 450))
    }

    @Test("Energy owed by take-or-pay is free, energy beyond it is paid") func takeOrPay() throws {
        // At least 0.5·5 = 2.5 MWh are paid, 1 used before: 1.5 MWh are free, the fourth costs.
        let model = try ModelFixture(
            steps: 2,
            Self.wind(
                """
                "price_cny_per_mwh": 200, "take_or_pay": {"min_take_share": 0.5,
                "contract_mwh": 5, "volume_to_date_mwh": 1}
                """)
        ).solved()
        // 4 MWh needed: 2 wind (1.5 free, 0.5·200), 2 grid.
        #expect(isNear(model.cost, 1000 + 100))
        #expect(isNear(model.plan.costs.sum(.takeOrPay), 100))
        let limit = model.limits.first { $0.kind == .supplyAvailable }
        #expect(isNear(limit?.worthCNYPerUnit ?? 0, 600))
    }

    @Test("A contract more than fulfilled costs its price for each MWh") func fulfilled() throws {
        let model = try ModelFixture(
            Self.wind(
                """
                "price_cny_per_mwh": 200, "take_or_pay": {"min_take_share": 0.5,
                "contract_mwh": 5, "volume_to_date_mwh": 4}
                """)
        ).solved()
        #expect(isNear(model.cost, 500 + 200))
    }

    @Test("Supplies a million apart are both used in order") func illConditioned() throws {
        let model = try ModelFixture(
            """
            sites.a.renewables=[{"id": "big", "kind": "hydro", "delivery": "on_site",
            "capacity_mw": 1000000, "output_share": 0.0000015, "price_cny_per_mwh": 3},
            {"id": "small", "kind": "solar", "delivery": "on_site",
            "capacity_mw": 0.000001, "output_share": 1, "price_cny_per_mwh": 1}]
            """
        ).solved()
        #expect(isNear(model.cost, 1e-6 + 4.5 + (0.5 - 1e-6) * 500, 1e-9))
    }
}
