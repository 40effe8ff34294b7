import CLAPACKE

/// The decomposition `A·P = Q·R` with column pivoting: LAPACK's `dgeqp3`.
///
/// It solves least squares where columns may depend on each other: columns beyond the numerical
/// rank get the coefficient zero.
package struct PivotedQR: Sendable {
    /// How many columns are independent of each other, to the tolerance.
    package let rank: Int
    private let rows: Int
    private let columns: Int
    /// R in the upper triangle, the reflectors of Q below, by columns.
    private let factors: [Double]
    private let scales: [Double]
    private let pivots: [Int32]

    /// Decomposes a matrix; a column whose part independent of the ones before is shorter than
    /// `tolerance` times the longest column counts as dependent.
    package init(_ matrix: Matrix, tolerance: Double = 1e-12) throws(LinearAlgebraError) {
        guard matrix.isFinite else { throw .notFinite }
        rows = matrix.rows
        columns = matrix.columns
        let count = min(rows, columns)
        var factors = matrix.transposed.elements
        var scales = Array(repeating: 0.0, count: count)
        var pivots = Array(repeating: Int32(0), count: columns)
        if count > 0 {
            BLASThreads.settle()
            let info = unsafe LAPACKE_dgeqp3(
                LAPACK_COL_MAJOR, Int32(rows), Int32(columns), &factors, Int32(rows), &pivots,
                &scales)
            precondition(info == 0, "LAPACK accepts the arguments of dgeqp3")
        }
        self.factors = factors
        self.scales = scales
        self.pivots = pivots
        let height = matrix.rows
        let diagonal = (0..<count).map { abs(factors[$0 * height + $0]) }
        let longest = diagonal.first ?? 0
        rank = diagonal.prefix { $0 > tolerance * longest }.count
    }

    /// The coefficients `X` that make `A·X − right` shortest, one column per right-hand side.
    package func leastSquares(_ right: Matrix) throws(LinearAlgebraError) -> Matrix {
        precondition(right.rows == rows, "the right-hand side has as many rows as the matrix")
        guard right.isFinite else { throw .notFinite }
        var solution = Matrix(rows: columns, columns: right.columns)
        guard rank > 0, right.columns > 0 else { return solution }
        var work = right.transposed.elements
        let info = unsafe LAPACKE_dormqr(
            LAPACK_COL_MAJOR, CChar(UInt8(ascii: "L")), CChar(UInt8(ascii: "T")), Int32(rows),
            Int32(right.columns), Int32(scales.count), factors, Int32(rows), scales, &work,
            Int32(rows))
        precondition(info == 0, "LAPACK accepts the arguments of dormqr")
        unsafe cblas_dtrsm(
            CblasColMajor, CblasLeft, CblasUpper, CblasNoTrans, CblasNonUnit, Int32(rank),
            Int32(right.columns), 1, factors, Int32(rows), &work, Int32(rows))
        for place in 0..<rank {
            for column in 0..<right.columns {
                solution[Int(pivots[place]) - 1, column] = work[column * rows + place]
            }
        }
        return solution
    }
}
