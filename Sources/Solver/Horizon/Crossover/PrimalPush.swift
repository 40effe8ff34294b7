/// Moves variables that are neither basic nor at a bound to a bound, or into the basis.
///
/// Each moves towards its nearest bound, and the basic variables give way, until it is there or
/// one of those meets its own bound first and leaves the basis for it. With reduced costs of zero
/// nothing of the cost is lost. (N. Megiddo, *On finding primal- and dual-optimal bases*, ORSA
/// Journal on Computing 3 (1991); R. E. Bixby, M. J. Saltzman, 1994.)
struct PrimalPush {
    /// How many reached a bound, and how many entered the basis.
    private(set) var moved = 0
    private(set) var exchanged = 0
    private var w: SparseVector
    private var test = RatioTest()

    /// Makes room.
    init(_ form: SimplexForm) { w = SparseVector(count: form.rowCount) }

    /// Moves one variable to its nearest bound, if it is between bounds.
    mutating func push(_ variable: Int, _ basis: inout CrossoverBasis) {
        let below = basis.value[variable] - basis.form.lower[variable]
        let above = basis.form.upper[variable] - basis.value[variable]
        guard basis.position[variable] < 0, min(below, above) > 0 else { return }
        move(variable, up: above < below, &basis)
    }

    /// Moves one nonbasic variable up or down; one that nothing holds back stays where it is.
    mutating func move(_ variable: Int, up isUp: Bool, _ basis: inout CrossoverBasis) {
        let bound = isUp ? basis.form.upper[variable] : basis.form.lower[variable]
        let distance = abs(bound - basis.value[variable])
        let sign = isUp ? 1.0 : -1.0
        basis.column(of: variable, into: &w)
        guard let block = basis.block(w, sign, within: distance, &test) else {
            guard distance.isFinite else { return }
            basis.move(variable, by: sign * distance, along: w)
            basis.value[variable] = bound
            moved += 1
            return
        }
        basis.move(variable, by: sign * block.step, along: w)
        let leaving = Int(basis.heading[block.place])
        basis.value[leaving] =
            block.isAtUpper ? basis.form.upper[leaving] : basis.form.lower[leaving]
        basis.replace(at: block.place, by: variable, column: w)
        exchanged += 1
    }
}
