/// The way back from what presolve left to the whole program.
struct Postsolve {
    /// The whole program.
    let program: LinearProgram
    /// Columns and rows of the whole program that those left are.
    let columns: [Int32]
    let rows: [Int32]
    /// The columns that are gone, with their values.
    private let gone: [(column: Int32, value: Double)]
    private let steps: [PresolveStep]
    /// The row of each step, and where its entries begin.
    private let lines: [Line]
    private var entryColumn: [Int32] = []
    private var entryValue: [Double] = []

    private struct Line {
        let row: Int
        let entries: Range<Int>
        /// What a position among the entries here is less than one in the rows of presolve.
        let shift: Int
    }

    /// Keeps of a presolve what the way back needs.
    init(_ presolve: Presolve, _ reduced: Presolve.Reduced) {
        program = presolve.program
        (columns, rows) = (reduced.columns, reduced.rows)
        gone = presolve.hasColumn.indices.filter { !presolve.hasColumn[$0] }.map {
            (Int32($0), presolve.value[$0])
        }
        steps = presolve.steps
        var lines: [Line] = []
        for step in steps {
            let row =
                switch step {
                case .bound(let row, _, _, _, _), .force(let row, _, _): row
                }
            let entries = presolve.rows.entries(ofColumn: row)
            let first = entryValue.count
            entryColumn += presolve.rows.rowIndex[entries]
            entryValue += presolve.rows.value[entries]
            lines.append(
                Line(
                    row: row, entries: first..<entryValue.count,
                    shift: entries.lowerBound - first))
        }
        self.lines = lines
    }

    /// The objective of the columns that are gone, with the program's offset.
    var goneObjective: Double {
        var objective = program.offset
        for (column, value) in gone { objective += program.cost[Int(column)] * value }
        return objective
    }

    /// The point of the whole program that belongs to a point of what is left.
    func restored(_ point: Point) -> Point {
        var whole = Point(
            columns: [Double](repeating: 0, count: program.columnCount),
            rowDuals: [Double](repeating: 0, count: program.rowCount))
        for (column, value) in gone { whole.columns[Int(column)] = value }
        for (index, kept) in columns.enumerated() {
            // The method stays inside bounds but for the rounding of its shifts and scales.
            let column = Int(kept)
            whole.columns[column] = min(
                max(point.columns[index], program.columnLower[column]),
                program.columnUpper[column])
        }
        for (index, row) in rows.enumerated() {
            whole.rowDuals[Int(row)] = point.rowDuals[index]
        }
        guard !steps.isEmpty else { return whole }
        var slope = program.reducedCosts(whole.rowDuals)
        for (step, line) in zip(steps, lines).reversed() { undo(step, line, &whole, &slope) }
        return whole
    }

    private func undo(
        _ step: PresolveStep, _ line: Line, _ whole: inout Point, _ slope: inout [Double]
    ) {
        let dual: Double
        switch step {
        case .bound(_, let column, let coefficient, let isLower, let isUpper):
            let rest = slope[column]
            guard rest > 0 && isLower || rest < 0 && isUpper else { return }
            dual = rest / coefficient
        case .force(_, let entries, let isLower):
            // The least dual with which every column is held at its bound.
            let ratios = entries.map {
                slope[Int(entryColumn[$0 - line.shift])] / entryValue[$0 - line.shift]
            }
            dual = ratios.reduce(0) { isLower ? max($0, $1) : min($0, $1) }
        }
        whole.rowDuals[line.row] = dual
        for entry in line.entries {
            slope[Int(entryColumn[entry])] -= entryValue[entry] * dual
        }
    }
}
