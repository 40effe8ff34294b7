import Solver
import Testing

/// Global constraints of PyPSA, solved by hand, and the budgets that they become.
@Suite("PyPSA limits") struct PyPSALimitTests {
    private static let generators =
        "name,bus,p_nom,marginal_cost,carrier,efficiency\ng,a,100,20,gas,0.5\nw,a,100,50,wind,1\n"
    private static let carriers = "name,co2_emissions\ngas,0.2\nwind,0\n"

    @Test(
        "Primary energy of either sense",
        arguments: [
            // 0.2 / 0.5 = 0.4 t a MWh: 4 t are 10 MWh of gas.
            ("<=,4", 700.0), ("==,2", 850.0), (">=,6", 400.0),
        ])
    func primaryEnergy(_ limit: (text: String, cost: Double)) throws {
        let model = try PyPSAFixture([
            "generators.csv": Self.generators, "carriers.csv": Self.carriers,
            "global_constraints.csv":
                "name,type,carrier_attribute,sense,constant\nco2,primary_energy,co2_emissions,\(limit.text)\n",
        ]).solved()
        #expect(isNear(model.cost, limit.cost))
    }

    @Test("A cap has a price, under its own name") func price() throws {
        let model = try PyPSAFixture([
            "generators.csv": Self.generators, "carriers.csv": Self.carriers,
            "global_constraints.csv": "name,sense,constant\nCO2 limit,<=,4\n",
        ]).solved()
        let limit = model.limits.first { $0.kind == .budget }
        #expect(limit?.subject == "co2_limit")
        // A tonne more lets 2.5 MWh of gas take the place of wind.
        #expect(isNear(limit?.worthCNYPerUnit ?? 0, 2.5 * 30))
    }

    @Test("What a store of the carrier loses counts, too") func store() throws {
        // A store of gas holds 3 MWh, 0.2 t each: it and 0.4 t a MWh of g may make 2 t.
        let model = try PyPSAFixture([
            "generators.csv": Self.generators, "carriers.csv": Self.carriers,
            "stores.csv": "name,bus,e_nom,e_initial,carrier\ns,a,3,3,gas\n",
            "global_constraints.csv": "name,sense,constant\nco2,<=,2\n",
        ]).solved()
        // The store's 3 MWh for 0.6 t, gas 3.5 MWh for 1.4 t, wind 13.5 MWh.
        let cost: Double = 3.5 * 20.0 + 13.5 * 50.0
        #expect(isNear(model.cost, cost))
    }

    @Test("Output of a carrier") func operational() throws {
        let model = try PyPSAFixture([
            "generators.csv": Self.generators, "carriers.csv": Self.carriers,
            "global_constraints.csv":
                "name,type,carrier_attribute,sense,constant\no,operational_limit,gas,<=,6\n",
        ]).solved()
        let cost: Double = 6.0 * 20.0 + 14.0 * 50.0
        #expect(isNear(model.cost, cost))
    }

    @Test("Capacity of a carrier, at one bus or at all") func technology() throws {
        // A MW of wind costs 1 and saves 40; 6 MW in all, at least 2 of them at b, of no use there.
        let model = try PyPSAFixture([
            "generators.csv":
                "name,bus,p_nom,marginal_cost,carrier,p_nom_extendable,capital_cost\n"
                + "g,a,100,20,gas,False,0\nv,a,0,0,wind,True,1\nw,b,0,0,wind,True,1\n",
            "carriers.csv": Self.carriers,
            "global_constraints.csv": """
            name,type,carrier_attribute,bus,sense,constant
            all,tech_capacity_expansion_limit,wind,,<=,6
            at b,tech_capacity_expansion_limit,wind,b,>=,2

            """,
        ]).solved()
        let cost: Double = 6.0 + 2.0 * 6.0 * 20.0
        #expect(isNear(model.cost, cost))
    }

    @Test(
        "Volume and cost of lines and links",
        arguments: [
            // 2 km a MW: 12 MW·km are 6 MW. Cost 3 a MW: 12 are 4 MW.
            ("transmission_volume_expansion_limit", 6.0), ("transmission_expansion_cost_limit", 4),
        ])
    func transmission(_ limit: (type: String, megawatts: Double)) throws {
        let model = try PyPSAFixture([
            "generators.csv": "name,bus,p_nom,marginal_cost\ng,a,100,20\ncheap,b,50,1\n",
            "links.csv":
                "name,bus0,bus1,p_nom_extendable,capital_cost,length,carrier\nk,b,a,True,3,2,DC\n",
            "global_constraints.csv":
                "name,type,carrier_attribute,sense,constant\nt,\(limit.type),\"AC, DC\",<=,12\n",
        ]).solved()
        let saved = limit.megawatts * (2 * 19 - 3)
        let cost: Double = 400.0 - saved
        #expect(isNear(model.cost, cost))
    }

    @Test("Limits that nothing can meet are named") func infeasible() throws {
        let result = try ScenarioSolver.solve(
            PyPSAFixture([
                "generators.csv": "name,bus,p_nom,marginal_cost,carrier\ng,a,100,20,gas\n",
                "carriers.csv": Self.carriers,
                "global_constraints.csv": "name,sense,constant\nco2,<=,1\n",
            ]).scenario())
        #expect(result.outcome.status == .infeasible)
        let kinds = (result.conflict?.parties ?? []).map { $0.kind }
        #expect(kinds.contains(.budget))
    }
}
