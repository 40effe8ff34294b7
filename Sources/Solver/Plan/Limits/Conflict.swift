/// Why a scenario is infeasible: limits in conflict, and the cheapest way to relax them.
///
/// The elastic form lets every limit the user has set be broken at a price relative to its size,
/// and asks for the smallest sum of relative violations: that is the cheapest relaxation. The
/// limits in conflict are an irreducible set: without any one of them the rest can be kept.
public struct Conflict: Sendable {
    /// A limit broken by the cheapest relaxation.
    public struct Relaxation: Sendable {
        /// What it is.
        public let kind: LimitKind
        /// Of what.
        public let subject: String
        /// Whether it is a largest value, else a least.
        public let isUpper: Bool
        /// First step in which it is broken.
        public let firstStep: Int
        /// In how many steps.
        public let count: Int
        /// The limit in the step in which it is broken most.
        public let limit: Double
        /// How much more, or less, would be needed there.
        public let amount: Double
    }

    /// A limit that takes part in the conflict, over steps without a gap.
    public struct Party: Sendable, Hashable {
        /// What it is.
        public let kind: LimitKind
        /// Of what.
        public let subject: String
        /// Whether it is a largest value, else a least.
        public let isUpper: Bool
        /// First step of it that is needed.
        public let firstStep: Int
        /// Last step of it that is needed.
        public let lastStep: Int
        /// Smallest value of the limit in those steps.
        public let smallest: Double
        /// Largest value of the limit in those steps.
        public let largest: Double
    }

    /// The cheapest relaxation; empty when it was not found in time.
    public let relaxations: [Relaxation]
    /// Whether the judge has proven that no relaxation is cheaper.
    public let isCheapestProven: Bool
    /// The limits in conflict.
    public let parties: [Party]
    /// The same as bounds of the program.
    package let members: [ProgramConflict.Side]
    /// Whether without any one step of any party the rest was seen to be feasible.
    public let isIrreducible: Bool
    /// Whether it takes whole replicas, jobs or machines to make the limits conflict.
    public let needsIntegers: Bool

    /// The search for an irreducible set ends after so many seconds.
    static let mostSeconds = 30.0

    /// What a node draws is no limit to loosen; it is named where limits alone are not the reason.
    init?(_ formulation: Formulation, settings: SolveSettings) throws(SolverError) {
        defer { GLPKEngine.releaseThread() }
        var cheapest = try Self.cheapest(formulation, \.isHard, settings)
        var found = try Self.search(formulation, \.isParty, settings)
        if !cheapest.canHelp {
            cheapest = try Self.cheapest(formulation, { $0.isHard || $0.isGiven }, settings)
            if found == nil {
                found = try Self.search(formulation, { $0.isParty || $0.isGiven }, settings)
            }
        }
        guard found != nil || !cheapest.relaxations.isEmpty else { return nil }
        relaxations = cheapest.relaxations
        isCheapestProven = cheapest.isProven
        members = found?.members ?? []
        parties = Self.parties(formulation, members)
        isIrreducible = found?.isIrreducible ?? false
        needsIntegers = found?.needsIntegers ?? false
    }

    /// What loosening some limits can do.
    private struct Cheapest {
        /// Empty when none was found in time.
        let relaxations: [Relaxation]
        let isProven: Bool
        /// False when loosening all of them does not help.
        let canHelp: Bool
    }

    /// The cheapest relaxation of some limits.
    ///
    /// The simplex method's answer is proven with its own duals, or else solved for once more with
    /// what no better answer has left out; branch and cut brings its own bound.
    private static func cheapest(
        _ formulation: Formulation, _ chosen: (LimitKind) -> Bool, _ settings: SolveSettings
    ) throws(SolverError) -> Cheapest {
        let elastic = ElasticProgram(formulation.program, relaxing: formulation.limits(chosen))
        let outcome = try ProgramSolver.point(elastic.program, settings: settings)
        guard var point = outcome.point, [.optimal, .feasible].contains(outcome.status) else {
            return Cheapest(
                relaxations: [], isProven: false, canHelp: outcome.status != .infeasible)
        }
        var isProven = outcome.status == .optimal
        if !isProven, !elastic.program.isMixedInteger {
            isProven = elastic.isCheapest(point)
            if !isProven, let proven = try provenPoint(elastic, point, settings) {
                point = proven
                isProven = true
            }
        }
        return Cheapest(
            relaxations: relaxations(formulation, elastic, point), isProven: isProven,
            canHelp: true)
    }

    private static func provenPoint(
        _ elastic: ElasticProgram, _ point: Point, _ settings: SolveSettings
    ) throws(SolverError) -> Point? {
        var settings = settings
        settings.timeLimitSeconds = min(mostSeconds, settings.timeLimitSeconds)
        let cost = Judge(elastic.program).objective(point.columns)
        let outcome = try ProgramSolver.solve(elastic.capped(at: cost), settings: settings)
        return outcome.status == .optimal ? outcome.point : nil
    }

    private static func search(
        _ formulation: Formulation, _ chosen: (LimitKind) -> Bool, _ settings: SolveSettings
    ) throws(SolverError) -> ProgramConflict? {
        try ProgramConflict.search(
            formulation.program, limits: formulation.limits(chosen), keepsNature: true,
            seconds: min(mostSeconds, settings.timeLimitSeconds),
            groups: { groups(formulation, $0) })
    }

    /// Bounds of one limit and subject are tried together before their steps are.
    private static func groups(
        _ formulation: Formulation, _ sides: [ProgramConflict.Side]
    ) -> [[Int]] {
        var order: [LimitPlace] = []
        var groups: [LimitPlace: [Int]] = [:]
        for (index, side) in sides.enumerated() {
            guard let (place, _) = formulation.place(side.limit, isUpper: side.isUpper) else {
                continue
            }
            if groups[place] == nil { order.append(place) }
            groups[place, default: []].append(index)
        }
        return order.compactMap { groups[$0] }
    }

    private static func relaxations(
        _ formulation: Formulation, _ elastic: ElasticProgram, _ point: Point
    ) -> [Relaxation] {
        var order: [LimitPlace] = []
        var found: [LimitPlace: [(step: Int, bound: Double, amount: Double)]] = [:]
        for violation in elastic.violations {
            let amount = point.columns[violation.column]
            guard amount > 1e-6 * max(1, abs(violation.bound)),
                let (place, step) = formulation.place(
                    violation.limit, isUpper: violation.isAbove)
            else { continue }
            if found[place] == nil { order.append(place) }
            found[place, default: []].append((step, violation.bound, amount))
        }
        return order.compactMap { place in
            guard let entries = found[place],
                let worst = entries.max(by: { $0.amount < $1.amount })
            else { return nil }
            return Relaxation(
                kind: place.kind, subject: place.subject, isUpper: place.isUpper,
                firstStep: entries.map(\.step).min() ?? 0, count: entries.count,
                limit: worst.bound, amount: worst.amount)
        }
    }

    /// Members by limit and subject, in runs of steps.
    private static func parties(
        _ formulation: Formulation, _ members: [ProgramConflict.Side]
    ) -> [Party] {
        var order: [LimitPlace] = []
        var found: [LimitPlace: [(step: Int, bound: Double)]] = [:]
        for member in members {
            guard
                let (place, step) = formulation.place(member.limit, isUpper: member.isUpper)
            else { continue }
            if found[place] == nil { order.append(place) }
            found[place, default: []].append((step, formulation.program.bound(member)))
        }
        return order.flatMap { place in
            runs((found[place] ?? []).sorted { $0.step < $1.step }).map { run in
                Party(
                    kind: place.kind, subject: place.subject, isUpper: place.isUpper,
                    firstStep: run.first?.step ?? 0, lastStep: run.last?.step ?? 0,
                    smallest: run.map(\.bound).min() ?? 0, largest: run.map(\.bound).max() ?? 0)
            }
        }
    }

    private static func runs(
        _ entries: [(step: Int, bound: Double)]
    ) -> [[(step: Int, bound: Double)]] {
        var runs: [[(step: Int, bound: Double)]] = []
        for entry in entries {
            if let last = runs.last?.last, entry.step <= last.step + 1 {
                runs[runs.count - 1].append(entry)
            } else {
                runs.append([entry])
            }
        }
        return runs
    }
}
