/// Bounds of columns that follow from fixing some of them, row by row.
///
/// With `least` and `greatest` the extreme values of Σ a_j x_j within the bounds, a row
/// L ≤ Σ a_j x_j ≤ U gives for each of its columns
///
///     a_j x_j ≤ U − (least − least of a_j x_j),    a_j x_j ≥ L − (greatest − greatest of a_j x_j)
///
/// and cannot hold once least > U or greatest < L. Fixing a column follows these consequences to
/// their end or takes them all back. Integer columns are tightened to whole bounds, continuous
/// ones only where it narrows them by a thousandth of their range, so that it ends.
/// Method: activity-based propagation, Savelsbergh, "Preprocessing and probing techniques for
/// mixed integer programming problems", ORSA J. Computing 6 (1994).
struct BoundPropagation {
    /// Bounds of the columns as far as they are known now.
    private(set) var lower: [Double]
    private(set) var upper: [Double]
    /// Columns whose bounds moved in the last `fix` that succeeded, in order.
    private(set) var moved: [Int] = []

    private let program: LinearProgram
    private let rows: SparseMatrix
    private let isInteger: [Bool]
    private var least: [Activity]
    private var greatest: [Activity]
    private var isQueued: [Bool]
    private var queue: [Int] = []
    private var trail: [Change] = []
    /// The row that a bound of a column follows from, or how else it came to be.
    private var reasonOfLower: [Int]
    private var reasonOfUpper: [Int]

    /// The bound is the program's own.
    private static let given = -1
    /// The bound was set by `fix`.
    private static let decided = -2

    /// How far a row may be broken by rounding before it counts, relative to its bound.
    private static let tolerance = 1e-7
    /// Share of its range by which a continuous column must shrink.
    private static let leastShare = 1e-3
    /// Columns beyond which one `fix` stops looking for consequences.
    private static let longestTrail = 200_000

    private struct Change {
        let column: Int
        let lower: Double
        let upper: Double
        let reasonOfLower: Int
        let reasonOfUpper: Int
    }

    init(_ program: LinearProgram) {
        self.program = program
        rows = program.matrix.transposed()
        lower = program.columnLower
        upper = program.columnUpper
        var isInteger = [Bool](repeating: false, count: program.columnCount)
        for column in program.integerColumns { isInteger[column] = true }
        self.isInteger = isInteger
        least = [Activity](repeating: Activity(), count: program.rowCount)
        greatest = least
        isQueued = [Bool](repeating: false, count: program.rowCount)
        reasonOfLower = [Int](repeating: Self.given, count: program.columnCount)
        reasonOfUpper = reasonOfLower
        for column in 0..<program.columnCount {
            for entry in program.matrix.entries(ofColumn: column) {
                let row = Int(program.matrix.rowIndex[entry])
                let a = program.matrix.value[entry]
                least[row].add(a * (a > 0 ? lower[column] : upper[column]))
                greatest[row].add(a * (a > 0 ? upper[column] : lower[column]))
            }
        }
    }

    func isFixed(_ column: Int) -> Bool { lower[column] == upper[column] }

    /// Fixes a column and follows the consequences.
    ///
    /// - Parameters:
    ///   - column: the column.
    ///   - value: its value.
    ///   - isDeep: whether to name the causes of integers that others forced, too.
    /// - Returns: nil when no row contradicts; else, with nothing changed, the columns fixed so far
    ///   that the contradiction follows from, this one among them.
    mutating func fix(_ column: Int, at value: Double, isDeep: Bool = false) -> Set<Int>? {
        trail.removeAll(keepingCapacity: true)
        guard value >= lower[column], value <= upper[column] else {
            return causes(columns: [column], isDeep: true).union([column])
        }
        setBounds(column, value, value, reason: Self.decided)
        while let row = queue.popLast() {
            isQueued[row] = false
            guard follow(row) else {
                let causes = causes(columns: columns(ofRow: row), isDeep: isDeep)
                takeBack()
                return causes.union([column])
            }
            if trail.count > Self.longestTrail { clearQueue() }
        }
        moved = trail.map(\.column)
        return nil
    }

    private func columns(ofRow row: Int) -> [Int] {
        rows.entries(ofColumn: row).map { Int(rows.rowIndex[$0]) }
    }

    /// The fixed columns that the bounds of some columns follow from, through any rows.
    ///
    /// What forced an integer column is left out unless `isDeep`: a job that finds no place because
    /// others took it is to look for another one before they are asked to move.
    private func causes(columns start: [Int], isDeep: Bool) -> Set<Int> {
        var found: Set<Int> = []
        var seen = Set(start)
        var seenRows: Set<Int> = []
        var next = start
        while let column = next.popLast() {
            for reason in [reasonOfLower[column], reasonOfUpper[column]] {
                if reason == Self.decided { found.insert(column) }
                guard isDeep || !isInteger[column], reason >= 0, seenRows.insert(reason).inserted
                else { continue }
                for other in columns(ofRow: reason) where seen.insert(other).inserted {
                    next.append(other)
                }
            }
        }
        return found
    }

    private mutating func clearQueue() {
        for row in queue { isQueued[row] = false }
        queue.removeAll(keepingCapacity: true)
    }

    private mutating func takeBack() {
        clearQueue()
        for change in trail.reversed() {
            moveActivities(change.column, change.lower, change.upper)
            lower[change.column] = change.lower
            upper[change.column] = change.upper
            reasonOfLower[change.column] = change.reasonOfLower
            reasonOfUpper[change.column] = change.reasonOfUpper
        }
        moved.removeAll(keepingCapacity: true)
    }

    private mutating func setBounds(
        _ column: Int, _ newLower: Double, _ newUpper: Double, reason: Int
    ) {
        trail.append(
            Change(
                column: column, lower: lower[column], upper: upper[column],
                reasonOfLower: reasonOfLower[column], reasonOfUpper: reasonOfUpper[column]))
        if newLower != lower[column] { reasonOfLower[column] = reason }
        if newUpper != upper[column] { reasonOfUpper[column] = reason }
        moveActivities(column, newLower, newUpper)
        lower[column] = newLower
        upper[column] = newUpper
        for entry in program.matrix.entries(ofColumn: column) {
            let row = Int(program.matrix.rowIndex[entry])
            if !isQueued[row] {
                isQueued[row] = true
                queue.append(row)
            }
        }
    }

    private mutating func moveActivities(_ column: Int, _ newLower: Double, _ newUpper: Double) {
        for entry in program.matrix.entries(ofColumn: column) {
            let row = Int(program.matrix.rowIndex[entry])
            let a = program.matrix.value[entry]
            let (oldLow, newLow) = (a * lower[column], a * newLower)
            let (oldHigh, newHigh) = (a * upper[column], a * newUpper)
            if a > 0 {
                least[row].replace(oldLow, newLow)
                greatest[row].replace(oldHigh, newHigh)
            } else {
                least[row].replace(oldHigh, newHigh)
                greatest[row].replace(oldLow, newLow)
            }
        }
    }

    /// Tightens the columns of one row; false when the row cannot hold.
    private mutating func follow(_ row: Int) -> Bool {
        let (rowLower, rowUpper) = (program.rowLower[row], program.rowUpper[row])
        let slackAbove = rowUpper - least[row].value(.least)
        let slackBelow = greatest[row].value(.greatest) - rowLower
        let allowed =
            Self.tolerance * max(1, min(abs(rowLower), abs(rowUpper)), least[row].magnitude)
        if slackAbove < -allowed || slackBelow < -allowed { return false }
        if least[row].infinite > 1, greatest[row].infinite > 1 { return true }
        for entry in rows.entries(ofColumn: row) {
            let column = Int(rows.rowIndex[entry])
            guard lower[column] < upper[column] else { continue }
            let a = rows.value[entry]
            let low = a * (a > 0 ? lower[column] : upper[column])
            let high = a * (a > 0 ? upper[column] : lower[column])
            // Nothing follows where the column can use its whole range.
            guard high - low > min(slackAbove, slackBelow) else { continue }
            let most = rowUpper - least[row].without(low, .least)
            let fewest = rowLower - greatest[row].without(high, .greatest)
            let newUpper = (a > 0 ? most : fewest) / a
            let newLower = (a > 0 ? fewest : most) / a
            guard tighten(column, newLower, newUpper, row: row) else { return false }
        }
        return true
    }

    /// Takes over better bounds; false when they cross.
    private mutating func tighten(
        _ column: Int, _ newLower: Double, _ newUpper: Double, row: Int
    ) -> Bool {
        let (l, u) = (lower[column], upper[column])
        var (nextLower, nextUpper) = (l, u)
        if isInteger[column] {
            let (up, down) = ((newLower - 1e-6).rounded(.up), (newUpper + 1e-6).rounded(.down))
            if up > l { nextLower = up }
            if down < u { nextUpper = down }
        } else {
            let margin = 1e-9 * max(1, abs(newLower.isFinite ? newLower : 0))
            let needed = (u - l).isFinite ? Self.leastShare * (u - l) : 0
            if newLower.isFinite, newLower - margin > l + needed { nextLower = newLower - margin }
            let margin2 = 1e-9 * max(1, abs(newUpper.isFinite ? newUpper : 0))
            if newUpper.isFinite, newUpper + margin2 < u - needed { nextUpper = newUpper + margin2 }
        }
        if nextLower == l, nextUpper == u { return true }
        if nextLower > nextUpper {
            guard nextLower - nextUpper <= 1e-7 * max(1, abs(nextLower)) else { return false }
            nextLower = min(max(nextUpper, l), u)
            nextUpper = nextLower
        }
        setBounds(column, nextLower, nextUpper, reason: row)
        return true
    }

    private enum Side { case least, greatest }

    /// A sum of terms that counts its infinite ones.
    private struct Activity {
        private var finite = 0.0
        private(set) var infinite = 0
        var magnitude: Double { abs(finite) }

        mutating func add(_ term: Double) {
            if term.isFinite { finite += term } else if !term.isNaN { infinite += 1 }
        }

        mutating func replace(_ old: Double, _ new: Double) {
            if old.isFinite { finite -= old } else { infinite -= 1 }
            if new.isFinite { finite += new } else { infinite += 1 }
        }

        func value(_ side: Side) -> Double {
            if infinite == 0 { return finite }
            return side == .least ? -.infinity : .infinity
        }

        /// The sum without one of its terms.
        func without(_ term: Double, _ side: Side) -> Double {
            let rest = term.isFinite ? infinite : infinite - 1
            if rest > 0 { return side == .least ? -.infinity : .infinity }
            return term.isFinite ? finite - term : finite
        }
    }
}
