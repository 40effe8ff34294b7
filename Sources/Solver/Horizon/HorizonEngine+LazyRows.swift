// Rows that are written only when a point breaks them, and costs that rise with squares.
//
// Squares are no rows to this engine: the method takes them as they are, and the tangents at its
// point are written afterwards, so that a linear program can be judged (`QuadraticTerm`).
extension HorizonEngine {
    /// Solves after which rows are no longer added.
    private static let mostRounds = 50

    /// Solves the program with the rows that its points break, until a point keeps all.
    mutating func solveAddingRows() -> Answer {
        var answer = solveOnce()
        guard let lazy = request.lazyRows else { return answer }
        for _ in 0..<Self.mostRounds where answer.isFinal {
            guard let point = answer.outcome.point, let objective = answer.outcome.proof.objective
            else { return answer }
            let rows = lazy.missing(point.columns, objective)
            if rows.isEmpty { return answer }
            request.program = answer.outcome.program ?? program
            request.program.append(rows)
            program = request.program
            let (attempts, iterations) = (answer.outcome.attempts, answer.outcome.iterations)
            answer = solveOnce()
            answer.outcome.attempts =
                attempts + [Outcome.Attempt(method: "horizon", ending: "\(rows.count) rows added")]
                + answer.outcome.attempts
            answer.outcome.iterations += iterations
        }
        answer.isFinal = false
        return answer
    }

    /// The program that the method is given.
    var problem: HorizonProblem {
        guard let squares else {
            return HorizonProblem(request.program, watch: watch)
        }
        return HorizonProblem(
            squares.smooth, squares: squares.curvature, watch: watch)
    }

    /// The squares of the program; nil for a linear one.
    var squares: QuadraticProgram? {
        guard let terms = request.lazyRows?.terms, !terms.isEmpty else { return nil }
        return QuadraticProgram(given: request.program, terms: terms)
    }

    /// A point of the method as one of the program, which gets its tangents there.
    mutating func lift(_ point: Point) -> Point {
        guard let squares else { return point }
        let lifted = squares.lifted(point)
        program = lifted.program
        return lifted.point
    }
}
