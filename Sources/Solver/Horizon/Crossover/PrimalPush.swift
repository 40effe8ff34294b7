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

    /// How far a basic variable may pass its bound, so that the better pivot can be taken.
    private static let tolerance = 1e-9
    private static let leastPivot = 1e-7

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
        guard let block = block(sign, distance, basis) else {
            guard distance.isFinite else { return }
            advance(variable, sign * distance, &basis)
            basis.value[variable] = bound
            moved += 1
            return
        }
        advance(variable, sign * block.step, &basis)
        let leaving = Int(basis.heading[block.place])
        basis.value[leaving] =
            block.isAtUpper ? basis.form.upper[leaving] : basis.form.lower[leaving]
        basis.replace(at: block.place, by: variable, column: w)
        exchanged += 1
    }

    private func advance(_ variable: Int, _ step: Double, _ basis: inout CrossoverBasis) {
        guard step != 0 else { return }
        basis.value[variable] += step
        for place in w.places {
            basis.value[Int(basis.heading[Int(place)])] -= step * w.value[Int(place)]
        }
    }

    /// The basic variable that meets its bound before the step is done; nil for none.
    private func block(
        _ sign: Double, _ distance: Double, _ basis: CrossoverBasis
    ) -> (place: Int, step: Double, isAtUpper: Bool)? {
        var longest = distance
        for place in w.places {
            let rate = -sign * w.value[Int(place)]
            guard abs(rate) > Self.leastPivot else { continue }
            longest = min(longest, (room(Int(place), rate, basis) + Self.tolerance) / abs(rate))
        }
        guard longest < distance else { return nil }
        var best: (place: Int, step: Double, size: Double)?
        for place in w.places {
            let rate = -sign * w.value[Int(place)]
            guard abs(rate) > Self.leastPivot else { continue }
            let step = room(Int(place), rate, basis) / abs(rate)
            guard step <= longest else { continue }
            if let known = best, (known.size, Int(place)) >= (abs(rate), known.place) { continue }
            best = (Int(place), step, abs(rate))
        }
        return best.map { ($0.place, max(0, $0.step), -sign * w.value[$0.place] > 0) }
    }

    private func room(_ place: Int, _ rate: Double, _ basis: CrossoverBasis) -> Double {
        let variable = Int(basis.heading[place])
        return rate > 0
            ? basis.form.upper[variable] - basis.value[variable]
            : basis.value[variable] - basis.form.lower[variable]
    }
}
