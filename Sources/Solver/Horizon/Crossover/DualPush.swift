/// Makes the reduced cost of every basic variable zero, exchanging it where that cannot be.
///
/// y moves along the row of the inverse until the reduced cost is zero or that of a nonbasic
/// variable is about to change its sign: this one enters at a step of zero, and the other
/// leaves at its bound, where its reduced cost holds it. (R. E. Bixby, M. J. Saltzman, 1994.)
struct DualPush {
    /// Reduced cost of every variable.
    private(set) var reduced: [Double]
    private var rho: SparseVector
    private var alpha: SparseVector
    private var w: SparseVector
    private var test = RatioTest()

    private static let leastPivot = 1e-7

    /// Begins with the reduced costs of all variables, right in sign.
    init(_ basis: CrossoverBasis, reduced: [Double]) {
        self.reduced = reduced
        rho = SparseVector(count: basis.form.rowCount)
        w = rho
        alpha = SparseVector(count: basis.form.count)
    }

    /// Moves the reduced cost of one basic variable.
    mutating func push(_ variable: Int, _ basis: inout CrossoverBasis) {
        let place = Int(basis.position[variable])
        let target = reduced[variable]
        guard place >= 0, target != 0 else { return }
        basis.row(at: place, into: &rho)
        basis.tableauRow(rho, into: &alpha)
        // d_j(t) = d_j − t α_j, and that of this one is target − t.
        let entering = block(target, basis)
        let step = entering?.step ?? target
        if step != 0 {
            for other in alpha.places { reduced[Int(other)] -= step * alpha.value[Int(other)] }
        }
        reduced[variable] = target - step
        guard let entering else { return }
        basis.column(of: entering.variable, into: &w)
        guard abs(w.value[place]) > Self.leastPivot else { return }
        reduced[entering.variable] = 0
        basis.replace(at: place, by: entering.variable, column: w)
    }

    /// The nonbasic variable whose reduced cost meets zero first; nil for none before the target.
    private mutating func block(
        _ target: Double, _ basis: CrossoverBasis
    ) -> (variable: Int, step: Double)? {
        let sign = target > 0 ? 1.0 : -1.0
        test.begin(within: abs(target))
        for place in alpha.places {
            let variable = Int(place)
            let rate = sign * alpha.value[variable]
            guard abs(rate) > Self.leastPivot, let room = room(variable, rate, basis) else {
                continue
            }
            test.offer(variable, rate: abs(rate), room: room)
        }
        return test.first.map { ($0.key, sign * $0.step) }
    }

    /// How far a reduced cost may fall (rate > 0) or rise; nil for as far as it likes.
    private func room(_ variable: Int, _ rate: Double, _ basis: CrossoverBasis) -> Double? {
        let (lower, upper) = (basis.form.lower[variable], basis.form.upper[variable])
        if lower == upper { return nil }
        let value = basis.value[variable]
        if rate > 0 { return value < upper ? reduced[variable] : nil }
        return value > lower ? -reduced[variable] : nil
    }
}
