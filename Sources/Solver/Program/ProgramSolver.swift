/// Solves a program with the engine that was asked for, or the one that suits it.
public enum ProgramSolver {
    /// Solves a program and returns a judged outcome.
    ///
    /// - Parameters:
    ///   - program: the program.
    ///   - settings: engine and limits.
    ///   - reference: the amount that a gap is relative to, from an objective.
    ///   - tieBreak: costs of a second stage among the optimal points; nil for none.
    ///   - questions: what to ask of the optimal basis, from the program and the point.
    public static func solve(
        _ program: LinearProgram, settings: SolveSettings = SolveSettings(),
        reference: @escaping @Sendable (Double) -> Double = { $0 }, tieBreak: [Double]? = nil,
        questions: (@Sendable (LinearProgram, Point) -> SensitivityQuestions)? = nil
    ) throws(SolverError) -> Outcome {
        try solve(
            program, settings: settings, reference: reference, tieBreak: tieBreak, lazyRows: nil,
            questions: questions)
    }

    /// Solves a program for a point that is wanted without a proof.
    static func point(
        _ program: LinearProgram, settings: SolveSettings
    ) throws(SolverError) -> Outcome {
        defer { GLPKEngine.releaseThread() }
        return try GLPKEngine(program, settings: settings, acceptsUnproven: true).solve()
    }

    /// Solves a program some of whose rows are added when a point breaks them.
    package static func solve(
        _ program: LinearProgram, settings: SolveSettings,
        reference: @escaping @Sendable (Double) -> Double = { $0 }, tieBreak: [Double]? = nil,
        lazyRows: LazyRows?,
        questions: (@Sendable (LinearProgram, Point) -> SensitivityQuestions)? = nil
    ) throws(SolverError) -> Outcome {
        defer { GLPKEngine.releaseThread() }
        let choice = EngineChoice(
            program, settings, asksBasis: questions != nil, addsRows: lazyRows != nil)
        var glpk = GLPKEngine(
            program, settings: settings, reference: reference, tieBreak: tieBreak,
            lazyRows: lazyRows, questions: questions)
        guard choice.engine == .horizon else {
            var outcome = try glpk.solve()
            outcome.attempts = choice.attempts + outcome.attempts
            return outcome
        }
        var first = try HorizonEngine(
            program, settings: settings, reference: reference, tieBreak: tieBreak
        ).solve()
        first.outcome.attempts = choice.attempts + first.outcome.attempts
        glpk.settings.timeLimitSeconds -= first.outcome.seconds
        guard !first.isFinal, glpk.settings.timeLimitSeconds > 0 else { return first.outcome }
        return try glpk.solve().following(first.outcome)
    }
}

extension Outcome {
    /// This outcome as that of the next rung of a ladder, with what was tried before it.
    fileprivate func following(_ earlier: Outcome) -> Outcome {
        var outcome = self
        outcome.attempts = earlier.attempts + attempts
        outcome.iterations += earlier.iterations
        outcome.seconds += earlier.seconds
        return outcome
    }
}
