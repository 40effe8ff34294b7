import Solver
import Testing

/// Nouns that a power-system case brings, on their own: one node, 3 MW for two hours, `gas` at 100
/// and `oil` at 300 CNY/MWh, and a storage.
@Suite("Horizon budgets and weighted steps") struct GridBudgetTests {
    private static func model(_ changes: String...) throws -> ModelFixture {
        let text = """
            {"format": "wattoken-scenario/1", "start": "2026-03-02T00:00:00+08:00",
             "step_minutes": 60, "steps": 2,
             "grid": {"nodes": [{"id": "n", "load_mw": 3}],
              "supplies": [
               {"id": "gas", "node": "n", "capacity_mw": 9, "price_cny_per_mwh": 100},
               {"id": "oil", "node": "n", "capacity_mw": 9, "price_cny_per_mwh": 300}],
              "storages": [
               {"id": "s", "node": "n", "charge_mw": 1, "discharge_mw": 1, "energy_mwh": 2,
                "initial_mwh": 0}]}}
            """
        var model = ModelFixture(document: try Scenario.parsed(Array(text.utf8)))
        try model.change(changes)
        return model
    }

    private static let budget = """
        grid.budgets=[{"id": "fuel", "maximum": 8, "supplies": [{"supply": "gas", "per_mwh": 2}]}]
        """

    @Test("A budget limits energy over the whole horizon and has a price") func energy() throws {
        // 2 · 4 MWh of gas = 8, the other 2 MWh are oil: 400 + 600.
        let model = try Self.model(Self.budget).solved()
        #expect(isNear(model.cost, 1000))
        let limit = try #require(model.limits.first { $0.kind == .budget })
        #expect(limit.subject == "fuel")
        #expect(isNear(limit.worthCNYPerUnit, 100))
        let budget = try #require(model.plan.grid?.budgets.first)
        #expect(isNear(budget.used, 8) && isNear(budget.marginalCNYPerUnit, -100))
    }

    /// 2 MWh from the store at 3 a MWh, and 9 + 4 MW of gas at 0.5 a MW.
    @Test("What is used of a budget counts energy, stores and capacity") func used() throws {
        let model = try Self.model(
            "grid.storages.s.initial_mwh=2", "grid.storages.s.final=free",
            "grid.storages.s.final_value_cny_per_mwh=0",
            "grid.storages.s.discharge_efficiency=1",
            "grid.supplies.gas.expansion={\"maximum_mw\": 4, \"annual_cost_cny_per_mw\": 0}",
            """
            grid.budgets=[{"id": "all", "minimum": 12.5,
             "storages": [{"storage": "s", "per_mwh": 3}],
             "supply_capacities": [{"supply": "gas", "per_mw": 0.5}]}]
            """
        ).solved()
        let row = try #require(model.plan.grid?.budgets.first)
        #expect(isNear(row.used, 12.5))
    }

    @Test("A step may stand for several") func weights() throws {
        // Hour 0 counts three times: 4 · 3 · 100; gas for 8 of them in the budget's way of counting.
        let plain = try Self.model("step_weights=[3, 1]").solved()
        #expect(isNear(plain.cost, 1200))
        let model = try Self.model("step_weights=[3, 1]", Self.budget).solved()
        let cost: Double = 400.0 + 8.0 * 300.0
        #expect(isNear(model.cost, cost))
        #expect(isNear(model.plan.costs.totalCNY, model.cost))
        let prices = try #require(model.plan.prices.grid)
        #expect(isNear(prices.nodes[0].priceCNYPerMWh[0], 300))
    }

    @Test("A long step needs no sites") func longStep() throws {
        // Two days of 3 MW.
        let model = try Self.model("step_minutes=1440").solved()
        let cost: Double = 144.0 * 100.0
        #expect(isNear(model.cost, cost))
    }

    @Test("A store may end as it began, wherever that is") func periodic() throws {
        // Hour 1 costs 300 less at 50: the store starts with the 1 MW that hour 1 puts in.
        let model = try Self.model(
            "grid.supplies.gas.price_cny_per_mwh=[100, 50]",
            "grid.storages.s.charge_efficiency=1", "grid.storages.s.discharge_efficiency=1",
            "grid.storages.s.final=periodic"
        ).solved()
        let cost: Double = 200.0 + 200.0
        #expect(isNear(model.cost, cost))
    }

    @Test("Capacity that grows: power comes with energy") func storageExpansion() throws {
        // Hour 1 has oil only. A MWh (24 CNY for these two hours) moves 0.5 MW on top of 1 MW.
        let model = try Self.model(
            "grid.supplies.gas.availability_share=[1, 0]",
            "grid.storages.s.charge_efficiency=1", "grid.storages.s.discharge_efficiency=1",
            """
            grid.storages.s.expansion={"maximum_mwh": 3, "annual_cost_cny_per_mwh": 105120,
            "power_mw_per_mwh": 0.5}
            """
        ).solved()
        // 2 MWh of oil saved for 24 each: worth it, 3 MWh, 2.5 MW.
        let cost: Double = 300.0 + 250.0 + 0.5 * 300.0 + 3.0 * 24.0
        #expect(isNear(model.cost, cost))
        #expect(isNear(model.plan.costs.sum(.investment), 72))
    }

    @Test("Shares of power and levels hold in single steps") func shares() throws {
        // 0.6 of 1 MW goes in, at least 0.25 of 2 MWh stays.
        let model = try Self.model(
            "grid.supplies.gas.availability_share=[1, 0]",
            "grid.storages.s.charge_efficiency=1", "grid.storages.s.discharge_efficiency=1",
            "grid.storages.s.final=free", "grid.storages.s.charge_share=[0.6, 1]",
            "grid.storages.s.minimum_share=[0, 0.25]"
        ).solved()
        let cost: Double = 3.6 * 100.0 + 2.9 * 300.0
        #expect(isNear(model.cost, cost))
    }

    @Test(
        "What cannot be is refused by name",
        arguments: [
            ("step_minutes=45", "/step_minutes"),
            ("step_weights=[1, -1]", "/step_weights/1"),
            ("step_weights=[1]", "/step_weights"),
            ("grid.budgets=[{\"id\": \"b\"}]", "/grid/budgets/0/maximum"),
            (
                "grid.budgets=[{\"id\": \"b\", \"minimum\": 2, \"maximum\": 1}]",
                "/grid/budgets/0/minimum"
            ),
            (
                "grid.budgets=[{\"id\": \"b\", \"maximum\": 1, \"supplies\": [{\"supply\": \"x\", \"per_mwh\": 1}]}]",
                "/grid/budgets/0/supplies/0/supply"
            ),
            (
                "grid.budgets=[{\"id\": \"b\", \"maximum\": 1, \"dc_line_capacities\": [{\"dc_line\": \"x\", \"per_mw\": 1}]}]",
                "/grid/budgets/0/dc_line_capacities/0/dc_line"
            ),
            ("grid.storages.s.minimum_share=[0.5, 2]", "/grid/storages/0/minimum_share"),
            ("grid.storages.s.least_mwh=[0, 3]", "/grid/storages/0/least_mwh"),
            ("grid.storages.s.charge_share=-1", "/grid/storages/0/charge_share"),
            ("grid.storages.s.inflow_mw=[1]", "/grid/storages/0/inflow_mw"),
            (
                "grid.storages.s.final_value_cny_per_mwh=3",
                "/grid/storages/0/final_value_cny_per_mwh"
            ),
            (
                "grid.supplies.gas.ramp_up_share_per_hour=-1",
                "/grid/supplies/0/ramp_up_share_per_hour"
            ),
            ("grid.standing_cost_cny=\"x\"", "/grid/standing_cost_cny"),
        ])
    func badInput(_ entry: (change: String, pointer: String)) throws {
        let model = try Self.model(entry.change)
        let error = try #require(throws: ScenarioError.self) { try model.scenario() }
        #expect(error.faults.map(\.pointer).contains(entry.pointer), "\(error.faults)")
    }

    @Test(
        "Sites know neither weights nor long steps",
        arguments: [
            ("step_weights=2", "/step_weights"), ("step_minutes=120", "/step_minutes"),
        ])
    func sites(_ entry: (change: String, pointer: String)) throws {
        let model = try ModelFixture(entry.change)
        let error = try #require(throws: ScenarioError.self) { try model.scenario() }
        #expect(error.faults.map(\.pointer).contains(entry.pointer))
    }
}
