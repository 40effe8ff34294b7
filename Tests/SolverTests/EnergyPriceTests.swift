import Solver
import Testing

@Suite("Energy price") struct EnergyPriceTests {
    private static let components = """
        tariffs.a.versions.0.components=[
        {"id": "energy", "price_cny_per_mwh": 300, "time_of_use": true},
        {"id": "line_loss", "price_cny_per_mwh": 20},
        {"id": "transmission_distribution", "price_cny_per_mwh": 100, "time_of_use": true},
        {"id": "system_operation", "price_cny_per_mwh": 40},
        {"id": "government_funds", "price_cny_per_mwh": 30}]
        """
    private static let seasons: String = {
        let hours = (0..<24).map { $0 < 8 ? "\"valley\"" : "\"peak\"" }
        return """
            tariffs.a.versions.0.seasons=[{"id": "all",
            "months": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
            "hours": [\(hours.joined(separator: ", "))],
            "multipliers": {"valley": 0.5, "peak": 1.5}}]
            """
    }()

    @Test("Components float by the hour where they say so") func timeOfUse() throws {
        // 07:00 valley: 0.5·400 + 90 = 290; 08:00 peak: 1.5·400 + 90 = 690; 2 MWh each.
        let model = try ModelFixture(
            steps: 2, start: "2026-03-02T07:00:00+08:00", Self.components, Self.seasons
        ).solved()
        #expect(isNear(model.sitePrice(0, 0), 290))
        #expect(isNear(model.sitePrice(0, 1), 690))
        #expect(isNear(model.cost, 2 * 290 + 2 * 690))
    }

    @Test("A horizon crosses tariff versions") func versions() throws {
        let model = try ModelFixture(
            steps: 2, start: "2026-03-31T23:00:00+08:00",
            """
            tariffs.a.versions=[
            {"effective_from": "2026-01-01", "effective_to": "2026-04-01",
             "components": [{"id": "energy", "price_cny_per_mwh": 500}]},
            {"effective_from": "2026-04-01",
             "components": [{"id": "energy", "price_cny_per_mwh": 700}]}]
            """
        ).solved()
        #expect(isNear(model.cost, 1000 + 1400))
    }

    @Test("Tiers count the month's energy and start anew with the month") func tiers() throws {
        // Blocks 0–10: +0, 10–12: +100, 12–: +300. March had 9 MWh, then 2 MWh an hour:
        // 23:00: 9…11: 1·100. April: 2 MWh from 0: nothing.
        let tiers = """
            tariffs.a.versions.0.tiers=[{"from_mwh": 0, "adder_cny_per_mwh": 0},
            {"from_mwh": 10, "adder_cny_per_mwh": 100}, {"from_mwh": 12, "adder_cny_per_mwh": 300}]
            """
        let border = try ModelFixture(
            steps: 2, start: "2026-03-31T23:00:00+08:00", tiers,
            "sites.a.account={\"month_to_date_mwh\": 9}"
        ).solved()
        #expect(isNear(border.cost, 2000 + 100))
        #expect(isNear(border.sitePrice(0, 0), 600))
        #expect(isNear(border.sitePrice(0, 1), 500))
        #expect(isNear(border.plan.prices.sites[0].otherCNYPerMWh[0], 100))
        // Within March 9…13 fills the blocks: 2·100 + 1·300.
        let within = try ModelFixture(
            steps: 2, start: "2026-03-31T21:00:00+08:00", tiers,
            "sites.a.account={\"month_to_date_mwh\": 9}"
        ).solved()
        #expect(isNear(within.cost, 2000 + 500))
        #expect(isNear(within.plan.costs.sum(.tiers), 500))
        #expect(isNear(within.sitePrice(0, 0), 800))
    }

    @Test("Tokens move to another site when a tier is full") func tierMoves() throws {
        // b costs 550: a fills its first 3 MWh at 500, then would cost 600.
        let model = try ModelFixture(
            steps: 2, sites: ["a", "b"],
            "tariffs.b.versions.0.components.energy.price_cny_per_mwh=550",
            """
            tariffs.a.versions.0.tiers=[{"from_mwh": 0, "adder_cny_per_mwh": 0},
            {"from_mwh": 3, "adder_cny_per_mwh": 100}]
            """
        ).solved()
        #expect(isNear(model.cost, 3 * 500 + 550))
        #expect(isNear(model.tokenPrice(0, 0), 550))
    }

    @Test("The PUE adder is charged on the share above the limit") func pueAdder() throws {
        // 200·(1 − 1.2/1.5) = 40 CNY/MWh on 2 MWh.
        let adder = """
            tariffs.a.versions.0.pue_adder={"limit_pue": 1.2, "adder_cny_per_mwh": 200}
            """
        let model = try ModelFixture(adder, "sites.a.pue_rated=1.5").solved()
        #expect(isNear(model.cost, 1080))
        #expect(isNear(model.plan.costs.sum(.pueAdder), 80))
        let good = try ModelFixture(adder, "sites.a.pue_rated=1.1").solved()
        #expect(isNear(good.cost, 1000))
    }

    @Test("Power that is paid for is used by nobody who makes no tokens") func negative() throws {
        // −100 CNY/MWh: 2 MWh earn 200; importing more needs something that uses it.
        let model = try ModelFixture(
            "tariffs.a.versions.0.components.energy.price_cny_per_mwh=-100"
        ).solved()
        #expect(isNear(model.value("import[a,0]"), 2))
        #expect(isNear(model.cost, -200))
    }

    @Test("Prices a million apart close to 1e-9 of the cost") func illConditioned() throws {
        // 0.001 CNY/MWh at b for half the tokens, 1000 at a for the rest.
        let model = try ModelFixture(
            sites: ["a", "b"], "tariffs.b.versions.0.components.energy.price_cny_per_mwh=0.001",
            "tariffs.a.versions.0.components.energy.price_cny_per_mwh=1000",
            "sites.b.pools.p.accelerators=1"
        ).solved()
        #expect(isNear(model.cost, 1000.001, 1e-12))
        #expect(isNear(model.plan.prices.pools[1].acceleratorCNY, 999.999, 1e-9))
    }
}
