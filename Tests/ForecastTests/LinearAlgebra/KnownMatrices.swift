import Forecast

/// Matrices of textbooks, whose factors and spectra are known.
enum KnownMatrices {
    /// 1 / (i + j − 1): positive definite, and soon nearly singular.
    static func hilbert(_ order: Int) -> Matrix {
        filled(order, order) { 1 / Double($0 + $1 + 1) }
    }

    /// 2 on the diagonal and −1 beside it: eigenvalues 2 − 2·cos(kπ/(n+1)).
    static func secondDifference(_ order: Int) -> Matrix {
        filled(order, order) { row, column in
            row == column ? 2 : abs(row - column) == 1 ? -1 : 0
        }
    }

    /// A row of ones above ε times the identity: independent columns, whose Gram matrix is singular
    /// in doubles once ε² is below the rounding of 1 (Läuchli 1961).
    static func lauchli(_ order: Int, epsilon: Double) -> Matrix {
        filled(order + 1, order) { row, column in
            row == 0 ? 1 : row - 1 == column ? epsilon : 0
        }
    }

    /// Numbers that look random and are the same everywhere.
    static func scrambled(_ rows: Int, _ columns: Int) -> Matrix {
        filled(rows, columns) { row, column in
            Double((row * 7919 + column * 104_729 + row * column * 31) % 1009) / 1009 - 0.5
        }
    }

    static func filled(_ rows: Int, _ columns: Int, _ value: (Int, Int) -> Double) -> Matrix {
        var matrix = Matrix(rows: rows, columns: columns)
        for row in 0..<rows {
            for column in 0..<columns {
                matrix[row, column] = value(row, column)
            }
        }
        return matrix
    }

    static func largestDifference(_ one: Matrix, _ other: Matrix) -> Double {
        guard one.rows == other.rows, one.columns == other.columns else { return .infinity }
        return zip(one.elements, other.elements).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }
}
