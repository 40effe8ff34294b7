/// Finite bounds of columns that follow from the rows.
///
/// Bound propagation: in a row L ≤ Σ a_j x_j ≤ U the least and greatest value of all other terms
/// bounds x_j. Each derived bound is widened by rounding, so it stays valid.
/// Complexity: O(nonzeros) a pass.
struct ImpliedBounds {
    private(set) var lower: [Double]
    private(set) var upper: [Double]

    init(_ program: LinearProgram, rows: SparseMatrix, passes: Int = 6) {
        lower = program.columnLower
        upper = program.columnUpper
        for _ in 0..<passes where !propagate(program, rows) { break }
    }

    /// One pass over all rows; false when nothing became finite.
    private mutating func propagate(_ program: LinearProgram, _ rows: SparseMatrix) -> Bool {
        var changed = false
        for row in 0..<rows.columnCount {
            let entries = rows.entries(ofColumn: row)
            let needs = entries.contains {
                let column = Int(rows.rowIndex[$0])
                return lower[column] == -.infinity || upper[column] == .infinity
            }
            guard needs else { continue }
            // Σ of finite least and greatest terms, and how many are infinite.
            var least = Activity()
            var greatest = Activity()
            for entry in entries {
                let (low, high) = term(rows, entry)
                least.add(low)
                greatest.add(high)
            }
            for entry in entries {
                let (low, high) = term(rows, entry)
                let restLow = least.without(low)
                let restHigh = greatest.without(high)
                // a·x ≤ U − least of the rest, a·x ≥ L − greatest of the rest
                let high2 = program.rowUpper[row] - restLow
                let low2 = program.rowLower[row] - restHigh
                let rounding = 1e-12 * max(least.magnitude, greatest.magnitude)
                if tighten(rows, entry, low: low2 - rounding, high: high2 + rounding) {
                    changed = true
                }
            }
        }
        return changed
    }

    private func term(_ rows: SparseMatrix, _ entry: Int) -> (low: Double, high: Double) {
        let column = Int(rows.rowIndex[entry])
        let a = rows.value[entry]
        let ends = (a * lower[column], a * upper[column])
        return a > 0 ? ends : (ends.1, ends.0)
    }

    /// Takes over a bound on a·x only where the column had none; true if something changed.
    private mutating func tighten(
        _ rows: SparseMatrix, _ entry: Int, low: Double, high: Double
    ) -> Bool {
        let column = Int(rows.rowIndex[entry])
        let a = rows.value[entry]
        let newLower = Self.widened((a > 0 ? low : high) / a, up: false)
        let newUpper = Self.widened((a > 0 ? high : low) / a, up: true)
        var changed = false
        if lower[column] == -.infinity, newLower.isFinite {
            lower[column] = newLower
            changed = true
        }
        if upper[column] == .infinity, newUpper.isFinite {
            upper[column] = newUpper
            changed = true
        }
        return changed
    }

    private static func widened(_ value: Double, up: Bool) -> Double {
        let margin = 1e-9 * max(1, abs(value))
        return up ? value + margin : value - margin
    }

    /// A sum that counts its infinite terms.
    private struct Activity {
        private var finite = 0.0
        private var infinite = 0
        private var sign = 1.0
        /// Sum of the sizes of the finite terms.
        private(set) var magnitude = 0.0

        mutating func add(_ term: Double) {
            if term.isFinite {
                finite += term
                magnitude += abs(term)
            } else {
                infinite += 1
                sign = term < 0 ? -1 : 1
            }
        }

        /// The sum without one of its terms.
        func without(_ term: Double) -> Double {
            let rest = term.isFinite ? infinite : infinite - 1
            if rest > 0 { return sign * .infinity }
            return term.isFinite ? finite - term : finite
        }
    }
}
