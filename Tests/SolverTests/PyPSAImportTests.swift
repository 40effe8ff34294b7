import Foundation
import Solver
import Testing

@Suite("PyPSA import") struct PyPSAImportTests {
    private static let shared = ProcessInfo.processInfo.environment["WATTOKEN_SHARED"]
    private static let folder = (shared ?? "") + "/cases/pypsa/ac-dc-meshed"
    private static let isThere = shared != nil && FileManager.default.fileExists(atPath: folder)

    @Test(
        "PyPSA's example of AC, DC and generators under a CO2 limit has PyPSA's objective",
        .enabled(if: isThere, "WATTOKEN_SHARED names no folder with cases/pypsa"))
    func meshed() throws {
        let network = try PyPSAImport(
            files: FileManager.default.contentsOfDirectory(atPath: Self.folder),
            bytes: { name in
                FileManager.default.contents(atPath: Self.folder + "/" + name).map { [UInt8]($0) }
            })
        let model = try SolvedModel(Scenario(network.document))
        // PyPSA 1.4.0 with HiGHS: objective and objective_constant.
        #expect(abs(model.cost + 3_474_256.04055) <= 1e-6 * 3_474_256)
        let existing = model.plan.costs.sum(.existingCapacity)
        #expect(abs(existing + 21_915_277.51828) <= 1e-6 * 21_915_277)
        #expect(!network.omissions.contains { $0.kind == .notCarried })
    }

    /// What a scenario cannot hold: files to change, and how it is named.
    static let lost: [(files: [String: String], name: String)] = [
        (
            ["generators.csv": "name,bus,p_nom,sign\ng,a,100,2\n"], "generators.sign"
        ),
        (
            ["generators.csv": "name,bus,p_nom,maintainable\ng,a,100,True\n"],
            "generators.maintainable"
        ),
        (
            [
                "generators.csv": "name,bus,p_nom,marginal_cost_quadratic\ng,a,100,1\n",
                "generators-marginal_cost_quadratic.csv": "snapshot,g\n0,1\n1,2\n",
            ], "generators.marginal_cost_quadratic"
        ),
        (
            ["generators-ramp_limit_up.csv": "snapshot,g\n0,0.1\n1,0.2\n"],
            "generators.ramp_limit_up"
        ),
        (
            ["generators.csv": "name,bus,p_nom_extendable,p_set\ng,a,True,5\n"],
            "generators.p_set"
        ),
        (
            [
                "generators.csv":
                    "name,bus,p_nom_extendable,committable,p_nom_max\ng,a,True,True,50\n"
            ], "generators.committable"
        ),
        (
            [
                "generators.csv": "name,bus,p_nom,committable,start_up_cost\ng,a,50,True,1\n",
                "generators-start_up_cost.csv": "snapshot,g\n0,1\n1,2\n",
            ], "generators.start_up_cost"
        ),
        (
            ["generators.csv": "name,bus,p_nom,committable,ramp_limit_up\ng,a,50,True,0.5\n"],
            "generators.ramp_limit_up"
        ),
        (["generators-marginal_cost-pw.csv": "x\n"], "generators-marginal_cost-pw.csv"),
        (["links.csv": "name,bus0,bus1,p_nom,delay\nk,a,b,9,2\n"], "links.delay"),
        (
            ["links.csv": "name,bus0,bus1,bus2,p_nom,delay2\nk,a,b,b,9,2\n"], "links.delay2"
        ),
        (["links.csv": "name,bus0,bus1,p_nom,committable\nk,a,b,9,True\n"], "links.committable"),
        (
            ["links.csv": "name,bus0,bus1,p_nom,ramp_limit_up\nk,a,b,9,0.5\n"],
            "links.ramp_limit_up"
        ),
        (
            ["links.csv": "name,bus0,bus1,p_nom,marginal_cost_quadratic\nk,a,b,9,0.5\n"],
            "links.marginal_cost_quadratic"
        ),
        (
            ["stores.csv": "name,bus,e_nom,p_set\ns,a,9,1\n"], "stores.p_set"
        ),
        (
            [
                "stores.csv": "name,bus,e_nom\ns,a,9\n",
                "stores-standing_loss.csv": "snapshot,s\n0,0.1\n1,0.2\n",
            ], "stores.standing_loss"
        ),
        (
            ["storage_units.csv": "name,bus,p_nom,p_dispatch_set\ns,a,9,1\n"],
            "storage_units.p_dispatch_set"
        ),
        (
            [
                "storage_units.csv": "name,bus,p_nom\ns,a,9\n",
                "storage_units-efficiency_store.csv": "snapshot,s\n0,0.9\n1,0.8\n",
            ], "storage_units.efficiency_store"
        ),
        (
            [
                "transformers.csv":
                    "name,bus0,bus1,x,s_nom,phase_shift_min,phase_shift_max\nt,a,b,0.1,9,-5,5\n"
            ], "transformers.phase_shift_min"
        ),
        (
            ["global_constraints.csv": "name,type,sense,constant\nc,of my own,<=,3\n"],
            "global_constraints.type"
        ),
        (["processes.csv": "name,bus0,bus1,p_nom\np,a,b,9\n"], "processes.processes"),
        (["buses.csv": "name,nom_max_wind\na,3\nb,\n"], "buses.nom_max_wind"),
        (
            [
                "snapshots.csv": "snapshot,objective,stores,generators\n0,1,1,1\n1,1,2,1\n",
                "stores.csv": "name,bus,e_nom\ns,a,9\n",
            ], "snapshots.stores"
        ),
    ]

    @Test("What is lost is named by component and attribute", arguments: lost)
    func names(_ entry: (files: [String: String], name: String)) throws {
        let given = try PyPSAFixture(entry.files).notCarried()
        let name = entry.name
        let isNamed = given.contains { $0 == name || $0 == "\(name).\(name)" }
        #expect(isNamed, "\(given)")
    }

    @Test("A plain folder loses nothing, and what does not matter is said apart") func plain()
        throws
    {
        #expect(try PyPSAFixture().network().omissions.isEmpty)
        let network = try PyPSAFixture([
            "buses.csv": "name,x,colour\na,3,red\nb,,\n",
            "generators.csv": "name,bus,p_nom,build_year,mine\ng,a,100,1999,7\n",
        ]).network()
        let harmless = network.omissions.filter { $0.kind == .noEffect }
        #expect(
            harmless.map { "\($0.component).\($0.attribute)" }
                == ["buses.colour", "buses.x", "generators.build_year", "generators.mine"])
        #expect(harmless.count == network.omissions.count)
    }

    @Test("An infinite maximum has a stand-in, and it is said") func infinite() throws {
        let network = try PyPSAFixture([
            "generators.csv": "name,bus,p_nom_extendable,capital_cost\ng,a,True,3\nh,a,True,4\n"
        ]).network()
        #expect(network.omissions.map(\.kind) == [.replaced])
        #expect(network.omissions.first?.names == ["g", "h"])
        #expect(network.omissions.first?.replacement == "1000000")
    }

    /// Broken folders: files, where the fault is, and what it names.
    static let broken: [(files: [String: String], place: String, word: String)] = [
        (["buses.csv": ""], "buses.csv, line 1", "header"),
        (["buses.csv": "name,name\na,a\n"], "buses.csv, line 1", "column name twice"),
        (["buses.csv": "name\na\na\n"], "buses.csv, line 3", "\"a\""),
        (["loads.csv": "name,bus,p_set\nload,a\n"], "loads.csv, line 2", "2 cells"),
        (["loads.csv": "name,bus,p_set\nload,nowhere,1\n"], "loads.csv, line 2", "nowhere"),
        (["loads.csv": "name,bus,p_set\nload,a,much\n"], "loads.csv, line 2", "\"much\""),
        (["loads-p_set.csv": "snapshot,load\n0,1\n"], "loads-p_set.csv, line 2", "1 rows"),
        (["loads-p_set.csv": "snapshot,load\n0,1\n1,x\n"], "loads-p_set.csv, line 3", "\"x\""),
        (["loads-p_set.csv": "snapshot,other\n0,1\n1,2\n"], "loads-p_set.csv, line 1", "other"),
        (
            ["generators.csv": "name,bus,p_nom_extendable\ng,a,maybe\n"],
            "generators.csv, line 2", "maybe"
        ),
        (
            ["generators.csv": "name,bus,p_nom_extendable,p_nom_min,p_nom_max\ng,a,True,9,5\n"],
            "generators.csv, line 2", "from 9.0 to 5.0"
        ),
        (
            ["generators.csv": "name,bus,p_nom,p_set\ng,a,5,7\n"], "generators.csv, line 2",
            "p_set 7.0"
        ),
        (
            ["generators.csv": "name,bus,p_nom_extendable,capital_cost\ng,a,True,-3\n"],
            "generators.csv, line 2", "-3"
        ),
        (
            ["lines.csv": "name,bus0,bus1,type\nl,a,b,none such\n"], "lines.csv, line 2",
            "none such"
        ),
        (
            ["transformers.csv": "name,bus0,bus1,x\nt,a,b,0.1\n"], "transformers.csv, line 2",
            "s_nom 0"
        ),
        (
            ["transformers.csv": "name,bus0,bus1,type,s_nom\nt,a,b,none such,9\n"],
            "transformers.csv, line 2", "none such"
        ),
        (
            ["snapshots.csv": "snapshot,objective\n0,1\n1,-2\n"], "snapshots.csv, line 3", "-2"
        ),
        (["snapshots.csv": "snapshot,objective\n"], "snapshots.csv, line 2", "no snapshot"),
        (
            ["snapshots.csv": "period,timestep,objective\n2030,0,1\n2040,0,1\n"],
            "snapshots.csv, line 1", "several investment periods"
        ),
        (
            ["investment_periods.csv": "period,objective,years\n2030,1,10\n2040,1,10\n"],
            "investment_periods.csv, line 2", "2 investment periods"
        ),
    ]

    @Test("A broken folder is refused by file and line", arguments: broken)
    func faults(_ entry: (files: [String: String], place: String, word: String)) throws {
        let faults = try PyPSAFixture(entry.files).faults()
        let isFound =
            faults.contains { $0.pointer == entry.place && $0.given.contains(entry.word) }
            || faults.contains { $0.pointer == entry.place && $0.allowed.contains(entry.word) }
        #expect(isFound, "\(faults)")
    }

    @Test("Every fault is in the error, and no buses is one of them") func allFaults() throws {
        let empty = try #require(throws: ScenarioError.self) {
            try PyPSAImport(files: [], bytes: { _ in nil })
        }
        #expect(empty.faults.contains { $0.pointer == "buses.csv" && $0.kind == .missing })
        let many = try PyPSAFixture([
            "loads.csv": "name,bus,p_set\nx,a,?\ny,nowhere,1\n",
            "generators.csv": "name,bus,p_nom\ng,b2,z\n",
        ]).faults()
        #expect(many.count == 4)
    }

    @Test("Any name becomes an identifier of its own") func identifiers() throws {
        let scenario = try PyPSAFixture([
            "buses.csv": "name\na\nA\n电\n\"x, y\"\n-\n\(String(repeating: "long", count: 30))\n",
            "loads.csv": "name,bus,p_set\nload,电,10\n",
            "generators.csv": "name,bus,p_nom,marginal_cost\ng,电,100,20\n",
        ]).scenario()
        let ids = scenario.powerGrid?.nodes.map(\.id) ?? []
        #expect(ids.prefix(5) == ["a", "a_2", "x", "x_y", "x_2"])
        #expect(Set(ids).count == 6)
    }
}
