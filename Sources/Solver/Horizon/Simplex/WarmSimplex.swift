/// Solves a program from the basis of one like it: the same with other numbers.
///
/// What does not fit any more is repaired by a few steps of the simplex method (`SimplexRun`). Where
/// they would be many, or lead nowhere, the next engine begins from nothing and says why.
struct WarmSimplex {
    private let request: SolveRequest
    private let watch: HorizonWatch
    private var run: SimplexRun

    static let method = "horizon warm simplex"

    /// Entries that may be looked at, for each of the program's: about a quarter of what an answer
    /// from nothing takes.
    private static let effort = 100
    /// The same for a basis that others will begin from.
    private static let vertexEffort = 3000

    /// Takes over a basis of the same shape; nil where it has another.
    init?(_ request: SolveRequest, _ basis: ProgramBasis, watch: HorizonWatch) {
        let program = request.program
        guard basis.columns.count == program.columnCount, basis.rows.count == program.rowCount
        else { return nil }
        let form = SimplexForm(program, watch)
        var heading: [Int32] = []
        var value = [Double](repeating: 0, count: form.count)
        for (variable, state) in (basis.columns + basis.rows).enumerated() {
            if state == .basic { heading.append(Int32(variable)) }
            let (lower, upper) = (form.lower[variable], form.upper[variable])
            let first = state == .upper ? upper : lower
            value[variable] = [first, lower, upper].first(where: \.isFinite) ?? 0
        }
        self.init(request, CrossoverBasis(form, heading: heading, value: value), Self.effort, watch)
    }

    /// Goes on from a vertex near the optimum.
    init(_ request: SolveRequest, vertex: CrossoverBasis, watch: HorizonWatch) {
        self.init(request, vertex, Self.vertexEffort, watch)
    }

    private init(
        _ request: SolveRequest, _ basis: CrossoverBasis, _ effort: Int, _ watch: HorizonWatch
    ) {
        (self.request, self.watch) = (request, watch)
        run = SimplexRun(basis, effort: effort, watch: watch)
    }

    /// Repairs a basis that was optimal before; nil, with the reason, where that leads to no proof.
    mutating func solve() -> (outcome: Outcome?, ending: String) {
        let violations = run.violationsAtFirst()
        guard violations <= run.mostViolations else {
            return (nil, "too much has changed: \(violations) violations")
        }
        return finish()
    }

    /// Goes to the best vertex by both costs; nil, with the reason, where that leads to no proof.
    mutating func finish() -> (outcome: Outcome?, ending: String) {
        switch run.run() {
        case .done: break
        case .looksInfeasible: return (nil, "seems infeasible after \(run.steps) steps")
        case .looksUnbounded: return (nil, "seems unbounded after \(run.steps) steps")
        case .gaveUp: return (nil, "gave up after \(run.steps) steps")
        }
        if let tieBreak = request.tieBreak { _ = run.run(second: tieBreak()) }
        var point = run.point(of: request.program)
        point.columns = request.program.snapped(point.columns)
        let judge = Judge(request.program)
        let proof = judge.judge(
            point, reference: request.reference(judge.objective(point.columns)))
        guard proof.status == .optimal else { return (nil, "the judge refused the point") }
        let ending = "optimal after \(run.steps) steps"
        var outcome = Outcome(
            proof: proof, point: point, engine: HorizonEngine.name, iterations: run.steps,
            seconds: watch.seconds,
            attempts: [Outcome.Attempt(method: Self.method, ending: ending)])
        if request.wantsBasis { outcome.basis = run.basis.states }
        return (outcome, ending)
    }
}

extension SimplexRun {
    /// The vertex, with the duals of the program's own costs.
    fileprivate mutating func point(of program: LinearProgram) -> Point {
        if !basis.factor.isFresh { basis.refactorise() }
        basis.computeBasics()
        let factor = basis.form.factor
        let duals = basis.duals()
        return Point(
            columns: (0..<program.columnCount).map { basis.value[$0] * factor[$0] },
            rowDuals: duals.indices.map { duals[$0] / factor[program.columnCount + $0] })
    }
}

extension CrossoverBasis {
    /// Where every variable stands.
    fileprivate var states: ProgramBasis {
        let states = (0..<form.count).map { variable -> ProgramBasis.State in
            if position[variable] >= 0 { return .basic }
            let (lower, upper) = (form.lower[variable], form.upper[variable])
            return lower < upper && value[variable] == upper ? .upper : .lower
        }
        return ProgramBasis(
            columns: Array(states[..<form.ownCount]), rows: Array(states[form.ownCount...]))
    }
}
