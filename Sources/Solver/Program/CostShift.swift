/// Costs moved a little towards the inside, so that their optimal duals prove a bound.
///
/// A column without an upper bound needs a reduced cost d ≥ 0 exactly; a basic one has d = 0 up to
/// rounding, of either sign. Duals that are optimal for c − η leave d = η on basic columns: above
/// rounding, and the bound they prove for c is lower by η·x only. For columns without a lower
/// bound the shift is +η. Free columns cannot be helped this way.
struct CostShift {
    /// The columns to shift and in which direction: −1 or +1.
    let signs: [(column: Int, sign: Double)]

    /// Relative sizes to try, the smallest first.
    static let sizes = [1e-12, 1e-10, 1e-8]

    init(_ program: LinearProgram, _ implied: ImpliedBounds) {
        var signs: [(column: Int, sign: Double)] = []
        for column in 0..<program.columnCount {
            let (lower, upper) = (implied.lower[column], implied.upper[column])
            if lower.isFinite, upper == .infinity { signs.append((column, -1)) }
            if upper.isFinite, lower == -.infinity { signs.append((column, 1)) }
        }
        self.signs = signs
    }
}
