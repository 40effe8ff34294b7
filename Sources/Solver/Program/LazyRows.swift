/// Rows of a program that are written only when a point breaks them.
///
/// The program states what can be written at once; whoever knows the rest looks at each optimal
/// point and names the rows that it breaks. The final program is what is judged. `excess` is what
/// the true objective has above the program's at a point (a cost met from below by tangents):
/// the program's bound stays valid for the true objective, so the proof can state that.
package struct LazyRows: Sendable {
    /// One row on columns that exist.
    package struct Row: Sendable {
        let name: String
        let lower: Double
        let upper: Double
        let columns: [Int]
        let values: [Double]

        package init(
            name: String, lower: Double, upper: Double, columns: [Int], values: [Double]
        ) {
            self.name = name
            self.lower = lower
            self.upper = upper
            self.columns = columns
            self.values = values
        }
    }

    /// The rows that a point with an objective breaks; empty when it keeps all.
    let missing: @Sendable (_ columns: [Double], _ objective: Double) -> [Row]
    /// What the true objective has above the program's; zero when nil.
    let excess: (@Sendable (_ columns: [Double]) -> Double)?
    /// The squares whose tangents are among the rows: an engine may take them as they are.
    let terms: [QuadraticTerm]

    package init(
        missing: @escaping @Sendable ([Double], Double) -> [Row],
        excess: (@Sendable ([Double]) -> Double)? = nil, terms: [QuadraticTerm] = []
    ) {
        self.missing = missing
        self.excess = excess
        self.terms = terms
    }

    /// Rows of several kinds together.
    init?(_ kinds: [LazyRows?]) {
        let all = kinds.compactMap(\.self)
        guard !all.isEmpty else { return nil }
        let excesses = all.compactMap(\.excess)
        missing = { columns, objective in
            all.reduce(into: [Row]()) { $0 += $1.missing(columns, objective) }
        }
        let sum: @Sendable ([Double]) -> Double = { columns in
            excesses.reduce(into: 0.0) { $0 += $1(columns) }
        }
        excess = excesses.isEmpty ? nil : sum
        terms = all.flatMap(\.terms)
    }

    /// The proof of a point stated for the true objective.
    func stated(_ proof: Proof, _ point: Point, gapTolerance: Double, reference: Double) -> Proof {
        guard let excess, let objective = proof.objective else { return proof }
        var proof = proof
        let truth = objective + max(0, excess(point.columns))
        proof.objective = truth
        guard let bound = proof.bound else { return proof }
        let gap = max(0, truth - bound) / max(1, abs(reference))
        proof.relativeGap = max(gap, proof.relativeGap ?? 0)
        if proof.status == .optimal, gap > gapTolerance * (1 + 1e-9) { proof.status = .feasible }
        return proof
    }
}

extension LinearProgram {
    /// Adds rows at the end.
    mutating func append(_ rows: [LazyRows.Row]) {
        let first = rowCount
        rowLower += rows.map(\.lower)
        rowUpper += rows.map(\.upper)
        matrix = matrix.appending(rows)
        names = AppendedNames(base: names, first: first, rows: rows.map(\.name))
    }
}

extension SparseMatrix {
    /// The matrix with rows added below.
    ///
    /// Complexity: O(nonzeros + entries · log entries).
    fileprivate func appending(_ rows: [LazyRows.Row]) -> SparseMatrix {
        var entries: [(column: Int, row: Int32, value: Double)] = []
        for (offset, row) in rows.enumerated() {
            for (column, value) in zip(row.columns, row.values) where value != 0 {
                entries.append((column, Int32(rowCount + offset), value))
            }
        }
        entries.sort { ($0.column, $0.row) < ($1.column, $1.row) }
        var start: [Int32] = [0]
        start.reserveCapacity(columnCount + 1)
        var index: [Int32] = []
        var values: [Double] = []
        index.reserveCapacity(nonzeroCount + entries.count)
        values.reserveCapacity(nonzeroCount + entries.count)
        var next = 0
        for column in 0..<columnCount {
            index += rowIndex[self.entries(ofColumn: column)]
            values += value[self.entries(ofColumn: column)]
            while next < entries.count, entries[next].column == column {
                index.append(entries[next].row)
                values.append(entries[next].value)
                next += 1
            }
            start.append(Int32(values.count))
        }
        return SparseMatrix(
            rowCount: rowCount + rows.count, columnStart: start, rowIndex: index, value: values)
    }
}

/// Names of a program with those of rows added later.
private struct AppendedNames: ProgramNames {
    let base: any ProgramNames
    let first: Int
    let rows: [String]

    var programName: String { base.programName }
    func columnName(_ column: Int) -> String { base.columnName(column) }
    func rowName(_ row: Int) -> String { row < first ? base.rowName(row) : rows[row - first] }
}
