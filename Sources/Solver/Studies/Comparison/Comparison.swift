/// Two scenarios solved side by side: what changed in the input, in the plan, in cost, and why.
public struct Comparison: Sendable {
    /// A scenario with the document it was read from.
    public struct Side: Sendable {
        /// The document, columns of CSV files written out (`JSON.withColumns`).
        public let document: JSON
        /// The scenario.
        public let scenario: Scenario

        /// Creates a side.
        public init(document: JSON, scenario: Scenario) {
            self.document = document
            self.scenario = scenario
        }
    }

    /// Differences of the documents.
    public let changes: [DocumentChange]
    /// The first scenario's result.
    public let before: ScenarioSolver.Result
    /// The second scenario's result.
    public let after: ScenarioSolver.Result
    /// Figures of the plans that differ; empty unless both have a plan.
    public let figures: [FigureChange]
    /// All lines of cost; empty unless both have a plan.
    public let costs: [CostChange]
    /// Where the difference of the objective comes from; nil unless both have a plan and
    /// something changed.
    public let attribution: CostAttribution?

    /// Objective of the second less that of the first, CNY; nil unless both have a plan.
    public var objectiveChange: Double? {
        guard let before = before.plan, let after = after.plan else { return nil }
        return after.costs.totalCNY - before.costs.totalCNY
    }

    /// Solves both and compares them.
    ///
    /// The time limit of the settings is that of the whole comparison: the first solve may take
    /// two fifths of it, the second two thirds of what is left, and tracing the difference back
    /// the rest.
    public init(
        _ before: Side, _ after: Side, settings: SolveSettings = SolveSettings()
    ) throws(SolverError) {
        changes = DocumentChange.all(from: before.document, to: after.document)
        var time = TimeLeft(settings)
        let old = try ScenarioSolver.solve(before.scenario, settings: time.settings(share: 0.4))
        time.spend(old.outcome.seconds)
        let new =
            changes.isEmpty
            ? old
            : try ScenarioSolver.solve(after.scenario, settings: time.settings(share: 2.0 / 3))
        if !changes.isEmpty { time.spend(new.outcome.seconds) }
        self.before = old
        self.after = new
        guard let oldPlan = old.plan, let newPlan = new.plan else {
            (figures, costs, attribution) = ([], [], nil)
            return
        }
        figures = FigureChange.all(oldPlan, newPlan)
        costs = CostChange.all(oldPlan, newPlan)
        attribution =
            changes.isEmpty
            ? nil
            : try CostAttribution(
                AttributionTask(
                    before: before, after: after, changes: changes, formulation: old.formulation,
                    solved: old, target: new, time: time))
    }
}
