/// Makes an early point of one solve fit the changed bounds of the next.
///
/// A point near the end has no room to move; one from the middle of the way is well centred and
/// still saves the first half of it. Columns are pushed inside their new bounds and every product
/// is brought up to the average. (E. A. Yıldırım, S. J. Wright, *Warm-start strategies in
/// interior-point methods for linear programming*, SIAM J. Optim. 12 (2002).)
struct WarmStart: ~Copyable {
    /// The merit below which a point is kept for the next solve.
    static let earlyMerit = 1e-2
    /// Least share of a box between a column and either bound.
    private static let margin = 0.05

    private let early: Iterate
    private let kinds: [ColumnKind]

    /// Keeps an early point of a system.
    init(_ system: borrowing NewtonSystem, _ at: borrowing Iterate) {
        kinds = system.kinds
        early = system.makeIterate()
        early.copy(at)
    }

    /// Writes the point, inside the bounds of a changed system, into an iterate of it.
    func adapt(_ system: borrowing NewtonSystem, into at: borrowing Iterate) {
        var (products, pairs) = (0.0, 1)
        for column in kinds.indices where kinds[column].isBounded {
            products += early.x[column] * early.z[column]
            pairs += 1
        }
        let average = products / Double(pairs)
        at.y.copy(early.y)
        at.x.copy(early.x)
        at.z.copy(early.z)
        let now = system.kinds
        var (box, earlyBox) = (0, 0)
        for column in now.indices {
            switch now[column] {
            case .free: break
            case .fixed: (at.x[column], at.z[column]) = (0, 0)
            case .lower: Self.lift(at.x, at.z, column, average)
            case .boxed:
                let upper = system.boxUpper[box]
                // Columns that were fixed before have no value worth keeping.
                let value = early.x[column] > 0 ? early.x[column] : upper / 2
                at.x[column] = min(
                    max(value, Self.margin * upper), (1 - Self.margin) * upper)
                at.s[box] = upper - at.x[column]
                at.w[box] = kinds[column] == .boxed ? early.w[earlyBox] : 0
                Self.lift(at.x, at.z, column, average)
                Self.lift(at.s, at.w, box, average)
                box += 1
            }
            if kinds[column] == .boxed { earlyBox += 1 }
        }
    }

    /// Brings a product that is far below the average up to a tenth of it, by way of its dual.
    private static func lift(
        _ value: borrowing Vector, _ dual: borrowing Vector, _ index: Int, _ average: Double
    ) {
        value[index] = max(value[index], 1e-10)
        dual[index] = max(dual[index], 0.1 * average / value[index])
    }
}
