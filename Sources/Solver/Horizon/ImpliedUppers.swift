// Upper bounds that the rows imply are left out: they only cost the method room and work.
extension Presolve {
    /// Drops the upper bound of every column that its rows keep below it anyway.
    ///
    /// In a row of which all other terms have a least value, a·x ≤ U − least of the rest. Every
    /// bound that is dropped is infinite for the columns after it, so that no two drop their bounds
    /// for the sake of each other. (D. E. Andersen and K. D. Andersen call such columns implied
    /// free from above.)
    mutating func dropImpliedUppers() { columnUpper = neededUppers() }

    /// The upper bounds, infinite where the rows imply them.
    private func neededUppers() -> [Double] {
        var needed = columnUpper
        var activity = hasRow.indices.map { RowActivity(of: $0, in: self) }
        for column in hasColumn.indices where hasColumn[column] && !isKept[column] {
            let upper = columnUpper[column]
            guard upper.isFinite, columnLower[column].isFinite,
                impliedUpper(of: column, activity) <= upper + Self.slack(upper)
            else { continue }
            for entry in program.matrix.entries(ofColumn: column) {
                activity[Int(program.matrix.rowIndex[entry])].dropUpper(
                    upper, program.matrix.value[entry])
            }
            needed[column] = .infinity
        }
        return needed
    }

    /// The least upper bound of a column that follows from one of its rows.
    private func impliedUpper(of column: Int, _ activity: [RowActivity]) -> Double {
        var implied = Double.infinity
        for entry in program.matrix.entries(ofColumn: column) {
            let row = Int(program.matrix.rowIndex[entry])
            guard hasRow[row] else { continue }
            let a = program.matrix.value[entry]
            let low = columnLower[column]
            let room =
                a > 0
                ? rowUpper[row] - activity[row].least(without: a * low)
                : activity[row].greatest(without: a * low) - rowLower[row]
            implied = min(implied, room / abs(a))
        }
        return implied
    }
}

/// Least and greatest value of a row over the box of its columns, with the infinite terms counted.
private struct RowActivity {
    private var least = 0.0
    private var greatest = 0.0
    private var infiniteBelow = 0
    private var infiniteAbove = 0
    /// Sum of the sizes of all finite terms: what rounding is relative to.
    private var magnitude = 0.0

    init(of row: Int, in presolve: Presolve) {
        for entry in presolve.rows.entries(ofColumn: row) {
            let column = Int(presolve.rows.rowIndex[entry])
            guard presolve.hasColumn[column] else { continue }
            let a = presolve.rows.value[entry]
            let ends = (a * presolve.columnLower[column], a * presolve.columnUpper[column])
            addLow(a > 0 ? ends.0 : ends.1)
            addHigh(a > 0 ? ends.1 : ends.0)
        }
    }

    private mutating func addLow(_ term: Double) {
        guard term.isFinite else {
            infiniteBelow += 1
            return
        }
        least += term
        magnitude += abs(term)
    }

    private mutating func addHigh(_ term: Double) {
        guard term.isFinite else {
            infiniteAbove += 1
            return
        }
        greatest += term
        magnitude += abs(term)
    }

    /// Takes out an upper bound of a column.
    mutating func dropUpper(_ upper: Double, _ a: Double) {
        if a > 0 {
            greatest -= a * upper
            infiniteAbove += 1
        } else {
            least -= a * upper
            infiniteBelow += 1
        }
    }

    /// Least value without a finite term, rounding in the safe direction.
    func least(without term: Double) -> Double {
        infiniteBelow > 0 ? -.infinity : least - term - 1e-14 * magnitude
    }

    /// Greatest value without a finite term, rounding in the safe direction.
    func greatest(without term: Double) -> Double {
        infiniteAbove > 0 ? .infinity : greatest - term + 1e-14 * magnitude
    }
}
