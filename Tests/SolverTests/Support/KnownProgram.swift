import Solver

/// A random program with its optimum known from a complementary pair of a primal and a dual point.
///
/// x, y and A are drawn first; the bounds go through A·x where y pulls, and the costs are
/// Aᵀy + d with a reduced cost d of the right sign at each bound. Many multipliers are zero at
/// bounds that hold, so the programs are degenerate.
struct KnownProgram {
    /// What kinds of columns are drawn.
    enum Columns: CaseIterable {
        /// All kinds.
        case any
        /// Columns with a lower bound and no upper, as in most Netlib problems.
        case halfBounded
        /// Half-bounded, few of them away from their bounds and all others with a reduced cost:
        /// the optimum is one vertex, degenerate.
        case vertex
        /// Half-bounded and free ones.
        case halfBoundedAndFree
    }

    let program: LinearProgram
    let optimum: Double
    let duals: [Double]
    let point: [Double]

    init(
        _ random: inout SeededNumbers, columns kinds: Columns = .any, size: Int = 8,
        isExact: Bool = true
    ) {
        let rowCount = Int.random(in: 1...size, using: &random)
        let columnCount = Int.random(in: 1...(2 * size), using: &random)
        // Thirds do not fit in binary: every sum then has rounding errors.
        func number(_ range: ClosedRange<Int>) -> Double {
            let whole = Double(Int.random(in: range, using: &random))
            return isExact ? whole : whole / 3
        }
        var start: [Int32] = [0]
        var index: [Int32] = []
        var value: [Double] = []
        var basicLeft = kinds == .vertex ? (rowCount + 1) / 2 : Int.max
        let x = (0..<columnCount).map { _ in number(-6...6) }
        let y = (0..<rowCount).map { _ in Bool.random(using: &random) ? 0 : number(-9...9) }
        var activity = [Double](repeating: 0, count: rowCount)
        var cost: [Double] = []
        var lower: [Double] = []
        var upper: [Double] = []
        for column in 0..<columnCount {
            var sum = 0.0
            for row in 0..<rowCount where Int.random(in: 0..<3, using: &random) > 0 {
                let a = number(1...9) * (Bool.random(using: &random) ? 1 : -1)
                index.append(Int32(row))
                value.append(a)
                sum += a * y[row]
                activity[row] += a * x[column]
            }
            start.append(Int32(value.count))
            let isAtBound = basicLeft == 0 || Bool.random(using: &random)
            if !isAtBound { basicLeft -= 1 }
            let hasCost = kinds == .vertex || Bool.random(using: &random)
            let d = isAtBound && hasCost ? number((kinds == .vertex ? 1 : 0)...5) : 0
            let (low, high, sign) = Self.bounds(x[column], kinds, isAtBound, &random)
            lower.append(low)
            upper.append(high)
            cost.append(sum + sign * d)
        }
        var rowLower: [Double] = []
        var rowUpper: [Double] = []
        for row in 0..<rowCount {
            let (low, high) = Self.rowBounds(activity[row], y[row], &random)
            rowLower.append(low)
            rowUpper.append(high)
        }
        program = LinearProgram(
            cost: cost, columnLower: lower, columnUpper: upper, rowLower: rowLower,
            rowUpper: rowUpper,
            matrix: SparseMatrix(
                rowCount: rowCount, columnStart: start, rowIndex: index, value: value))
        optimum = zip(cost, x).reduce(0) { $0 + $1.0 * $1.1 }
        duals = y
        point = x
    }

    /// Bounds around a value, and the sign that a reduced cost may have there.
    private static func bounds(
        _ x: Double, _ kinds: Columns, _ isAtBound: Bool, _ random: inout SeededNumbers
    ) -> (Double, Double, Double) {
        let kind: Int
        switch kinds {
        case .any: kind = Int.random(in: 0...4, using: &random)
        case .halfBounded, .vertex: kind = 0
        case .halfBoundedAndFree: kind = Int.random(in: 0...4, using: &random) == 0 ? 4 : 0
        }
        let slack = isAtBound ? 0 : Double(Int.random(in: 1...8, using: &random))
        switch kind {
        case 0: return (x - slack, .infinity, 1)
        case 1: return (-.infinity, x + slack, -1)
        case 2: return (x - slack, x + 5, 1)
        case 3: return isAtBound ? (x, x, -1) : (x - slack, x + slack, 0)
        default: return (-.infinity, .infinity, 0)
        }
    }

    private static func rowBounds(
        _ activity: Double, _ dual: Double, _ random: inout SeededNumbers
    ) -> (Double, Double) {
        let far = activity + Double(Int.random(in: 0...6, using: &random))
        let near = activity - Double(Int.random(in: 0...6, using: &random))
        let kind = Int.random(in: 0...2, using: &random)
        if kind == 0 { return (activity, activity) }
        if dual > 0 { return (activity, kind == 1 ? .infinity : far) }
        if dual < 0 { return (kind == 1 ? -.infinity : near, activity) }
        return [(near, .infinity), (-.infinity, far), (-.infinity, .infinity)][
            Int.random(in: 0...2, using: &random)]
    }
}
