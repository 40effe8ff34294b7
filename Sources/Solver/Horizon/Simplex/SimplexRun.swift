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
    /// Where each variable that is not basic may go.
    private(set) var ways: [Ways]
    /// Who stays where it is, whatever its reduced cost: what an earlier cost holds at its bound.
    private var isHeld: [Bool] = []
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
    /// So many violations can be repaired with the work that is allowed, about.
    let mostViolations: Int
    /// How often the rest of the work has been foretold, and how often in a row it was too much.
    private var looked = 0
    private var short = 0

    /// Whether values and reduced costs are as the factors have them: no step was taken since.
    private var isCurrent = false

    // Room that every step uses again.
    var rho: SparseVector
    var alpha: SparseVector
    var w: SparseVector
    var moved: SparseVector
    var candidates: CandidateList
    var test = RatioTest()

    /// Entries that may be looked at in any program.
    private static let freeWork = 8_000_000
    /// What a violation takes, two steps about, and the share of the program that it takes too: the
    /// longer the horizon, the longer are the rows of the inverse.
    private static let workPerViolation = 60_000
    private static let shareOfProgram = 50
    /// How often, in the course of the work, it is foretold whether the rest will do.
    ///
    /// A step of the usual size is reckoned for everything that is violated. Where the rest will not do
    /// twice in a row, all ends.
    private static let looks = 4
    /// Distance outside of a bound that counts as nothing.
    static let primalTolerance = 1e-9
    /// Entry of a column or row that counts as nothing in a ratio test.
    static let leastPivot = 1e-9
    /// Entry that a step may be built upon.
    static let safePivot = 1e-7

    /// The ways that a variable may go from where it is.
    struct Ways {
        private let bits: UInt8

        init(up: Bool, down: Bool) { bits = (up ? 1 : 0) | (down ? 2 : 0) }

        /// Whether a rate leads where the variable may go: up for a positive one.
        @inline(__always)
        func allow(_ rate: Double) -> Bool { bits & (rate > 0 ? 1 : 2) != 0 }

        /// Whether going there lowers the cost.
        @inline(__always)
        func isWrong(_ reduced: Double, _ tolerance: Double) -> Bool {
            abs(reduced) > tolerance && allow(-reduced)
        }
    }

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
        ways = [Ways](repeating: Ways(up: false, down: false), count: form.count)
        var (sum, count) = (0.0, 0)
        for value in form.cost where value != 0 {
            sum += value * value
            count += 1
        }
        let size = form.matrix.nonzeroCount + form.count
        mostWork = Self.freeWork + effort * size
        mostViolations = mostWork / (Self.workPerViolation + size / Self.shareOfProgram)
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
        findWays()
        cost =
            zip(second, form.factor).map { $0 * $1 } + [Double](repeating: 0, count: form.rowCount)
        computeReduced()
        isCurrent = false
        return primal()
    }

    /// Values and reduced costs from the factors.
    private mutating func begin() {
        guard !isCurrent else { return }
        basis.computeBasics()
        computeReduced()
        findWays()
        isCurrent = true
    }

    private mutating func findWays() {
        for variable in ways.indices { turn(variable) }
    }

    /// Notes where a variable may go from where it is now.
    mutating func turn(_ variable: Int) {
        let isFree = basis.isOpen[variable] && (isHeld.isEmpty || !isHeld[variable])
        let value = basis.value[variable]
        ways[variable] = Ways(
            up: isFree && value < basis.form.upper[variable],
            down: isFree && value > basis.form.lower[variable])
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
        reduced.withWriter { reduced in
            form.matrix.withColumns { columns in
                y.withReader { y in
                    for variable in 0..<form.ownCount {
                        guard basis.position[variable] < 0 else {
                            reduced[variable] = 0
                            continue
                        }
                        var sum = cost[variable]
                        for entry in columns.entries(variable) {
                            sum -= columns.value(entry) * y[columns.row(entry)]
                        }
                        reduced[variable] = sum
                    }
                }
            }
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
    private var violationCount: Int {
        basis.heading.count { excess(Int($0)) != 0 } + reduced.indices.count { isWrong($0) }
    }

    /// What is violated at a start.
    mutating func violationsAtFirst() -> Int {
        begin()
        return violationCount
    }

    private func hasInfeasible() -> Bool {
        basis.heading.contains { excess(Int($0)) != 0 }
    }

    /// Whether a nonbasic variable would lower the cost by moving off its bound.
    @inline(__always)
    func isWrong(_ variable: Int) -> Bool {
        ways[variable].isWrong(reduced[variable], dualTolerance)
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
    mutating func hasToEnd() -> Bool {
        if work > mostWork / Self.looks * (looked + 1) {
            looked += 1
            let needed = violationCount * (work / max(1, steps))
            short = needed > mostWork - work ? short + 1 : 0
            if short == 2 { return true }
        }
        return work > mostWork || steps % 64 == 0 && watch.hasToStop()
    }

    /// Counts what a step has looked at: four solves, a row of the tableau, and what follows.
    mutating func countStep() {
        steps += 1
        isCurrent = false
        work += 5000 + 20 * rho.places.count + 4 * alpha.places.count + 4 * w.places.count
    }

    /// Takes a variable into the basis, and computes all anew when the factors are.
    mutating func exchange(_ place: Int, _ entering: Int) {
        let leaving = Int(basis.heading[place])
        basis.replace(at: place, by: entering, column: w)
        reduced[entering] = 0
        turn(entering)
        turn(leaving)
        if basis.factor.isFresh { refresh() }
    }

    /// Computes all anew from new factors.
    mutating func refresh() {
        isCurrent = false
        begin()
        candidates.isStale = true
    }
}
