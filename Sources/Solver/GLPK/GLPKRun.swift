import CGLPK

/// One solve in progress: the ladder of methods for an LP, and what has happened so far.
struct GLPKRun {
    var engine: GLPKEngine
    var judge: Judge
    let start = ContinuousClock.now
    var attempts: [Outcome.Attempt] = []
    var iterations = 0
    var isInterrupted = false
    /// When the current step of a mixed-integer search must end, seconds; ∞ for no such time.
    var phaseEnd = Double.infinity
    /// The best whole point so far.
    var incumbent: Incumbent?
    /// Longest time that a program with fixed integers took so far, seconds.
    var slowestFixing = 0.0
    var sensitivity: Sensitivity?

    init(_ engine: GLPKEngine) {
        self.engine = engine
        judge = Judge(engine.program)
    }

    /// The least time given to the program with integers fixed, seconds: prices need its duals.
    static let leastSecondsForDuals = 1.0
    static let iterationLimit = GLPKEnding.reason(GLP_EITLIM) ?? ""

    var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }
    var secondsLeft: Double { min(phaseEnd, engine.settings.timeLimitSeconds) - seconds }
    var isStopped: Bool { isInterrupted || secondsLeft <= 0 || isOutOfIterations }

    /// A bound pair the wrong way round is infeasible by itself; GLPK would call it an error.
    func crossedBounds() -> Outcome? {
        guard engine.program.hasCrossedBounds else { return nil }
        return outcome(Proof(status: .infeasible), nil)
    }

    func outcome(_ proof: Proof, _ point: Point?, _ search: IntegerSearch? = nil) -> Outcome {
        Outcome(
            proof: proof, point: point, engine: GLPKEngine.name, iterations: iterations,
            seconds: seconds, attempts: attempts, search: search,
            program: engine.request.lazyRows == nil ? nil : engine.program, sensitivity: sensitivity
        )
    }

    mutating func linear() -> Outcome {
        guard secondsLeft > 0 else {
            note("glpk", "not started: the time limit was reached")
            return outcome(Proof(status: .limit), nil)
        }
        return linear(GLPKProblem(engine.program), isWarm: false)
    }

    /// Runs the ladder from a basis that is nearly optimal.
    mutating func linear(from basis: GLPKBasis) -> Outcome {
        let problem = GLPKProblem(engine.program)
        problem.scale()
        problem.basis = basis
        return linear(problem, isWarm: true)
    }

    /// Runs the ladder on a problem; a warm one starts from the basis that it has.
    mutating func linear(_ problem: borrowing GLPKProblem, isWarm: Bool) -> Outcome {
        var best: (proof: Proof, point: Point)?
        for rung in GLPKRung.allCases {
            if !isWarm || rung != .dual { rung.prepare(problem, engine.program) }
            let ending = simplexAddingRows(problem, rung.method, "glpk " + rung.rawValue)
            switch ending {
            case .optimal, .feasible:
                var point = problem.point
                var proof = judged(point)
                // Factors made anew mend most refused points; what is left is refined.
                if ending == .optimal, proof.status == .limit, rung != .dual {
                    point = problem.refined(point, engine.program)
                    proof = judged(point)
                }
                if proof.status == .optimal {
                    return finish(problem, proof, point)
                }
                if ending == .optimal, proof.status == .feasible {
                    if engine.acceptsUnproven, !engine.program.isMixedInteger {
                        return outcome(proof, point)
                    }
                    if let better = withShiftedDuals(problem, point) {
                        return finish(problem, better.proof, better.point)
                    }
                    let within = judged(point, acceptsRange: true)
                    if within.status == .optimal { return finish(problem, within, point) }
                }
                if proof.status == .feasible { best = (proof, point) }
                note(
                    "judge",
                    proof.status == .feasible
                        ? "not optimal"
                        : "refused the point: primal residual \(proof.maxPrimalResidual ?? .nan)")
            case .infeasible, .unbounded:
                if let proven = certified(ending) { return proven }
                note("judge", "could not verify the claim")
            case .stopped, .failed: break
            }
            if isStopped { break }
        }
        return outcome(best?.proof ?? Proof(status: .limit), best?.point)
    }

    var isOutOfIterations: Bool { iterations >= engine.settings.iterationLimit }

    func judged(_ point: Point, acceptsRange: Bool = false) -> Proof {
        let reference = engine.request.reference(judge.objective(point.columns))
        let proof = judge.judge(point, reference: reference, acceptsRange: acceptsRange)
        return engine.request.lazyRows?.stated(
            proof, point, gapTolerance: Judge.gapTolerance, reference: reference) ?? proof
    }

    mutating func note(_ method: String, _ ending: String) {
        attempts.append(Outcome.Attempt(method: method, ending: ending))
    }

    /// Runs one simplex method to its end in slices, so that it can be watched and stopped.
    ///
    /// Slices are counted in iterations, not in time: two runs take the same path.
    mutating func simplex(
        _ problem: borrowing GLPKProblem, _ method: GLPKProblem.Method, _ name: String,
        tolerance: Double = 1e-9, iterationLimit: Int = .max, isQuiet: Bool = false
    ) -> GLPKEnding {
        let before = iterations - problem.iterations
        let most = min(engine.settings.iterationLimit, iterationLimit)
        let shortest = GLPKEngine.slice(problem)
        var slice = shortest
        var ending = GLPKEnding.stopped(reason: "the time limit was reached")
        while secondsLeft > 0, iterations < most {
            ending = problem.simplex(
                method, milliseconds: Int32(max(1, min(secondsLeft * 1000, 1e9))),
                iterations: Int32(min(most - iterations, slice)), tolerance: tolerance)
            iterations = before + problem.iterations
            guard case .stopped(Self.iterationLimit) = ending.asStopped, iterations < most else {
                break
            }
            slice = min(2 * slice, 8 * shortest)
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
        }
        if !isQuiet { note(name, ending.sentence) }
        return ending
    }

    /// Proves a claim of infeasibility or unboundedness, or returns nil.
    func certified(_ claim: GLPKEnding) -> Outcome? {
        guard engine.certifies else { return nil }
        var settings = SolveSettings()
        settings.timeLimitSeconds = max(
            1, min(secondsLeft, ProgramCertificates.mostSeconds(after: seconds)))
        settings.progress = engine.settings.progress
        let certificates = ProgramCertificates(engine.program) { [settings] program in
            try? GLPKEngine(SolveRequest(program, settings: settings), certifies: false).solve()
        }
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
}

/// The rungs of the ladder for linear programs.
enum GLPKRung: String, CaseIterable {
    case dual = "dual simplex"
    case primalFromThere = "primal simplex from the same basis"
    case primalUnscaled = "primal simplex, unscaled"

    var method: GLPKProblem.Method { self == .dual ? .dual : .primal }

    func prepare(_ problem: borrowing GLPKProblem, _ program: LinearProgram) {
        switch self {
        case .dual:
            problem.scale()
            problem.startBasis(program)
        case .primalFromThere: if problem.warmUp() != 0 { problem.standardBasis() }
        case .primalUnscaled:
            problem.unscale()
            problem.standardBasis()
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
