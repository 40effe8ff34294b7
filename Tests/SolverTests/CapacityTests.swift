import Solver
import Testing

/// Capacity that may be added to connections, pools, storages and carbon-free supplies.
///
/// An annual cost of 8760 CNY is 1 CNY for each hour of the horizon.
@Suite("Capacity choices") struct CapacityTests {
    private static func added(_ model: SolvedModel, _ kind: Expansion.Kind) -> Double {
        model.plan.schedule.capacity.first { $0.kind == kind }?.added ?? .nan
    }

    private static func isConsistent(_ model: SolvedModel) -> Bool {
        isNear(model.plan.costs.totalCNY, model.cost, 1e-9)
    }

    /// 2 MW are needed, the transformer carries 1; one more MVA costs 10 CNY for the hour.
    private static func connection(_ rest: String, _ changes: String...) throws -> ModelFixture {
        var model = try ModelFixture(
            "sites.a.connection.transformer_mva=1",
            "sites.a.connection.expansion={\"annual_cost_cny_per_mva\": 87600, \(rest)}")
        try model.change(changes)
        return model
    }

    @Test("A transformer grows as far as it pays, and the price says so") func transformer() throws
    {
        let model = try Self.connection("\"maximum_mva\": 5").solved()
        #expect(isNear(model.cost, 2 * 500 + 10))
        #expect(isNear(Self.added(model, .connection), 1))
        #expect(isNear(model.plan.costs.sum(.investment, site: 0), 10))
        #expect(isNear(model.sitePrice(), 510))
        #expect(isNear(model.plan.prices.sites[0].capacityCNYPerMWh[0], 10))
        #expect(isNear(model.plan.prices.sites[0].connectionCNYPerMW, 10))
        #expect(model.plan.prices.expansionCNYPerUnit.allSatisfy { isNear($0, 0) })
        #expect(Self.isConsistent(model))
    }

    @Test("At its maximum one more MVA is worth what it would save") func maximum() throws {
        // Half a Mtok stays unserved at 10000: one more MVA saves that, less energy and its cost.
        let model = try Self.connection("\"maximum_mva\": 0.5").solved()
        #expect(isNear(model.cost, 1.5 * 500 + 5 + 0.5 * 10_000))
        #expect(isNear(model.plan.prices.expansionCNYPerUnit[0], 10_000 - 510))
        let limit = model.limits.first { $0.kind == .addedCapacity }
        #expect(isNear(limit?.worthCNYPerUnit ?? 0, 9490))
        #expect(limit?.subject == "connection,a")
    }

    @Test("Whole modules") func modules() throws {
        // Two modules of 0.75 MVA carry the missing 1 MW.
        let model = try Self.connection("\"maximum_mva\": 5, \"module_mva\": 0.75").solved()
        #expect(isNear(Self.added(model, .connection), 1.5))
        #expect(isNear(model.cost, 1000 + 15))
        #expect(Self.isConsistent(model))
    }

    @Test("An added transformer pays the capacity charge of its share of the year")
    func capacityCharge() throws {
        let charge =
            "tariffs.a.versions.0.demand_charge="
            + "{\"kind\": \"capacity\", \"price_cny_per_kva_month\": 30}"
        let model = try Self.connection("\"maximum_mva\": 5", charge).solved()
        let share = 30.0 * 1000 * 12 / 8760
        #expect(isNear(model.cost, 1000 + 10 + share))
        #expect(isNear(model.plan.costs.sum(.demandCharge), share))
        #expect(Self.isConsistent(model))
        // The bill charges the month of both MVA.
        let line = model.plan.bills[0].lines.first { $0.kind == .demandCharge }
        #expect(isNear(line?.quantity ?? 0, 2000))
    }

    @Test("A dated limit holds however large the transformer") func dated() throws {
        let limit = """
            sites.a.connection.limits=[{"from": "2026-03-02T00:00:00+08:00",
            "to": "2026-03-02T01:00:00+08:00", "import_limit_mw": 1.25}]
            """
        let model = try Self.connection("\"maximum_mva\": 5", limit).solved()
        #expect(isNear(Self.added(model, .connection), 0.25))
        #expect(isNear(model.plan.prices.sites[0].connectionCNYPerMW, 10))
    }

    @Test("Added accelerators serve, and draw their off power when they do not") func pool() throws
    {
        // 2 then 1 busy of 1 + 1: 2 MW and 1 MW + 0.1 MW; 7 CNY an hour for one more.
        let model = try ModelFixture(
            steps: 2, "accelerators.x.off_kw=100", "profiles.chat-x.loaded_idle_kw=100",
            "products.chat.demand.0.million_tokens_per_hour=[2, 1]",
            "sites.a.pools.p.accelerators=1",
            """
            sites.a.pools.p.expansion={"maximum_accelerators": 8, "module_accelerators": 1,
            "annual_cost_cny_per_accelerator": 61320}
            """
        ).solved()
        #expect(isNear(Self.added(model, .pool), 1))
        #expect(isNear(model.cost, 3.1 * 500 + 14))
        #expect(isNear(model.plan.schedule.sites[0].itMW[1], 1.1))
        #expect(isNear(model.plan.chain.total.itMWh, 3.1))
        #expect(Self.isConsistent(model))
    }

    @Test("A storage is built with its power in proportion") func storage() throws {
        // A MWh with 0.5 MW shifts 0.5 MWh from 900 to 100: 400 for 200 CNY. All 3 are built.
        let model = try ModelFixture(
            steps: 2, "tariffs.a.versions.0.components.energy.price_cny_per_mwh=[100, 900]",
            """
            sites.a.storages=[{"id": "b", "charge_mw": 0, "discharge_mw": 0, "energy_mwh": 0,
            "initial_mwh": 0, "charge_efficiency": 1, "discharge_efficiency": 1, "expansion":
            {"maximum_mwh": 3, "annual_cost_cny_per_mwh": 876000, "power_mw_per_mwh": 0.5}}]
            """
        ).solved()
        #expect(isNear(Self.added(model, .storage), 3))
        #expect(isNear(model.cost, 3.5 * 100 + 0.5 * 900 + 600))
        #expect(isNear(model.plan.prices.expansionCNYPerUnit[0], 200))
        #expect(Self.isConsistent(model))
    }

    @Test(
        "A carbon-free supply is built until curtailment eats its worth",
        arguments: [
            (annual: 1_314_000.0, added: 2.0, cost: 500 + 600.0),
            (annual: 438_000, added: 4, cost: 400 + 100),
        ] as [(annual: Double, added: Double, cost: Double)]) func renewable(
            _ example: (annual: Double, added: Double, cost: Double)
        ) throws
    {
        // Output 1, then ½ MW; 2 MW are used. A MW saves 750, beyond 2 MW only 250 − 50.
        let model = try ModelFixture(
            steps: 2,
            """
            sites.a.renewables=[{"id": "s", "kind": "solar", "delivery": "on_site",
            "capacity_mw": 0, "output_share": [1, 0.5], "curtailment_price_cny_per_mwh": 50,
            "expansion": {"maximum_mw": 4, "annual_cost_cny_per_mw": \(example.annual)}}]
            """
        ).solved()
        #expect(isNear(Self.added(model, .renewable), example.added))
        #expect(isNear(model.cost, example.cost))
        #expect(isNear(model.plan.schedule.supplies[0].availableMW[0], example.added))
        #expect(Self.isConsistent(model))
    }

    @Test(
        "Nonsense is refused by name",
        arguments: [
            (
                "sites.a.connection.expansion={\"maximum_mva\": -1, \"annual_cost_cny_per_mva\": 1}",
                "/sites/0/connection/expansion/maximum_mva"
            ),
            (
                "sites.a.connection.expansion={\"maximum_mw\": 1, \"annual_cost_cny_per_mva\": 1}",
                "/sites/0/connection/expansion/maximum_mva"
            ),
            (
                "sites.a.pools.p.expansion={\"maximum_accelerators\": 2, "
                    + "\"module_accelerators\": 3, \"annual_cost_cny_per_accelerator\": 1}",
                "/sites/0/pools/0/expansion/module_accelerators"
            ),
            (
                "tariffs.a.versions.0.demand_charge={\"kind\": \"contracted\", "
                    + "\"price_cny_per_kw_month\": 30, \"contracted_mw\": 40}",
                "/sites/0/connection/expansion/maximum_mva"
            ),
        ] as [(change: String, pointer: String)]) func badInput(
            _ example: (change: String, pointer: String)
        ) throws
    {
        let model = try ModelFixture(
            "sites.a.connection.expansion={\"maximum_mva\": 5, \"annual_cost_cny_per_mva\": 1}",
            example.change)
        let error = #expect(throws: ScenarioError.self) { try model.scenario() }
        #expect(error?.faults.map(\.pointer).contains(example.pointer) == true)
    }
}
