import Solver
import Testing

/// A PyPSA folder of two hours, written down.
///
/// Bus `a` has a load of 10 MW and a generator `g` of 100 MW at 20 a MWh, bus `b` has nothing.
/// Files are replaced or added by name.
struct PyPSAFixture {
    private(set) var files: [String: String] = [
        "buses.csv": "name\na\nb\n",
        "snapshots.csv":
            "snapshot,objective,stores,generators\n2015-01-01 00:00:00,1,1,1\n2015-01-01 01:00:00,1,1,1\n",
        "loads.csv": "name,bus,p_set\nload,a,10\n",
        "generators.csv": "name,bus,p_nom,marginal_cost\ng,a,100,20\n",
    ]

    init(_ changes: [String: String] = [:]) {
        files.merge(changes) { $1 }
    }

    func network() throws -> PyPSAImport {
        let files = self.files
        return try PyPSAImport(
            files: files.keys.sorted(), bytes: { name in files[name].map { Array($0.utf8) } })
    }

    func scenario() throws -> Scenario { try Scenario(network().document) }

    /// The proven optimum of the scenario, whose cost lines must add up to it.
    func solved() throws -> SolvedModel {
        let model = try SolvedModel(scenario())
        let total = model.plan.costs.totalCNY
        #expect(isNear(total, model.outcome.proof.objective ?? .nan))
        return model
    }

    /// What is left out although it matters, as `component.attribute`.
    func notCarried() throws -> [String] {
        try network().omissions.filter { $0.kind == .notCarried }.map {
            "\($0.component).\($0.attribute)"
        }
    }

    /// The faults of a folder that has some.
    func faults() throws -> [Fault] {
        var faults: [Fault] = []
        do { _ = try network() } catch let error as ScenarioError { faults = error.faults }
        return faults
    }
}
