/// From a scenario to a judged plan, or to the reasons why there is none.
public enum ScenarioSolver {
    /// What a solve of a scenario returns.
    public struct Result: Sendable {
        /// The judged outcome of the program.
        public fileprivate(set) var outcome: Outcome
        /// Size of the program.
        public let size: ProgramSize
        /// The plan; nil when there is no feasible point.
        public let plan: Plan?
        /// Which limits conflict, when the scenario is infeasible.
        public let conflict: Conflict?
        /// What binds, when there is a plan.
        public let bindingLimits: [BindingLimit]
        /// How far energy prices may move without another plan; empty unless asked.
        public let priceRanges: [PriceRange]
        /// Seconds from the scenario to the program, as the caller measured them.
        public let buildSeconds: Double
        /// The formulation that was solved: with the binaries that complementarity asked for.
        public let formulation: Formulation

        /// The basis of the plan, for scenarios like this one; nil unless asked, and where there is none.
        public var basis: PlanBasis? {
            outcome.basis.map { PlanBasis(formulation, $0) }
        }

        /// Adds to what was tried.
        mutating func note(_ attempt: Outcome.Attempt) { outcome.attempts.append(attempt) }

        /// States what all solves together took.
        mutating func count(seconds: Double) { outcome.seconds = seconds }

        /// The program that was solved, with all that was added on the way.
        public var program: LinearProgram { outcome.program ?? formulation.program }
    }

    /// So many of the binding limits are given a range: each takes a look at the whole basis.
    public static let rangedLimits = 20

    /// Writes the program, solves it, picks one plan among equals and reads it back.
    ///
    /// With integers, the plan and its prices come from the program with integers fixed at the
    /// best point of the search.
    public static func solve(
        _ scenario: Scenario, settings: SolveSettings = SolveSettings(), asksRanges: Bool = false
    ) throws(SolverError) -> Result {
        try solve(Formulation(scenario), settings: settings, asksRanges: asksRanges)
    }

    /// Solves a program that has been written already, and writes it anew with binaries where the
    /// plan would do two things at once that exclude each other.
    ///
    /// - Parameters:
    ///   - formulation: the scenario and its program.
    ///   - settings: engine and limits.
    ///   - buildSeconds: what the writing took, for the record.
    ///   - asksRanges: whether to ask the basis how far limits and energy prices may move.
    ///   - neighbour: the basis of a similar scenario, or of the same one some steps before; the
    ///     solve begins from it where that is worth it, and says so among its attempts.
    ///   - keepsBasis: whether the result is to have its basis; that takes a quarter longer.
    public static func solve(
        _ formulation: Formulation, settings: SolveSettings = SolveSettings(),
        buildSeconds: Double = 0, asksRanges: Bool = false, near neighbour: PlanBasis? = nil,
        keepsBasis: Bool = false
    ) throws(SolverError) -> Result {
        let complementarity = Complementarity(scenario: formulation.scenario)
        var settings = settings
        var rounds = ReserveRounds(formulation)
        var result = try rounds.bearingLosses(formulation, &settings) {
            (formulation, settings) throws(SolverError) in
            try solveOnce(
                formulation, settings: settings, buildSeconds: buildSeconds,
                asksRanges: asksRanges, near: neighbour, keepsBasis: keepsBasis)
        }
        var round = 0
        while let schedule = result.plan?.schedule,
            let restrictions = complementarity.next(
                after: result.formulation.restrictions, schedule, round: round)
        {
            var next = try rounds.bearingLosses(
                result.formulation.restricted(to: restrictions), &settings
            ) { (formulation, settings) throws(SolverError) in
                try solveOnce(
                    formulation, settings: settings, buildSeconds: buildSeconds,
                    asksRanges: asksRanges, near: neighbour, keepsBasis: keepsBasis)
            }
            // Out of time: the plan before is all there is, and its notice says what is wrong.
            guard next.outcome.status != .limit else {
                result.outcome.proof.status = .feasible
                break
            }
            next.count(seconds: result.outcome.seconds + next.outcome.seconds)
            result = next
            round += 1
        }
        return result
    }

    private static func solveOnce(
        _ formulation: Formulation, settings: SolveSettings, buildSeconds: Double,
        asksRanges: Bool, near neighbour: PlanBasis?, keepsBasis: Bool
    ) throws(SolverError) -> Result {
        let revenue = formulation.revenueOffset
        var request = SolveRequest(formulation.program, settings: settings)
        request.reference = { $0 - revenue }
        if !formulation.tokens.flows.isEmpty {
            request.tieBreak = { formulation.latencyCosts }
        }
        request.lazyRows = formulation.lazyRows
        request.basis = neighbour?.states(for: formulation)
        request.wantsBasis = keepsBasis
        if asksRanges { request.questions = { formulation.questions($0, $1) } }
        let outcome = try ProgramSolver.solve(request)
        let program = outcome.program ?? formulation.program
        let size = ProgramSize(program)
        guard let point = outcome.point, [.optimal, .feasible].contains(outcome.status) else {
            let conflict =
                outcome.status == .infeasible
                ? try Conflict(formulation, settings: settings) : nil
            return Result(
                outcome: outcome, size: size, plan: nil, conflict: conflict, bindingLimits: [],
                priceRanges: [], buildSeconds: buildSeconds, formulation: formulation)
        }
        let reduced = program.reducedCosts(point.rowDuals)
        let limits = BindingLimit.all(formulation, point, reduced)
        return Result(
            outcome: outcome, size: size,
            plan: Plan(formulation, point, reduced, duals: outcome.search?.duals ?? .program),
            conflict: nil, bindingLimits: BindingLimit.ranged(limits, outcome.sensitivity),
            priceRanges: PriceRange.all(formulation, outcome.sensitivity),
            buildSeconds: buildSeconds, formulation: formulation)
    }
}

/// Rows, columns and nonzeros of a program.
public struct ProgramSize: Sendable, Equatable {
    /// Rows.
    public let rows: Int
    /// Columns.
    public let columns: Int
    /// Nonzeros.
    public let nonzeros: Int

    /// Measures a program.
    public init(_ program: LinearProgram) {
        rows = program.rowCount
        columns = program.columnCount
        nonzeros = program.matrix.nonzeroCount
    }
}

extension Formulation {
    /// Revenue of all demand and value of all jobs as the objective's constant has it, CNY,
    /// negative.
    ///
    /// Gaps are stated on controllable cost: the objective less this constant.
    package var revenueOffset: Double {
        let hours = scenario.grid.stepHours
        var revenue = 0.0
        for product in scenario.products {
            for demand in product.demand {
                for step in 0..<scenario.grid.stepCount {
                    revenue +=
                        demand.millionTokensPerHour[step] * hours
                        * product.revenueCNYPerMillionTokens(step)
                }
            }
            for backlog in product.initialBacklog {
                revenue += backlog.millionTokens * product.revenueCNYPerMillionTokens(0)
            }
        }
        return -revenue + jobs.valueOffset + classes.revenueOffset
    }

    /// Rows that are written when a point breaks them; nil for none.
    var lazyRows: LazyRows? { LazyRows([quadratic.lazyRows]) }

    /// Costs of the second stage: milliseconds of round trip per million tokens, a trace of
    /// carbon-free energy moved between sites, less one of what is stored at the end.
    var latencyCosts: [Double] {
        let links = LinkTable(scenario)
        var costs = [Double](repeating: 0, count: program.columnCount)
        for (member, flow) in tokens.flows.enumerated() {
            let origin = scenario.products[flow.product].demand[flow.demand].origin
            let latency = links.link(origin, flow.site)?.roundTripMS ?? 0
            for step in 0..<scenario.grid.stepCount {
                costs[tokens.flow(member, step)] = latency / 1000
            }
        }
        greenTransfer.addTieBreak(&costs)
        greenStorage.addTieBreak(&costs)
        contracts.tieBreak(&costs)
        return costs
    }
}
