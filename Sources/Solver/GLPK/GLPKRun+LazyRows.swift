import CGLPK

// Rows that are added while the points found break them.
extension GLPKRun {
    /// Rounds after which rows are no longer added; each has left the objective nearly as it was.
    private static let mostRounds = 200

    /// Runs the simplex method and adds the rows its point breaks until a point keeps all.
    ///
    /// Each round goes on with the dual simplex from the basis of the last one; the run's program
    /// is the final one.
    mutating func simplexAddingRows(
        _ problem: borrowing GLPKProblem, _ method: GLPKProblem.Method, _ name: String
    ) -> GLPKEnding {
        var ending = simplex(problem, method, name)
        guard let lazy = engine.request.lazyRows else { return ending }
        var isChanged = false
        var rounds = 0
        while ending == .optimal, rounds < Self.mostRounds {
            let rows = lazy.missing(problem.point.columns, problem.objective)
            guard !rows.isEmpty else { break }
            rounds += 1
            engine.request.program.append(rows)
            problem.add(rows)
            isChanged = true
            ending = simplex(problem, .dual, "glpk dual simplex, rows added")
            if case .failed = ending {
                ending = simplex(problem, .primal, "glpk primal simplex, rows added")
            }
        }
        if isChanged { judge = Judge(engine.program) }
        return ending
    }

    /// Branch and cut, again with the rows that its point breaks until a point keeps all.
    mutating func mixedIntegerAddingRows() -> Outcome {
        var outcome = mixedInteger()
        guard let lazy = engine.request.lazyRows else { return outcome }
        for _ in 0..<Self.mostRounds where secondsLeft > 0 {
            guard let point = outcome.point, let objective = outcome.proof.objective else { break }
            let rows = lazy.missing(point.columns, objective)
            guard !rows.isEmpty else { break }
            engine.request.program.append(rows)
            judge = Judge(engine.program)
            outcome = mixedInteger()
        }
        return outcome
    }
}

extension GLPKProblem {
    /// Adds rows at the end; their slacks enter the basis, which stays dual feasible.
    func add(_ rows: [LazyRows.Row]) {
        let first = unsafe glp_add_rows(handle, Int32(rows.count))
        for (offset, row) in rows.enumerated() {
            setBounds(row: Int(first) - 1 + offset, lower: row.lower, upper: row.upper)
            let index = [Int32(0)] + row.columns.map { Int32($0 + 1) }
            let value = [0] + row.values
            unsafe glp_set_mat_row(
                handle, first + Int32(offset), Int32(row.columns.count), index, value)
        }
    }
}
