/// Solves again with the contingencies that a plan could not bear, until it bears all.
struct ReserveRounds {
    /// Nil where all contingencies are written at once.
    private let check: ContingencyCheck?
    private var rounds = 0

    /// A search for whole numbers leaves so much of the time for one that follows it.
    private static let spareShare = 0.3

    init(_ formulation: Formulation) {
        check =
            formulation.reserve.isComplete ? nil : ContingencyCheck(formulation.scenario)
    }

    /// Solves a formulation, and again with more contingencies as long as its plan needs them.
    ///
    /// - Parameters:
    ///   - formulation: what to begin with.
    ///   - settings: limits of all solves together: what a solve takes is deducted.
    ///   - solve: solves once.
    /// - Returns: the last result. Out of time before a plan bears all losses, it has no plan.
    mutating func bearingLosses(
        _ formulation: Formulation, _ settings: inout SolveSettings,
        _ solve: (Formulation, SolveSettings) throws(SolverError) -> ScenarioSolver.Result
    ) throws(SolverError) -> ScenarioSolver.Result {
        var formulation = try foreseen(formulation, &settings)
        var spare = formulation.program.isMixedInteger && check != nil ? Self.spareShare : 0
        while true {
            let start = ContinuousClock.now
            var limits = settings
            limits.timeLimitSeconds *= 1 - spare
            spare = 0
            var result = try solve(formulation, limits)
            let point = result.plan == nil ? nil : result.outcome.point
            let wider = try widened(formulation, point)
            settings.deduct(since: start)
            guard let wider else {
                if let check, point != nil { result.note(text(check, formulation.reserve)) }
                return result
            }
            formulation = wider
        }
    }

    /// The contingencies that the relaxation needs, before a search for whole numbers.
    private mutating func foreseen(
        _ formulation: Formulation, _ settings: inout SolveSettings
    ) throws(SolverError) -> Formulation {
        var formulation = formulation
        while check != nil, formulation.program.isMixedInteger {
            let start = ContinuousClock.now
            let outcome = try ProgramSolver.solve(
                formulation.program.relaxed, settings: settings, lazyRows: formulation.lazyRows)
            let wider = try widened(formulation, outcome.point)
            settings.deduct(since: start)
            guard let wider else { break }
            formulation = wider
        }
        return formulation
    }

    /// The formulation with what a plan could not bear; nil where it bears everything.
    private mutating func widened(
        _ formulation: Formulation, _ point: Point?
    ) throws(SolverError) -> Formulation? {
        guard let check, let point else { return nil }
        let broken = try check.broken(formulation, point.columns)
        guard !broken.isEmpty else { return nil }
        rounds += 1
        return formulation.reserving(formulation.reserve.adding(broken))
    }

    private func text(_ check: ContingencyCheck, _ scope: ReserveScope) -> Outcome.Attempt {
        let rows = check.rowCount(scope)
        return Outcome.Attempt(
            method: "reserve, rows added late",
            ending: "\(scope.count) of \(check.count) contingencies were written, \(rows) of "
                + "\(check.rowCount) rows, in \(rounds) rounds; the plan bears the others")
    }
}

extension SolveSettings {
    /// Takes the time that has gone by off the limit.
    fileprivate mutating func deduct(since start: ContinuousClock.Instant) {
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        timeLimitSeconds = max(0, timeLimitSeconds - seconds)
    }
}
