import Solver

/// The parts of a solved scenario as documents of their own, by the same code as the plan
/// document: their numbers are the same.
package enum AnswerParts {
    /// Names of the parts, in the order of the plan.
    package enum Name: String, Sendable, CaseIterable {
        case summary, plan, routing, prices, chain, carbon, labels, explain
    }

    /// Every part but the summary; without a plan there is only the explanation.
    static func all(
        _ result: ScenarioSolver.Result, _ scenario: Scenario, _ numerics: NumericsDocument
    ) -> [(name: Name, json: JSON)] {
        let explain = (Name.explain, ExplainDocument.json(result, scenario, numerics))
        guard let plan = result.plan else { return [explain] }
        return [
            (.plan, PlanDocument.json(result, scenario)),
            (.routing, part("routing", PlanDocument.routing(plan), scenario)),
            (.prices, part("prices", PriceDocument.json(plan), scenario)),
            (.chain, part("chain", ChainDocument.json(plan), scenario)),
            (.carbon, part("carbon", PlanDocument.carbon(plan), scenario)),
            (.labels, LabelDocument.json(plan)),
            explain,
        ]
    }

    /// A member of the plan document behind a head of its own.
    private static func part(_ name: String, _ json: JSON, _ scenario: Scenario) -> JSON {
        JSON.object([JSON.Member(name, json)]).headed("wattoken-\(name)/1", scenario)
    }
}
