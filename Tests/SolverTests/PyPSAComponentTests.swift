import Solver
import Testing

/// One component of PyPSA at a time, solved by hand: 10 MW of load for two hours, 20 a MWh.
@Suite("PyPSA components") struct PyPSAComponentTests {
    @Test("A load and a generator") func plain() throws {
        // 2 h · 10 MW · 20
        #expect(isNear(try PyPSAFixture().solved().cost, 400))
    }

    @Test("A generator of sign -1 takes power and earns what it would cost") func sign() throws {
        // It may take 5 MW and is paid 30 a MWh taken: 15 MW at 20 less 5 MW at 30, two hours.
        let model = try PyPSAFixture([
            "generators.csv":
                "name,bus,p_nom,marginal_cost,sign\ng,a,100,20,1\nsink,a,5,-30,-1\n"
        ]).solved()
        let cost: Double = 2.0 * (15.0 * 20.0 - 5.0 * 30.0)
        #expect(isNear(model.cost, cost))
    }

    @Test("Loads of either sign add up; what is switched off does not count") func loads() throws {
        let model = try PyPSAFixture([
            "loads.csv":
                "name,bus,p_set,sign,active\nl,a,10,-1,True\nk,a,4,1,True\nm,a,900,-1,False\n"
        ]).solved()
        let cost: Double = 2.0 * 6.0 * 20.0
        #expect(isNear(model.cost, cost))
    }

    @Test("Series replace the static value; gaps are what they are without the file")
    func series() throws {
        // Hour 0: 4 of 10 MW at 1; hour 1: all 10 MW, since an empty cell means 1.
        let model = try PyPSAFixture([
            "generators.csv": "name,bus,p_nom,marginal_cost\ng,a,100,20\nw,a,10,1\n",
            "generators-p_max_pu.csv":
                "snapshot,w\n2015-01-01 00:00:00,0.4\n2015-01-01 01:00:00,\n",
        ]).solved()
        let cost: Double = 4.0 + 6.0 * 20.0 + 10.0
        #expect(isNear(model.cost, cost))
    }

    @Test("A set point holds where it is given") func setPoint() throws {
        // Hour 1: 6 MW at 90 are fixed.
        let model = try PyPSAFixture([
            "generators.csv": "name,bus,p_nom,marginal_cost\ng,a,100,20\nf,a,10,90\n",
            "generators-p_set.csv": "snapshot,f\n0,\n1,6\n",
        ]).solved()
        let cost: Double = 10.0 * 20.0 + 6.0 * 90.0 + 4.0 * 20.0
        #expect(isNear(model.cost, cost))
    }

    @Test("Ramps are by snapshot, whatever its length") func ramp() throws {
        // g makes 40 in hour 0 (load 40) and may fall by 10 %: 30 stay, 20 go nowhere but to the
        // sink that costs 5 a MWh.
        let model = try PyPSAFixture([
            "snapshots.csv": "snapshot,objective,stores,generators\n0,3,3,3\n1,3,3,3\n",
            "loads-p_set.csv": "snapshot,load\n0,40\n1,10\n",
            "generators.csv":
                "name,bus,p_nom,marginal_cost,sign,ramp_limit_down\ng,a,100,20,1,0.1\nsink,a,50,5,-1,\n",
        ]).solved()
        let cost: Double = 3.0 * (40.0 * 20.0 + 30.0 * 20.0 + 20.0 * 5.0)
        #expect(isNear(model.cost, cost))
    }

    @Test("The objective is net of what exists, as PyPSA counts") func constant() throws {
        // Wind of 12 MW stands, at least 4 are kept, a MW costs 30: 10 MW are the cheapest
        // (30 < 2 h · 20), so 10·30, less the constant 12·30.
        let model = try PyPSAFixture([
            "generators.csv":
                "name,bus,p_nom,marginal_cost,p_nom_extendable,p_nom_min,capital_cost\n"
                + "g,a,100,20,False,0,0\nw,a,12,0,True,4,30\n"
        ]).solved()
        let cost: Double = 10.0 * 30.0 - 12.0 * 30.0
        #expect(isNear(model.cost, cost))
        #expect(isNear(model.plan.costs.sum(.existingCapacity), -360))
        #expect(isNear(model.plan.costs.sum(.standingCapacity), 120))
        #expect(isNear(model.plan.costs.sum(.investment), 180))
    }

    @Test("The whole capacity comes in modules, the minimum with it") func modules() throws {
        // Modules of 3 MW, at least 4 MW: 6 or 9 MW; 9·30 + 1·40 < 12·30.
        let model = try PyPSAFixture([
            "generators.csv":
                "name,bus,p_nom,marginal_cost,p_nom_extendable,p_nom_min,p_nom_mod,capital_cost\n"
                + "g,a,100,20,False,0,0,0\nw,a,0,0,True,4,3,30\n"
        ]).solved()
        let cost: Double = 9.0 * 30.0 + 2.0 * 20.0
        #expect(isNear(model.cost, cost))
    }

    @Test("An overnight cost is spread over the lifetime, for the horizon's share of a year")
    func overnight() throws {
        // 876000 a MW, no interest, 10 years: 87600 a year, 2 of 8760 hours: 20, and 5 of upkeep.
        let model = try PyPSAFixture([
            "generators.csv":
                "name,bus,p_nom,marginal_cost,p_nom_extendable,overnight_cost,discount_rate,lifetime,fom_cost\n"
                + "g,a,100,20,False,,,inf,0\nw,a,0,0,True,876000,0,10,5\n"
        ]).solved()
        let cost: Double = 10.0 * 25.0
        #expect(isNear(model.cost, cost))
    }

    @Test("A committed unit pays its start and its minimum") func commitment() throws {
        // Off before; 8 MW at least, 5 a MWh: start 50 + 2·(10·5) against 400.
        let model = try PyPSAFixture([
            "generators.csv":
                "name,bus,p_nom,marginal_cost,committable,p_min_pu,start_up_cost,down_time_before\n"
                + "g,a,100,20,False,0,0,0\nc,a,16,5,True,0.5,50,1\n"
        ]).solved()
        let cost: Double = 50.0 + 100.0
        #expect(isNear(model.cost, cost))
    }

    @Test("Energy sums bound a generator") func energySum() throws {
        // 1 a MWh for at most 5 MWh, in hours that count twice in limits: 2.5 MW·h.
        let model = try PyPSAFixture([
            "snapshots.csv": "snapshot,objective,stores,generators\n0,1,1,2\n1,1,1,2\n",
            "generators.csv": "name,bus,p_nom,marginal_cost,e_sum_max\ng,a,100,20,inf\nh,a,9,1,5\n",
        ]).solved()
        let cost: Double = 2.5 + 17.5 * 20.0
        #expect(isNear(model.cost, cost))
    }

    @Test("A link loses, costs and feeds further buses") func link() throws {
        // b: 1 a MWh. 4 MW leave b, 3.2 arrive at a, 0.4 at c, whose load is 0.4: else 100.
        let model = try PyPSAFixture([
            "buses.csv": "name\na\nb\nc\n",
            "loads.csv": "name,bus,p_set\nload,a,10\nheat,c,0.4\n",
            "generators.csv":
                "name,bus,p_nom,marginal_cost\ng,a,100,20\ncheap,b,50,1\nboiler,c,9,100\n",
            "links.csv":
                "name,bus0,bus1,bus2,p_nom,efficiency,efficiency2,marginal_cost\nk,b,a,c,4,0.8,0.1,2\n",
        ]).solved()
        let cost: Double = 2.0 * (4.0 * (1.0 + 2.0) + 6.8 * 20.0)
        #expect(isNear(model.cost, cost))
    }

    @Test("A storage unit charges, holds and leaks") func storageUnit() throws {
        // Prices 20 and 100. 10 MW in keep 0.9·10 = 9, a tenth leaks, 0.5 comes out: 4.05 MWh.
        let model = try PyPSAFixture([
            "generators-marginal_cost.csv": "snapshot,g\n0,20\n1,100\n",
            "storage_units.csv":
                "name,bus,p_nom,max_hours,efficiency_store,efficiency_dispatch,standing_loss\n"
                + "s,a,10,1,0.9,0.5,0.1\n",
        ]).solved()
        let cost: Double = 20.0 * 20.0 + (10.0 - 4.05) * 100.0
        #expect(isNear(model.cost, cost))
    }

    @Test("Inflow fills, and what is too much is spilled") func inflow() throws {
        // 8 MW flow in each hour and 3 MW can come out; spilling costs 1.
        let model = try PyPSAFixture([
            "storage_units.csv":
                "name,bus,p_nom,max_hours,inflow,spill_cost,p_min_pu\ns,a,3,1,8,1,0\n"
        ]).solved()
        // Energy capacity 3 MWh: in 16, out 6, kept 3, spilled 7.
        let cost: Double = 2.0 * 7.0 * 20.0 + 7.0
        #expect(isNear(model.cost, cost))
    }

    @Test("A level that is set is met") func setLevel() throws {
        // 6 MWh at the end of hour 0, all out in hour 1: 16 and 4 MW.
        let model = try PyPSAFixture([
            "generators-marginal_cost.csv": "snapshot,g\n0,20\n1,10\n",
            "storage_units.csv": "name,bus,p_nom,max_hours\ns,a,10,1\n",
            "storage_units-state_of_charge_set.csv": "snapshot,s\n0,6\n1,\n",
        ]).solved()
        let cost: Double = 16.0 * 20.0 + 4.0 * 10.0
        #expect(isNear(model.cost, cost))
    }

    @Test("A store cycles, and its price is on what comes out less what goes in")
    func store() throws {
        // Prices 20 and 100: 5 MWh move over, for 5·3 out less 5·3 in. Cyclic: back where it was.
        let model = try PyPSAFixture([
            "generators-marginal_cost.csv": "snapshot,g\n0,20\n1,100\n",
            "stores.csv": "name,bus,e_nom,e_cyclic,marginal_cost\ns,a,5,True,3\n",
        ]).solved()
        let cost: Double = 15.0 * 20.0 + 5.0 * 100.0
        #expect(isNear(model.cost, cost))
    }

    @Test("What is there at the start leaks from the second hour on") func initialLevel() throws {
        // 4 MWh at once in hour 0, none lost: as PyPSA counts.
        let model = try PyPSAFixture([
            "stores.csv": "name,bus,e_nom,e_initial,standing_loss\ns,a,5,4,0.5\n"
        ]).solved()
        let cost: Double = 16.0 * 20.0
        #expect(isNear(model.cost, cost))
    }

    @Test("Lines share flow by reactance and bind") func lines() throws {
        // 10 MW from b at 1 a MWh over two ways: x = 1 alone, x = 1 + 1 by c. 2 : 1, and 4 MW on the
        // first let 6 MW through.
        let model = try PyPSAFixture([
            "buses.csv": "name,v_nom\na,100\nb,100\nc,100\n",
            "generators.csv": "name,bus,p_nom,marginal_cost\ng,a,100,20\ncheap,b,50,1\n",
            "lines.csv":
                "name,bus0,bus1,x,s_nom\nba,b,a,1,8\nbc,b,c,1,99\nca,c,a,1,99\n",
            "lines-s_max_pu.csv": "snapshot,ba\n0,0.5\n1,1\n",
        ]).solved()
        let cost: Double = 6.0 * 1.0 + 4.0 * 20.0 + 10.0
        #expect(isNear(model.cost, cost))
    }

    @Test("A transformer counts on its own rating, with its tap and its shift")
    func transformer() throws {
        // Line x = 1 Ω at 100 kV: 1e-4 p.u. of 1 MVA; transformer 0.01 / 50 · tap 0.5 = 1e-4. They
        // share evenly but for the shift: 1e-4·f + φ = 1e-4·l with φ = 2e-4 rad: l = f + 2.
        let degrees = 2e-4 * 180 / Double.pi
        let model = try PyPSAFixture([
            "buses.csv": "name,v_nom\na,100\nb,100\n",
            "generators.csv": "name,bus,p_nom,marginal_cost\ng,a,100,20\ncheap,b,50,1\n",
            "lines.csv": "name,bus0,bus1,x,s_nom\nl,b,a,1,5\n",
            "transformers.csv":
                "name,bus0,bus1,x,s_nom,tap_ratio,phase_shift\nt,b,a,0.01,50,0.5,\(degrees)\n",
        ]).solved()
        // 5 on the line, 3 on the transformer.
        let cost: Double = 2.0 * (8.0 + 2.0 * 20.0)
        #expect(isNear(model.cost, cost))
    }

    @Test("Types give lines and transformers their impedance") func types() throws {
        // Two lines of one type share by length: 1 : 3.
        let type = "Al/St 240/40 4-bundle 380.0"
        let model = try PyPSAFixture([
            "buses.csv": "name,v_nom\na,380\nb,380\n",
            "generators.csv": "name,bus,p_nom,marginal_cost\ng,a,100,20\ncheap,b,50,1\n",
            "lines.csv":
                "name,bus0,bus1,type,length,s_nom\ns,b,a,\(type),10,3\nl,b,a,\(type),30,9\n",
        ]).solved()
        let cost: Double = 2.0 * (4.0 + 6.0 * 20.0)
        #expect(isNear(model.cost, cost))
    }

    @Test("Lines between buses of direct current share by resistance") func directCurrent() throws {
        // r 1 : 3, whatever x says: 3 MW and 1 MW.
        let model = try PyPSAFixture([
            "buses.csv": "name,v_nom,carrier\na,100,DC\nb,100,DC\n",
            "generators.csv": "name,bus,p_nom,marginal_cost\ng,a,100,20\ncheap,b,50,1\n",
            "lines.csv": "name,bus0,bus1,r,x,s_nom\ns,b,a,1,9,3\nl,b,a,3,1,9\n",
        ]).solved()
        let cost: Double = 2.0 * (4.0 + 6.0 * 20.0)
        #expect(isNear(model.cost, cost))
    }

    @Test("Steps count as often and last as long as their weights say") func weights() throws {
        // 5·200 + 7·200; the store moves 4 MW·3 h = 12 MWh of its 12.
        let fixture = PyPSAFixture([
            "snapshots.csv": "snapshot,objective,stores,generators\n0,5,3,1\n1,7,3,1\n"
        ])
        #expect(isNear(try fixture.solved().cost, 2400))
        let stored = try PyPSAFixture([
            "snapshots.csv": "snapshot,objective,stores,generators\n0,5,3,1\n1,7,3,1\n",
            "stores.csv": "name,bus,e_nom,e_cyclic\ns,a,12,True\n",
        ]).solved()
        let cost: Double = 5.0 * 14.0 * 20.0 + 7.0 * 6.0 * 20.0
        #expect(isNear(stored.cost, cost))
    }
}
