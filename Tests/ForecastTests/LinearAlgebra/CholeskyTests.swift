import Forecast
import Testing

@Suite("Cholesky") struct CholeskyTests {
    @Test("The factor is the one found by hand")
    func byHand() throws {
        // [4 2; 2 5] = Uᵀ·U with U = [2 1; 0 2]; [4 2; 2 5]·[1; 2] = [8; 12].
        let cholesky = try Cholesky(Matrix([[4, 2], [2, 5]]))
        #expect(cholesky.factor == Matrix([[2, 1], [0, 2]]))
        #expect(cholesky.solve(Matrix([[8], [12]])) == Matrix([[1], [2]]))
        #expect(cholesky.halfSolve(Matrix([[8], [12]])) == Matrix([[4], [4]]))
    }

    @Test("Hilbert's matrices keep their determinants and inverses")
    func hilbert() throws {
        // det H₃ = 1/2160; H₄⁻¹ has whole numbers, its first row 16, −120, 240, −140.
        let three = try Cholesky(KnownMatrices.hilbert(3)).factor
        let root = three[0, 0] * three[1, 1] * three[2, 2]
        #expect(abs(root * root * 2160 - 1) < 1e-12)
        let inverse = try Cholesky(KnownMatrices.hilbert(4)).solve(.identity(4))
        let row = Matrix([Array(inverse[row: 0])])
        #expect(KnownMatrices.largestDifference(row, Matrix([[16, -120, 240, -140]])) < 1e-9)
    }

    @Test(
        "An ill-conditioned system leaves no more residual than rounding", arguments: [8, 10, 12])
    func residual(order: Int) throws {
        // Conditions 1.5e10, 1.6e13, 1.8e16: the solution is lost, the residual is not.
        let hilbert = KnownMatrices.hilbert(order)
        let right = hilbert.times(Matrix(rows: order, columns: 1, repeating: 1))
        let solution = try Cholesky(hilbert).solve(right)
        #expect(KnownMatrices.largestDifference(hilbert.times(solution), right) < 1e-13)
    }

    @Test("A matrix that is not positive definite is named with its minor")
    func indefinite() {
        #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 2)) {
            try Cholesky(Matrix([[1, 2], [2, 1]]))
        }
        #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 2)) {
            try Cholesky(Matrix([[1, 1, 0], [1, 1, 0], [0, 0, 1]]))
        }
        #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 1)) {
            try Cholesky(Matrix(rows: 3, columns: 3))
        }
        #expect(throws: LinearAlgebraError.self) {
            try Cholesky(Matrix([[.nan, 0], [0, 1]]))
        }
        #expect(throws: LinearAlgebraError.self) {
            try Cholesky(Matrix([[1, .nan], [.nan, 1]]))
        }
    }

    @Test("The factor follows rows that come and go")
    func rankOne() throws {
        let rows = KnownMatrices.scrambled(60, 20)
        let coming = Array(KnownMatrices.scrambled(1, 20).elements.reversed())
        var cholesky = try Cholesky(rows.gram)
        cholesky.update(coming)
        var gram = rows.gram
        gram.addOuterProduct(coming, weight: 1)
        let fresh = try Cholesky(gram).factor
        #expect(KnownMatrices.largestDifference(cholesky.factor, fresh) < 1e-12)
        try cholesky.downdate(coming)
        let old = try Cholesky(rows.gram).factor
        #expect(KnownMatrices.largestDifference(cholesky.factor, old) < 1e-12)
    }

    @Test("Taking away what makes the matrix singular is refused, and the factor stays")
    func singularDowndate() throws {
        var cholesky = try Cholesky(Matrix([[2, 0], [0, 1]]))
        #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 2)) {
            try cholesky.downdate([0, 1])
        }
        #expect(cholesky.factor[1, 1] == 1)
        // 1 − 0.6² = 0.8².
        try cholesky.downdate([0, 0.6])
        #expect(abs(cholesky.factor[1, 1] - 0.8) < 1e-15)
    }
}
