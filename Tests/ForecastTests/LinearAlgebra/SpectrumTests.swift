import Forecast
import Foundation
import Testing

@Suite("Eigenvalues") struct SymmetricEigenTests {
    @Test("The spectrum of the second difference is known")
    func secondDifference() throws {
        let order = 30
        let eigen = try SymmetricEigen(KnownMatrices.secondDifference(order))
        for (index, value) in eigen.values.enumerated() {
            let known = 2 - 2 * cos(Double(index + 1) * .pi / Double(order + 1))
            #expect(abs(value - known) < 1e-13)
        }
    }

    @Test("The rows of vectors are orthonormal and give the matrix back", arguments: [1, 5, 12])
    func decomposition(order: Int) throws {
        let hilbert = KnownMatrices.hilbert(order)
        let eigen = try SymmetricEigen(hilbert)
        #expect(
            KnownMatrices.largestDifference(eigen.vectors.rowGram, .identity(order)) < 1e-14)
        var scaled = eigen.vectors
        for row in 0..<order {
            for column in 0..<order {
                scaled[row, column] *= eigen.values[row]
            }
        }
        let back = eigen.vectors.transposedTimes(scaled)
        #expect(KnownMatrices.largestDifference(back, hilbert) < 1e-14)
    }

    @Test("The smallest eigenvalue of Hilbert's matrix of order 6 is 1.0828e-7")
    func hilbert() throws {
        let eigen = try SymmetricEigen(KnownMatrices.hilbert(6))
        #expect(abs(eigen.values[0] - 1.082799484565550e-7) < 1e-16)
        #expect(abs(eigen.values[5] - 1.618899858924339) < 1e-14)
    }

    @Test("A singular matrix has the eigenvalue zero, and NaN is refused")
    func singular() throws {
        let eigen = try SymmetricEigen(Matrix([[1, 1], [1, 1]]))
        #expect(abs(eigen.values[0]) < 1e-15)
        #expect(abs(eigen.values[1] - 2) < 1e-15)
        #expect(throws: LinearAlgebraError.notFinite) {
            try SymmetricEigen(Matrix([[.nan, 1], [1, 1]]))
        }
    }
}

@Suite("QR with pivoting") struct PivotedQRTests {
    @Test("A line through three points is the one of the textbook")
    func line() throws {
        // (0, 1), (1, 2), (2, 4): slope 3/2, intercept 5/6.
        let fit = try PivotedQR(Matrix([[1, 0], [1, 1], [1, 2]]))
            .leastSquares(Matrix([[1], [2], [4]]))
        #expect(KnownMatrices.largestDifference(fit, Matrix([[5.0 / 6], [1.5]])) < 1e-14)
    }

    @Test("Columns whose Gram matrix is singular in doubles are still told apart")
    func lauchli() throws {
        let matrix = KnownMatrices.lauchli(4, epsilon: 1e-9)
        #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 2)) {
            try Cholesky(matrix.gram)
        }
        let known = Matrix([[1], [2], [3], [4]])
        let decomposition = try PivotedQR(matrix)
        #expect(decomposition.rank == 4)
        let solution = try decomposition.leastSquares(matrix.times(known))
        #expect(KnownMatrices.largestDifference(solution, known) < 1e-5)
    }

    @Test("A column that others make up gets no say; the fit stays the best")
    func dependent() throws {
        // The third column is the sum of the first two.
        let matrix = Matrix([[1, 0, 1], [1, 1, 2], [1, 2, 3]])
        let decomposition = try PivotedQR(matrix)
        #expect(decomposition.rank == 2)
        let fit = matrix.times(try decomposition.leastSquares(Matrix([[1], [2], [4]])))
        let best = Matrix([[5.0 / 6], [7.0 / 3], [23.0 / 6]])
        #expect(KnownMatrices.largestDifference(fit, best) < 1e-14)
        let zero = try PivotedQR(Matrix(rows: 3, columns: 2))
        #expect(zero.rank == 0)
        #expect(try zero.leastSquares(Matrix(rows: 3, columns: 1)) == Matrix(rows: 2, columns: 1))
    }
}
