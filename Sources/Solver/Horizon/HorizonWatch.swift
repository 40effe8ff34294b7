/// Watches a running method: reports progress, and tells when a limit is reached.
struct HorizonWatch {
    private let settings: SolveSettings
    private let start = ContinuousClock.now

    init(_ settings: SolveSettings) { self.settings = settings }

    var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }

    /// A reason to stop at this state with this objective, or nil.
    func reason(_ state: InteriorPoint.State, _ objective: Double) -> String? {
        let goesOn = settings.progress(
            SolveProgress(
                method: "horizon interior point", iterations: state.iteration,
                objective: objective, infeasibility: state.primalResidual, seconds: seconds))
        if !goesOn { return "interrupted" }
        if seconds >= settings.timeLimitSeconds { return "the time limit was reached" }
        if state.iteration >= settings.iterationLimit { return "the iteration limit was reached" }
        return nil
    }
}
