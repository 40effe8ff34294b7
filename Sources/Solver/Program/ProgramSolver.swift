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
        guard choice.engine == .horizon else {
            return try GLPKEngine(request).solve().following(choice.attempts)
        }
        let first = try HorizonEngine(request).solve()
        let attempts = choice.attempts + first.outcome.attempts
        var rest = request
        rest.settings.timeLimitSeconds -= first.outcome.seconds
        guard !first.isFinal, rest.settings.timeLimitSeconds > 0 else {
            return first.outcome.following(choice.attempts)
        }
        var outcome = try GLPKEngine(rest).solve().following(attempts)
        outcome.iterations += first.outcome.iterations
        outcome.seconds += first.outcome.seconds
        return outcome
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
    fileprivate func following(_ attempts: [Attempt]) -> Outcome {
        var outcome = self
        outcome.attempts = attempts + outcome.attempts
        return outcome
    }
}
