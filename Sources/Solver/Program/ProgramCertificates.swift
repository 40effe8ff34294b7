/// Proves that a program has no feasible point, or that its cost has no bound.
///
/// Both proofs are programs of their own, solved and judged like any other, so that no engine's
/// word is taken. Infeasible: the elastic program's safe bound is positive. Unbounded: there is a
/// feasible point, and a ray r of the recession cone with c·r < 0.
struct ProgramCertificates {
    private let program: LinearProgram
    /// The engine that solves the second programs.
    private let solve: (LinearProgram) -> Outcome?

    /// How long a proof may take after a claim that took so many seconds.
    static func mostSeconds(after seconds: Double) -> Double { max(20, 5 * seconds) }

    init(_ program: LinearProgram, solve: @escaping (LinearProgram) -> Outcome?) {
        self.program = program
        self.solve = solve
    }

    /// True when every point violates the limits by more than the judge's tolerance.
    var provesInfeasible: Bool {
        let elastic = ElasticProgram(
            program.relaxed, relaxing: (0..<program.rowCount).map { .row($0) })
        guard let bound = solve(elastic.program)?.proof.bound else { return false }
        return bound > Judge.primalTolerance
    }

    /// True when a feasible point and a ray of falling cost exist.
    var provesUnbounded: Bool {
        guard isFeasible else { return false }
        let ray = recession
        guard let outcome = solve(ray), outcome.status == .optimal,
            let objective = outcome.proof.objective
        else { return false }
        return objective < -Judge.primalTolerance * max(1, ray.cost.reduce(0) { max($0, abs($1)) })
    }

    private var isFeasible: Bool {
        var feasibility = program.relaxed
        feasibility.cost = [Double](repeating: 0, count: program.columnCount)
        return solve(feasibility)?.status == .optimal
    }

    /// min c·r over the recession cone, cut off at |r| ≤ 1.
    private var recession: LinearProgram {
        LinearProgram(
            cost: program.cost,
            columnLower: program.columnLower.map { $0.isFinite ? 0 : -1 },
            columnUpper: program.columnUpper.map { $0.isFinite ? 0 : 1 },
            rowLower: program.rowLower.map { $0.isFinite ? 0 : -.infinity },
            rowUpper: program.rowUpper.map { $0.isFinite ? 0 : .infinity },
            matrix: program.matrix)
    }
}
