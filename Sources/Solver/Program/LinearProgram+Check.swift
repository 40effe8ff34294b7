extension LinearProgram {
    /// Engines number rows, columns and nonzeros with 32-bit integers.
    private static let largestIndex = 500_000_000

    /// Checks all that would make an engine abort or answer nonsense.
    func check() throws(SolverError) {
        guard max(columnCount, rowCount, matrix.nonzeroCount) <= Self.largestIndex else {
            throw .tooLarge(columns: columnCount, rows: rowCount, nonzeros: matrix.nonzeroCount)
        }
        for column in 0..<columnCount {
            let isGood =
                cost[column].isFinite && !columnLower[column].isNaN && !columnUpper[column].isNaN
                && matrix.entries(ofColumn: column).allSatisfy { matrix.value[$0].isFinite }
            if !isGood { throw .notFinite(place: names.columnName(column)) }
        }
        for row in 0..<rowCount where rowLower[row].isNaN || rowUpper[row].isNaN {
            throw .notFinite(place: names.rowName(row))
        }
    }
}
