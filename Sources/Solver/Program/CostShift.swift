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

    /// Relative sizes to try, with the tolerance of the simplex method.
    ///
    /// Sizes above the tolerance prove a bound unless there is a ray of zero cost, which they turn
    /// into an unbounded cost; sizes below it often do even then.
    static let trials: [(size: Double, tolerance: Double)] = [
        (1e-12, 1e-9), (1e-10, 1e-9), (1e-9, 1e-11), (1e-7, 1e-9),
    ]

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
