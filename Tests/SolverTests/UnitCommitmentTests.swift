import Testing

import Solver

/// Generators that are switched on and off.
@Suite("Unit commitment")
struct UnitCommitmentTests {
    /// Three hours of a node with a unit of 1 to 4 MW and a spare supply at 100 CNY/MWh.
    static func grid(
        load: String = "[2, 0, 2]", unit: String = "\"minimum_mw\": 1", _ commitment: String
    ) -> String {
        let steps = load.split(separator: ",").count
        return """
            {"format": "wattoken-scenario/1", "start": "2026-03-02T00:00:00+08:00",
             "step_minutes": 60, "steps": \(steps),
             "grid": {"nodes": [{"id": "n", "load_mw": \(load)}], "supplies": [
               {"id": "unit", "node": "n", "capacity_mw": 4, "price_cny_per_mwh": 10, \(unit),
                "commitment": {\(commitment)}},
               {"id": "spare", "node": "n", "capacity_mw": 20, "price_cny_per_mwh": 100}]}}
            """
    }

    static func result(_ text: String) throws -> ScenarioSolver.Result {
        try ScenarioSolver.solve(try Scenario(json: Array(text.utf8)))
    }

    private func solved(_ text: String) throws -> Plan {
        let result = try Self.result(text)
        #expect(result.outcome.status == .optimal)
        let plan = try #require(result.plan)
        let objective = try #require(result.outcome.proof.objective)
        #expect(isNear(plan.costs.totalCNY, objective, 1e-9))
        return plan
    }

    @Test("A start is paid where it is cheaper than the spare supply", arguments: [50.0, 400.0])
    func startUpCost(cost: Double) throws {
        // Nothing is needed in the second hour, so the unit is off there. Each start saves
        // 2 MWh · 90 CNY = 180: worth 50, not 400. Spare alone: 4 MWh · 100.
        let plan = try solved(Self.grid("\"start_up_cost_cny\": \(cost), \"initially_on\": false"))
        #expect(isNear(plan.costs.totalCNY, cost == 50 ? 2 * (20 + 50) : 400))
        #expect(isNear(plan.costs.sum(.startUp), cost == 50 ? 100 : 0))
        let switching = try #require(plan.schedule.generators[0].switching)
        #expect(switching.isOn == (cost == 50 ? [true, false, true] : [false, false, false]))
        #expect(switching.isStarted == switching.isOn)
    }

    @Test("Without a known past the first state is free") func freeStart() throws {
        // Only the second start is paid: 20 + 20 + 50.
        let plan = try solved(Self.grid("\"start_up_cost_cny\": 50"))
        #expect(isNear(plan.costs.totalCNY, 90))
    }

    @Test("Stops and hours on have their own cost") func noLoadAndStop() throws {
        // On for the first hour only: 20 + no-load 30 + stop 7; the last hour by spare (200)
        // since a start costs 500.
        let plan = try solved(
            Self.grid(
                "\"no_load_cny_per_hour\": 30, \"shut_down_cost_cny\": 7, "
                    + "\"start_up_cost_cny\": 500, \"initially_on\": true"))
        #expect(isNear(plan.costs.totalCNY, 20 + 30 + 7 + 200))
        #expect(isNear(plan.costs.sum(.noLoad), 30))
        #expect(isNear(plan.costs.sum(.startUp), 7))
    }

    @Test("Minimum times reach over the edge of the horizon") func edges() throws {
        // On for 1 hour of 3: two hours more, at the minimum of 0 MW here.
        let up = "\"initially_on\": true, \"initial_hours\": 1, \"minimum_up_hours\": 3"
        let forced = try solved(
            Self.grid(
                load: "[2, 2, 2]", unit: "\"minimum_mw\": 0",
                up + ", \"no_load_cny_per_hour\": 900"))
        let on = try #require(forced.schedule.generators[0].switching).isOn
        #expect(on == [true, true, false])
        // Off for 1 hour of 3: off for two hours more.
        let down = try solved(
            Self.grid(
                load: "[2, 2, 2]",
                "\"initially_on\": false, \"initial_hours\": 1, \"minimum_down_hours\": 3"))
        #expect(
            try #require(down.schedule.generators[0].switching).isOn == [false, false, true])
        #expect(isNear(down.costs.totalCNY, 400 + 20))
        #expect(down.endStates.generators[0].hours == 1)
        // Without hours the state has lasted long enough.
        let long = try solved(
            Self.grid(load: "[2, 2, 2]", "\"initially_on\": false, \"minimum_down_hours\": 3"))
        #expect(isNear(long.costs.totalCNY, 60))
        #expect(long.endStates.generators[0].isOn == true)
        #expect(long.endStates.generators[0].hours == 3)
    }

    @Test("A unit that must run and cannot is a conflict of its minimum up time")
    func infeasible() throws {
        // On for 1 hour of 3, at least 1 MW, and nothing needed.
        let result = try Self.result(
            Self.grid(
                load: "[0, 0, 0]",
                "\"initially_on\": true, \"initial_hours\": 1, \"minimum_up_hours\": 3"))
        #expect(result.outcome.status == .infeasible)
        let conflict = try #require(result.conflict)
        #expect(conflict.relaxations.map(\.kind) == [.minimumUpTime])
        #expect(conflict.relaxations.first?.subject == "n,unit")
    }

    @Test("Starting, stopping and ramping limit the output") func ramps() throws {
        // Start at most 2, ramp 1, stop from at most 2: 2, 3, 2 of 4, 4, 4 and then off (the load
        // of the last hour is below the minimum).
        let plan = try solved(
            Self.grid(
                load: "[4, 4, 4, 0]", unit: "\"minimum_mw\": 1, \"ramp_mw_per_hour\": 1",
                "\"initially_on\": false, \"start_up_ramp_mw\": 2, \"shut_down_ramp_mw\": 2"))
        #expect(
            plan.schedule.generators[0].outputMW.elementsEqual([2, 3, 2, 0]) { isNear($0, $1) })
        // Running at 4 with a ramp of 1 and a stop from 2: not off before the third hour.
        let late = try Self.result(
            Self.grid(
                load: "[4, 4, 4]",
                unit: "\"minimum_mw\": 1, \"ramp_mw_per_hour\": 1, \"initial_mw\": 4",
                "\"initially_on\": true, \"shut_down_ramp_mw\": 2, \"no_load_cny_per_hour\": 9000"))
        let outputs = try #require(late.plan).schedule.generators[0].outputMW
        #expect(outputs.elementsEqual([3, 2, 0]) { isNear($0, $1) })
    }

    @Test("A cost curve counts only while the unit is on") func curve() throws {
        // No load of 50 in the curve: 50 + 10·P. Off in the second hour.
        let unit = """
            "minimum_mw": 1, "cost_points": [{"output_mw": 0, "cost_cny_per_hour": 50},
             {"output_mw": 4, "cost_cny_per_hour": 90}]
            """
        let text = Self.grid(unit: unit, "\"initially_on\": true")
            .replacing("\"price_cny_per_mwh\": 10, ", with: "")
        let plan = try solved(text)
        #expect(isNear(plan.costs.totalCNY, 70 + 70))
        #expect(isNear(plan.costs.sum(.generation), 140))
    }

    @Test("A plan in two halves with the state handed over is the plan in one go") func halves()
        throws
    {
        let commitment =
            "\"start_up_cost_cny\": 100, \"minimum_up_hours\": 3, \"minimum_down_hours\": 2"
        let unit = "\"minimum_mw\": 1, \"ramp_mw_per_hour\": 2"
        let past = ", \"initially_on\": false, \"initial_hours\": 2"
        let whole = try solved(
            Self.grid(load: "[0, 3, 4, 4, 2, 1]", unit: unit, commitment + past))
        let first = try solved(Self.grid(load: "[0, 3, 4]", unit: unit, commitment + past))
        let state = first.endStates.generators[0]
        let isOn = state.isOn ?? false
        let hours = try #require(state.hours)
        let second = try solved(
            Self.grid(
                load: "[4, 2, 1]", unit: unit + ", \"initial_mw\": \(state.outputMW)",
                commitment + ", \"initially_on\": \(isOn), \"initial_hours\": \(hours)"))
        #expect(isNear(first.costs.totalCNY + second.costs.totalCNY, whole.costs.totalCNY))
        let joined =
            first.schedule.generators[0].outputMW + second.schedule.generators[0].outputMW
        #expect(
            joined.elementsEqual(whole.schedule.generators[0].outputMW) { isNear($0, $1) })
    }

    @Test("Prices come from the program with the states fixed") func prices() throws {
        // Both hours by the unit at 10 CNY/MWh: with it on, one more MWh costs 10.
        let plan = try ModelFixture(
            steps: 2,
            """
            sites.a.generators=[{"id": "gas", "capacity_mw": 4, "price_cny_per_mwh": 10,
              "minimum_mw": 1, "commitment": {"start_up_cost_cny": 300, "initially_on": false}}]
            """
        ).solved().plan
        #expect(isNear(plan.prices.sites[0].priceCNYPerMWh[0], 10))
        #expect(isNear(plan.costs.totalCNY, 300 + 4 * 10))
        #expect(isNear(plan.chain.total.electricityCNY, 340))
        #expect(plan.chain.largestImportDifferenceMWh <= 1e-9)
    }

    @Test("A site's generator emits at the site, by both methods") func carbon() throws {
        // 2 MWh of 400 kg each and nothing imported; 100 CNY a tonne.
        let plan = try ModelFixture(
            "carbon={\"price_cny_per_tonne\": 100}",
            "sites.a.emissions={\"location_based_kg_co2_per_mwh\": 600}",
            """
            sites.a.generators=[{"id": "gas", "capacity_mw": 4, "price_cny_per_mwh": 10,
              "emission_kg_co2_per_mwh": 400}]
            """
        ).solved().plan
        #expect(isNear(plan.carbon.total.locationTonnes, 0.8))
        #expect(isNear(plan.carbon.total.marketTonnes, 0.8))
        #expect(isNear(plan.costs.sum(.carbon, site: 0), 80))
        #expect(isNear(plan.costs.totalCNY, 100))
        #expect(plan.carbon.total.cfeScore == 0)
    }

    @Test("A carbon cap counts what a site's generator emits") func cap() throws {
        // 0.4 t allow 1 MWh of the generator; the other comes clean from the grid at 500.
        let plan = try ModelFixture(
            "carbon={\"cap_tonnes\": 0.4}",
            """
            sites.a.generators=[{"id": "gas", "capacity_mw": 4, "price_cny_per_mwh": 10,
              "emission_kg_co2_per_mwh": 400}]
            """
        ).solved().plan
        #expect(isNear(plan.costs.totalCNY, 510))
        #expect(isNear(plan.prices.carbonCapCNYPerTonne ?? 0, 490 / 0.4))
    }

    static let bad: [(String, String, String)] = [
        ("\"minimum_mw\": 1", "\"initial_hours\": 3", "commitment/initial_hours"),
        ("\"minimum_mw\": 1", "\"start_up_cost_cny\": -1", "commitment/start_up_cost_cny"),
        ("\"minimum_mw\": 1", "\"initially_on\": 1", "commitment/initially_on"),
        ("\"minimum_mw\": 1", "\"minimum_up_hours\": 9000", "commitment/minimum_up_hours"),
        ("\"minimum_mw\": 3", "\"start_up_ramp_mw\": 2", "commitment/start_up_ramp_mw"),
        ("\"minimum_mw\": 3", "\"shut_down_ramp_mw\": 2", "commitment/shut_down_ramp_mw"),
        ("\"minimum_mw\": -1", "", "commitment"),
        ("\"initial_mw\": 2", "", "initial_mw"),
        ("\"initial_mw\": 2", "\"initially_on\": false", "initial_mw"),
        (
            "\"expansion\": {\"maximum_mw\": 1, \"annual_cost_cny_per_mw\": 1}", "", "expansion"
        ),
        ("\"minimum_mw\": 1", "\"colour\": 2", "commitment/colour"),
    ]

    @Test("Nonsense is refused by name", arguments: bad)
    func badInput(unit: String, commitment: String, place: String) throws {
        let text = Self.grid(unit: unit, commitment)
        let error = #expect(throws: ScenarioError.self) {
            try Scenario(json: Array(text.utf8))
        }
        let places = error?.faults.map(\.pointer) ?? []
        #expect(places == ["/grid/supplies/0/" + place])
    }
}
