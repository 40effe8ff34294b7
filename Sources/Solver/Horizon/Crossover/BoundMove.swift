/// Moves all variables that are near a bound onto it at once.
///
/// An interior point leaves traces everywhere. All of them go at the same pace, and the basic
/// variables give way. Where one of these meets its own bound it leaves the basis, and a variable
/// that can move off its bound at the least price enters, as in the parametric dual simplex method
/// (S. I. Gass, T. L. Saaty, *The computational algorithm for the parametric objective function*,
/// Naval Research Logistics Quarterly 2 (1955), for right sides).
struct BoundMove {
    private(set) var exchanged = 0
    /// How far the way has been gone, at most one.
    private var done = 0.0
    /// What each nonbasic variable has to move in all.
    private var way: [Double]
    /// What each basic variable moves, by variable.
    private var rate: [Double]
    private let price: [Double]
    private var rho: SparseVector
    private var w: SparseVector
    private var alpha: SparseVector

    private static let tolerance = 1e-9
    private static let leastRate = 1e-12
    private static let leastPivot = 1e-7

    /// Begins with the reduced costs of all variables.
    init(_ basis: CrossoverBasis, price: [Double]) {
        self.price = price
        way = [Double](repeating: 0, count: basis.form.count)
        rate = way
        rho = SparseVector(count: basis.form.rowCount)
        w = rho
        alpha = SparseVector(count: basis.form.count)
    }

    /// Moves everything; false when that leads nowhere.
    mutating func move(_ basis: inout CrossoverBasis, isStopped: () -> Bool) -> Bool {
        plan(basis)
        let start = basis.value
        for (place, rate) in basis.basics(whenOthersAre: way).enumerated() {
            self.rate[Int(basis.heading[place])] = rate
        }
        while let block = block(basis) {
            advance(to: block.at, &basis)
            let leaving = Int(basis.heading[block.place])
            let isUp = rate[leaving] > 0
            guard exchanged < basis.form.rowCount, !isStopped(),
                let entering = entering(block.place, isUp, &basis)
            else { return false }
            basis.column(of: entering, into: &w)
            guard abs(w.value[block.place]) > Self.leastPivot else { return false }
            basis.value[leaving] = isUp ? basis.form.upper[leaving] : basis.form.lower[leaving]
            if way[entering] != 0 { basis.value[entering] = start[entering] + done * way[entering] }
            turn(leaving, entering, rate[leaving] / w.value[block.place], basis)
            basis.replace(at: block.place, by: entering, column: w)
            exchanged += 1
        }
        advance(to: 1, &basis)
        for variable in way.indices where way[variable] != 0 {
            // Onto the bound, without rounding.
            basis.value[variable] =
                way[variable] < 0 ? basis.form.lower[variable] : basis.form.upper[variable]
        }
        return true
    }

    /// What each nonbasic variable has to move: to its nearest bound.
    private mutating func plan(_ basis: CrossoverBasis) {
        for variable in way.indices where basis.position[variable] < 0 {
            let below = basis.value[variable] - basis.form.lower[variable]
            let above = basis.form.upper[variable] - basis.value[variable]
            guard min(below, above) != 0, min(below, above).isFinite else { continue }
            way[variable] = below < above ? -below : above
        }
    }

    private mutating func advance(to share: Double, _ basis: inout CrossoverBasis) {
        for variable in basis.heading {
            basis.value[Int(variable)] += (share - done) * rate[Int(variable)]
        }
        done = share
    }

    /// The rates after one variable has stopped and another gives way to it.
    private mutating func turn(
        _ leaving: Int, _ entering: Int, _ change: Double, _ basis: CrossoverBasis
    ) {
        for place in w.places {
            rate[Int(basis.heading[Int(place)])] -= change * w.value[Int(place)]
        }
        (rate[leaving], rate[entering]) = (0, way[entering] + change)
        way[entering] = 0
    }

    /// The first basic variable to meet its bound on the rest of the way; nil for none.
    private func block(_ basis: CrossoverBasis) -> (place: Int, at: Double)? {
        var longest = 1 - done
        for variable in basis.heading {
            let rate = rate[Int(variable)]
            guard abs(rate) > Self.leastRate else { continue }
            longest = min(longest, (room(Int(variable), rate, basis) + Self.tolerance) / abs(rate))
        }
        guard longest < 1 - done else { return nil }
        var best: (place: Int, step: Double, size: Double)?
        for (place, variable) in basis.heading.enumerated() {
            let rate = rate[Int(variable)]
            guard abs(rate) > Self.leastRate else { continue }
            let room = room(Int(variable), rate, basis)
            guard room <= longest * abs(rate) else { continue }
            if let known = best, known.size >= abs(rate) { continue }
            best = (place, max(0, room / abs(rate)), abs(rate))
        }
        return best.map { ($0.place, done + $0.step) }
    }

    private func room(_ variable: Int, _ rate: Double, _ basis: CrossoverBasis) -> Double {
        rate > 0
            ? basis.form.upper[variable] - basis.value[variable]
            : basis.value[variable] - basis.form.lower[variable]
    }

    /// The variable that gives way to the one leaving at the least price; nil for none.
    private mutating func entering(
        _ place: Int, _ isUp: Bool, _ basis: inout CrossoverBasis
    ) -> Int? {
        basis.row(at: place, into: &rho)
        basis.tableauRow(rho, into: &alpha)
        let sign = isUp ? 1.0 : -1.0
        var least = Double.infinity
        for other in alpha.places {
            let (variable, size) = (Int(other), sign * alpha.value[Int(other)])
            guard canMove(variable, size, basis) else { continue }
            least = min(least, (abs(price[variable]) + Self.tolerance) / abs(size))
        }
        var best: (variable: Int, size: Double)?
        for other in alpha.places {
            let (variable, size) = (Int(other), sign * alpha.value[Int(other)])
            guard canMove(variable, size, basis), abs(price[variable]) <= least * abs(size) else {
                continue
            }
            if let known = best, (known.size, -known.variable) >= (abs(size), -variable) {
                continue
            }
            best = (variable, abs(size))
        }
        return best?.variable
    }

    /// Whether a nonbasic variable can move off its bound to hold back the one leaving.
    private func canMove(_ variable: Int, _ size: Double, _ basis: CrossoverBasis) -> Bool {
        guard abs(size) > Self.leastPivot else { return false }
        let (lower, upper) = (basis.form.lower[variable], basis.form.upper[variable])
        guard lower < upper else { return false }
        let value = basis.value[variable]
        let isLow = value - lower < upper - value
        return lower == -.infinity && upper == .infinity || isLow == (size > 0)
    }
}
