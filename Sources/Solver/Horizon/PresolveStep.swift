/// What was taken out of a program, as far as its dual is not simply zero.
enum PresolveStep {
    /// A row with one entry became bounds of its column.
    case bound(row: Int, column: Int, coefficient: Double, isLower: Bool, isUpper: Bool)
    /// A row fixed the columns of these entries: at its lower bound it is greatest, or at its upper
    /// one least.
    case force(row: Int, entries: [Int], isLower: Bool)
}

extension Presolve {
    /// What is left, with the columns and rows of the whole program that its own ones are.
    struct Reduced {
        let program: LinearProgram
        let columns: [Int]
        let rows: [Int]
    }

    /// The program that is left.
    var reduced: Reduced {
        let keptColumns = hasColumn.indices.filter { hasColumn[$0] }
        let keptRows = hasRow.indices.filter { hasRow[$0] }
        var place = [Int32](repeating: -1, count: hasRow.count)
        for (index, row) in keptRows.enumerated() { place[row] = Int32(index) }
        var start = [0]
        var index: [Int32] = []
        var values: [Double] = []
        for column in keptColumns {
            for entry in program.matrix.entries(ofColumn: column) {
                let row = Int(program.matrix.rowIndex[entry])
                guard hasRow[row] else { continue }
                index.append(place[row])
                values.append(program.matrix.value[entry])
            }
            start.append(values.count)
        }
        var left = LinearProgram(
            cost: keptColumns.map { program.cost[$0] },
            columnLower: keptColumns.map { columnLower[$0] },
            columnUpper: keptColumns.map { columnUpper[$0] },
            rowLower: keptRows.map { rowLower[$0] }, rowUpper: keptRows.map { rowUpper[$0] },
            matrix: SparseMatrix(
                rowCount: keptRows.count, columnStart: start, rowIndex: index, value: values))
        if program.rowSteps.count == program.rowCount {
            left.rowSteps = keptRows.map { program.rowSteps[$0] }
        }
        return Reduced(program: left, columns: keptColumns, rows: keptRows)
    }

    /// The objective of the columns that are gone, with the program's offset.
    var goneObjective: Double {
        hasColumn.indices.reduce(program.offset) {
            hasColumn[$1] ? $0 : $0 + program.cost[$1] * value[$1]
        }
    }

    /// The point of the whole program that belongs to a point of what is left.
    func restored(_ point: Point, _ reduced: Reduced) -> Point {
        var whole = Point(
            columns: value, rowDuals: [Double](repeating: 0, count: program.rowCount))
        for (index, column) in reduced.columns.enumerated() {
            // The method stays inside bounds but for the rounding of its shifts and scales.
            whole.columns[column] = min(
                max(point.columns[index], program.columnLower[column]),
                program.columnUpper[column])
        }
        for (index, row) in reduced.rows.enumerated() {
            whole.rowDuals[row] = point.rowDuals[index]
        }
        guard !steps.isEmpty else { return whole }
        var slope = program.cost
        let gradient = program.matrix.transposedProduct(whole.rowDuals)
        for column in slope.indices { slope[column] -= gradient[column] }
        for step in steps.reversed() { undo(step, &whole, &slope) }
        return whole
    }

    private func undo(_ step: PresolveStep, _ whole: inout Point, _ slope: inout [Double]) {
        let row: Int
        let dual: Double
        switch step {
        case .bound(let place, let column, let coefficient, let isLower, let isUpper):
            let rest = slope[column]
            guard rest > 0 && isLower || rest < 0 && isUpper else { return }
            (row, dual) = (place, rest / coefficient)
        case .force(let place, let entries, let isLower):
            // The least dual with which every column is held at its bound.
            let ratios = entries.map { slope[Int(rows.rowIndex[$0])] / rows.value[$0] }
            row = place
            dual = ratios.reduce(0) { isLower ? max($0, $1) : min($0, $1) }
        }
        whole.rowDuals[row] = dual
        for entry in rows.entries(ofColumn: row) {
            slope[Int(rows.rowIndex[entry])] -= rows.value[entry] * dual
        }
    }
}
