import CHorizon

/// A program made ready once: presolved, in standard form, its rows in the order of elimination.
struct HorizonProblem: ~Copyable {
    private let postsolve: Postsolve
    private let finding: Presolve.Finding?
    /// Value of each column that is left when there are no rows.
    private var corner: [Double] = []
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
    ///   - squares: q of columns whose cost has q·x² as well.
    ///   - watch: may stop it; a solve then says so.
    init(
        _ program: LinearProgram, squares: [(column: Int, value: Double)] = [],
        watch: HorizonWatch
    ) {
        let left: LinearProgram
        let kept = squares.map(\.column)
        (left, postsolve, finding) = Self.presolved(program, keeping: kept, watch)
        var place: [Int32] = []
        if !kept.isEmpty {
            place = [Int32](repeating: -1, count: program.columnCount)
            for (index, column) in postsolve.columns.enumerated() {
                place[Int(column)] = Int32(index)
            }
        }
        let squares = squares.map { (column: Int(place[$0.column]), value: $0.value) }
        guard left.rowCount > 0 else {
            corner = Self.corner(left, squares)
            return
        }
        guard finding == nil, var form = Self.form(left, watch) else { return }
        form.addSquares(squares)
        var method: InteriorPoint? = InteriorPoint(form, watch: watch)
        if watch.reason != nil { method = nil }
        self.method = method
    }

    /// From so many columns on, memory that was given back before a solve is worth asking back for.
    private static let manyColumns = 1_000_000

    /// What is left of a program, and the way back; presolve itself is as large as the program.
    private static func presolved(
        _ program: LinearProgram, keeping kept: [Int], _ watch: HorizonWatch
    ) -> (LinearProgram, Postsolve, Presolve.Finding?) {
        let presolve = Presolve(program, keeping: kept, watch: watch)
        let reduced = presolve.reduced
        return (reduced.program, Postsolve(presolve, reduced), presolve.finding)
    }

    /// The standard form in the order of elimination; nil when there is no memory.
    private static func form(
        _ program: LinearProgram, _ watch: HorizonWatch
    ) -> StandardForm? {
        var form = StandardForm(program, watch: watch)
        guard watch.reason == nil,
            let order = EliminationOrder(form.matrix, steps: program.rowSteps, watch: watch)
        else { return nil }
        form.reorderRows(order.order)
        return form
    }

    /// Solves what is left and brings the point back.
    ///
    /// - Parameters:
    ///   - beginning: where the method begins.
    ///   - tolerance: relative residuals and gap to reach.
    ///   - reference: amount that gaps are relative to, from an objective of the program.
    ///   - watch: told of every iteration, and may stop it.
    mutating func solve(
        _ beginning: InteriorPoint.Beginning = .cold, tolerance: Double = 1e-8,
        reference: (Double) -> Double, watch: HorizonWatch
    ) -> Result {
        if let reason = watch.reason { return Result(ending: .stopped(reason)) }
        switch finding {
        case .infeasible: return Result(ending: .looksInfeasible)
        case .unbounded: return Result(ending: .looksUnbounded)
        case nil: break
        }
        guard !postsolve.rows.isEmpty else {
            return Result(
                ending: .converged,
                point: postsolve.restored(Point(columns: corner, rowDuals: [])))
        }
        guard let form = method?.form else {
            return Result(ending: .stalled("there is not enough memory"))
        }
        if form.columnCount > Self.manyColumns { memory_return() }
        let gone = postsolve.goneObjective
        let unit = form.costUnit * form.amountUnit
        func objective(_ value: Double) -> Double { gone + form.programObjective(value) }
        let ending =
            method?.run(
                beginning, tolerance: tolerance,
                gapUnit: { max(1, abs(reference(objective($0)))) / unit },
                watch: watch, objective: { objective($0) }) ?? .stalled("no method")
        if case .stopped = ending {} else { method?.moveBestOntoRows() }
        method?.rest()
        var result = Result(ending: ending, iterations: method?.iterations ?? 0)
        guard ending != .looksInfeasible, ending != .looksUnbounded,
            method?.bestMerit ?? .infinity < .infinity, let point = method?.bestPoint
        else { return result }
        result.point = postsolve.restored(point)
        return result
    }

    /// Gives back all memory but that of the way back; nothing can be solved any more.
    mutating func forget() { method = nil }

    /// Without rows every column goes where its cost pushes it, or to the bottom of its square.
    private static func corner(
        _ left: LinearProgram, _ squares: [(column: Int, value: Double)]
    ) -> [Double] {
        var corner = left.cost.indices.map { column in
            let (lower, upper) = (left.columnLower[column], left.columnUpper[column])
            return left.cost[column] < 0 || !lower.isFinite ? upper : lower
        }
        for (column, value) in squares where value > 0 {
            corner[column] = min(
                max(-left.cost[column] / (2 * value), left.columnLower[column]),
                left.columnUpper[column])
        }
        return corner
    }
}
