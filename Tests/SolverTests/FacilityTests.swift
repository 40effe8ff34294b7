import Solver
import Testing

@Suite("Facility") struct FacilityTests {
    @Test("PUE is a series") func pue() throws {
        // 2·1.2·500 + 2·1.5·500
        let model = try ModelFixture(steps: 2, "sites.a.pue=[1.2, 1.5]").solved()
        #expect(isNear(model.cost, 2700))
        #expect(isNear(model.tokenPrice(0, 0), 600))
        #expect(isNear(model.tokenPrice(0, 1), 750))
        #expect(isNear(model.sitePrice(0, 1), 500))
        #expect(isNear(model.plan.chain.total.pue ?? 0, 1.35))
    }

    @Test("PUE follows the wet-bulb temperature between its points and is flat beyond")
    func wetBulb() throws {
        // (0 °C, 1.1), (20 °C, 1.3): −5 → 1.1, 10 → 1.2, 30 → 1.3; 2·500 each.
        let model = try ModelFixture(
            steps: 3,
            """
            sites.a.pue_curve={"wet_bulb_celsius": [-5, 10, 30],
            "temperatures_celsius": [0, 20], "pue": [1.1, 1.3]}
            """
        ).without("sites.a", "pue")
        #expect(isNear(try model.solved().cost, 1100 + 1200 + 1300))
    }

    @Test("Fixed overhead is drawn with nothing running") func overhead() throws {
        // 2·1.5 + 0.4 MWh
        let model = try ModelFixture("sites.a.pue=1.5", "sites.a.fixed_overhead_mw=0.4").solved()
        #expect(isNear(model.value("facility[a,0]"), 3.4))
        #expect(isNear(model.cost, 1700))
    }

    @Test("A ramp of facility power leaves tokens unserved") func ramp() throws {
        // Demand 1 then 4; at most 2 MW more in an hour, down as well as up:
        // 1 + 3 served, 1 unserved at 10000.
        let model = try ModelFixture(
            steps: 2, "products.chat.demand.0.million_tokens_per_hour=[1, 4]",
            "sites.a.facility_ramp_mw_per_hour=2"
        ).solved()
        #expect(isNear(model.cost, 500 + 1500 + 10000))
        let limit = model.limits.first { $0.kind == .facilityRamp }
        #expect(isNear(limit?.worthCNYPerUnit ?? 0, 9500))
    }

    @Test("The ramp counts MW per hour, not per step") func rampQuarter() throws {
        // 4 MW/h is 1 MW a quarter: 0.25 + 0.5 Mtok served of 0.25 + 1.
        let model = try ModelFixture(
            steps: 2, minutes: 15, "products.chat.demand.0.million_tokens_per_hour=[1, 4]",
            "sites.a.facility_ramp_mw_per_hour=4"
        ).solved()
        #expect(isNear(model.cost, 0.75 * 500 + 0.5 * 10000))
    }

    @Test("An overhead that jumps faster than the ramp is a conflict") func rampInfeasible() throws
    {
        let conflict = try ModelFixture(
            steps: 2, "products.chat.demand.0.million_tokens_per_hour=0",
            "sites.a.fixed_overhead_mw=[1, 8]", "sites.a.facility_ramp_mw_per_hour=2",
            "sites.a.pools.p.accelerators=1"
        ).conflict()
        #expect(conflict.parties.map(\.kind).contains(.facilityRamp))
    }

    @Test("Water is priced by IT energy") func water() throws {
        // 2 MWh of IT · 1.8 m³/MWh · 5 CNY/m³ = 18, PUE and overhead do not count.
        let model = try ModelFixture(
            "sites.a.pue=1.5", "sites.a.fixed_overhead_mw=1",
            "sites.a.water={\"litres_per_kwh\": 1.8, \"price_cny_per_m3\": 5}"
        ).solved()
        #expect(isNear(model.plan.costs.sum(.water), 18))
        #expect(isNear(model.cost, 4 * 500 + 18))
        #expect(isNear(model.tokenPrice(), 759))
    }

    @Test("A water cap leaves tokens unserved and has a worth") func waterCap() throws {
        // 2.7 m³ allow 1.5 MWh of IT; 1 m³ more is 1/1.8 Mtok.
        let model = try ModelFixture(
            "sites.a.water={\"litres_per_kwh\": 1.8, \"cap_m3\": 2.7}"
        ).solved()
        #expect(isNear(model.cost, 750 + 5000))
        let limit = model.limits.first { $0.kind == .waterCap }
        #expect(isNear(limit?.worthCNYPerUnit ?? 0, 9500 / 1.8))
    }

    @Test("Accelerators that must stay on need more water than there is") func waterConflict()
        throws
    {
        let conflict = try ModelFixture(
            "sites.a.water={\"litres_per_kwh\": 1, \"cap_m3\": 1}",
            "profiles.chat-x.loaded_idle_kw=1000", "sites.a.pools.p.serves.0.minimum_replicas=3"
        ).conflict()
        #expect(Set(conflict.parties.map(\.kind)) == [.waterCap, .minimumReplicas])
    }
}
