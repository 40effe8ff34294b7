import Testing

import Solver

/// Generators at sites, supplies at nodes, and capacity that may be added to them.
@Suite("Generators")
struct GeneratorTests {
    /// 2 MW are needed; energy from the grid costs 500 CNY/MWh.
    @Test("A cheaper generator runs as far as it goes")
    func cheaperRuns() throws {
        let plan = try ModelFixture(
            "sites.a.generators=[{\"id\": \"gas\", \"capacity_mw\": 1.5, \"price_cny_per_mwh\": 400}]"
        ).solved().plan
        // 1.5 · 400 + 0.5 · 500 = 850
        #expect(abs(plan.schedule.generators[0].outputMW[0] - 1.5) < 1e-9)
        #expect(abs(plan.costs.totalCNY - 850) < 1e-6)
        #expect(abs(plan.costs.sum(.generation, site: 0) - 600) < 1e-6)
    }

    @Test("A convex curve is followed piece by piece")
    func convexCurve() throws {
        // 300 CNY/MWh up to 1 MW, then 600: only the first piece beats 500.
        let plan = try ModelFixture(
            """
            sites.a.generators=[{"id": "gas", "capacity_mw": 2, "cost_points": [
              {"output_mw": 0, "cost_cny_per_hour": 50},
              {"output_mw": 1, "cost_cny_per_hour": 350},
              {"output_mw": 2, "cost_cny_per_hour": 950}]}]
            """
        ).solved().plan
        #expect(abs(plan.schedule.generators[0].outputMW[0] - 1) < 1e-9)
        #expect(abs(plan.costs.totalCNY - (350 + 500)) < 1e-6)
    }

    @Test("A grid without sites is a plain dispatch")
    func gridAlone() throws {
        let plan = try solved(Self.grid(expansion: ""))
        // 1 MW at 100, then 2 MW at 300.
        #expect(abs(plan.costs.totalCNY - 700) < 1e-6)
    }

    /// The cheap supply may grow by 1 MW: 8760 CNY a year is 1 CNY for this hour, and saves 200.
    @Test("Capacity is added where it pays, in whole modules where asked")
    func expansion() throws {
        let any = try solved(
            Self.grid(expansion: "\"maximum_mw\": 1.5, \"annual_cost_cny_per_mw\": 8760"))
        #expect(abs(any.schedule.capacity[0].added - 1.5) < 1e-9)
        #expect(abs(any.costs.totalCNY - (250 + 150 + 1.5)) < 1e-6)
        let whole = try solved(
            Self.grid(
                expansion:
                    "\"maximum_mw\": 1.5, \"annual_cost_cny_per_mw\": 8760, \"module_mw\": 1"))
        #expect(abs(whole.schedule.capacity[0].added - 1) < 1e-9)
        #expect(abs(whole.costs.totalCNY - (200 + 300 + 1)) < 1e-6)
    }

    @Test("Nonsense is refused by name")
    func badInput() throws {
        let fixture = try ModelFixture(
            """
            sites.a.generators=[{"id": "gas", "capacity_mw": 2, "price_cny_per_mwh": 1,
              "cost_points": [{"output_mw": 0, "cost_cny_per_hour": 0},
              {"output_mw": 1, "cost_cny_per_hour": 300},
              {"output_mw": 2, "cost_cny_per_hour": 400}]}]
            """)
        let error = #expect(throws: ScenarioError.self) { try fixture.scenario() }
        let places = error?.faults.map(\.pointer) ?? []
        #expect(places.contains("/sites/0/generators/0/cost_points/2"))
        #expect(places.contains("/sites/0/generators/0/cost_points"))
    }

    private static func grid(expansion: String) -> String {
        let field = expansion.isEmpty ? "" : ", \"expansion\": {\(expansion)}"
        return """
            {"format": "wattoken-scenario/1", "start": "2026-03-02T00:00:00+08:00",
             "step_minutes": 60, "steps": 1,
             "grid": {"nodes": [{"id": "n", "load_mw": 3}], "supplies": [
               {"id": "cheap", "node": "n", "capacity_mw": 1, "price_cny_per_mwh": 100\(field)},
               {"id": "dear", "node": "n", "capacity_mw": 9, "price_cny_per_mwh": 300}]}}
            """
    }

    private func solved(_ text: String) throws -> Plan {
        let scenario = try Scenario(json: Array(text.utf8))
        return try #require(try ScenarioSolver.solve(scenario).plan)
    }
}
