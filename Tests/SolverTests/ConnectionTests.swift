import Solver
import Testing

@Suite("Connection") struct ConnectionTests {
    @Test("The rating is MVA times power factor less losses") func rating() throws {
        // 2·0.9·0.75 = 1.35 MW: 0.65 Mtok are not served; a MW more serves one Mtok more.
        let model = try ModelFixture(
            "sites.a.connection.transformer_mva=2", "sites.a.connection.power_factor=0.9",
            "sites.a.connection.loss_share=0.25"
        ).solved()
        #expect(isNear(model.cost, 1.35 * 500 + 0.65 * 10000))
        #expect(isNear(model.sitePrice(), 10000))
        #expect(isNear(model.plan.prices.sites[0].capacityCNYPerMWh[0], 9500))
        #expect(isNear(model.plan.prices.sites[0].connectionCNYPerMW, 9500))
    }

    @Test("A dated limit holds in its half-open interval only") func datedLimit() throws {
        let model = try ModelFixture(
            steps: 3,
            """
            sites.a.connection.limits=[{"from": "2026-03-02T01:00:00+08:00",
            "to": "2026-03-02T02:00:00+08:00", "import_limit_mw": 1, "reason": "orderly use"}]
            """
        ).solved()
        #expect(isNear(model.cost, 1000 + 500 + 10000 + 1000))
        #expect(isNear(model.value("import[a,1]"), 1))
        let limit = model.limits.first { $0.kind == .importLimit }
        #expect(limit?.count == 1 && limit?.largestStep == 1)
        // A larger transformer would not help in that hour.
        #expect(isNear(model.plan.prices.sites[0].connectionCNYPerMW, 0))
    }

    @Test("Export sells what is over, at most its limit") func export() throws {
        // 5 MW on site, free: 2 used, 2 exported at 300, 1 curtailed.
        let model = try ModelFixture(
            "sites.a.connection.export_limit_mw=2",
            "sites.a.connection.export_price_cny_per_mwh=300",
            """
            sites.a.renewables=[{"id": "w", "kind": "wind", "delivery": "on_site",
            "capacity_mw": 5, "output_share": 1}]
            """
        ).solved()
        #expect(isNear(model.cost, -600))
        #expect(isNear(model.value("used[a,w,0]"), 4))
        #expect(isNear(model.sitePrice(), 0))
        let limit = model.limits.first { $0.kind == .exportLimit }
        #expect(isNear(limit?.worthCNYPerUnit ?? 0, 300))
    }

    @Test("A ramp of import holds both ways") func ramp() throws {
        // Demand 6, 0: import may fall by 4 only, with nothing to use it in hour 1: so at most 4.
        let model = try ModelFixture(
            steps: 2, "products.chat.demand.0.million_tokens_per_hour=[6, 0]",
            "sites.a.connection.import_ramp_mw_per_hour=4"
        ).solved()
        #expect(isNear(model.value("import[a,0]"), 4))
        #expect(isNear(model.cost, 2000 + 20000))
    }

    @Test("Overhead above the connection is a conflict of the import limit") func infeasible()
        throws
    {
        let conflict = try ModelFixture(
            "sites.a.connection.transformer_mva=3", "sites.a.fixed_overhead_mw=5"
        ).conflict()
        let relaxed = try #require(conflict.relaxations.first)
        #expect(conflict.relaxations.count == 1)
        #expect(relaxed.kind == .importLimit && relaxed.subject == "a")
        #expect(isNear(relaxed.limit, 3) && isNear(relaxed.amount, 2))
    }

    @Test("Nature is not a limit that can be relaxed") func natural() throws {
        // 20 MW of overhead emit 100 t. To export −20 MW would be the smaller number to break.
        let conflict = try ModelFixture(
            "sites.a.fixed_overhead_mw=20", "sites.a.connection.export_limit_mw=50",
            "sites.a.emissions={\"location_based_kg_co2_per_mwh\": 5000}",
            "carbon={\"cap_tonnes\": 1}"
        ).conflict()
        #expect(conflict.relaxations.map(\.kind) == [.carbonCap])
        #expect(isNear(conflict.relaxations.first?.amount ?? 0, 99))
    }

    @Test("Limits and demands a million apart still close") func illConditioned() throws {
        // 1e-6 Mtok/h beside 90 Mtok/h on one connection of 50 MW.
        let model = try ModelFixture(
            products: ["chat", "tiny"], "sites.a.connection.transformer_mva=50",
            "products.chat.demand.0.million_tokens_per_hour=90",
            "products.tiny.demand.0.million_tokens_per_hour=0.000001",
            "products.tiny.unserved_penalty_cny_per_million_tokens=1000000"
        ).solved()
        // 50·500 + (90 − 50 + 1e-6)·10000
        #expect(isNear(model.cost, 25000 + 400_000.01, 1e-9))
        #expect(isNear(model.sitePrice(), 10000))
    }
}
