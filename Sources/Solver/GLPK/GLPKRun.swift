import CGLPK

/// One solve in progress: the ladder of methods for an LP, and what has happened so far.
struct GLPKRun {
    var engine: GLPKEngine
    var judge: Judge
    let start = ContinuousClock.now
    var attempts: [Outcome.Attempt] = []
    var iterations = 0
    var isInterrupted = false
    var sensitivity: Sensitivity?

    init(_ engine: GLPKEngine) {
        self.engine = engine
        judge = Judge(engine.program)
    }

    static let gapReached = GLPKEnding.feasible(
        reason: GLPKEnding.reason(GLP_EMIPGAP) ?? "")
    static let timeLimit = GLPKEnding.reason(GLP_ETMLIM) ?? ""

    var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }
    var secondsLeft: Double { engine.settings.timeLimitSeconds - seconds }

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

    func outcome(_ proof: Proof, _ point: Point?) -> Outcome {
        Outcome(
            proof: proof, point: point, engine: GLPKEngine.name, iterations: iterations,
            seconds: seconds, attempts: attempts,
            program: engine.lazyRows == nil ? nil : engine.program, sensitivity: sensitivity)
    }

    mutating func linear() -> Outcome {
        guard secondsLeft > 0 else {
            note("glpk", "not started: the time limit was reached")
            return outcome(Proof(status: .limit), nil)
        }
        let problem = GLPKProblem(engine.program)
        var best: (proof: Proof, point: Point)?
        for rung in GLPKRung.allCases {
            rung.prepare(problem, engine.program)
            let ending = simplexAddingRows(problem, rung.method, "glpk " + rung.rawValue)
            switch ending {
            case .optimal, .feasible:
                var point = problem.point
                var proof = judged(point)
                if ending == .optimal, proof.status == .limit {
                    point = problem.refined(point, engine.program)
                    proof = judged(point)
                }
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
            if isInterrupted || secondsLeft <= 0 || isOutOfIterations { break }
        }
        return outcome(best?.proof ?? Proof(status: .limit), best?.point)
    }

    var isOutOfIterations: Bool { iterations >= engine.settings.iterationLimit }

    func judged(_ point: Point, acceptsRange: Bool = false) -> Proof {
        let reference = engine.reference(judge.objective(point.columns))
        let proof = judge.judge(point, reference: reference, acceptsRange: acceptsRange)
        return engine.lazyRows?.stated(
            proof, point, gapTolerance: Judge.gapTolerance, reference: reference) ?? proof
    }

    mutating func note(_ method: String, _ ending: String) {
        attempts.append(Outcome.Attempt(method: method, ending: ending))
    }

    /// Runs one simplex method to its end in slices, so that it can be watched and stopped.
    mutating func simplex(
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

    /// Proves a claim of infeasibility or unboundedness, or returns nil.
    func certified(_ claim: GLPKEnding) -> Outcome? {
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
}

/// The rungs of the ladder for linear programs.
private enum GLPKRung: String, CaseIterable {
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
