import Forecast
import Testing

@Suite("Matrix") struct MatrixTests {
    let two = Matrix([[1, 2, 3], [4, 5, 6]])

    @Test("Rows, columns and places are those of the rows it was made of")
    func places() {
        #expect(two.rows == 2)
        #expect(two.columns == 3)
        #expect(two[1, 0] == 4)
        #expect(Array(two[row: 1]) == [4, 5, 6])
        #expect(two.column(2) == [3, 6])
        #expect(two.transposed == Matrix([[1, 4], [2, 5], [3, 6]]))
        #expect(two.rows(1..<2) == Matrix([[4, 5, 6]]))
    }

    @Test("Products are those done by hand")
    func products() {
        // [1 2 3; 4 5 6] · [1 0; 0 1; 2 −1] = [7 −1; 16 −1]
        let other = Matrix([[1, 0], [0, 1], [2, -1]])
        #expect(two.times(other) == Matrix([[7, -1], [16, -1]]))
        #expect(two.transposed.transposedTimes(other) == Matrix([[7, -1], [16, -1]]))
        #expect(two.timesTransposed(other.transposed) == Matrix([[7, -1], [16, -1]]))
        #expect(two.times([1, 1, 1]) == [6, 15])
        // Columns (1,4), (2,5), (3,6): squares 17, 29, 45, products 22, 27, 36.
        #expect(two.gram == Matrix([[17, 22, 27], [22, 29, 36], [27, 36, 45]]))
        #expect(two.rowGram == Matrix([[14, 32], [32, 77]]))
    }

    @Test("A Gram matrix follows a row that comes and a row that goes")
    func outerProduct() {
        // Rows (1,2,3) and (4,5,6); (1,0,−1) comes, (1,2,3) goes.
        var gram = two.gram
        gram.addOuterProduct([1, 0, -1], weight: 1)
        gram.addOuterProduct([1, 2, 3], weight: -1)
        #expect(gram == Matrix([[4, 5, 6], [1, 0, -1]]).gram)
        #expect(gram == Matrix([[17, 20, 23], [20, 25, 30], [23, 30, 37]]))
    }

    @Test("A product of nothing is nothing")
    func empty() {
        let none = Matrix(rows: 0, columns: 3)
        #expect(none.gram == Matrix(rows: 3, columns: 3))
        #expect(two.times(Matrix(rows: 3, columns: 0)) == Matrix(rows: 2, columns: 0))
    }

    @Test("With one thread the same numbers give the same bits")
    func reproducible() {
        BLASThreads.use(1)
        let matrix = KnownMatrices.scrambled(300, 120)
        let first = matrix.gram
        for _ in 0..<5 {
            #expect(matrix.gram == first)
        }
    }

    @Test("Shapes that do not fit stop the program")
    func shapes() async {
        await #expect(processExitsWith: .failure) {
            _ = Matrix([[1, 2], [3]])
        }
        await #expect(processExitsWith: .failure) {
            _ = Matrix(rows: 2, columns: 2, elements: [1, 2, 3])
        }
        await #expect(processExitsWith: .failure) {
            _ = Matrix(rows: 2, columns: 2)[0, 2]
        }
        await #expect(processExitsWith: .failure) {
            _ = Matrix(rows: 2, columns: 3).times(Matrix(rows: 2, columns: 3))
        }
        await #expect(processExitsWith: .failure) {
            _ = try Cholesky(Matrix(rows: 2, columns: 3))
        }
        await #expect(processExitsWith: .failure) {
            _ = try Cholesky(.identity(2)).solve(Matrix(rows: 3, columns: 1))
        }
        await #expect(processExitsWith: .failure) {
            _ = try SymmetricEigen(Matrix(rows: 1, columns: 2))
        }
        await #expect(processExitsWith: .failure) {
            _ = try PivotedQR(.identity(3)).leastSquares(Matrix(rows: 2, columns: 1))
        }
    }
}
