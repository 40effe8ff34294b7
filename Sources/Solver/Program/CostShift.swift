/// Costs moved a little towards the inside, so that their optimal duals prove a bound.
///
/// A column without an upper bound needs a reduced cost d ≥ 0 exactly; a basic one has d = 0 up to
/// rounding, of either sign, and others miss zero by the tolerance of the simplex method. Duals
/// that are optimal for c − η, with a tolerance far below η, have d ≥ η − tolerance > 0, and the
/// bound they prove for c is lower by η·x only. For columns without a lower bound the shift is +η.
/// Free columns, and columns on a ray of zero cost, cannot be helped this way.
struct CostShift {
    /// The columns to shift and in which direction: −1 or +1.
    let signs: [(column: Int, sign: Double)]

    /// Relative sizes to try, the smallest first.
    static let sizes = [1e-9, 1e-7]
    /// Tolerance of the simplex method as a share of the size.
    static let toleranceShare = 1e-2

    init(_ program: LinearProgram) {
        var signs: [(column: Int, sign: Double)] = []
        for column in 0..<program.columnCount {
            let (lower, upper) = (program.columnLower[column], program.columnUpper[column])
            if lower.isFinite, upper == .infinity { signs.append((column, -1)) }
            if upper.isFinite, lower == -.infinity { signs.append((column, 1)) }
        }
        self.signs = signs
    }
}
