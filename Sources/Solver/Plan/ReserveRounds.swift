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
        var (formulation, spent) = try foreseen(formulation, settings)
        settings.timeLimitSeconds = max(0, settings.timeLimitSeconds - spent)
        var spare = formulation.program.isMixedInteger && check != nil ? Self.spareShare : 0
        var seconds = spent
        while true {
            var limits = settings
            limits.timeLimitSeconds *= 1 - spare
            spare = 0
            var result = try solve(formulation, limits)
            let point = result.plan == nil ? nil : result.outcome.point
            let next = try widened(formulation, point)
            let round = result.outcome.seconds + next.seconds
            seconds += round
            settings.timeLimitSeconds = max(0, settings.timeLimitSeconds - round)
            guard let wider = next.formulation else {
                if let check, point != nil { result.note(text(check, formulation.reserve)) }
                result.count(seconds: seconds)
                return result
            }
            formulation = wider
        }
    }

    /// The contingencies that the relaxation needs, before a search for whole numbers.
    private mutating func foreseen(
        _ formulation: Formulation, _ settings: SolveSettings
    ) throws(SolverError) -> (formulation: Formulation, seconds: Double) {
        var formulation = formulation
        var settings = settings
        var seconds = 0.0
        while check != nil, formulation.program.isMixedInteger {
            var request = SolveRequest(formulation.program.relaxed, settings: settings)
            request.lazyRows = formulation.lazyRows
            let outcome = try ProgramSolver.solve(request)
            let next = try widened(formulation, outcome.point)
            seconds += outcome.seconds + next.seconds
            settings.timeLimitSeconds = max(
                0, settings.timeLimitSeconds - outcome.seconds - next.seconds)
            guard let wider = next.formulation else { break }
            formulation = wider
        }
        return (formulation, seconds)
    }

    /// The formulation with what a plan could not bear, nil where it bears everything, and the
    /// time that it took to see.
    private mutating func widened(
        _ formulation: Formulation, _ point: Point?
    ) throws(SolverError) -> (formulation: Formulation?, seconds: Double) {
        guard let check, let point else { return (nil, 0) }
        let (missing, seconds) = try check.missing(formulation, point.columns)
        guard !missing.isEmpty else { return (nil, seconds) }
        rounds += 1
        return (formulation.reserving(formulation.reserve.adding(missing)), seconds)
    }

    private func text(_ check: ContingencyCheck, _ scope: ReserveScope) -> Outcome.Attempt {
        let rows = check.rowCount(scope)
        return Outcome.Attempt(
            method: "reserve, rows added late",
            ending: "\(scope.count) of \(check.count) contingencies were written, \(rows) of "
                + "\(check.rowCount) rows, in \(rounds) rounds; the plan bears the others")
    }
}
