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
        switch request.settings.engine {
        case .horizon: throw .engineNotAvailable(SolveSettings.Engine.horizon.rawValue)
        case .auto, .glpk:
            defer { GLPKEngine.releaseThread() }
            return try GLPKEngine(request).solve()
        }
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
