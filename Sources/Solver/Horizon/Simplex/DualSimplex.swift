// The dual simplex method with bounds flipped on the way.
//
// A basic variable outside its bounds leaves for the bound that it has passed. Of the nonbasic ones whose
// reduced costs meet zero on the way, those with two bounds are flipped as long as that leaves
// something to repair; the next enters. (I. Maros, *A generalized dual phase-2 simplex algorithm*,
// European J. Oper. Res. 149 (2003); Harris' tolerances; weights after J. J. Forrest and D. Goldfarb,
// Math. Program. 57 (1992), in the reference framework of Devex.)
extension SimplexRun {
    /// Brings all basic variables within their bounds; reduced costs keep their signs.
    mutating func dual() -> Ending {
        for variable in basis.heading { weight[Int(variable)] = 1 }
        candidates.isStale = true
        while true {
            if candidates.isStale { listInfeasible() }
            guard let leaving = weighedLeaving() else { return .done }
            guard !hasToEnd() else { return .gaveUp }
            if let ending = dualStep(leaving) { return ending }
        }
    }

    private mutating func listInfeasible() {
        candidates.clear()
        for variable in basis.heading where excess(Int(variable)) != 0 {
            candidates.add(Int(variable))
        }
        candidates.isStale = false
    }

    /// Who leaves, with its row of the inverse in `rho`.
    ///
    /// A weight is at least one until the row is known: one that proves heavier is weighed again.
    private mutating func weighedLeaving() -> Int? {
        while let leaving = nextLeaving() {
            basis.row(at: Int(basis.position[leaving]), into: &rho)
            work += 20 * rho.places.count
            let size = rho.withEntries { rho in
                (0..<rho.count).reduce(0) { $0 + rho[rho.place($1)] * rho[rho.place($1)] }
            }
            let isKnown = size <= 4 * weight[leaving]
            weight[leaving] = size
            if isKnown { return leaving }
        }
        return nil
    }

    private mutating func nextLeaving() -> Int? {
        var list = candidates
        candidates = CandidateList(count: 0)
        let best = list.best { variable in
            guard basis.position[variable] >= 0 else { return 0 }
            let excess = excess(variable)
            return excess * excess / weight[variable]
        }
        candidates = list
        return best
    }

    /// One step; nil when the method goes on.
    private mutating func dualStep(_ leaving: Int) -> Ending? {
        let place = Int(basis.position[leaving])
        let excess = excess(leaving)
        basis.tableauRow(rho, into: &alpha)
        let sign = excess > 0 ? 1.0 : -1.0
        var test = FlippingRatioTest(excess: abs(excess))
        offer(&test, sign)
        guard let entering = test.choose() else {
            return test.isHopeless ? .looksInfeasible : giveUpOrRefresh()
        }
        basis.column(of: entering, into: &w)
        let pivot = w.value[place]
        let expected = alpha.value[entering]
        guard abs(pivot - expected) <= 1e-6 * (1 + abs(expected)), abs(pivot) > Self.safePivot
        else { return giveUpOrRefresh() }
        flip(test.flipped)
        let target = excess > 0 ? basis.form.upper[leaving] : basis.form.lower[leaving]
        moveDuals(entering, leaving, sign)
        let change = (basis.value[leaving] - target) / pivot
        moveBasics(leaving, by: change, pivot)
        basis.value[leaving] = target
        basis.value[entering] += change
        weight[entering] = max(weight[leaving] / (pivot * pivot), 1)
        countStep()
        exchange(place, entering)
        if self.excess(entering) != 0 { candidates.add(entering) }
        return nil
    }

    /// New factors may help once.
    mutating func giveUpOrRefresh() -> Ending? {
        guard !basis.factor.isFresh else { return .gaveUp }
        basis.refactorise()
        refresh()
        return nil
    }

    /// Moves variables from one bound to the other; the basic ones give way.
    private mutating func flip(_ variables: [Int32]) {
        guard !variables.isEmpty else { return }
        var changes: [(variable: Int, by: Double)] = []
        for item in variables {
            let variable = Int(item)
            let (lower, upper) = (basis.form.lower[variable], basis.form.upper[variable])
            let next = basis.value[variable] == lower ? upper : lower
            changes.append((variable, next - basis.value[variable]))
            basis.value[variable] = next
            turn(variable)
        }
        basis.combination(changes, into: &moved)
        for position in moved.places {
            let variable = Int(basis.heading[Int(position)])
            basis.value[variable] -= moved.value[Int(position)]
            if excess(variable) != 0 { candidates.add(variable) }
        }
    }

    /// Moves the reduced costs so that that of the entering one is zero.
    ///
    /// What would get the wrong sign by rounding, or by Harris' tolerance, has its cost shifted to zero.
    private mutating func moveDuals(_ entering: Int, _ leaving: Int, _ sign: Double) {
        var step = reduced[entering] / (sign * alpha.value[entering])
        if step < 0 {
            cost[entering] -= reduced[entering]
            step = 0
        }
        if step != 0 { Self.move(&reduced, &cost, sign * step, alpha, ways) }
        reduced[entering] = 0
        reduced[leaving] = -sign * step
    }

    private static func move(
        _ reduced: inout [Double], _ cost: inout [Double], _ step: Double, _ alpha: SparseVector,
        _ ways: [Ways]
    ) {
        alpha.withEntries { alpha in
            ways.withReader { ways in
                reduced.withWriter { reduced in
                    for index in 0..<alpha.count {
                        let variable = alpha.place(index)
                        let d = reduced[variable] - step * alpha[variable]
                        if ways[variable].isWrong(d, 0) {
                            cost[variable] -= d
                            reduced[variable] = 0
                        } else {
                            reduced[variable] = d
                        }
                    }
                }
            }
        }
    }

    /// Moves the basic variables and their weights along the column of the entering one.
    private mutating func moveBasics(_ leaving: Int, by change: Double, _ pivot: Double) {
        let heaviness = weight[leaving] / (pivot * pivot)
        Self.moveBasics(&basis.value, &weight, change, heaviness, w, basis.heading)
        let form = basis.form
        w.withEntries { w in
            basis.heading.withReader { heading in
                basis.value.withReader { value in
                    form.lower.withReader { lower in
                        form.upper.withReader { upper in
                            for index in 0..<w.count {
                                let variable = Int(heading[w.place(index)])
                                let value = value[variable]
                                if value < lower[variable] - Self.primalTolerance
                                    || value > upper[variable] + Self.primalTolerance
                                {
                                    candidates.add(variable)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private static func moveBasics(
        _ value: inout [Double], _ weight: inout [Double], _ change: Double, _ heaviness: Double,
        _ w: SparseVector, _ heading: [Int32]
    ) {
        w.withEntries { w in
            heading.withReader { heading in
                value.withWriter { value in
                    weight.withWriter { weight in
                        for index in 0..<w.count {
                            let rate = w[w.place(index)]
                            let variable = Int(heading[w.place(index)])
                            value[variable] -= change * rate
                            weight[variable] = max(weight[variable], rate * rate * heaviness)
                        }
                    }
                }
            }
        }
    }
}
