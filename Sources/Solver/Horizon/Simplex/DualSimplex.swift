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
            let size = rho.places.reduce(0) { $0 + rho.value[Int($1)] * rho.value[Int($1)] }
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
        updateDualWeights(place, pivot)
        for position in w.places {
            let variable = Int(basis.heading[Int(position)])
            basis.value[variable] -= change * w.value[Int(position)]
            if self.excess(variable) != 0 { candidates.add(variable) }
        }
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
        basis.computeBasics()
        computeReduced()
        candidates.isStale = true
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
        if step != 0 {
            let form = basis.form
            form.lower.withReader { lower in
                form.upper.withReader { upper in
                    basis.value.withReader { value in
                        for other in alpha.places {
                            let variable = Int(other)
                            var d = reduced[variable] - sign * step * alpha.value[variable]
                            let (x, low, high) = (value[variable], lower[variable], upper[variable])
                            if low < high, d < 0 ? x < high : x > low, d != 0 {
                                cost[variable] -= d
                                d = 0
                            }
                            reduced[variable] = d
                        }
                    }
                }
            }
        }
        reduced[entering] = 0
        reduced[leaving] = -sign * step
    }

    private mutating func updateDualWeights(_ place: Int, _ pivot: Double) {
        let own = weight[Int(basis.heading[place])]
        for position in w.places where Int(position) != place {
            let ratio = w.value[Int(position)] / pivot
            let variable = Int(basis.heading[Int(position)])
            weight[variable] = max(weight[variable], ratio * ratio * own)
        }
    }
}

/// Who enters the basis: of those whose reduced cost meets zero, the last that leaves nothing to repair.
struct FlippingRatioTest {
    struct Candidate {
        let variable: Int32
        /// |α|, |d| / |α|, the same with Harris' tolerance, and what flipping repairs.
        let size: Double
        let ratio: Double
        let relaxed: Double
        let repair: Double
    }

    fileprivate var candidates: [Candidate] = []
    private var slope: Double
    /// Those that meet zero before the one that enters.
    private(set) var flipped: [Int32] = []
    /// Whether nothing could enter at all.
    private(set) var isHopeless = false

    init(excess: Double) { slope = excess }

    /// Chooses; nil when nothing can enter.
    mutating func choose() -> Int? {
        isHopeless = candidates.isEmpty
        var chosen: Int?
        var flippedCount = 0
        var first = 0
        while first < candidates.count {
            // The group: all that meet zero before the first of them passes it by more than a trace.
            var bound = Double.infinity
            for index in first..<candidates.count { bound = min(bound, candidates[index].relaxed) }
            var (last, best, repair) = (first, first, 0.0)
            for index in first..<candidates.count where candidates[index].ratio <= bound {
                candidates.swapAt(index, last)
                let (a, b) = (candidates[last], candidates[best])
                if (a.size, -a.variable) > (b.size, -b.variable) { best = last }
                repair += a.repair
                last += 1
            }
            if candidates[best].size >= SimplexRun.safePivot {
                chosen = Int(candidates[best].variable)
                flippedCount = first
            }
            slope -= repair
            if slope <= 0 { break }
            first = last
        }
        flipped = candidates[..<flippedCount].map(\.variable)
        return chosen
    }
}

extension SimplexRun {
    /// Shows a ratio test everything that the row of the leaving variable meets.
    private func offer(_ test: inout FlippingRatioTest, _ sign: Double) {
        let (form, tolerance) = (basis.form, dualTolerance)
        form.lower.withReader { lower in
            form.upper.withReader { upper in
                basis.value.withReader { value in
                    reduced.withReader { reduced in
                        alpha.value.withReader { alpha in
                            for place in self.alpha.places {
                                let variable = Int(place)
                                let rate = sign * alpha[variable]
                                let (low, high) = (lower[variable], upper[variable])
                                guard abs(rate) > Self.leastPivot, low < high,
                                    rate > 0 ? value[variable] < high : value[variable] > low
                                else { continue }
                                let (size, d) = (abs(rate), abs(reduced[variable]))
                                test.candidates.append(
                                    FlippingRatioTest.Candidate(
                                        variable: place, size: size, ratio: d / size,
                                        relaxed: (d + tolerance) / size,
                                        repair: size * (high - low)))
                            }
                        }
                    }
                }
            }
        }
    }
}
