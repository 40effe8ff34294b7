// What follows an optimal basis: duals that prove a bound, and one plan picked among equals.
extension GLPKRun {
    /// The same columns with duals that prove a bound, from slightly shifted costs.
    mutating func withShiftedDuals(
        _ problem: borrowing GLPKProblem, _ point: Point
    ) -> (proof: Proof, point: Point)? {
        let program = engine.program
        let shift = CostShift(program)
        guard !shift.signs.isEmpty else { return nil }
        defer {
            for item in shift.signs {
                problem.setCost(column: item.column, program.cost[item.column])
            }
        }
        for (size, tolerance) in CostShift.trials {
            for item in shift.signs {
                let cost = program.cost[item.column]
                let unit = max(1 / problem.scale(column: item.column), abs(cost))
                problem.setCost(column: item.column, cost + item.sign * size * unit)
            }
            let ending = simplex(
                problem, .primal, "glpk shifted costs", tolerance: tolerance)
            if isStopped { return nil }
            guard ending == .optimal else { continue }
            let shifted = Point(columns: point.columns, rowDuals: problem.point.rowDuals)
            let proof = judged(shifted)
            if proof.status == .optimal { return (proof, shifted) }
        }
        return nil
    }

    /// Breaks ties if asked, and returns the outcome with the first stage's duals.
    mutating func finish(
        _ problem: borrowing GLPKProblem, _ proof: Proof, _ point: Point
    ) -> Outcome {
        sensitivity = sensitivity(problem, point)
        guard let tieBreak = engine.request.tieBreak, secondsLeft > 0 else {
            return outcome(proof, point)
        }
        restrictToOptimalFace(problem, point, tieBreak())
        // On a degenerate face the primal simplex can cycle: nobody waits for a tie-break.
        let size = engine.program.rowCount + engine.program.columnCount
        let ending = simplex(
            problem, .primal, "glpk second stage", iterationLimit: iterations + 1000 + 2 * size)
        guard ending == .optimal else { return outcome(proof, point) }
        let chosen = Point(columns: problem.point.columns, rowDuals: point.rowDuals)
        let second = judged(chosen, acceptsRange: proof.boundRange != nil)
        return second.status == .optimal ? outcome(second, chosen) : outcome(proof, point)
    }

    /// Asks the basis what was to be asked of it.
    private func sensitivity(
        _ problem: borrowing GLPKProblem, _ point: Point
    ) -> Sensitivity? {
        guard let questions = engine.request.questions, secondsLeft > 0,
            let ranges = BasisRanges(engine.program, problem)
        else { return nil }
        return ranges.answer(questions(engine.program, point), problem)
    }

    /// Fixes what complementary slackness fixes, and puts the second costs in place.
    ///
    /// With optimal duals, every point whose columns with a reduced cost and rows with a dual
    /// stay at their bounds is optimal too, and the same duals prove it.
    func restrictToOptimalFace(
        _ problem: borrowing GLPKProblem, _ point: Point, _ costs: [Double]
    ) {
        let program = engine.program
        let reduced = judge.reducedCosts(point.rowDuals)
        for column in 0..<program.columnCount {
            if abs(reduced[column]) > 1e-7 * max(1, abs(program.cost[column])) {
                let value = point.columns[column]
                problem.setBounds(column: column, lower: value, upper: value)
            }
            problem.setCost(column: column, costs[column])
        }
        for (row, dual) in point.rowDuals.enumerated() where abs(dual) > 1e-7 {
            let end = dual > 0 ? program.rowLower[row] : program.rowUpper[row]
            if end.isFinite { problem.setBounds(row: row, lower: end, upper: end) }
        }
        problem.setOffset(0)
    }
}
