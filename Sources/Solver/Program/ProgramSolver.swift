/// Solves a program with the engine that was asked for, or the one that suits it.
public enum ProgramSolver {
    /// Solves a program and returns a judged outcome.
    ///
    /// - Parameters:
    ///   - program: the program.
    ///   - settings: engine and limits.
    public static func solve(
        _ program: LinearProgram, settings: SolveSettings = SolveSettings()
    ) throws(SolverError) -> Outcome {
        try solve(SolveRequest(program, settings: settings))
    }

    /// Solves what is asked for and returns a judged outcome.
    public static func solve(_ request: SolveRequest) throws(SolverError) -> Outcome {
        defer { GLPKEngine.releaseThread() }
        let choice = EngineChoice(request)
        guard choice.method == .horizon, let basis = request.basis, request.questions == nil,
            request.lazyRows == nil
        else { return try solve(request, choice) }
        let watch = HorizonWatch(request.settings)
        try request.program.check()
        var ending = "the basis is that of a program of another shape"
        if !request.program.hasCrossedBounds,
            var warm = WarmSimplex(request, basis, watch: watch)
        {
            let found = warm.solve()
            if let outcome = found.outcome { return outcome.following(choice.attempts) }
            ending = found.ending
        }
        var cold = request
        cold.settings.timeLimitSeconds -= watch.seconds
        return try solve(cold, choice)
            .following([Outcome.Attempt(method: WarmSimplex.method, ending: ending)])
    }

    /// Solves from nothing.
    private static func solve(
        _ request: SolveRequest, _ choice: EngineChoice
    ) throws(SolverError) -> Outcome {
        var first: Outcome?
        switch choice.method {
        case .glpk: break
        case .horizon:
            let answer = try HorizonEngine(request).solve()
            let isAnswered = request.questions == nil || answer.outcome.sensitivity != nil
            if answer.isFinal, isAnswered || answer.outcome.status != .optimal {
                return answer.outcome.following(choice.attempts)
            }
            first = answer.outcome
        case .rounding:
            let size = request.program.rowCount + request.program.columnCount
            let isForATree = size < EngineChoice.manyForATree
            var search = RoundingSearch(request, leavesTime: isForATree)
            let outcome = try search.solve()
            if outcome.point != nil, !isForATree || outcome.status == .optimal {
                return outcome.following(choice.attempts)
            }
            first = outcome
        }
        var next = GLPKEngine(request)
        if let start = first?.point, request.program.isMixedInteger {
            next.request.settings.start = start.columns
        }
        next.request.settings.timeLimitSeconds -= first?.seconds ?? 0
        guard let first else { return try next.solve().following(choice.attempts) }
        guard next.settings.timeLimitSeconds > 0 else { return first.following(choice.attempts) }
        return try next.solve().following(first, request).following(choice.attempts)
    }

    /// Solves a program for a point that is wanted without a proof.
    static func point(
        _ program: LinearProgram, settings: SolveSettings
    ) throws(SolverError) -> Outcome {
        defer { GLPKEngine.releaseThread() }
        let request = SolveRequest(program, settings: settings)
        return try GLPKEngine(request, acceptsUnproven: true).solve()
    }
}

extension Outcome {
    /// This outcome with what was tried before it.
    func following(_ earlier: [Attempt]) -> Outcome {
        var outcome = self
        outcome.attempts = earlier + attempts
        return outcome
    }

    /// This outcome as that of the next rung of a ladder; the better of two points and of two bounds
    /// counts.
    fileprivate func following(_ earlier: Outcome, _ request: SolveRequest) -> Outcome {
        var outcome = following(earlier.attempts)
        outcome.iterations += earlier.iterations
        outcome.seconds += earlier.seconds
        guard request.program.isMixedInteger else {
            if point == nil { outcome.proof.bound = earlier.proof.bound ?? proof.bound }
            return outcome
        }
        let bound = [proof.bound, earlier.proof.bound].compactMap(\.self).max()
        if let found = earlier.proof.objective, earlier.point != nil,
            found < proof.objective ?? .infinity || point == nil
        {
            (outcome.proof, outcome.point) = (earlier.proof, earlier.point)
            outcome.engine = earlier.engine
            outcome.search = earlier.search
            outcome.search?.nodes += search?.nodes ?? 0
        }
        outcome.proof.bound = bound
        guard let bound, let objective = outcome.proof.objective, outcome.point != nil else {
            return outcome
        }
        let gap = max(0, objective - bound) / max(1, abs(request.reference(objective)))
        outcome.proof.relativeGap = gap
        outcome.proof.bound = min(bound, objective)
        outcome.proof.status = gap <= request.settings.relativeGap ? .optimal : .feasible
        return outcome
    }
}
