/// A limit that binds in an optimal plan, and what loosening it is worth.
public struct BindingLimit: Sendable {
    /// What it is.
    public let kind: LimitKind
    /// Of what: site, pool, storage, product.
    public let subject: String
    /// In how many steps (or hours) it binds.
    public let count: Int
    /// Worth of one more unit in all those steps, CNY.
    public let worthCNYPerUnit: Double
    /// The step in which it is worth most.
    public let largestStep: Int
    /// From how much tightening (negative) to how much loosening the worth holds, in the limit's unit.
    ///
    /// The limit moves in all steps alike; one that holds both ways moves where it binds only.
    /// The range is that of one optimal basis; nil when not asked.
    public private(set) var holds: ClosedRange<Double>?
    /// The bounds of the program that move with the limit.
    let sides: [ProgramConflict.Side]

    static func all(_ formulation: Formulation, _ point: Point, _ reduced: [Double])
        -> [BindingLimit]
    {
        let given = given(reduced, point.columns, formulation.program)
        let columns = formulation.names.columnFamilies.flatMap { family in
            LimitKind.ofColumn(family.kind).map {
                limits($0, family, given, formulation.program) { .column($0) }
            } ?? []
        }
        let rows = formulation.names.rowFamilies.flatMap { family in
            LimitKind.ofRow(family.kind).flatMap { kind in
                kind.isGiven
                    ? nil
                    : limits(kind, family, point.rowDuals, formulation.program) { .row($0) }
            } ?? []
        }
        return (columns + rows).sorted { $0.worthCNYPerUnit > $1.worthCNYPerUnit }
    }

    /// Limits worth less bind by rounding only.
    private static let leastWorth = 1e-7

    /// The limits with the ranges that were asked for, in the same order.
    static func ranged(_ limits: [BindingLimit], _ sensitivity: Sensitivity?) -> [BindingLimit] {
        var limits = limits
        for (index, range) in (sensitivity?.limits ?? []).enumerated()
        where limits.indices.contains(index) {
            limits[index].holds = range
        }
        return limits
    }

    /// Reduced costs at the natural bound of zero are not a limit that somebody has set, and
    /// where nothing is available (solar at night) nothing binds.
    private static func given(
        _ reduced: [Double], _ columns: [Double], _ program: LinearProgram
    ) -> [Double] {
        var given = reduced.enumerated().map { column, value in
            let isNatural = value > 0 && program.columnLower[column] == 0
            return isNatural || program.columnUpper[column] == 0 ? 0 : value
        }
        // A whole number inside its bounds is held by the search, not by a limit.
        for column in program.integerColumns {
            let value = columns[column]
            let end = given[column] < 0 ? program.columnUpper[column] : program.columnLower[column]
            if abs(value - end) > 1e-6 { given[column] = 0 }
        }
        return given
    }

    /// A multiplier pulls at the bound that holds: upper bounds have d < 0, floors d > 0.
    private static func limits(
        _ kind: LimitKind, _ family: Family, _ multipliers: [Double], _ program: LinearProgram,
        _ limit: (Int) -> ElasticProgram.Limit
    ) -> [BindingLimit] {
        let isFloor = kind.isFloor
        let isBoth = kind.holdsBothWays
        return family.members.indices.compactMap { member in
            let worth = family.values(multipliers, member).map {
                isBoth ? abs($0) : max(0, isFloor ? $0 : -$0)
            }
            let binding = worth.filter { $0 > leastWorth }
            guard !binding.isEmpty, let largest = worth.max() else { return nil }
            return BindingLimit(
                kind: kind, subject: family.members[member], count: binding.count,
                worthCNYPerUnit: binding.reduce(0, +),
                largestStep: family.firstStep + (worth.firstIndex(of: largest) ?? 0),
                sides: worth.indices.compactMap { step in
                    let index = family(member, family.firstStep + step)
                    let side = ProgramConflict.Side(
                        limit: limit(index),
                        isUpper: isBoth ? multipliers[index] < 0 : !isFloor)
                    let bound = program.bound(side)
                    let moves = bound.isFinite && bound != 0 && !isBoth
                    return worth[step] > leastWorth || moves ? side : nil
                })
        }
    }
}
