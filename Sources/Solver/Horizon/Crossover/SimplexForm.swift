/// A program as the simplex method sees it: the columns, and a logical variable for every row.
///
///     A x − r = 0,  bounds on x and r
///
/// Scaled as for the interior-point method (`Scaling`).
package struct SimplexForm {
    let matrix: SparseMatrix
    /// A by rows.
    let rows: SparseMatrix
    /// Bounds of the columns, then of the logical variables.
    let lower: [Double]
    let upper: [Double]
    let cost: [Double]
    /// Number of columns.
    let ownCount: Int
    private let steps: [Int32]
    /// Value in the program = factor · value here; prices the other way round.
    let factor: [Double]

    var rowCount: Int { matrix.rowCount }
    var count: Int { ownCount + rowCount }

    package init(_ program: LinearProgram, _ watch: HorizonWatch) {
        let scaling = Scaling(program, watch: watch)
        let own = program.matrix
        var values = own.value
        for column in 0..<own.columnCount {
            for entry in own.entries(ofColumn: column) {
                values[entry] *= scaling.row[Int(own.rowIndex[entry])] * scaling.column[column]
            }
        }
        matrix = SparseMatrix(
            rowCount: own.rowCount, columnStart: own.columnStart, rowIndex: own.rowIndex,
            value: values)
        rows = matrix.transposed()
        ownCount = own.columnCount
        factor = scaling.column + scaling.row.map { 1 / $0 }
        lower = zip(program.columnLower + program.rowLower, factor).map { $0 / $1 }
        upper = zip(program.columnUpper + program.rowUpper, factor).map { $0 / $1 }
        cost = zip(program.cost, scaling.column).map { $0 * $1 }
        steps = program.rowSteps
    }

    /// Goes through the entries of the column of a variable.
    @inline(__always)
    package func forEach(of variable: Int, _ body: (Int, Double) -> Void) {
        if variable >= ownCount { return body(variable - ownCount, -1) }
        for entry in matrix.entries(ofColumn: variable) {
            body(Int(matrix.rowIndex[entry]), matrix.value[entry])
        }
    }

    /// The columns as a loop reads them, without looking after the arrays at every entry.
    struct Entries {
        fileprivate let columns: SparseMatrix.Columns
        fileprivate let ownCount: Int

        /// Goes through the entries of the column of a variable.
        @inline(__always)
        func forEach(of variable: Int, _ body: (Int, Double) -> Void) {
            if variable >= ownCount { return body(variable - ownCount, -1) }
            for entry in columns.entries(variable) {
                body(columns.row(entry), columns.value(entry))
            }
        }
    }

    /// Lets a loop read the columns.
    @inline(__always)
    func withEntries<Result>(_ body: (Entries) -> Result) -> Result {
        matrix.withColumns { body(Entries(columns: $0, ownCount: ownCount)) }
    }

    /// The first step of the horizon in which a variable has an entry: columns in this order fill little.
    func firstStep(_ variable: Int) -> Int32 {
        guard !steps.isEmpty else { return 0 }
        var key = Int32.max
        forEach(of: variable) { row, _ in
            if steps[row] >= 0 { key = min(key, steps[row]) }
        }
        return key
    }
}
