import CLAPACKE
import Glibc

/// The factor `U` of a symmetric positive definite matrix `A = Uᵀ·U`: LAPACK's `dpotrf`.
///
/// The factor can follow `A ± x·xᵀ` in n² operations instead of n³/3: by rotations upwards, and by
/// hyperbolic rotations downwards (Golub, Van Loan: Matrix Computations, 4th edition, 6.5.4).
package struct Cholesky: Sendable {
    /// The order of the matrix.
    package var order: Int { upper.rows }
    /// The factor in the upper triangle; the lower one is undefined.
    private var upper: Matrix

    /// Factors a symmetric matrix, of which only the upper triangle is read.
    package init(_ matrix: consuming Matrix) throws(LinearAlgebraError) {
        precondition(matrix.rows == matrix.columns, "a square matrix has a Cholesky factor")
        upper = matrix
        guard order > 0 else { return }
        BLASThreads.settle()
        // Row by row, the upper triangle is what LAPACK calls the lower one: nothing is copied.
        let info = unsafe LAPACKE_dpotrf_work(
            LAPACK_COL_MAJOR, CChar(UInt8(ascii: "L")), Int32(upper.rows), &upper.elements,
            Int32(upper.rows))
        precondition(info >= 0, "LAPACK accepts the arguments of dpotrf")
        guard info == 0 else { throw .notPositiveDefinite(order: Int(info)) }
        // With a NaN the comparisons of LAPACK may all be passed.
        guard (0..<order).allSatisfy({ upper[$0, $0].isFinite }) else { throw .notFinite }
    }

    /// An entry of the factor `U`, on its diagonal or above.
    package subscript(row: Int, column: Int) -> Double {
        precondition(row <= column, "the factor is in the upper triangle")
        return upper[row, column]
    }

    /// The factor `U`, zeros below its diagonal.
    package var factor: Matrix {
        var factor = upper
        for row in 1..<max(order, 1) {
            for column in 0..<row {
                factor[row, column] = 0
            }
        }
        return factor
    }

    /// The solution `X` of `A·X = right`, one column per right-hand side.
    package func solve(_ right: Matrix) -> Matrix {
        var solution = right
        solveTriangular(&solution, CblasTrans)
        solveTriangular(&solution, CblasNoTrans)
        return solution
    }

    /// The solution of `Uᵀ·X = right`: half of the way, whose squares are the quadratic form in A⁻¹.
    package func halfSolve(_ right: Matrix) -> Matrix {
        var solution = right
        solveTriangular(&solution, CblasTrans)
        return solution
    }

    /// Makes the factor that of `A + x·xᵀ`.
    package mutating func update(_ vector: [Double]) {
        precondition(vector.count == order, "the vector has the order of the matrix")
        var rest = vector
        for pivot in 0..<order {
            let diagonal = upper[pivot, pivot]
            let length = hypot(diagonal, rest[pivot])
            rotate(pivot, &rest, cosine: diagonal / length, sine: rest[pivot] / length)
        }
    }

    /// Makes the factor that of `A − x·xᵀ`, unless that is not positive definite: then it throws and
    /// leaves the factor as it was.
    package mutating func downdate(_ vector: [Double]) throws(LinearAlgebraError) {
        precondition(vector.count == order, "the vector has the order of the matrix")
        // A − x·xᵀ is positive definite exactly if the solution z of Uᵀ·z = x is shorter than 1;
        // rotations that carry z to the unit vector carry the factor along (Golub, Van Loan).
        let solution = halfSolve(Matrix(rows: order, columns: 1, elements: vector)).elements
        let squares = solution.reduce(0) { $0 + $1 * $1 }
        guard squares.isFinite else { throw .notFinite }
        guard squares < 1 else { throw .notPositiveDefinite(order: order) }
        var length = (1 - squares).squareRoot()
        var removed = Array(repeating: 0.0, count: order)
        for pivot in stride(from: order - 1, through: 0, by: -1) {
            let next = hypot(length, solution[pivot])
            rotateBack(pivot, &removed, cosine: length / next, sine: solution[pivot] / next)
            length = next
        }
    }

    private mutating func rotate(
        _ pivot: Int, _ rest: inout [Double], cosine: Double, sine: Double
    ) {
        let start = pivot * order
        for column in pivot..<order {
            let own = upper.elements[start + column]
            let other = rest[column]
            upper.elements[start + column] = cosine * own + sine * other
            rest[column] = cosine * other - sine * own
        }
    }

    private mutating func rotateBack(
        _ pivot: Int, _ removed: inout [Double], cosine: Double, sine: Double
    ) {
        let start = pivot * order
        for column in pivot..<order {
            let own = upper.elements[start + column]
            let other = removed[column]
            upper.elements[start + column] = cosine * own - sine * other
            removed[column] = cosine * other + sine * own
        }
    }

    private func solveTriangular(_ solution: inout Matrix, _ transpose: CBLAS_TRANSPOSE) {
        precondition(solution.rows == order, "the right-hand side has the order of the matrix")
        guard order > 0, solution.columns > 0 else { return }
        BLASThreads.settle()
        unsafe cblas_dtrsm(
            CblasRowMajor, CblasLeft, CblasUpper, transpose, CblasNonUnit, Int32(order),
            Int32(solution.columns), 1, upper.elements, Int32(order), &solution.elements,
            Int32(solution.columns))
    }
}
