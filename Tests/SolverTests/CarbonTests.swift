import Solver
import Testing

@Suite("Carbon") struct CarbonTests {
    /// a: 500 CNY/MWh and 900 kg; b: 600 CNY/MWh and 400 kg (residual 800).
    private static func model(_ carbon: String, _ changes: String...) throws -> ModelFixture {
        var model = try ModelFixture(
            sites: ["a", "b"], "tariffs.b.versions.0.components.energy.price_cny_per_mwh=600",
            "sites.a.emissions={\"location_based_kg_co2_per_mwh\": 900}",
            """
            sites.b.emissions={"location_based_kg_co2_per_mwh": 400,
            "residual_kg_co2_per_mwh": 800}
            """, "carbon=\(carbon)")
        try model.change(changes)
        return model
    }

    @Test(
        "The price moves tokens once the difference in carbon costs more than that in energy",
        arguments: [
            (method: "location_based", price: 190, cost: 2 * (500 + 0.9 * 190)),
            (method: "location_based", price: 210, cost: 2 * (600 + 0.4 * 210)),
            (method: "market_based", price: 900, cost: 2 * (500 + 0.9 * 900)),
            (method: "market_based", price: 1100, cost: 2 * (600 + 0.8 * 1100)),
        ] as [(method: String, price: Double, cost: Double)])
    func price(_ example: (method: String, price: Double, cost: Double)) throws {
        let model = try Self.model(
            "{\"price_cny_per_tonne\": \(example.price), \"method\": \"\(example.method)\"}"
        ).solved()
        #expect(isNear(model.cost, example.cost))
        #expect(isNear(model.tokenPrice(), example.cost / 2))
    }

    @Test("A cap is met by the cheapest tonne, and priced so") func cap() throws {
        // 1.3 t for 2 MWh: a + b = 2, 0.9a + 0.4b = 1.3: a = 1, b = 1. A tonne less: 100/0.5.
        let model = try Self.model("{\"cap_tonnes\": 1.3}").solved()
        #expect(isNear(model.cost, 1100))
        #expect(isNear(model.plan.prices.carbonCapCNYPerTonne ?? 0, 200))
        #expect(isNear(model.plan.prices.sites[0].carbonCNYPerMWh[0], 180))
        // One more Mtok: b + 1.8, a − 0.8: 1080 − 400.
        #expect(isNear(model.tokenPrice(), 680))
        #expect(isNear(model.plan.carbon.total.locationTonnes, 1.3))
    }

    @Test("Contracts count in the market-based method only") func contracts() throws {
        // 1 MWh contracted at b for 650: 50 more than the grid, 0.8 t saved at 100 CNY.
        let wind = """
            sites.b.renewables=[{"id": "w", "kind": "wind", "delivery": "grid", "capacity_mw": 1,
            "output_share": 1, "price_cny_per_mwh": 650, "life_cycle_kg_co2_per_mwh": 12}]
            """
        let only = "products.chat.demand.0.allowed_sites=[\"b\"]"
        let market = try Self.model(
            "{\"price_cny_per_tonne\": 100, \"method\": \"market_based\"}", wind, only
        ).solved()
        #expect(isNear(market.cost, 1200 + 50 + 80))
        #expect(isNear(market.plan.costs.sum(.carbon), 80))
        #expect(isNear(market.plan.costs.sum(.carbonFreeSupply), 50))
        #expect(isNear(market.plan.carbon.total.marketTonnes, 0.8))
        #expect(isNear(market.plan.carbon.total.locationTonnes, 0.8))
        #expect(isNear(market.plan.carbon.total.lifeCycleTonnes, 0.012))
        #expect(isNear(market.plan.carbon.total.cfeScore ?? 0, 0.5))
        let location = try Self.model(
            "{\"price_cny_per_tonne\": 100, \"method\": \"location_based\"}", wind, only
        ).solved()
        #expect(isNear(location.cost, 1200 + 80))
        #expect(isNear(location.value("used[b,w,0]"), 0))
    }

    @Test("A cap below what must run is a conflict, with its amount") func infeasible() throws {
        // 3 MW of overhead at a: 2.7 t.
        let conflict = try Self.model(
            "{\"cap_tonnes\": 2}", "sites.a.fixed_overhead_mw=3"
        ).conflict()
        #expect(conflict.relaxations.map(\.kind) == [.carbonCap])
        #expect(isNear(conflict.relaxations.first?.amount ?? 0, 0.7))
    }

    @Test("A cap of kilograms beside a factor of tonnes") func illConditioned() throws {
        // 1 kg of carbon for 5 t/MWh: 0.0002 MWh.
        let model = try ModelFixture(
            "sites.a.emissions={\"location_based_kg_co2_per_mwh\": 5000}",
            "carbon={\"cap_tonnes\": 0.001}"
        ).solved()
        #expect(isNear(model.value("import[a,0]"), 0.0002, 1e-12))
        #expect(isNear(model.cost, 20000 - 0.0002 * 9500, 1e-9))
        #expect(isNear(model.plan.prices.carbonCapCNYPerTonne ?? 0, 1900))
    }
}
