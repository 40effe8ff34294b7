/// A program made ready once: presolved, in standard form, its rows in the order of elimination.
///
/// Bounds of the columns that were kept may be changed and the program solved again, without
/// presolve, scaling or analysis of the pattern being done anew.
struct HorizonProblem: ~Copyable {
    private let presolve: Presolve
    private let reduced: Presolve.Reduced
    /// Place of each column of the program in what is left; −1 where it is gone.
    private let place: [Int32]
    /// The method; nil when nothing is left to solve, or when memory ran out.
    private var method: InteriorPoint?

    /// How a solve ended.
    struct Result {
        let ending: InteriorPoint.Ending
        /// The best point; nil when there is none, or when it lies on the way to a ray.
        var point: Point?
        var iterations = 0

        /// The ending in one sentence.
        var sentence: String {
            let count = "after \(iterations) iterations"
            return switch ending {
            case .converged: "converged \(count)"
            case .looksInfeasible: "seems infeasible \(count)"
            case .looksUnbounded: "seems unbounded \(count)"
            case .stalled(let reason): "gave up \(count): \(reason)"
            case .stopped(let reason): "stopped \(count): \(reason)"
            }
        }
    }

    /// Makes a program ready, whose integers are dropped.
    ///
    /// - Parameters:
    ///   - program: the program.
    ///   - kept: columns whose bounds may be changed later.
    ///   - isRepeated: whether it will be solved again with other bounds, beginning warm.
    init(_ program: LinearProgram, keeping kept: [Int] = [], isRepeated: Bool = true) {
        presolve = Presolve(program, keeping: kept)
        reduced = presolve.reduced
        var place = [Int32](repeating: -1, count: program.columnCount)
        for (index, column) in reduced.columns.enumerated() { place[column] = Int32(index) }
        self.place = place
        guard presolve.finding == nil, !reduced.rows.isEmpty else { return }
        var form = StandardForm(reduced.program)
        guard let order = EliminationOrder(form.matrix, steps: reduced.program.rowSteps)
        else { return }
        form.reorderRows(order.order)
        method = InteriorPoint(form, isRepeated: isRepeated)
    }

    /// Gives kept columns other bounds, within those that the program had.
    mutating func setBounds(columns: [Int], lower: [Double], upper: [Double]) {
        guard var form = method?.form else { return }
        for column in columns where place[column] >= 0 {
            form.setBounds(
                column: Int(place[column]), lower: lower[column], upper: upper[column])
        }
        method?.change(form)
    }

    /// Solves what is left and brings the point back.
    ///
    /// - Parameters:
    ///   - beginning: where the method begins.
    ///   - tolerance: relative residuals and gap to reach.
    ///   - reference: amount that gaps are relative to, from an objective of the program.
    ///   - watch: called at every iteration; returns a reason to stop, or nil.
    mutating func solve(
        _ beginning: InteriorPoint.Beginning = .cold, tolerance: Double = 1e-8,
        reference: (Double) -> Double, watch: (InteriorPoint.State, Double) -> String?
    ) -> Result {
        switch presolve.finding {
        case .infeasible: return Result(ending: .looksInfeasible)
        case .unbounded: return Result(ending: .looksUnbounded)
        case nil: break
        }
        guard !reduced.rows.isEmpty else { return Result(ending: .converged, point: cornerPoint) }
        guard let form = method?.form else {
            return Result(ending: .stalled("there is not enough memory"))
        }
        let gone = presolve.goneObjective
        let unit = form.costUnit * form.amountUnit
        func objective(_ value: Double) -> Double { gone + form.programObjective(value) }
        let ending =
            method?.run(
                beginning, tolerance: tolerance,
                gapUnit: { max(1, abs(reference(objective($0)))) / unit },
                watch: { watch($0, objective($0.primalObjective)) }) ?? .stalled("no method")
        if case .stopped = ending {} else { method?.moveBestOntoRows() }
        var result = Result(ending: ending, iterations: method?.iterations ?? 0)
        guard ending != .looksInfeasible, ending != .looksUnbounded,
            method?.bestMerit ?? .infinity < .infinity, let point = method?.bestPoint
        else { return result }
        result.point = presolve.restored(point, reduced)
        return result
    }

    /// Without rows every column goes where its cost pushes it.
    private var cornerPoint: Point {
        let left = reduced.program
        let columns = left.cost.indices.map { column in
            let (lower, upper) = (left.columnLower[column], left.columnUpper[column])
            return left.cost[column] < 0 || !lower.isFinite ? upper : lower
        }
        return presolve.restored(Point(columns: columns, rowDuals: []), reduced)
    }
}
