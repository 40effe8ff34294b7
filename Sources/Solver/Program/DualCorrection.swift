/// Moves duals by tiny amounts until every column without a bound has a reduced cost of the right
/// sign, so that a finite safe bound follows.
///
/// A column j with infinite bound and reduced cost of the wrong sign by ε needs Σ_i a_ij δ_i = −ε.
/// The row is chosen whose other columns can absorb the change: they have both bounds, or room in
/// their own reduced cost. A few sweeps suffice after a simplex or a converged interior solve;
/// if not, there is no correction and hence no bound.
struct DualCorrection {
    private let program: LinearProgram
    private let rows: SparseMatrix
    private let implied: ImpliedBounds

    init(_ program: LinearProgram, rows: SparseMatrix, implied: ImpliedBounds) {
        self.program = program
        self.rows = rows
        self.implied = implied
    }

    func corrected(_ duals: [Double]) -> [Double]? {
        var y = duals
        var d = program.reducedCosts(y)
        for _ in 0..<20 {
            let wrong = d.indices.filter { isWrong($0, d[$0]) }
            if wrong.isEmpty { return y }
            for column in wrong where isWrong(column, d[column]) {
                guard let row = bestRow(column, y, d) else { return nil }
                let a = coefficient(row, column)
                // A little more than needed, so that rounding does not leave the wrong sign.
                let delta = d[column] * (1 + 1e-3) / a
                y[row] += delta
                for entry in rows.entries(ofColumn: row) {
                    d[Int(rows.rowIndex[entry])] -= rows.value[entry] * delta
                }
            }
            d = program.reducedCosts(y)
        }
        return nil
    }

    private func isWrong(_ column: Int, _ value: Double) -> Bool {
        (value > 0 && implied.lower[column] == -.infinity)
            || (value < 0 && implied.upper[column] == .infinity)
    }

    private func coefficient(_ row: Int, _ column: Int) -> Double {
        for entry in rows.entries(ofColumn: row) where Int(rows.rowIndex[entry]) == column {
            return rows.value[entry]
        }
        return 0
    }

    /// The row whose correction harms the fewest other columns; nil when none may move.
    private func bestRow(_ column: Int, _ y: [Double], _ d: [Double]) -> Int? {
        var best: (row: Int, harmed: Int, size: Double)?
        for entry in program.matrix.entries(ofColumn: column) {
            let row = Int(program.matrix.rowIndex[entry])
            let delta = d[column] / program.matrix.value[entry]
            let moved = y[row] + delta
            if moved > 0, program.rowLower[row] == -.infinity { continue }
            if moved < 0, program.rowUpper[row] == .infinity { continue }
            var harmed = 0
            for other in rows.entries(ofColumn: row) {
                let index = Int(rows.rowIndex[other])
                guard index != column else { continue }
                let after = d[index] - rows.value[other] * delta
                if isWrong(index, after), !isWrong(index, d[index]) { harmed += 1 }
            }
            let candidate = (row: row, harmed: harmed, size: abs(delta))
            if let known = best, (known.harmed, known.size) <= (harmed, abs(delta)) { continue }
            best = candidate
        }
        return best?.row
    }
}
