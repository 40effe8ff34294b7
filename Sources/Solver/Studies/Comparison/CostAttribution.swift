/// Where the difference of two objectives comes from, by the nouns that changed.
public struct CostAttribution: Sendable, Equatable {
    /// How it was found.
    public enum Method: String, Sendable, CaseIterable {
        /// The changes were made one after the other, each solved anew: exact for this order;
        /// another order can divide the same sum differently.
        case sequential
        /// Each change alone, priced with the duals of the first plan; what this linear view does
        /// not explain is the remainder.
        case firstOrder = "first_order"
    }

    /// What one or several nouns contribute.
    public struct Step: Sendable, Equatable {
        /// The nouns, such as `sites/west/connection`; several where no plan lies between them.
        public let nouns: [String]
        /// Their contribution, CNY; nil when it cannot be priced by duals.
        public let changeCNY: Double?
    }

    /// How it was found.
    public let method: Method
    /// The contributions, in the order in which the changes were made.
    public let steps: [Step]
    /// The difference that the steps do not explain, CNY.
    public let remainderCNY: Double

    /// More nouns than this are not solved one after the other.
    static let mostSolves = 12
    /// Nor are they when that would take longer than this, judged by the two solves made.
    static let mostSeconds = 120.0

    init(_ task: AttributionTask) throws(SolverError) {
        let nouns = task.nouns
        guard !nouns.isEmpty else {
            (method, steps, remainderCNY) = (.sequential, [], task.difference)
            return
        }
        let seconds = max(task.solved.outcome.seconds, task.target.outcome.seconds)
        let isCheap =
            seconds * Double(nouns.count - 1) <= min(Self.mostSeconds, task.time.seconds)
        if nouns.count == 1 || (nouns.count <= Self.mostSolves && isCheap) {
            method = .sequential
            steps = try task.sequential()
        } else {
            method = .firstOrder
            steps = task.firstOrder()
        }
        remainderCNY = task.difference - steps.reduce(0) { $0 + ($1.changeCNY ?? 0) }
    }
}

/// What it takes to trace a difference back.
struct AttributionTask {
    let before: Comparison.Side
    let after: Comparison.Side
    let changes: [DocumentChange]
    let formulation: Formulation
    let solved: ScenarioSolver.Result
    let target: ScenarioSolver.Result
    let time: TimeLeft

    /// Nouns that changed, in the order of the document; words that nobody computes with do not.
    var nouns: [[String]] {
        var seen: Set<[String]> = [["name"], ["note"]]
        return changes.map(\.noun).filter { seen.insert($0).inserted }
    }

    var difference: Double { objective(target) - objective(solved) }

    private func objective(_ result: ScenarioSolver.Result) -> Double {
        result.plan?.costs.totalCNY ?? 0
    }

    private func made(_ noun: [String], in document: JSON) -> JSON {
        document.setting(noun[...], to: after.document.value(at: noun[...]))
    }

    /// One noun after the other; where there is no valid scenario, no plan yet or no time left, the
    /// next noun joins in.
    func sequential() throws(SolverError) -> [CostAttribution.Step] {
        var time = time
        var steps: [CostAttribution.Step] = []
        var document = before.document
        var cost = objective(solved)
        var waiting: [String] = []
        for (index, noun) in nouns.enumerated() {
            waiting.append(noun.joined(separator: "/"))
            document = made(noun, in: document)
            let result: ScenarioSolver.Result?
            if index == nouns.count - 1 {
                result = target
            } else if time.seconds > 0, let scenario = try? Scenario(document) {
                let solved = try ScenarioSolver.solve(
                    scenario, settings: time.settings(share: 1))
                time.spend(solved.outcome.seconds)
                result = solved
            } else {
                result = nil
            }
            guard let plan = result?.plan else { continue }
            steps.append(
                CostAttribution.Step(nouns: waiting, changeCNY: plan.costs.totalCNY - cost))
            cost = plan.costs.totalCNY
            waiting = []
        }
        return steps
    }

    /// Each noun alone: the Lagrangian of the changed program at the first plan and its duals.
    func firstOrder() -> [CostAttribution.Step] {
        nouns.map { noun in
            let names = [noun.joined(separator: "/")]
            guard let scenario = try? Scenario(made(noun, in: before.document)),
                let point = solved.outcome.point
            else { return CostAttribution.Step(nouns: names, changeCNY: nil) }
            let change = formulation.program.lagrangianChange(
                to: formulation.rewritten(for: scenario).program, at: point)
            return CostAttribution.Step(nouns: names, changeCNY: change)
        }
    }
}

extension LinearProgram {
    /// First-order change of the optimum when the data become those of another program.
    ///
    ///     Δc·x + Σ_i y_i (Δbound_i − Δa_i·x) + Σ_j d_j Δbound_j + Δoffset
    ///
    /// with y and d at the bounds they pull at; nil when the two do not have the same shape.
    package func lagrangianChange(to other: LinearProgram, at point: Point) -> Double? {
        guard other.columnCount == columnCount, other.rowCount == rowCount,
            point.rowDuals.count == rowCount
        else { return nil }
        var sum = CompensatedSum(other.offset - offset)
        let reduced = reducedCosts(point.rowDuals)
        for column in 0..<columnCount {
            let value = point.columns[column]
            sum.add(other.cost[column] - cost[column], times: value)
            for entry in matrix.entries(ofColumn: column) {
                sum.add(
                    matrix.value[entry] * point.rowDuals[Int(matrix.rowIndex[entry])], times: value)
            }
            for entry in other.matrix.entries(ofColumn: column) {
                let dual = point.rowDuals[Int(other.matrix.rowIndex[entry])]
                sum.add(-other.matrix.value[entry] * dual, times: value)
            }
            let change =
                reduced[column] > 0
                ? other.columnLower[column] - columnLower[column]
                : other.columnUpper[column] - columnUpper[column]
            if change.isFinite { sum.add(reduced[column], times: change) }
        }
        for (row, dual) in point.rowDuals.enumerated() where dual != 0 {
            let change =
                dual > 0
                ? other.rowLower[row] - rowLower[row] : other.rowUpper[row] - rowUpper[row]
            if change.isFinite { sum.add(dual, times: change) }
        }
        return sum.value
    }
}
