/// Takes out of a program what need not be solved, and knows the way back.
///
/// Reductions keep the structure of the rest; each notes a step that brings primal and dual back:
///
/// - rows without entries, without bounds, or that the bounds of their columns imply: dual zero;
/// - rows with one entry: a bound of the column, whose reduced cost becomes the row's dual;
/// - forcing rows, which only one corner of the box satisfies: their columns are fixed;
/// - fixed columns, and dominated ones, whose cost and rows all push to the same bound;
/// - upper bounds that the rows imply (`ImpliedUppers`).
///
/// (E. D. Andersen, K. D. Andersen, *Presolving in linear programming*, Math. Program. 71 (1995).)
struct Presolve {
    /// Why there is nothing left to solve.
    enum Finding: Equatable {
        case infeasible, unbounded
    }

    let program: LinearProgram
    let rows: SparseMatrix
    /// Columns that stay, whatever is found about them.
    let isKept: [Bool]
    var columnLower: [Double]
    var columnUpper: [Double]
    var rowLower: [Double]
    var rowUpper: [Double]
    var hasColumn: [Bool]
    var hasRow: [Bool]
    /// Entries of each row and column that are left.
    var rowLength: [Int]
    var columnLength: [Int]
    /// Values of the columns that are gone.
    var value: [Double]
    var steps: [PresolveStep] = []
    var finding: Finding?
    private var changes = 0

    private static let mostPasses = 12

    /// Reduces a program, without touching the columns that are to stay, unless it is stopped.
    init(_ program: LinearProgram, keeping kept: [Int] = [], watch: HorizonWatch) {
        self.program = program
        rows = program.matrix.transposed()
        var isKept = [Bool](repeating: false, count: program.columnCount)
        for column in kept { isKept[column] = true }
        self.isKept = isKept
        (columnLower, columnUpper) = (program.columnLower, program.columnUpper)
        (rowLower, rowUpper) = (program.rowLower, program.rowUpper)
        hasColumn = [Bool](repeating: true, count: program.columnCount)
        hasRow = [Bool](repeating: true, count: program.rowCount)
        rowLength = (0..<program.rowCount).map { [rows] in rows.entries(ofColumn: $0).count }
        columnLength = (0..<program.columnCount).map { program.matrix.entries(ofColumn: $0).count }
        value = [Double](repeating: 0, count: program.columnCount)
        for _ in 0..<Self.mostPasses {
            changes = 0
            for row in hasRow.indices where hasRow[row] && finding == nil {
                guard watch.goesOn(4 * rowLength[row]) else { return }
                reduceRow(row)
            }
            for column in hasColumn.indices where hasColumn[column] && finding == nil {
                guard watch.goesOn(4 * columnLength[column]) else { return }
                reduceColumn(column)
            }
            if changes == 0 || finding != nil { break }
        }
        if finding == nil { dropImpliedUppers() }
    }

    /// How far a bound may be missed that rounding brought about.
    static func slack(_ bound: Double) -> Double { 1e-9 * max(1, abs(bound)) }

    private mutating func reduceRow(_ row: Int) {
        let (lower, upper) = (rowLower[row], rowUpper[row])
        if lower == -.infinity, upper == .infinity { return drop(row) }
        if rowLength[row] == 0 {
            if lower > Self.slack(lower) || upper < -Self.slack(upper) { finding = .infeasible }
            return drop(row)
        }
        if rowLength[row] == 1 { return reduceSingleton(row) }
        let (least, greatest) = activity(row)
        if least > upper + 1e3 * Self.slack(upper) || greatest < lower - 1e3 * Self.slack(lower) {
            finding = .infeasible
            return
        }
        let isAbove = lower == -.infinity || least >= lower
        let isBelow = upper == .infinity || greatest <= upper
        if isAbove, isBelow { return drop(row) }
        if lower.isFinite, greatest <= lower + 1e-12 * max(1, abs(lower)) {
            return force(row, up: true)
        }
        if upper.isFinite, least >= upper - 1e-12 * max(1, abs(upper)) {
            return force(row, up: false)
        }
        // One side of a range that can never bind is no bound.
        if lower.isFinite, isAbove { rowLower[row] = -.infinity }
        if upper.isFinite, isBelow { rowUpper[row] = .infinity }
    }

    private mutating func drop(_ row: Int) {
        hasRow[row] = false
        changes += 1
        for entry in rows.entries(ofColumn: row) { columnLength[Int(rows.rowIndex[entry])] -= 1 }
    }

    /// Least and greatest value of a row over the box of its columns.
    private func activity(_ row: Int) -> (least: Double, greatest: Double) {
        var (least, greatest) = (0.0, 0.0)
        for entry in rows.entries(ofColumn: row) {
            let column = Int(rows.rowIndex[entry])
            guard hasColumn[column] else { continue }
            let a = rows.value[entry]
            least += a * (a > 0 ? columnLower[column] : columnUpper[column])
            greatest += a * (a > 0 ? columnUpper[column] : columnLower[column])
        }
        return (least, greatest)
    }

    /// Turns a row with one entry into bounds of its column.
    private mutating func reduceSingleton(_ row: Int) {
        guard
            let entry = rows.entries(ofColumn: row).first(where: {
                hasColumn[Int(rows.rowIndex[$0])]
            })
        else { return }
        let column = Int(rows.rowIndex[entry])
        guard !isKept[column] else { return }
        let a = rows.value[entry]
        let ends = [rowLower[row] / a, rowUpper[row] / a]
        var (lower, upper) = a > 0 ? (ends[0], ends[1]) : (ends[1], ends[0])
        // Bounds that rounding has crossed are one bound.
        if lower > columnUpper[column] {
            if lower > columnUpper[column] + Self.slack(lower) { finding = .infeasible }
            lower = columnUpper[column]
        }
        if upper < columnLower[column] {
            if upper < columnLower[column] - Self.slack(upper) { finding = .infeasible }
            upper = columnLower[column]
        }
        let (raises, lowers) = (lower > columnLower[column], upper < columnUpper[column])
        if raises { columnLower[column] = lower }
        if lowers { columnUpper[column] = upper }
        steps.append(
            .bound(row: row, column: column, coefficient: a, isLower: raises, isUpper: lowers))
        drop(row)
    }

    /// Fixes all columns of a row that only one corner of their box satisfies.
    private mutating func force(_ row: Int, up: Bool) {
        let columns = rows.entries(ofColumn: row).filter { hasColumn[Int(rows.rowIndex[$0])] }
        guard !columns.contains(where: { isKept[Int(rows.rowIndex[$0])] }) else { return }
        steps.append(.force(row: row, entries: columns, isLower: up))
        drop(row)
        for entry in columns {
            let column = Int(rows.rowIndex[entry])
            let toUpper = (rows.value[entry] > 0) == up
            fix(column, at: toUpper ? columnUpper[column] : columnLower[column])
        }
    }

    private mutating func reduceColumn(_ column: Int) {
        guard !isKept[column] else { return }
        let (lower, upper) = (columnLower[column], columnUpper[column])
        if lower >= upper { return fix(column, at: lower) }
        let cost = program.cost[column]
        var (mayFall, mayRise) = (cost >= 0, cost <= 0)
        for entry in program.matrix.entries(ofColumn: column) {
            guard mayFall || mayRise else { return }
            let row = Int(program.matrix.rowIndex[entry])
            guard hasRow[row] else { continue }
            let isPositive = program.matrix.value[entry] > 0
            // What falling, or rising, runs into.
            let (below, above) = (rowLower[row].isFinite, rowUpper[row].isFinite)
            if isPositive ? below : above { mayFall = false }
            if isPositive ? above : below { mayRise = false }
        }
        if mayFall, lower.isFinite { return fix(column, at: lower) }
        if mayRise, upper.isFinite { return fix(column, at: upper) }
        if columnLength[column] == 0 {
            if cost == 0 { return fix(column, at: 0) }
            finding = .unbounded
        }
    }

    private mutating func fix(_ column: Int, at value: Double) {
        hasColumn[column] = false
        changes += 1
        self.value[column] = value
        for entry in program.matrix.entries(ofColumn: column) {
            let row = Int(program.matrix.rowIndex[entry])
            rowLength[row] -= 1
            rowLower[row] -= program.matrix.value[entry] * value
            rowUpper[row] -= program.matrix.value[entry] * value
        }
    }
}
