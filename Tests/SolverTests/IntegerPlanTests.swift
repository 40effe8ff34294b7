import Testing

import Solver

/// What holds for the plan of every scenario with integers.
@Suite("Every plan with integers") struct IntegerPlanTests {
    /// A random model with a switched generator, whole replicas and tiers that fall at its first
    /// site.
    private static func model(_ seed: UInt64) throws -> SolvedModel {
        let random = try RandomModel(seed: seed)
        return try random.fixture.changed(
            """
            sites.a.generators=[{"id": "gas", "capacity_mw": 2, "minimum_mw": 0.5,
              "price_cny_per_mwh": 350, "emission_kg_co2_per_mwh": 450, "ramp_mw_per_hour": 3,
              "commitment": {"start_up_cost_cny": 120, "no_load_cny_per_hour": 30,
                "shut_down_cost_cny": 10, "minimum_up_hours": 2, "minimum_down_hours": 1,
                "initially_on": \(seed % 2 == 0)}}]
            """,
            "sites.a.pools.p.integer_replicas=true",
            """
            tariffs.a.versions.0.tiers=[{"from_mwh": 0, "adder_cny_per_mwh": 60},
              {"from_mwh": 4, "adder_cny_per_mwh": 10}]
            """
        ).solved()
    }

    @Test(
        "Lines add up, parts equal the whole, and integers are whole",
        arguments: 0..<16 as Range<UInt64>)
    func plan(seed: UInt64) throws {
        let model = try Self.model(seed)
        let (plan, scenario) = (model.plan, model.plan.scenario)
        #expect(isNear(plan.costs.totalCNY, model.cost, 1e-9), "seed \(seed)")
        #expect(plan.chain.largestImportDifferenceMWh <= 1e-7, "seed \(seed)")
        let electricity = scenario.sites.indices.reduce(0.0) {
            $0 + plan.costs.electricityCNY(site: $1)
        }
        #expect(isNear(plan.chain.total.electricityCNY, electricity, 1e-9), "seed \(seed)")
        let carbon = plan.costs.sum(.carbon)
        let tonnes =
            scenario.carbon.method == .locationBased
            ? plan.carbon.total.locationTonnes : plan.carbon.total.marketTonnes
        #expect(isNear(carbon, tonnes * scenario.carbon.priceCNYPerTonne, 1e-9), "seed \(seed)")
        for use in plan.schedule.replicas where use.site == 0 {
            #expect(use.on.allSatisfy { isNear($0, $0.rounded(), 1e-9) }, "seed \(seed)")
        }
        let use = plan.schedule.generators[0]
        let isOn = try #require(use.switching).isOn
        for (step, output) in use.outputMW.enumerated() {
            #expect(output >= (isOn[step] ? 0.5 : 0) - 1e-7, "seed \(seed)")
            #expect(output <= (isOn[step] ? 2 : 0) + 1e-7, "seed \(seed)")
        }
        // Blocks in their order are what the bill says.
        let line = plan.bills[0].lines.reduce(0.0) { $0 + ($1.kind == .tiers ? $1.amountCNY : 0) }
        #expect(isNear(line, plan.costs.sum(.tiers, site: 0)), "seed \(seed)")
    }
}
