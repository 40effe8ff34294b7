/// Factors that bring the coefficients of a program near one.
///
/// Geometric scaling: rows and columns in turn are divided by √(least · greatest) of their
/// entries, then rows and columns by their greatest entry. Factors are powers of two, so that
/// scaling rounds nothing. (R. Fourer, *Solving staircase linear programs by the simplex method*,
/// Math. Program. 23 (1982); J. A. Tomlin, *On scaling linear programming problems*, 1975.)
struct Scaling {
    private(set) var row: [Double]
    private(set) var column: [Double]

    init(_ program: LinearProgram, passes: Int = 6, watch: HorizonWatch) {
        row = [Double](repeating: 1, count: program.rowCount)
        column = [Double](repeating: 1, count: program.columnCount)
        for pass in 0...passes {
            guard watch.goesOn(4 * program.matrix.nonzeroCount) else { break }
            let isLast = pass == passes
            scaleRows(program.matrix, isLast)
            scaleColumns(program.matrix, isLast)
        }
        for index in row.indices { row[index] = Self.powerOfTwo(row[index]) }
        for index in column.indices { column[index] = Self.powerOfTwo(column[index]) }
    }

    /// The power of two nearest to a positive number, on a logarithmic scale.
    static func powerOfTwo(_ value: Double) -> Double {
        let exponent = value.significand > 2.0.squareRoot() ? value.exponent + 1 : value.exponent
        return Double(sign: .plus, exponent: exponent, significand: 1)
    }

    private mutating func scaleRows(_ matrix: SparseMatrix, _ isLast: Bool) {
        var least = [Double](repeating: .infinity, count: row.count)
        var greatest = [Double](repeating: 0, count: row.count)
        for index in column.indices {
            for entry in matrix.entries(ofColumn: index) {
                let size = abs(matrix.value[entry]) * column[index]
                let at = Int(matrix.rowIndex[entry])
                least[at] = min(least[at], size)
                greatest[at] = max(greatest[at], size)
            }
        }
        for at in row.indices where greatest[at] > 0 {
            row[at] = isLast ? 1 / greatest[at] : 1 / (least[at] * greatest[at]).squareRoot()
        }
    }

    private mutating func scaleColumns(_ matrix: SparseMatrix, _ isLast: Bool) {
        for index in column.indices {
            var (least, greatest) = (Double.infinity, 0.0)
            for entry in matrix.entries(ofColumn: index) {
                let size = abs(matrix.value[entry]) * row[Int(matrix.rowIndex[entry])]
                least = min(least, size)
                greatest = max(greatest, size)
            }
            guard greatest > 0 else { continue }
            column[index] = isLast ? 1 / greatest : 1 / (least * greatest).squareRoot()
        }
    }
}
