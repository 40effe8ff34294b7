/// Solves linear programs with the interior-point method; every answer is judged.
///
/// Presolve, standard form, order of elimination, iterations, postsolve; each is a file of this
/// folder. A claim of infeasibility or unboundedness is proven by a second program
/// (`ProgramCertificates`). What is not proven leaves as `limit` or `feasible`: the caller then
/// asks the next engine.
package struct HorizonEngine {
    /// What is asked for: a program without integers; its program has the rows added so far.
    var request: SolveRequest
    /// The program that answers are judged by: with the tangents of squares at the last point.
    var program: LinearProgram
    /// Whether claims of infeasibility are proven by a second program; off inside that program.
    private let certifies: Bool
    /// Whether an optimal answer is taken to a vertex.
    private let wantsVertex: Bool
    let watch: HorizonWatch

    static let name = "horizon"

    package init(
        _ request: SolveRequest, certifies: Bool = true, wantsVertex: Bool = true,
        watch: HorizonWatch? = nil
    ) {
        self.request = request
        program = request.program
        self.certifies = certifies
        self.wantsVertex = wantsVertex
        self.watch = watch ?? HorizonWatch(request.settings)
    }

    /// Solves the program, which has no integers and bounds the right way round.
    package func solve() throws(SolverError) -> Answer {
        try program.check()
        guard !program.hasCrossedBounds else { return answer(Proof(status: .infeasible)) }
        var engine = self
        return engine.solveAddingRows()
    }

    /// Solves the program as it stands.
    mutating func solveOnce() -> Answer {
        var problem = problem
        var answer = answer(Proof(status: .limit))
        for (round, tolerance) in Self.tolerances.enumerated() where !answer.isFinal {
            let run = problem.solve(
                round == 0 ? .cold : .there, tolerance: tolerance, reference: request.reference,
                watch: watch)
            let earlier = answer.outcome
            answer = judged(run)
            answer.outcome.attempts = earlier.attempts + answer.outcome.attempts
            if answer.outcome.status == .limit, earlier.status == .feasible {
                (answer.outcome.proof, answer.outcome.point) = (earlier.proof, earlier.point)
                answer.outcome.program = earlier.program
            }
            guard run.ending == .converged else { break }
            // Basic duals are zero where they are to be, which interior ones only come near.
            if wantsVertex, round == 0 { finish(&answer, &problem) }
        }
        if !answer.isFinal {
            acceptRange(&answer)
            if wantsVertex, answer.outcome.status == .optimal { finish(&answer, &problem) }
        }
        return answer
    }

    /// Relative residuals and gap to reach; the next where one leads to no proof.
    private static let tolerances = [1e-8, 1e-10, 1e-12]

    /// Takes a bound that holds in a range only, where there is no other.
    private func acceptRange(_ answer: inout Answer) {
        guard answer.outcome.status == .feasible, let point = answer.outcome.point else { return }
        let proof = judged(point, acceptsRange: true)
        guard proof.status == .optimal else { return }
        answer.outcome.proof = proof
        answer.isFinal = true
    }

    /// What a run of the method proves.
    private mutating func judged(_ run: HorizonProblem.Result) -> Answer {
        var proof = Proof(status: .limit)
        var point: Point?
        switch run.ending {
        case .looksInfeasible:
            if certificates?.provesInfeasible == true { proof.status = .infeasible }
        case .looksUnbounded:
            if certificates?.provesUnbounded == true { proof.status = .unbounded }
        case .converged, .stalled, .stopped:
            guard let found = run.point.map({ lift($0) }) else { break }
            proof = judged(found)
            if proof.status != .limit { point = found }
        }
        var attempts = [Outcome.Attempt(method: "horizon interior point", ending: run.sentence)]
        if run.ending == .converged, proof.status != .optimal {
            attempts.append(
                Outcome.Attempt(
                    method: "judge",
                    ending: proof.status == .feasible
                        ? "not optimal"
                        : "refused the point: primal residual \(proof.maxPrimalResidual ?? .nan)"))
        }
        var answer = answer(proof, point, attempts)
        answer.outcome.iterations = run.iterations
        if case .stopped = run.ending { answer.isFinal = true }
        return answer
    }

    /// An outcome, and whether the next engine need not be asked.
    package struct Answer {
        package var outcome: Outcome
        package var isFinal: Bool
    }

    private func answer(
        _ proof: Proof, _ point: Point? = nil, _ attempts: [Outcome.Attempt] = []
    ) -> Answer {
        Answer(
            outcome: Outcome(
                proof: proof, point: point, engine: Self.name, iterations: 0,
                seconds: watch.seconds, attempts: attempts,
                program: request.lazyRows == nil ? nil : program),
            isFinal: [.optimal, .infeasible, .unbounded].contains(proof.status))
    }

    func judged(_ point: Point, acceptsRange: Bool = false) -> Proof {
        let judge = Judge(program)
        let reference = request.reference(judge.objective(point.columns))
        let proof = judge.judge(point, reference: reference, acceptsRange: acceptsRange)
        return request.lazyRows?.stated(
            proof, point, gapTolerance: Judge.gapTolerance, reference: reference) ?? proof
    }

    private var certificates: ProgramCertificates? {
        guard certifies else { return nil }
        let left = request.settings.timeLimitSeconds - watch.seconds
        let limit = max(1, min(left, ProgramCertificates.mostSeconds(after: watch.seconds)))
        let progress = request.settings.progress
        return ProgramCertificates(program) { program in
            var settings = SolveSettings()
            settings.timeLimitSeconds = limit
            settings.progress = progress
            return try? HorizonEngine(
                SolveRequest(program, settings: settings), certifies: false, wantsVertex: false
            ).solve()
                .outcome
        }
    }
}
