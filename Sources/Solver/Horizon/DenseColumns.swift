/// The dense columns of A, kept out of the factor: a border with a small Schur complement.
struct DenseColumns {
    /// Their indices.
    let columns: [Int]
    /// S⁻¹ v for each, v the column times √Θ.
    private var solved: [[Double]] = []
    private var roots: [Double] = []
    /// Cholesky factor of I + Vᵀ S⁻¹ V, row by row.
    private var schur: [[Double]] = []

    init(columns: [Int]) { self.columns = columns }

    /// A column counts as dense from this many entries on, and this share of all rows.
    private static let leastEntries = 200
    /// More columns than this are no border any more.
    private static let most = 100

    /// Which columns are dense.
    static func marks(_ matrix: SparseMatrix) -> [Bool] {
        let counts = (0..<matrix.columnCount).map { matrix.entries(ofColumn: $0).count }
        let average = max(1, matrix.nonzeroCount / max(1, matrix.columnCount))
        let least = max(leastEntries, 20 * average)
        let marks = counts.map { $0 >= least }
        return marks.count(where: \.self) <= most ? marks : marks.map { _ in false }
    }

    /// Prepares for new weights and a new factor; false when that fails.
    mutating func update(
        _ matrix: SparseMatrix, _ theta: borrowing Vector, _ factor: borrowing SupernodalFactor,
        _ watch: HorizonWatch
    ) -> Bool {
        solved.removeAll(keepingCapacity: true)
        roots = []
        for column in columns { roots.append(theta[column].squareRoot()) }
        for (index, column) in columns.enumerated() {
            let right = Vector(count: matrix.rowCount)
            for entry in matrix.entries(ofColumn: column) {
                right[Int(matrix.rowIndex[entry])] = matrix.value[entry] * roots[index]
            }
            factor.forward(right.entries, watch)
            factor.backward(right.entries, watch)
            solved.append(right.array)
        }
        return factoriseSchur(matrix)
    }

    private mutating func factoriseSchur(_ matrix: SparseMatrix) -> Bool {
        schur = columns.indices.map { [Double](repeating: 0, count: $0 + 1) }
        for row in columns.indices {
            for column in 0...row {
                var sum = row == column ? 1.0 : 0.0
                sum += projection(row, matrix) { solved[column][$0] }
                for inner in 0..<column { sum -= schur[row][inner] * schur[column][inner] }
                if row == column {
                    guard sum > 0 else { return false }
                    schur[row][row] = sum.squareRoot()
                } else {
                    schur[row][column] = sum / schur[column][column]
                }
            }
        }
        return true
    }

    /// (Vᵀ y) of one dense column.
    private func projection(
        _ index: Int, _ matrix: SparseMatrix, of y: (Int) -> Double
    ) -> Double {
        var sum = 0.0
        for entry in matrix.entries(ofColumn: columns[index]) {
            sum += matrix.value[entry] * y(Int(matrix.rowIndex[entry]))
        }
        return sum * roots[index]
    }

    /// From S⁻¹ r to (S + V Vᵀ)⁻¹ r.
    func correct(_ solution: Entries, _ matrix: SparseMatrix) {
        guard !columns.isEmpty else { return }
        var inner: [Double] = []
        for index in columns.indices { inner.append(projection(index, matrix) { solution[$0] }) }
        for row in columns.indices {
            for column in 0..<row { inner[row] -= schur[row][column] * inner[column] }
            inner[row] /= schur[row][row]
        }
        for row in columns.indices.reversed() {
            for below in columns.indices where below > row {
                inner[row] -= schur[below][row] * inner[below]
            }
            inner[row] /= schur[row][row]
        }
        for (index, weight) in inner.enumerated() {
            for row in 0..<solution.count { solution[row] -= weight * solved[index][row] }
        }
    }
}
