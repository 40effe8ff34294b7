/// Makes an early point of one solve fit the changed bounds of the next.
///
/// A point near the end has no room to move; one from the middle of the way is well centred and
/// still saves the first half of it. Columns are pushed inside their new bounds and every product
/// is brought up to the average. (E. A. Yıldırım, S. J. Wright, *Warm-start strategies in
/// interior-point methods for linear programming*, SIAM J. Optim. 12 (2002).)
enum WarmStart {
    /// The merit below which a point is kept for the next solve.
    static let earlyMerit = 1e-2
    /// Least share of a box between a column and either bound.
    private static let margin = 0.05

    /// The point, inside the bounds of a changed standard form.
    static func adapted(_ early: Iterate, _ form: StandardForm, _ kinds: [ColumnKind]) -> Iterate {
        var at = early
        var (products, pairs) = (0.0, 1)
        for column in kinds.indices where kinds[column].isBounded {
            products += early.x[column] * early.z[column]
            pairs += 1
        }
        let average = products / Double(pairs)
        for column in kinds.indices {
            switch kinds[column] {
            case .free: break
            case .fixed:
                (at.x[column], at.z[column]) = (0, 0)
                (at.s[column], at.w[column]) = (0, 0)
            case .lower: lift(&at.x[column], &at.z[column], average)
            case .boxed:
                let upper = form.upper[column]
                // Columns that were fixed before have no value worth keeping.
                let value = early.x[column] > 0 ? early.x[column] : upper / 2
                at.x[column] = min(max(value, margin * upper), (1 - margin) * upper)
                at.s[column] = upper - at.x[column]
                lift(&at.x[column], &at.z[column], average)
                lift(&at.s[column], &at.w[column], average)
            }
        }
        return at
    }

    /// Brings a product that is far below the average up to a tenth of it, by way of its dual.
    private static func lift(_ x: inout Double, _ z: inout Double, _ average: Double) {
        x = max(x, 1e-10)
        z = max(z, 0.1 * average / x)
    }
}
