// The primal simplex method with Devex prices.
//
// (P. M. J. Harris, *Pivot selection methods of the Devex LP code*, Math. Program. 5 (1973).)
extension SimplexRun {
    /// Lowers the cost until no reduced cost has the wrong sign.
    mutating func primal() -> Ending {
        for variable in weight.indices { weight[variable] = 1 }
        candidates.isStale = true
        while true {
            if candidates.isStale { listWrong() }
            guard let entering = nextEntering() else { return .done }
            guard !hasToEnd() else { return .gaveUp }
            if let ending = primalStep(entering) { return ending }
        }
    }

    private mutating func listWrong() {
        candidates.clear()
        for variable in reduced.indices where mayEnter(variable) { candidates.add(variable) }
        candidates.isStale = false
    }

    @inline(__always)
    private func mayEnter(_ variable: Int) -> Bool {
        isWrong(variable) && (isHeld.isEmpty || !isHeld[variable])
    }

    private mutating func nextEntering() -> Int? {
        var list = candidates
        candidates = CandidateList(count: 0)
        let best = list.best { variable in
            mayEnter(variable) ? reduced[variable] * reduced[variable] / weight[variable] : 0
        }
        candidates = list
        return best
    }

    private mutating func primalStep(_ entering: Int) -> Ending? {
        basis.column(of: entering, into: &w)
        let sign = reduced[entering] < 0 ? 1.0 : -1.0
        let range = basis.form.upper[entering] - basis.form.lower[entering]
        guard let block = PrimalRatioTest(self, sign).block(range) else {
            guard range.isFinite else { return .looksUnbounded }
            let target = sign > 0 ? basis.form.upper[entering] : basis.form.lower[entering]
            advance(entering, target - basis.value[entering])
            basis.value[entering] = target
            countStep()
            return nil
        }
        let leaving = Int(basis.heading[block.place])
        basis.row(at: block.place, into: &rho)
        basis.tableauRow(rho, into: &alpha)
        let pivot = w.value[block.place]
        guard abs(pivot - alpha.value[entering]) <= 1e-6 * (1 + abs(pivot)) else {
            return giveUpOrRefresh()
        }
        advance(entering, sign * block.step)
        basis.value[leaving] =
            block.isAtUpper ? basis.form.upper[leaving] : basis.form.lower[leaving]
        let own = weight[entering]
        let dual = reduced[entering] / pivot
        for other in alpha.places {
            let variable = Int(other)
            let ratio = alpha.value[variable] / pivot
            reduced[variable] -= dual * alpha.value[variable]
            weight[variable] = max(weight[variable], ratio * ratio * own)
            if mayEnter(variable) { candidates.add(variable) }
        }
        reduced[leaving] = -dual
        weight[leaving] = max(own / (pivot * pivot), 1)
        countStep()
        exchange(block.place, entering)
        if mayEnter(leaving) { candidates.add(leaving) }
        return nil
    }

    private mutating func advance(_ variable: Int, _ step: Double) {
        guard step != 0 else { return }
        basis.value[variable] += step
        for place in w.places {
            basis.value[Int(basis.heading[Int(place)])] -= step * w.value[Int(place)]
        }
    }
}

/// Who leaves the basis when a variable enters.
private struct PrimalRatioTest {
    private let run: SimplexRun
    private let sign: Double

    init(_ run: SimplexRun, _ sign: Double) { (self.run, self.sign) = (run, sign) }

    /// The basic variable that meets its bound within a distance; nil for none.
    func block(_ distance: Double) -> (place: Int, step: Double, isAtUpper: Bool)? {
        var longest = distance
        for place in run.w.places {
            let rate = -sign * run.w.value[Int(place)]
            guard abs(rate) > SimplexRun.safePivot else { continue }
            longest = min(
                longest, (room(Int(place), rate) + SimplexRun.primalTolerance) / abs(rate))
        }
        guard longest < distance else { return nil }
        var best: (place: Int, step: Double, size: Double)?
        for place in run.w.places {
            let rate = -sign * run.w.value[Int(place)]
            guard abs(rate) > SimplexRun.safePivot else { continue }
            let step = room(Int(place), rate) / abs(rate)
            guard step <= longest else { continue }
            if let known = best, (known.size, -known.place) >= (abs(rate), -Int(place)) { continue }
            best = (Int(place), step, abs(rate))
        }
        return best.map { ($0.place, max(0, $0.step), -sign * run.w.value[$0.place] > 0) }
    }

    private func room(_ place: Int, _ rate: Double) -> Double {
        let variable = Int(run.basis.heading[place])
        return rate > 0
            ? run.basis.form.upper[variable] - run.basis.value[variable]
            : run.basis.value[variable] - run.basis.form.lower[variable]
    }
}
