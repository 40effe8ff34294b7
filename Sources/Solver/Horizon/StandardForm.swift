/// A program in the form that the interior-point method works on.
///
///     minimise    c·x, and ½ κ_j x_j² of a few columns
///     subject to  A x = b
///                 0 ≤ x_j, and x_j ≤ u_j where u_j is finite; or x_j free
///
/// Columns are shifted to their lower bound, or mirrored at their upper one where that is the only
/// one. A row L ≤ a·x ≤ U that is no equation gets a slack: a·x − s = L with 0 ≤ s ≤ U − L, or
/// a·x + s = U. Rows and columns are scaled (`Scaling`), and costs and amounts are divided by a
/// number each, so that both are of order one. Rows may be reordered for the elimination.
struct StandardForm {
    /// A with the slacks; both kinds of columns in the order of their first rows.
    private(set) var matrix: SparseMatrix
    /// b.
    private(set) var right: [Double]
    /// c.
    private(set) var cost: [Double]
    /// u; ∞ for none, zero for a fixed column.
    private(set) var upper: [Double]
    /// κ of the columns whose cost rises with their square; empty for a linear program.
    private(set) var curvature: [Curvature] = []
    /// Which columns have no bound at all.
    private(set) var isFree: [Bool]
    /// Number of the program's own columns.
    let ownCount: Int

    /// Program value = origin + factor · x, for the program's own columns; few origins are not zero.
    private let origins: [(column: Int32, value: Double)]
    private let factor: [PowerOfTwo]
    /// Program dual = factor · y, in the order of the program's rows.
    private let dualFactor: [PowerOfTwo]
    /// Place of each row of the program among the rows here.
    private var place: [Int32]
    /// Place of each column among the columns here: the program's own ones first, then the slacks.
    private var columnPlace: [Int32]
    /// Costs here times this are costs of the program.
    let costUnit: Double
    /// Amounts here times this are amounts of the scaled program.
    let amountUnit: Double

    /// What the judge sees of a residual of a row here: relative to max(1, |bound|) of the
    /// program's row.
    private(set) var judged: [Double]

    /// The program's objective where that of the standard form is zero.
    private(set) var constant: Double

    var rowCount: Int { right.count }
    var columnCount: Int { matrix.columnCount }

    /// Brings a program without free rows into standard form.
    ///
    /// - Parameters:
    ///   - program: the program.
    ///   - watch: may stop the scaling; the form means nothing then.
    init(_ program: LinearProgram, watch: HorizonWatch) {
        let scaling = Scaling(program, watch: watch)
        let size = program.columnCount
        var columns = ColumnBuilder(program, scaling)
        for column in 0..<size { columns.addColumn(column) }
        for row in 0..<program.rowCount { columns.addRow(row) }
        for row in 0..<program.rowCount { columns.addSlack(row) }
        costUnit = Self.unit([columns.cost])
        amountUnit = Self.unit([columns.right, columns.upper])
        let (costUnit, amountUnit) = (costUnit, amountUnit)
        matrix = SparseMatrix(
            rowCount: program.rowCount, columnStart: columns.start, rowIndex: columns.rowIndex,
            value: columns.value)
        right = columns.right.map { $0 / amountUnit }
        cost = columns.cost.map { $0 / costUnit }
        upper = columns.upper.map { $0 / amountUnit }
        isFree = columns.isFree
        ownCount = size
        origins = columns.origins
        constant = origins.reduce(program.offset) { $0 + program.cost[Int($1.column)] * $1.value }
        factor = columns.factor.map { PowerOfTwo($0.value * amountUnit) }
        judged = (0..<program.rowCount).map { row in
            let bounds = [program.rowLower[row], program.rowUpper[row]].filter(\.isFinite)
            let size = max(1, bounds.map { abs($0) }.min() ?? 1)
            return amountUnit / (scaling.row[row] * size)
        }
        dualFactor = scaling.row.map { PowerOfTwo($0 * costUnit) }
        place = (0..<Int32(program.rowCount)).map { $0 }
        columnPlace = (0..<Int32(cost.count)).map { $0 }
    }

    /// A power of two near the geometric mean of what is neither zero nor infinite.
    ///
    /// The products of complementarity end near 1e-8 of what is typical; where a few large costs or
    /// amounts set the unit, that would be less than the regularisation lets through.
    private static func unit(_ values: [[Double]]) -> Double {
        var (sum, count) = (0, 0)
        for value in values.joined() where value != 0 && value.isFinite {
            sum += Int(value.exponent)
            count += 1
        }
        guard count > 0 else { return 1 }
        return Double(sign: .plus, exponent: sum / count, significand: 1)
    }

    /// Puts the rows into a new order: `order[k]` is the old place of the row that comes k-th.
    ///
    /// Columns follow in the order of their first rows, so that a pass over the matrix walks through
    /// the rows as well instead of jumping between them.
    mutating func reorderRows(_ order: [Int32]) {
        var rank = [Int32](repeating: 0, count: order.count)
        for (position, row) in order.enumerated() { rank[Int(row)] = Int32(position) }
        right = order.map { right[Int($0)] }
        judged = order.map { judged[Int($0)] }
        place = place.map { rank[Int($0)] }
        let columns = columnOrder(rank)
        matrix = matrix.reordered(columns, rank)
        cost = columns.map { cost[Int($0)] }
        upper = columns.map { upper[Int($0)] }
        isFree = columns.map { isFree[Int($0)] }
        var moved = [Int32](repeating: 0, count: columns.count)
        for (position, column) in columns.enumerated() { moved[Int(column)] = Int32(position) }
        columnPlace = columnPlace.map { moved[Int($0)] }
    }

    /// The columns by the first of their rows in a new order.
    private func columnOrder(_ rank: [Int32]) -> [Int32] {
        let first = (0..<columnCount).map { column in
            matrix.entries(ofColumn: column).reduce(Int32(rowCount)) {
                min($0, rank[Int(matrix.rowIndex[$1])])
            }
        }
        var next = [Int32](repeating: 0, count: rowCount + 2)
        for row in first { next[Int(row) + 1] += 1 }
        for row in 0...rowCount { next[row + 1] += next[row] }
        var order = [Int32](repeating: 0, count: columnCount)
        for column in 0..<columnCount {
            let row = Int(first[column])
            order[Int(next[row])] = Int32(column)
            next[row] += 1
        }
        sortWindows(&order)
        return order
    }

    /// So many columns in a row change places: they reach a few thousand rows, which stay near.
    static let window = 8192

    /// Brings columns of one kind and length together within windows: passes take them at once.
    private func sortWindows(_ order: inout [Int32]) {
        let kinds = kinds
        for start in stride(from: 0, to: order.count, by: Self.window) {
            let window = start..<min(start + Self.window, order.count)
            var keyed = window.map { place in
                let column = Int(order[place])
                let length = matrix.entries(ofColumn: column).count
                return (Int(kinds[column].rawValue) << 32 | length, place, order[place])
            }
            keyed.sort { ($0.0, $0.1) < ($1.0, $1.1) }
            for (place, entry) in zip(window, keyed) { order[place] = entry.2 }
        }
    }

    /// Adds q·x² of some of the program's own columns to the objective; rows keep their order.
    mutating func addSquares(_ squares: [(column: Int, value: Double)]) {
        let unit = costUnit * amountUnit
        let origin = Dictionary(
            uniqueKeysWithValues: origins.lazy.map { (Int($0.column), $0.value) })
        for (column, value) in squares where value != 0 {
            let (from, step) = (origin[column] ?? 0, factor[column].value)
            let at = Int(columnPlace[column])
            constant += value * from * from
            cost[at] += 2 * value * from * step / unit
            curvature.append(Curvature(column: at, value: 2 * value * step * step / unit))
        }
    }

    /// Gives back the memory of costs and bounds, for whom has taken them over.
    mutating func forgetColumns() { (cost, upper, isFree) = ([], [], []) }

    /// Turns an objective here into one of the program.
    func programObjective(_ objective: Double) -> Double {
        constant + objective * costUnit * amountUnit
    }

    /// The point of the program that belongs to a point here.
    func programPoint(_ x: borrowing Vector, _ y: borrowing Vector) -> Point {
        let (x, y) = (x.entries, y.entries)
        var columns = (0..<ownCount).map { factor[$0].value * x[Int(columnPlace[$0])] }
        for (column, value) in origins { columns[Int(column)] += value }
        return Point(
            columns: columns,
            rowDuals: dualFactor.indices.map { dualFactor[$0].value * y[Int(place[$0])] })
    }
}

/// κ of a column in ½ κ x².
struct Curvature: Sendable {
    let column: Int
    let value: Double
}

extension SparseMatrix {
    /// The columns in a new order, their rows renumbered and ascending again.
    fileprivate func reordered(_ columns: [Int32], _ rank: [Int32]) -> SparseMatrix {
        var (start, rows, values) = ([Int32(0)], [Int32](), [Double]())
        start.reserveCapacity(columnCount + 1)
        rows.reserveCapacity(nonzeroCount)
        values.reserveCapacity(nonzeroCount)
        for column in columns {
            let (first, entries) = (rows.count, entries(ofColumn: Int(column)))
            rows += entries.lazy.map { rank[Int(rowIndex[$0])] }
            values += value[entries]
            Self.sort(&rows, &values, from: first)
            start.append(Int32(rows.count))
        }
        return SparseMatrix(
            rowCount: rowCount, columnStart: start, rowIndex: rows, value: values)
    }

    /// Columns up to this length are sorted by moving each entry up to its place.
    private static let shortColumn = 32

    /// Sorts the last column by its rows.
    private static func sort(_ rows: inout [Int32], _ values: inout [Double], from first: Int) {
        guard rows.count - first <= shortColumn else {
            let sorted = zip(rows[first...], values[first...]).sorted { $0.0 < $1.0 }
            rows.replaceSubrange(first..., with: sorted.map(\.0))
            values.replaceSubrange(first..., with: sorted.map(\.1))
            return
        }
        for end in first..<rows.count {
            var place = end
            while place > first, rows[place - 1] > rows[place] {
                rows.swapAt(place, place - 1)
                values.swapAt(place, place - 1)
                place -= 1
            }
        }
    }
}

/// Collects the columns of a standard form.
private struct ColumnBuilder {
    let program: LinearProgram
    let scaling: Scaling
    var start: [Int32] = [0]
    var rowIndex: [Int32] = []
    var value: [Double] = []
    var right: [Double] = []
    var cost: [Double] = []
    var upper: [Double] = []
    var isFree: [Bool] = []
    var origins: [(column: Int32, value: Double)] = []
    var factor: [PowerOfTwo] = []

    init(_ program: LinearProgram, _ scaling: Scaling) {
        self.program = program
        self.scaling = scaling
        rowIndex.reserveCapacity(program.matrix.nonzeroCount + program.rowCount)
        value.reserveCapacity(program.matrix.nonzeroCount + program.rowCount)
        right = [Double](repeating: 0, count: program.rowCount)
    }

    /// Shifts a column to its lower bound, or mirrors it at its upper one.
    mutating func addColumn(_ column: Int) {
        let (lower, top) = (program.columnLower[column], program.columnUpper[column])
        let isMirrored = lower == -.infinity && top.isFinite
        let from = isMirrored ? top : lower.isFinite ? lower : 0
        let step = (isMirrored ? -1 : 1) * scaling.column[column]
        for entry in program.matrix.entries(ofColumn: column) {
            let row = Int(program.matrix.rowIndex[entry])
            let coefficient = program.matrix.value[entry] * scaling.row[row]
            rowIndex.append(Int32(row))
            value.append(coefficient * step)
            right[row] -= coefficient * from
        }
        start.append(Int32(value.count))
        cost.append(program.cost[column] * step)
        upper.append(isMirrored ? .infinity : (top - lower) / scaling.column[column])
        isFree.append(lower == -.infinity && top == .infinity)
        if from != 0 { origins.append((Int32(column), from)) }
        factor.append(PowerOfTwo(step))
    }

    mutating func addRow(_ row: Int) {
        let (lower, top) = (program.rowLower[row], program.rowUpper[row])
        right[row] += scaling.row[row] * (lower.isFinite ? lower : top)
    }

    /// Gives a row that is no equation its slack, of coefficient −1 or 1.
    mutating func addSlack(_ row: Int) {
        let (lower, top) = (program.rowLower[row], program.rowUpper[row])
        guard lower != top else { return }
        rowIndex.append(Int32(row))
        value.append(lower.isFinite ? -1 : 1)
        start.append(Int32(value.count))
        cost.append(0)
        upper.append(lower.isFinite ? (top - lower) * scaling.row[row] : .infinity)
        isFree.append(false)
    }
}
