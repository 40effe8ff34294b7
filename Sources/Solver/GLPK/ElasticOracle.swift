/// Tells from the elastic form whether limits conflict, warm from one choice to the next.
///
/// A limit left out is one that may be broken for nothing. The columns stay feasible then, so the
/// primal simplex goes on from where it was. Both answers are checked by the judge: a conflict by
/// a positive safe bound, the absence of one by a feasible point without violations.
struct ElasticOracle: ConflictOracle, ~Copyable {
    private let violations: [ElasticProgram.Violation]
    private let weights: [Double]
    private var program: LinearProgram
    private let problem: GLPKProblem
    private let start = ContinuousClock.now
    private let seconds: Double
    private var hasBasis = false

    /// Prepares an elastic program whose integers have been dropped.
    @available(*, noasync, message: "a GLPK problem must live and die on one thread")
    init(_ elastic: ElasticProgram, seconds: Double) throws(SolverError) {
        try elastic.program.check()
        program = elastic.program
        violations = elastic.violations
        weights = violations.map { elastic.program.cost[$0.column] }
        problem = GLPKProblem(program)
        self.seconds = seconds
        problem.scale()
        problem.startBasis(program)
    }

    mutating func verdict(_ kept: [Bool]) -> ConflictVerdict {
        for (index, violation) in violations.enumerated() {
            let cost = kept[index] ? weights[index] : 0
            guard program.cost[violation.column] != cost else { continue }
            program.cost[violation.column] = cost
            problem.setCost(column: violation.column, cost)
        }
        guard isSolved() else { return .unknown }
        let point = problem.point
        let judge = Judge(program)
        if judge.objective(point.columns) <= Judge.primalTolerance {
            return judge.primalResidual(point.columns) <= Judge.primalTolerance
                ? .feasible : .unknown
        }
        // Columns whose bounds are left out are free: their bound holds within the judge's range.
        func isPositive(_ bound: Double?) -> Bool { (bound ?? 0) > Judge.primalTolerance }
        guard
            isPositive(judge.safeBound(point.rowDuals))
                || isPositive(judge.judge(point, acceptsRange: true).bound)
        else { return .unknown }
        return .conflict(parties: parties(point.rowDuals).filter { kept[$0] })
    }

    var secondsLeft: Double { seconds - (ContinuousClock.now - start) / .seconds(1) }

    private mutating func isSolved() -> Bool {
        let methods: [GLPKProblem.Method] = hasBasis ? [.primal, .dual] : [.dual, .primal]
        for method in methods {
            let left = secondsLeft
            guard left > 0 else { return false }
            let ending = problem.simplex(
                method, milliseconds: Int32(min(left * 1000, 1e9).rounded(.up)),
                iterations: Int32.max)
            if ending == .optimal {
                hasBasis = true
                return true
            }
        }
        return false
    }

    /// Limits whose row has a dual that pulls at them: they alone prove the bound.
    private func parties(_ duals: [Double]) -> [Int] {
        violations.indices.filter { index in
            let violation = violations[index]
            let entry = program.matrix.entries(ofColumn: violation.column).lowerBound
            let dual = duals[Int(program.matrix.rowIndex[entry])]
            let least = 1e-9 * weights[index]
            return violation.isAbove ? dual < -least : dual > least
        }
    }
}
