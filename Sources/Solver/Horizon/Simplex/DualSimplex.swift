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
            guard let leaving = nextLeaving() else { return .done }
            guard !hasToEnd() else { return .gaveUp }
            let ending = dualStep(leaving)
            if let ending { return ending }
        }
    }

    private mutating func listInfeasible() {
        candidates.clear()
        for variable in basis.heading where excess(Int(variable)) != 0 {
            candidates.add(Int(variable))
        }
        candidates.isStale = false
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
        basis.row(at: place, into: &rho)
        basis.tableauRow(rho, into: &alpha)
        let sign = excess > 0 ? 1.0 : -1.0
        var test = FlippingRatioTest(excess: abs(excess))
        for other in alpha.places { test.offer(Int(other), sign * alpha.value[Int(other)], self) }
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
            if excess2(variable) { candidates.add(variable) }
        }
        basis.value[leaving] = target
        basis.value[entering] += change
        weight[entering] = max(weight[leaving] / (pivot * pivot), 1)
        exchange(place, entering)
        if self.excess(entering) != 0 { candidates.add(entering) }
        return nil
    }

    @inline(__always)
    private func excess2(_ variable: Int) -> Bool { excess(variable) != 0 }

    /// New factors may help once.
    private mutating func giveUpOrRefresh() -> Ending? {
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
            for other in alpha.places {
                let variable = Int(other)
                var d = reduced[variable] - sign * step * alpha.value[variable]
                let value = basis.value[variable]
                let (lower, upper) = (basis.form.lower[variable], basis.form.upper[variable])
                if d < 0 && value < upper && lower < upper || d > 0 && value > lower && lower < upper {
                    if variable != entering { cost[variable] -= d }
                    d = 0
                }
                reduced[variable] = d
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
    private struct Candidate {
        let variable: Int32
        /// |α|, |d| / |α|, and what flipping repairs.
        let size: Double
        let ratio: Double
        let relaxed: Double
        let repair: Double
    }

    private var candidates: [Candidate] = []
    private var slope: Double
    /// Those that meet zero before the one that enters.
    private(set) var flipped: [Int32] = []
    /// Whether everything flipped repairs too little.
    private(set) var isHopeless = false

    init(excess: Double) { slope = excess }

    @inline(__always)
    mutating func offer(_ variable: Int, _ rate: Double, _ run: SimplexRun) {
        guard abs(rate) > SimplexRun.leastPivot else { return }
        let (lower, upper) = (run.basis.form.lower[variable], run.basis.form.upper[variable])
        let value = run.basis.value[variable]
        guard lower < upper, rate > 0 ? value < upper : value > lower else { return }
        let size = abs(rate)
        let d = abs(run.reduced[variable])
        candidates.append(
            Candidate(
                variable: Int32(variable), size: size, ratio: d / size,
                relaxed: (d + run.dualTolerance) / size, repair: size * (upper - lower)))
    }

    /// Chooses; nil when nothing can enter.
    mutating func choose() -> Int? {
        candidates.sort { ($0.ratio, $0.variable) < ($1.ratio, $1.variable) }
        var first = 0
        var chosen: Int?
        var flippedCount = 0
        var passed: [Int32] = []
        while first < candidates.count {
            var bound = Double.infinity
            var last = first
            // The group: all that meet zero before the first of them passes it by more than a trace.
            while last < candidates.count, candidates[last].ratio <= bound {
                bound = min(bound, candidates[last].relaxed)
                last += 1
            }
            var (best, repair) = (first, 0.0)
            for index in first..<last {
                repair += candidates[index].repair
                let (a, b) = (candidates[index], candidates[best])
                if (a.size, -a.variable) > (b.size, -b.variable) { best = index }
            }
            if candidates[best].size >= SimplexRun.safePivot {
                chosen = Int(candidates[best].variable)
                flippedCount = passed.count
            }
            slope -= repair
            if slope <= 0 || last == candidates.count { break }
            for index in first..<last { passed.append(candidates[index].variable) }
            first = last
        }
        isHopeless = candidates.isEmpty
        flipped = Array(passed.prefix(flippedCount))
        return chosen
    }
}
