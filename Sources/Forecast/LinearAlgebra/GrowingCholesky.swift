import CLAPACKE

/// The factor `L` of a symmetric positive definite matrix `A = L·Lᵀ` that gets rows one by one.
///
/// A row costs one triangular solve (n² operations), not a new factorisation (n³/3).
package struct GrowingCholesky: Sendable {
    /// The rows that the matrix has so far.
    package private(set) var order: Int
    /// The rows there is room for.
    package let capacity: Int
    /// `capacity` numbers a row; the lower triangle of the first `order` rows is the factor.
    private var lower: [Double]

    /// Factors a symmetric matrix, of which only the lower triangle is read.
    ///
    /// - Parameter capacity: rows that the matrix may grow to.
    package init(_ matrix: borrowing Matrix, capacity: Int) throws(LinearAlgebraError) {
        precondition(matrix.rows == matrix.columns, "a square matrix has a Cholesky factor")
        precondition(capacity >= matrix.rows, "the matrix fits into the room")
        order = matrix.rows
        self.capacity = capacity
        lower = Array(repeating: 0, count: capacity * capacity)
        for row in 0..<order {
            let start = row * order
            lower.replaceSubrange(
                row * capacity..<row * capacity + row + 1,
                with: matrix.elements[start..<start + row + 1])
        }
        guard order > 0 else { return }
        BLASThreads.settle()
        // Row by row, the lower triangle is what LAPACK calls the upper one: nothing is copied.
        let info = unsafe LAPACKE_dpotrf_work(
            LAPACK_COL_MAJOR, CChar(UInt8(ascii: "U")), Int32(order), &lower, Int32(capacity))
        precondition(info >= 0, "LAPACK accepts the arguments of dpotrf")
        guard info == 0 else { throw .notPositiveDefinite(order: Int(info)) }
        guard (0..<order).allSatisfy({ lower[$0 * capacity + $0].isFinite }) else {
            throw .notFinite
        }
    }

    /// The solution of `L·x = right`.
    package func halfSolve(_ right: [Double]) -> [Double] {
        precondition(right.count == order, "the right-hand side has the order of the matrix")
        var solution = right
        guard order > 0 else { return solution }
        BLASThreads.settle()
        unsafe cblas_dtrsv(
            CblasRowMajor, CblasLower, CblasNoTrans, CblasNonUnit, Int32(order), lower,
            Int32(capacity), &solution, 1)
        return solution
    }

    /// The solution of `L·X = right`, one column per right-hand side.
    package func halfSolve(_ right: Matrix) -> Matrix {
        precondition(right.rows == order, "the right-hand side has the order of the matrix")
        var solution = right
        guard order > 0, right.columns > 0 else { return solution }
        BLASThreads.settle()
        unsafe cblas_dtrsm(
            CblasRowMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, Int32(order),
            Int32(right.columns), 1, lower, Int32(capacity), &solution.elements,
            Int32(right.columns))
        return solution
    }

    /// Adds the row whose solution `halfSolve(row)` is known.
    ///
    /// - Returns: the new number on the diagonal of the factor.
    @discardableResult
    package mutating func append(
        solved: [Double], diagonal: Double
    ) throws(LinearAlgebraError) -> Double {
        precondition(order < capacity, "there is room for a row")
        precondition(solved.count == order, "the row has the order of the matrix")
        let rest = diagonal - solved.reduce(0) { $0 + $1 * $1 }
        guard rest.isFinite else { throw .notFinite }
        guard rest > 0 else { throw .notPositiveDefinite(order: order + 1) }
        let start = order * capacity
        lower.replaceSubrange(start..<start + order, with: solved)
        lower[start + order] = rest.squareRoot()
        order += 1
        return rest.squareRoot()
    }
}
