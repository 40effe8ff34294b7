/// The relaxation of a program with integers, solved again and again with other bounds.
///
/// Made once: presolve, scaling, order of elimination and the pattern of the factor stay for every
/// solve, so that a solve costs its iterations only. For bounds of a search, diving, and
/// relax-and-fix:
///
///     var relaxation = HorizonRelaxation(program)
///     let root = relaxation.solve(lower: program.columnLower, upper: program.columnUpper)
///     lower[j] = 1; upper[j] = 1                       // fix, or tighten, integer columns
///     let next = relaxation.solve(lower: lower, upper: upper)
///
/// Only the columns named at the start may get other bounds, and only within those that the program
/// has: reductions rest on them. Answers lie in the interior of the optimal face (no vertex).
package struct HorizonRelaxation: ~Copyable {
    /// What one solve says.
    package struct Answer: Sendable {
        /// The judge's finding for the relaxation with these bounds.
        ///
        /// `optimal` and `bound` are proven; `infeasible` and `unbounded` never stand here.
        package let proof: Proof
        /// The point: columns and duals; nil when there is none.
        package let point: Point?
        /// What the method thinks but does not prove: infeasible, unbounded, or nil.
        ///
        /// A dive may act on it, a bound may not.
        package let claim: SolveStatus?
        /// Iterations of the method.
        package let iterations: Int
        /// How the method ended, in one sentence.
        package let ending: String
    }

    private var relaxed: LinearProgram
    private let changing: [Int]
    private var problem: HorizonProblem
    private var hasSolved = false

    /// Makes a program ready.
    ///
    /// - Parameters:
    ///   - program: the program; checked as for every engine.
    ///   - changing: columns that may get other bounds; the integer columns unless told.
    package init(_ program: LinearProgram, changing: [Int]? = nil) throws(SolverError) {
        try program.check()
        relaxed = program.relaxed
        self.changing = changing ?? program.integerColumns
        problem = HorizonProblem(relaxed, keeping: self.changing)
    }

    /// Solves with these bounds of the columns, which must lie within those of the program.
    ///
    /// - Parameters:
    ///   - lower: lower bound of every column.
    ///   - upper: upper bound of every column.
    ///   - settings: time limit, iteration limit and progress.
    ///   - isWarm: whether to begin near an early point of the solve before. It saves iterations
    ///     where little has changed; where it leads nowhere the solve begins again, cold.
    ///   - tolerance: relative residuals and gap to reach; the bound is as good as that.
    ///   - reference: amount that gaps are relative to, from an objective.
    package mutating func solve(
        lower: [Double], upper: [Double], settings: SolveSettings = SolveSettings(),
        isWarm: Bool = true, tolerance: Double = 1e-8, reference: (Double) -> Double = { $0 }
    ) -> Answer {
        let watch = HorizonWatch(settings)
        (relaxed.columnLower, relaxed.columnUpper) = (lower, upper)
        problem.setBounds(columns: changing, lower: lower, upper: upper)
        var result = problem.solve(
            isWarm && hasSolved ? .warm : .cold, tolerance: tolerance, reference: reference,
            watch: watch)
        if isWarm, hasSolved, case .stalled = result.ending {
            let wasted = result.iterations
            result = problem.solve(tolerance: tolerance, reference: reference, watch: watch)
            result.iterations += wasted
        }
        if result.ending == .converged { hasSolved = true }
        var proof = Proof(status: .limit)
        if let point = result.point {
            let judge = Judge(relaxed)
            proof = judge.judge(point, reference: reference(judge.objective(point.columns)))
        }
        let claim: SolveStatus? =
            switch result.ending {
            case .looksInfeasible: .infeasible
            case .looksUnbounded: .unbounded
            default: nil
            }
        return Answer(
            proof: proof, point: result.point, claim: claim, iterations: result.iterations,
            ending: result.sentence)
    }
}
