// The primal simplex method with Devex prices.
//
// (P. M. J. Harris, *Pivot selection methods of the Devex LP code*, Math. Program. 5 (1973).)
extension SimplexRun {
    /// Up to so many reduced costs of the wrong sign, true norms of columns as first weights save a
    /// fifth of the steps; of thousands they make twice as many.
    private static let few = 1000

    /// Lowers the cost until no reduced cost has the wrong sign.
    mutating func primal() -> Ending {
        for variable in weight.indices { weight[variable] = 1 }
        listWrong()
        let isWeighing = candidates.variables.count <= Self.few
        while true {
            if candidates.isStale { listWrong() }
            guard let entering = entering(isWeighing: isWeighing) else { return .done }
            guard !hasToEnd() else { return .gaveUp }
            if let ending = primalStep(entering) { return ending }
        }
    }

    private mutating func listWrong() {
        candidates.clear()
        for variable in reduced.indices where isWrong(variable) { candidates.add(variable) }
        candidates.isStale = false
    }

    private mutating func nextEntering() -> Int? {
        var list = candidates
        candidates = CandidateList(count: 0)
        let best = list.best { variable in
            isWrong(variable) ? reduced[variable] * reduced[variable] / weight[variable] : 0
        }
        candidates = list
        return best
    }

    /// Who enters, with its column in `w`.
    ///
    /// A weight is at least one until the column is known: one that proves heavier is weighed again.
    private mutating func entering(isWeighing: Bool) -> Int? {
        while let entering = nextEntering() {
            basis.column(of: entering, into: &w)
            guard isWeighing else { return entering }
            work += 10 * w.places.count
            let size = w.withEntries { w in
                (0..<w.count).reduce(1) { $0 + w[w.place($1)] * w[w.place($1)] }
            }
            let isKnown = size <= 4 * weight[entering]
            weight[entering] = size
            if isKnown { return entering }
        }
        return nil
    }

    private mutating func primalStep(_ entering: Int) -> Ending? {
        let sign = reduced[entering] < 0 ? 1.0 : -1.0
        let range = basis.form.upper[entering] - basis.form.lower[entering]
        guard let block = basis.block(w, sign, within: range, &test) else {
            guard range.isFinite else { return .looksUnbounded }
            let target = sign > 0 ? basis.form.upper[entering] : basis.form.lower[entering]
            basis.move(entering, by: target - basis.value[entering], along: w)
            basis.value[entering] = target
            turn(entering)
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
        basis.move(entering, by: sign * block.step, along: w)
        basis.value[leaving] =
            block.isAtUpper ? basis.form.upper[leaving] : basis.form.lower[leaving]
        let (own, dual) = (weight[entering], reduced[entering] / pivot)
        Self.moveReduced(
            alpha, dual, own / (pivot * pivot), dualTolerance, ways, &reduced, &weight, &candidates)
        reduced[leaving] = -dual
        weight[leaving] = max(own / (pivot * pivot), 1)
        countStep()
        exchange(block.place, entering)
        if isWrong(leaving) { candidates.add(leaving) }
        return nil
    }

    /// Moves reduced costs and weights along a row of the tableau; lists what may enter then.
    private static func moveReduced(
        _ alpha: SparseVector, _ dual: Double, _ heaviness: Double, _ tolerance: Double,
        _ ways: [Ways], _ reduced: inout [Double], _ weight: inout [Double],
        _ candidates: inout CandidateList
    ) {
        alpha.withEntries { alpha in
            ways.withReader { ways in
                reduced.withWriter { reduced in
                    weight.withWriter { weight in
                        for index in 0..<alpha.count {
                            let variable = alpha.place(index)
                            let rate = alpha[variable]
                            let d = reduced[variable] - dual * rate
                            reduced[variable] = d
                            weight[variable] = max(weight[variable], rate * rate * heaviness)
                            if ways[variable].isWrong(d, tolerance) { candidates.add(variable) }
                        }
                    }
                }
            }
        }
    }
}
