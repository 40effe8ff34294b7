import Testing

import Solver

/// Small grids with round numbers: base 100 MVA, so that x = 0.1 is 0.001 rad per MW.
struct GridFixture {
    var model = "matpower"
    var steps = 1
    var nodes = ["a", "b", "c"]
    var load: [String: String] = [:]
    var supplies: [String] = []
    var lines: [String] = []
    var others = ""
    var maintenance: [String] = []
    /// Further members of the scenario, each begun with a comma.
    var rest = ""

    /// Three nodes in a ring of x = 0.1 each; 90 MW at c, 10 CNY/MWh at a, 40 at b.
    static func triangle(_ model: String = "matpower") -> GridFixture {
        GridFixture(
            model: model, load: ["c": "90"],
            supplies: [supply("cheap", "a", 10), supply("dear", "b", 40)],
            lines: [line("ab", "a", "b"), line("bc", "b", "c"), line("ac", "a", "c")])
    }

    static func supply(
        _ id: String, _ node: String, _ price: Double, _ most: Double = 200, _ more: String = ""
    ) -> String {
        """
        {"id": "\(id)", "node": "\(node)", "capacity_mw": \(most),
         "price_cny_per_mwh": \(price)\(more)}
        """
    }

    static func line(
        _ id: String, _ from: String, _ to: String, _ more: String = "", x: Double = 0.1
    ) -> String {
        """
        {"id": "\(id)", "from": "\(from)", "to": "\(to)", "reactance_pu": \(x)\(more)}
        """
    }

    var grid: String {
        let nodes = nodes.map { "{\"id\": \"\($0)\", \"load_mw\": \(load[$0] ?? "0")}" }
        return """
            {"dc_model": "\(model)", "nodes": [\(nodes.joined(separator: ","))],
             "supplies": [\(supplies.joined(separator: ","))],
             "lines": [\(lines.joined(separator: ","))]\(others)}
            """
    }

    var text: String {
        """
        {"format": "wattoken-scenario/1", "start": "2026-03-02T00:00:00+08:00",
         "step_minutes": 60, "steps": \(steps), "grid": \(grid),
         "maintenance": [\(maintenance.joined(separator: ","))]\(rest)}
        """
    }

    func scenario() throws -> Scenario { try Scenario(json: Array(text.utf8)) }

    func result(_ form: GridFlow.Form? = nil) throws -> ScenarioSolver.Result {
        try ScenarioSolver.solve(Formulation(scenario(), gridForm: form))
    }

    /// Solves with an engine.
    func result(_ engine: SolveSettings.Engine) throws -> ScenarioSolver.Result {
        var settings = SolveSettings()
        settings.engine = engine
        return try ScenarioSolver.solve(Formulation(scenario()), settings: settings)
    }

    /// An optimal plan, whose cost lines add up to the objective.
    func plan(_ form: GridFlow.Form? = nil) throws -> Plan {
        let result = try result(form)
        #expect(result.outcome.status == .optimal)
        let plan = try #require(result.plan)
        let objective = result.outcome.proof.objective ?? .nan
        #expect(abs(plan.costs.totalCNY - objective) <= 1e-9 * max(1, abs(objective)))
        return plan
    }
}

extension Plan {
    /// Flow of an AC line by its name.
    func flow(_ id: String, _ step: Int = 0) -> Double {
        schedule.lines.first { $0.line.id == id }?.flowMW[step] ?? .nan
    }

    /// Price at a node by its number.
    func nodePrice(_ node: Int, _ step: Int = 0) -> Double {
        prices.grid?.nodes[node].priceCNYPerMWh[step] ?? .nan
    }
}
