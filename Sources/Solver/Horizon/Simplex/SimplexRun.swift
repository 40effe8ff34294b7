/// The simplex method from a basis that was optimal before something changed.
///
/// Costs, bounds and right sides, the matrix too, may be others than those the basis came from. Where
/// basic variables are outside their bounds the dual method brings them back (`DualSimplex`); what has a
/// reduced cost of the wrong sign then enters by the primal one (`PrimalSimplex`). Few steps are
/// needed where little has changed. Numbers are looked at by the judge afterwards, who trusts nobody.
struct SimplexRun {
    var basis: CrossoverBasis
    /// Cost of every variable, with what the dual method has shifted.
    var cost: [Double]
    /// Reduced cost of every variable; zero for basic ones.
    var reduced: [Double]
    /// Who may not enter, whatever its reduced cost: what an earlier cost holds at its bound.
    var isHeld: [Bool] = []
    /// Steps of both methods.
    var steps = 0
    /// Reference weights of the variables: dual ones of the basic, primal ones of the others.
    var weight: [Double]
    let watch: HorizonWatch
    /// Reduced cost that counts as zero.
    let dualTolerance: Double
    /// Entries looked at so far, about, and how many may be: the same on every machine.
    var work = 0
    private let mostWork: Int

    // Room that every step uses again.
    var rho: SparseVector
    var alpha: SparseVector
    var w: SparseVector
    var moved: SparseVector
    var candidates: CandidateList

    /// Entries that may be looked at in any program.
    private static let freeWork = 10_000_000
    /// Distance outside of a bound that counts as nothing.
    static let primalTolerance = 1e-9
    /// Entry of a column or row that counts as nothing in a ratio test.
    static let leastPivot = 1e-9
    /// Entry that a step may be built upon.
    static let safePivot = 1e-7

    /// How a method ended.
    enum Ending {
        case done
        /// Nothing can enter, or nothing leaves: a claim that others must prove.
        case looksInfeasible, looksUnbounded
        /// Too many steps, a stop, or pivots that are rounding.
        case gaveUp
    }

    /// Begins from a basis whose nonbasic variables are at bounds.
    ///
    /// - Parameters:
    ///   - basis: the basis.
    ///   - effort: how often the entries of the program may be looked at.
    ///   - watch: may stop it.
    init(_ basis: CrossoverBasis, effort: Int, watch: HorizonWatch) {
        self.basis = basis
        self.watch = watch
        let form = basis.form
        cost = form.cost + [Double](repeating: 0, count: form.rowCount)
        reduced = [Double](repeating: 0, count: form.count)
        weight = [Double](repeating: 1, count: form.count)
        var (sum, count) = (0.0, 0)
        for value in form.cost where value != 0 {
            sum += value * value
            count += 1
        }
        mostWork = Self.freeWork + effort * (form.matrix.nonzeroCount + form.count)
        dualTolerance = 1e-9 * max(1, (sum / Double(max(1, count))).squareRoot())
        rho = SparseVector(count: form.rowCount)
        (w, moved) = (rho, rho)
        alpha = SparseVector(count: form.count)
        candidates = CandidateList(count: form.count)
    }

    /// Goes to an optimal basis of the program's own costs.
    mutating func run() -> Ending {
        begin()
        for _ in 0..<4 {
            if hasInfeasible() {
                makeDualFeasible()
                let ending = dual()
                guard case .done = ending else { return ending }
            }
            restoreCosts()
            let ending = primal()
            guard case .done = ending else { return ending }
            begin()
            if !hasInfeasible(), !hasWrongSign() { return .done }
        }
        return .gaveUp
    }

    /// Goes on to the best of the optimal points by a second cost.
    mutating func run(second: [Double]) -> Ending {
        let form = basis.form
        isHeld = (0..<form.count).map { abs(reduced[$0]) > dualTolerance }
        cost =
            zip(second, form.factor).map { $0 * $1 } + [Double](repeating: 0, count: form.rowCount)
        computeReduced()
        return primal()
    }

    /// Values and reduced costs from the factors.
    private mutating func begin() {
        basis.computeBasics()
        computeReduced()
    }

    /// Makes the costs what they were, and the reduced costs follow.
    private mutating func restoreCosts() {
        let own = basis.form.cost
        guard !cost.starts(with: own) else { return }
        cost.replaceSubrange(0..<own.count, with: own)
        for index in own.count..<cost.count { cost[index] = 0 }
        computeReduced()
    }

    /// d = c − Aᵀy, and of the logical variables y.
    mutating func computeReduced() {
        let form = basis.form
        let y = basis.duals(cost)
        for variable in 0..<form.ownCount {
            guard basis.position[variable] < 0 else {
                reduced[variable] = 0
                continue
            }
            var sum = cost[variable]
            for entry in form.matrix.entries(ofColumn: variable) {
                sum -= form.matrix.value[entry] * y[Int(form.matrix.rowIndex[entry])]
            }
            reduced[variable] = sum
        }
        for row in 0..<form.rowCount {
            let variable = form.ownCount + row
            reduced[variable] = basis.position[variable] < 0 ? cost[variable] + y[row] : 0
        }
    }

    /// How far a variable is outside its bounds: negative below, positive above.
    @inline(__always)
    func excess(_ variable: Int) -> Double {
        let value = basis.value[variable]
        let (lower, upper) = (basis.form.lower[variable], basis.form.upper[variable])
        if value < lower - Self.primalTolerance { return value - lower }
        if value > upper + Self.primalTolerance { return value - upper }
        return 0
    }

    /// How many basic variables are outside their bounds, and how many others would lower the cost.
    var violationCount: Int {
        mutating get {
            begin()
            return basis.heading.count { excess(Int($0)) != 0 }
                + reduced.indices.count { isWrong($0) }
        }
    }

    private func hasInfeasible() -> Bool {
        basis.heading.contains { excess(Int($0)) != 0 }
    }

    /// Whether a nonbasic variable would lower the cost by moving off its bound.
    @inline(__always)
    func isWrong(_ variable: Int) -> Bool {
        let (d, value) = (reduced[variable], basis.value[variable])
        guard abs(d) > dualTolerance, basis.position[variable] < 0 else { return false }
        return d < 0 ? value < basis.form.upper[variable] : value > basis.form.lower[variable]
    }

    private func hasWrongSign() -> Bool { reduced.indices.contains { isWrong($0) } }

    /// Shifts the cost of what has a reduced cost of the wrong sign, until the dual method is done.
    ///
    /// Flipping what has two bounds is no better: columns with far bounds then throw out more basic
    /// variables than there were.
    private mutating func makeDualFeasible() {
        for variable in reduced.indices where isWrong(variable) {
            cost[variable] -= reduced[variable]
            reduced[variable] = 0
        }
    }

    /// Whether to end before the work is done.
    func hasToEnd() -> Bool { work > mostWork || steps % 64 == 0 && watch.hasToStop() }

    /// Counts what a step has looked at: four solves, a row of the tableau, and what follows.
    mutating func countStep() {
        steps += 1
        work += 5000 + 20 * rho.places.count + 4 * alpha.places.count + 4 * w.places.count
    }

    /// Takes a variable into the basis, and computes all anew when the factors are.
    mutating func exchange(_ place: Int, _ entering: Int) {
        basis.replace(at: place, by: entering, column: w)
        reduced[entering] = 0
        if basis.factor.isFresh {
            basis.computeBasics()
            computeReduced()
            candidates.isStale = true
        }
    }
}

/// Variables that may be worth a step, each listed once.
struct CandidateList {
    private(set) var variables: [Int32] = []
    private var isListed: [Bool]
    /// Whether all variables must be looked at again.
    var isStale = true
    private var next = 0
    /// So many are compared for one step.
    private static let section = 2000

    init(count: Int) { isListed = [Bool](repeating: false, count: count) }

    @inline(__always)
    mutating func add(_ variable: Int) {
        guard !isListed[variable] else { return }
        isListed[variable] = true
        variables.append(Int32(variable))
    }

    mutating func clear() {
        for variable in variables { isListed[Int(variable)] = false }
        variables.removeAll(keepingCapacity: true)
    }

    /// The variable of greatest score among a part of the list; nil when nothing is left.
    ///
    /// The part moves on from call to call, and those of no score leave the list.
    @inline(__always)
    mutating func best(_ score: (Int) -> Double) -> Int? {
        var (best, most) = (-1, 0.0)
        var looked = 0
        while !variables.isEmpty, looked < Self.section || best < 0 {
            if next >= variables.count { next = 0 }
            let variable = Int(variables[next])
            let value = score(variable)
            looked += 1
            guard value > 0 else {
                isListed[variable] = false
                variables.swapAt(next, variables.count - 1)
                variables.removeLast()
                continue
            }
            if value > most { (best, most) = (variable, value) }
            next += 1
            if looked >= variables.count { break }
        }
        return best < 0 ? nil : best
    }
}
