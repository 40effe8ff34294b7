// Whole points without a tree: from the caller's start, and by a dive from the relaxation.
extension GLPKRun {
    /// The best whole point that the judge accepted.
    struct Incumbent {
        let columns: [Double]
        let objective: Double
        /// An optimal basis of the program with integers fixed; nil when not known.
        let basis: GLPKBasis?
    }

    /// Share of the time left that a dive may take.
    private static let diveShare = 0.6
    /// How many conflicts a dive mends before it gives up.
    private static let mostConflicts = 500
    /// A value nearer than this to a whole number counts as whole.
    static let wholeTolerance = 1e-6

    /// Takes a point as the incumbent if the judge accepts it and it is better.
    @discardableResult
    mutating func take(_ columns: [Double], basis: GLPKBasis?) -> Bool {
        guard columns.allSatisfy(\.isFinite),
            judge.primalResidual(columns) <= Judge.primalTolerance
        else { return false }
        let objective = judge.objective(columns)
        if let known = incumbent, known.objective <= objective { return true }
        incumbent = Incumbent(columns: columns, objective: objective, basis: basis)
        return true
    }

    /// Takes the caller's point as it is, if it is complete.
    mutating func takeStart() {
        guard let start = engine.settings.start else { return }
        guard start.count == engine.program.columnCount else {
            return note("start", "ignored: it has \(start.count) values")
        }
        if take(start, basis: nil) { note("start", "accepted as it is") }
    }

    /// Fixes integers step by step, solving what is left after each, until all are whole.
    ///
    /// A step fixes the quarter of the fractional integers that is nearest to a whole number. If
    /// that leaves no feasible point, the row of the simplex tableau that proves it names the fixed
    /// integers whose move would mend it: they are freed, and rounded that way from then on.
    mutating func dive(_ problem: borrowing GLPKProblem, _ whole: LinearProgram, root: GLPKBasis) {
        phaseEnd = seconds + Self.diveShare * secondsLeft
        tryStart(problem, whole, root: root)
        let found = isStopped ? false : descend(problem, whole)
        note("glpk dive", found ? "found a whole point" : "found no whole point")
        free(problem, whole, whole.integerColumns)
        phaseEnd = .infinity
    }

    /// Takes the caller's integers, if they leave a feasible point.
    private mutating func tryStart(
        _ problem: borrowing GLPKProblem, _ whole: LinearProgram, root: GLPKBasis
    ) {
        guard let start = engine.settings.start, start.count == whole.columnCount else { return }
        let ok = fixAll(problem, whole, start, "glpk start")
        note("start", ok ? "accepted" : "ignored: its integers leave no feasible point")
        free(problem, whole, whole.integerColumns)
        problem.basis = root
        _ = simplex(problem, .dual, "glpk relaxation again")
    }

    /// From an optimal basis to a whole point; false if there is none at the end.
    private mutating func descend(
        _ problem: borrowing GLPKProblem, _ whole: LinearProgram
    ) -> Bool {
        var isFixed = [Bool](repeating: false, count: whole.columnCount)
        var goesUp: [Int: Bool] = [:]
        var conflicts = 0
        while !isStopped {
            let columns = problem.columns
            let order = whole.integerColumns.filter {
                !isFixed[$0] && !Self.isWhole(columns[$0])
            }.sorted { (Self.distance(columns[$0]), $0) < (Self.distance(columns[$1]), $1) }
            if order.isEmpty { return fixAll(problem, whole, columns, "glpk dive") }
            for column in order.prefix((order.count + 3) / 4) {
                let value = columns[column]
                let target = goesUp[column].map { value.rounded($0 ? .up : .down) }
                let end = target ?? value.rounded()
                problem.setBounds(column: column, lower: end, upper: end)
                isFixed[column] = true
            }
            var ending = simplex(problem, .dual, "glpk dive", isQuiet: true)
            while ending == .infeasible, conflicts < Self.mostConflicts {
                let blocking = problem.blocking { isFixed[$0] }.filter { move in
                    let end = problem.columnValue(move.column)
                    return move.isUp
                        ? end < whole.columnUpper[move.column]
                        : end > whole.columnLower[move.column]
                }
                if blocking.isEmpty { return false }
                for move in blocking {
                    isFixed[move.column] = false
                    goesUp[move.column] = move.isUp
                }
                free(problem, whole, blocking.map(\.column))
                conflicts += 1
                ending = simplex(problem, .dual, "glpk dive", isQuiet: true)
            }
            guard ending == .optimal else { return false }
        }
        return false
    }

    /// Fixes all integers at rounded values and takes the best point that is left.
    private mutating func fixAll(
        _ problem: borrowing GLPKProblem, _ whole: LinearProgram, _ columns: [Double],
        _ name: String
    ) -> Bool {
        for column in whole.integerColumns {
            let value = columns[column].rounded()
            guard value >= whole.columnLower[column], value <= whole.columnUpper[column] else {
                return false
            }
            problem.setBounds(column: column, lower: value, upper: value)
        }
        let before = seconds
        defer { slowestFixing = max(slowestFixing, seconds - before) }
        var ending = simplex(problem, .dual, name, isQuiet: true)
        if case .failed = ending { ending = simplex(problem, .primal, name) }
        guard ending == .optimal else { return false }
        return take(problem.wholeColumns(whole.integerColumns), basis: problem.basis)
    }

    private func free(
        _ problem: borrowing GLPKProblem, _ whole: LinearProgram, _ columns: [Int]
    ) {
        for column in columns {
            problem.setBounds(
                column: column, lower: whole.columnLower[column],
                upper: whole.columnUpper[column])
        }
    }

    private static func distance(_ value: Double) -> Double { abs(value - value.rounded()) }

    private static func isWhole(_ value: Double) -> Bool { distance(value) <= wholeTolerance }
}
