/// Why a scenario is infeasible: limits in conflict, and the cheapest way to relax them.
///
/// The elastic form lets every limit the user has set be broken at a price relative to its size,
/// and asks for the smallest sum of relative violations. Limits that must be broken form the
/// cheapest relaxation; limits whose dual is not zero prove together that it cannot be less.
public struct Conflict: Sendable {
    /// A limit broken by the cheapest relaxation.
    public struct Relaxation: Sendable {
        /// What it is.
        public let kind: LimitKind
        /// Of what.
        public let subject: String
        /// First step in which it is broken.
        public let firstStep: Int
        /// In how many steps.
        public let count: Int
        /// The limit in the step in which it is broken most.
        public let limit: Double
        /// How much more would be needed there.
        public let amount: Double
    }

    /// A limit that takes part in the conflict.
    public struct Party: Sendable, Hashable {
        /// What it is.
        public let kind: LimitKind
        /// Of what.
        public let subject: String
    }

    /// The cheapest relaxation.
    public let relaxations: [Relaxation]
    /// All limits that conflict, the relaxed ones included.
    public let parties: [Party]

    init?(_ formulation: Formulation, settings: SolveSettings) throws(SolverError) {
        let limits = Self.limits(formulation)
        let elastic = ElasticProgram(formulation.program, relaxing: limits)
        let outcome = try ProgramSolver.solve(elastic.program, settings: settings)
        guard outcome.status == .optimal, let point = outcome.point else { return nil }
        relaxations = Self.relaxations(formulation, elastic, point)
        parties = Self.parties(formulation, elastic, point)
    }

    /// Every finite bound of a hard limit.
    private static func limits(_ formulation: Formulation) -> [ElasticProgram.Limit] {
        let program = formulation.program
        let columns = formulation.names.columnFamilies.flatMap { family in
            guard LimitKind.ofColumn(family.kind)?.isHard == true else {
                return [ElasticProgram.Limit]()
            }
            return (family.first..<family.first + family.count).filter {
                program.columnUpper[$0].isFinite || program.columnLower[$0] > 0
            }.map { .column($0) }
        }
        let rows = formulation.names.rowFamilies.flatMap { family in
            guard LimitKind.ofRow(family.kind)?.isHard == true else {
                return [ElasticProgram.Limit]()
            }
            return (family.first..<family.first + family.count).map { .row($0) }
        }
        return columns + rows
    }

    private struct Place: Hashable {
        let kind: LimitKind
        let subject: String
    }

    private static func place(
        _ formulation: Formulation, _ limit: ElasticProgram.Limit
    ) -> (place: Place, step: Int)? {
        let family: Family
        let index: Int
        let kind: LimitKind?
        switch limit {
        case .column(let column):
            index = column
            family = formulation.names.family(column, formulation.names.columnFamilies)
            kind = LimitKind.ofColumn(family.kind)
        case .row(let row):
            index = row
            family = formulation.names.family(row, formulation.names.rowFamilies)
            kind = LimitKind.ofRow(family.kind)
        }
        guard let kind else { return nil }
        let member = (index - family.first) / family.stepCount
        let step = (index - family.first) % family.stepCount + family.firstStep
        return (Place(kind: kind, subject: family.members[member]), step)
    }

    private static func relaxations(
        _ formulation: Formulation, _ elastic: ElasticProgram, _ point: Point
    ) -> [Relaxation] {
        var order: [Place] = []
        var found: [Place: [(step: Int, bound: Double, amount: Double)]] = [:]
        for violation in elastic.violations {
            let amount = point.columns[violation.column]
            guard amount > 1e-6 * max(1, abs(violation.bound)),
                let (place, step) = place(formulation, violation.limit)
            else { continue }
            if found[place] == nil { order.append(place) }
            found[place, default: []].append((step, violation.bound, amount))
        }
        return order.compactMap { place in
            guard let entries = found[place],
                let worst = entries.max(by: { $0.amount < $1.amount })
            else { return nil }
            return Relaxation(
                kind: place.kind, subject: place.subject,
                firstStep: entries.map(\.step).min() ?? 0, count: entries.count,
                limit: worst.bound, amount: worst.amount)
        }
    }

    /// Limits with a dual: of the row itself, or of the row that stands for a column bound.
    private static func parties(
        _ formulation: Formulation, _ elastic: ElasticProgram, _ point: Point
    ) -> [Party] {
        var seen: Set<Party> = []
        var parties: [Party] = []
        for violation in elastic.violations {
            let start = elastic.program.matrix.columnStart[violation.column]
            let row = Int(elastic.program.matrix.rowIndex[start])
            let dual = point.rowDuals[row]
            guard violation.isAbove ? dual < -1e-9 : dual > 1e-9,
                let (place, _) = place(formulation, violation.limit)
            else { continue }
            let party = Party(kind: place.kind, subject: place.subject)
            if seen.insert(party).inserted { parties.append(party) }
        }
        return parties
    }
}
