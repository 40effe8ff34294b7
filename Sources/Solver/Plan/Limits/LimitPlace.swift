/// A limit of the model: its kind, its subject, and which way it holds.
struct LimitPlace: Hashable {
    let kind: LimitKind
    let subject: String
    let isUpper: Bool
}

extension Formulation {
    /// Rows and columns that are limits of the kinds chosen, with a bound that is not nature's.
    func limits(_ chosen: (LimitKind) -> Bool) -> [ElasticProgram.Limit] {
        let columns = names.columnFamilies.flatMap { family in
            guard let kind = LimitKind.ofColumn(family.kind), chosen(kind) else {
                return [ElasticProgram.Limit]()
            }
            return (family.first..<family.first + family.count).filter {
                program.columnUpper[$0].isFinite || program.columnLower[$0] > 0
            }.map { .column($0) }
        }
        let rows = names.rowFamilies.flatMap { family in
            guard let kind = LimitKind.ofRow(family.kind), chosen(kind) else {
                return [ElasticProgram.Limit]()
            }
            return (family.first..<family.first + family.count).map { .row($0) }
        }
        return columns + rows
    }

    /// The bounds that can be named as reasons why there is no plan.
    package var partySides: [ProgramConflict.Side] {
        ElasticProgram(program.relaxed, relaxing: limits(\.isParty)).violations.map {
            ProgramConflict.Side(limit: $0.limit, isUpper: $0.isAbove)
        }
    }

    /// What a row or column limits, and in which step.
    func place(
        _ limit: ElasticProgram.Limit, isUpper: Bool
    ) -> (place: LimitPlace, step: Int)? {
        let family: Family
        let index: Int
        let kind: LimitKind?
        switch limit {
        case .column(let column):
            index = column
            family = names.family(column, names.columnFamilies)
            kind = LimitKind.ofColumn(family.kind)
        case .row(let row):
            index = row
            family = names.family(row, names.rowFamilies)
            kind = LimitKind.ofRow(family.kind)
        }
        guard let kind else { return nil }
        let member = (index - family.first) / family.stepCount
        let step = (index - family.first) % family.stepCount + family.firstStep
        return (
            LimitPlace(kind: kind, subject: family.members[member], isUpper: isUpper), step
        )
    }
}
