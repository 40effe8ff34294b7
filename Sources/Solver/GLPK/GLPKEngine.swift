import CGLPK

/// Solves programs with GLPK: a ladder of methods, each answer judged before it is believed.
///
/// The rungs for an LP: dual simplex with the long-step ratio test; on failure the basis is
/// factorised anew and the primal simplex goes on; then primal simplex without scaling from the
/// standard basis. An answer leaves only with the judge's proof. A claim of infeasibility or
/// unboundedness is proven by a second program (see `Certificates`).
struct GLPKEngine {
    let program: LinearProgram
    let settings: SolveSettings
    /// Amount that gaps are relative to, from an objective; identity when nil.
    let reference: @Sendable (Double) -> Double
    /// Costs of a second stage that picks one among the optimal points; nil for none.
    let tieBreak: [Double]?
    /// Whether claims of infeasibility are proven by a second program; off inside that program.
    let certifies: Bool

    init(
        _ program: LinearProgram, settings: SolveSettings = SolveSettings(),
        reference: @escaping @Sendable (Double) -> Double = { $0 }, tieBreak: [Double]? = nil,
        certifies: Bool = true
    ) {
        self.program = program
        self.settings = settings
        self.reference = reference
        self.tieBreak = tieBreak
        self.certifies = certifies
    }

    static let name = "glpk"
    /// GLPK numbers rows, columns and nonzeros with 32-bit integers from one.
    private static let largestIndex = 500_000_000
    /// Length of a slice between two looks at progress and interrupts.
    private static let sliceMilliseconds: Int32 = 250

    /// Checks all that would make GLPK abort or answer nonsense.
    static func check(_ program: LinearProgram) throws(SolverError) {
        guard
            max(program.columnCount, program.rowCount, program.matrix.nonzeroCount)
                <= largestIndex
        else {
            throw .tooLarge(
                columns: program.columnCount, rows: program.rowCount,
                nonzeros: program.matrix.nonzeroCount)
        }
        for column in 0..<program.columnCount {
            let isGood =
                program.cost[column].isFinite && !program.columnLower[column].isNaN
                && !program.columnUpper[column].isNaN
                && program.matrix.entries(ofColumn: column).allSatisfy {
                    program.matrix.value[$0].isFinite
                }
            if !isGood { throw .notFinite(place: program.names.columnName(column)) }
        }
        for row in 0..<program.rowCount
        where program.rowLower[row].isNaN || program.rowUpper[row].isNaN {
            throw .notFinite(place: program.names.rowName(row))
        }
    }

    /// Runs the ladder; everything of GLPK begins and ends inside this call.
    func solve() throws(SolverError) -> Outcome {
        try Self.check(program)
        var run = Run(engine: self)
        if let crossed = run.crossedBounds() { return crossed }
        return program.isMixedInteger ? run.mixedInteger() : run.linear()
    }

    /// One solve in progress.
    struct Run {
        let engine: GLPKEngine
        let judge: Judge
        private let start = ContinuousClock.now
        private var attempts: [Outcome.Attempt] = []
        private var iterations = 0
        private var isInterrupted = false

        init(engine: GLPKEngine) {
            self.engine = engine
            judge = Judge(engine.program)
        }

        private static let gapReached = GLPKEnding.feasible(
            reason: GLPKEnding.reason(GLP_EMIPGAP) ?? "")
        private static let timeLimit = GLPKEnding.reason(GLP_ETMLIM) ?? ""

        private var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }
        private var secondsLeft: Double { engine.settings.timeLimitSeconds - seconds }

        /// A bound pair the wrong way round is infeasible by itself; GLPK would call it an error.
        func crossedBounds() -> Outcome? {
            let program = engine.program
            let isCrossed =
                zip(program.columnLower, program.columnUpper).contains { $0 > $1 }
                || zip(program.rowLower, program.rowUpper).contains { $0 > $1 }
                || program.integerColumns.contains { column in
                    program.columnLower[column].rounded(.up)
                        > program.columnUpper[column].rounded(.down)
                }
            guard isCrossed else { return nil }
            return outcome(Proof(status: .infeasible), nil)
        }

        private func outcome(_ proof: Proof, _ point: Point?) -> Outcome {
            Outcome(
                proof: proof, point: point, engine: GLPKEngine.name, iterations: iterations,
                seconds: seconds, attempts: attempts)
        }

        // MARK: Linear programs

        mutating func linear() -> Outcome {
            guard secondsLeft > 0 else {
                note("glpk", "not started: the time limit was reached")
                return outcome(Proof(status: .limit), nil)
            }
            let problem = GLPKProblem(engine.program)
            var best: (proof: Proof, point: Point)?
            for rung in Rung.allCases {
                rung.prepare(problem)
                let ending = simplex(problem, rung.method, "glpk " + rung.rawValue)
                switch ending {
                case .optimal, .feasible:
                    let point = problem.point
                    let proof = judged(point)
                    if proof.status == .optimal {
                        return finish(problem, proof, point)
                    }
                    if ending == .optimal, proof.status == .feasible {
                        if let better = withShiftedDuals(problem, point) {
                            return finish(problem, better.proof, better.point)
                        }
                        let within = judged(point, acceptsRange: true)
                        if within.status == .optimal { return finish(problem, within, point) }
                    }
                    if proof.status == .feasible { best = (proof, point) }
                    note("judge", proof.status == .feasible ? "not optimal" : "refused the point")
                case .infeasible, .unbounded:
                    if let proven = certified(ending) { return proven }
                    note("judge", "could not verify the claim")
                case .stopped, .failed: break
                }
                if isInterrupted || secondsLeft <= 0 || isOutOfIterations { break }
            }
            return outcome(best?.proof ?? Proof(status: .limit), best?.point)
        }

        private var isOutOfIterations: Bool { iterations >= engine.settings.iterationLimit }

        private func judged(_ point: Point, acceptsRange: Bool = false) -> Proof {
            judge.judge(
                point, reference: engine.reference(judge.objective(point.columns)),
                acceptsRange: acceptsRange)
        }

        private mutating func note(_ method: String, _ ending: String) {
            attempts.append(Outcome.Attempt(method: method, ending: ending))
        }

        /// Runs one simplex method to its end in slices, so that it can be watched and stopped.
        private mutating func simplex(
            _ problem: borrowing GLPKProblem, _ method: GLPKProblem.Method, _ name: String,
            tolerance: Double = 1e-9, iterationLimit: Int = .max
        ) -> GLPKEnding {
            let before = iterations - problem.iterations
            let most = min(engine.settings.iterationLimit, iterationLimit)
            var ending = GLPKEnding.stopped(reason: "the time limit was reached")
            while secondsLeft > 0, iterations < most {
                let slice = min(Double(GLPKEngine.sliceMilliseconds), max(1, secondsLeft * 1000))
                let left = min(most - iterations, Int(Int32.max))
                ending = problem.simplex(
                    method, milliseconds: Int32(slice.rounded(.up)), iterations: Int32(left),
                    tolerance: tolerance)
                let done = before + problem.iterations
                let isStuck = done == iterations
                iterations = done
                guard case .stopped(Self.timeLimit) = ending.asStopped else { break }
                let goesOn = engine.settings.progress(
                    SolveProgress(
                        method: name, iterations: iterations, objective: problem.objective,
                        infeasibility: problem.isPrimalFeasible ? 0 : .infinity,
                        seconds: seconds))
                guard goesOn else {
                    isInterrupted = true
                    ending = .stopped(reason: "interrupted")
                    break
                }
                // A slice too short for even one iteration would never end.
                if isStuck, slice >= Double(GLPKEngine.sliceMilliseconds) {
                    ending = problem.simplex(
                        method, milliseconds: Int32(min(secondsLeft * 1000, 1e9)),
                        iterations: Int32(left), tolerance: tolerance)
                    iterations = before + problem.iterations
                    break
                }
            }
            note(name, ending.sentence)
            return ending
        }

        /// The same columns with duals that prove a bound, from slightly shifted costs.
        private mutating func withShiftedDuals(
            _ problem: borrowing GLPKProblem, _ point: Point
        ) -> (proof: Proof, point: Point)? {
            let program = engine.program
            let shift = CostShift(program)
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
                if isInterrupted || secondsLeft <= 0 || isOutOfIterations { return nil }
                guard ending == .optimal else { continue }
                let shifted = Point(columns: point.columns, rowDuals: problem.point.rowDuals)
                let proof = judged(shifted)
                if proof.status == .optimal { return (proof, shifted) }
            }
            return nil
        }

        /// Breaks ties if asked, and returns the outcome with the first stage's duals.
        private mutating func finish(
            _ problem: borrowing GLPKProblem, _ proof: Proof, _ point: Point
        ) -> Outcome {
            guard let tieBreak = engine.tieBreak, secondsLeft > 0 else {
                return outcome(proof, point)
            }
            restrictToOptimalFace(problem, point, tieBreak)
            // On a degenerate face the primal simplex can cycle: nobody waits for a tie-break.
            let size = engine.program.rowCount + engine.program.columnCount
            let ending = simplex(
                problem, .primal, "glpk second stage", iterationLimit: iterations + 1000 + 2 * size)
            guard ending == .optimal else { return outcome(proof, point) }
            let chosen = Point(columns: problem.point.columns, rowDuals: point.rowDuals)
            let second = judged(chosen, acceptsRange: proof.boundRange != nil)
            return second.status == .optimal ? outcome(second, chosen) : outcome(proof, point)
        }

        /// Fixes what complementary slackness fixes, and puts the second costs in place.
        ///
        /// With optimal duals, every point whose columns with a reduced cost and rows with a dual
        /// stay at their bounds is optimal too, and the same duals prove it.
        private func restrictToOptimalFace(
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

        /// Proves a claim of infeasibility or unboundedness, or returns nil.
        private func certified(_ claim: GLPKEnding) -> Outcome? {
            guard engine.certifies else { return nil }
            let certificates = ProgramCertificates(
                engine.program, timeLimitSeconds: max(1, min(secondsLeft, 600)))
            switch claim {
            case .infeasible:
                return certificates.provesInfeasible
                    ? outcome(Proof(status: .infeasible), nil) : nil
            case .unbounded:
                return certificates.provesUnbounded
                    ? outcome(Proof(status: .unbounded), nil) : nil
            default: return nil
            }
        }

        // MARK: Mixed-integer programs

        mutating func mixedInteger() -> Outcome {
            let rounded = engine.program.withIntegralBounds
            let problem = GLPKProblem(rounded)
            problem.scale()
            problem.standardBasis()
            var root = simplex(problem, .dual, "glpk root relaxation")
            if case .failed = root { root = simplex(problem, .primal, "glpk root relaxation") }
            guard root == .optimal else {
                if root == .infeasible || root == .unbounded {
                    let relaxed = GLPKEngine(rounded.relaxed, settings: engine.settings)
                    if let result = try? relaxed.solve(),
                        [.infeasible, .unbounded].contains(result.status)
                    {
                        let status =
                            result.status == .unbounded ? unboundedStatus(rounded) : result.status
                        return outcome(Proof(status: status), nil)
                    }
                }
                return outcome(Proof(status: .limit), nil)
            }
            let rootBound = judge(rootOf: problem)
            let watch = MixedIntegerWatch { [engine, start] in
                engine.settings.progress(
                    SolveProgress(
                        method: "glpk branch and cut", iterations: 0, objective: .nan,
                        infeasibility: 0, seconds: (ContinuousClock.now - start) / .seconds(1)))
            }
            let ending = problem.branchAndCut(
                milliseconds: Int32(max(1, min(secondsLeft * 1000, 2e9))),
                relativeGap: engine.settings.relativeGap, watch: watch)
            note("glpk branch and cut", ending.sentence)
            switch ending {
            case .infeasible: return outcome(Proof(status: .infeasible), nil)
            case .optimal, .feasible:
                let point = problem.integerPoint(engine.program.integerColumns)
                let objective = judge.objective(point.columns)
                // A search that ran to its end proves its incumbent up to what it may prune.
                var bound = max(watch.bound, rootBound ?? -.infinity)
                if ending == .optimal {
                    bound = objective - GLPKProblem.pruningTolerance * max(1, abs(objective))
                } else if ending == Self.gapReached {
                    bound = max(bound, objective - engine.settings.relativeGap * abs(objective))
                }
                let proof = judge.judge(
                    point, treeBound: bound.isFinite ? min(bound, objective) : rootBound,
                    gapTolerance: engine.settings.relativeGap,
                    reference: engine.reference(objective))
                return outcome(proof, proof.status == .limit ? nil : point)
            case .unbounded, .stopped, .failed:
                return outcome(Proof(status: .limit, bound: rootBound), nil)
            }
        }

        /// With a relaxation without bound, the integers decide: any integer point proves it.
        private func unboundedStatus(_ program: LinearProgram) -> SolveStatus {
            var feasibility = program
            feasibility.cost = [Double](repeating: 0, count: program.columnCount)
            let found = try? GLPKEngine(feasibility, settings: engine.settings).solve().status
            switch found {
            case .optimal, .feasible: return .unbounded
            case .infeasible: return .infeasible
            case .unbounded, .limit, nil: return .limit
            }
        }

        private func judge(rootOf problem: borrowing GLPKProblem) -> Double? {
            Judge(engine.program.relaxed).safeBound(problem.point.rowDuals)
        }
    }

    /// The rungs of the ladder for linear programs.
    private enum Rung: String, CaseIterable {
        case dual = "dual simplex"
        case primalFromThere = "primal simplex from the same basis"
        case primalUnscaled = "primal simplex, unscaled"

        var method: GLPKProblem.Method { self == .dual ? .dual : .primal }

        func prepare(_ problem: borrowing GLPKProblem) {
            switch self {
            case .dual:
                problem.scale()
                problem.standardBasis()
            case .primalFromThere: if problem.warmUp() != 0 { problem.standardBasis() }
            case .primalUnscaled:
                problem.unscale()
                problem.standardBasis()
            }
        }
    }
}

extension GLPKEnding {
    /// A feasible stop seen as a stop: both can go on.
    fileprivate var asStopped: GLPKEnding {
        if case .feasible(let reason) = self { return .stopped(reason: reason) }
        return self
    }
}
