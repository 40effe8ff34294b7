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
        let columns: [Int32]
        let rows: [Int32]
    }

    /// The program that is left.
    var reduced: Reduced {
        let keptColumns = Self.kept(hasColumn)
        let keptRows = Self.kept(hasRow)
        var place = [Int32](repeating: -1, count: hasRow.count)
        for (index, row) in keptRows.enumerated() { place[Int(row)] = Int32(index) }
        var start: [Int32] = [0]
        start.reserveCapacity(keptColumns.count + 1)
        var index: [Int32] = []
        var values: [Double] = []
        index.reserveCapacity(program.matrix.nonzeroCount)
        values.reserveCapacity(program.matrix.nonzeroCount)
        for column in keptColumns {
            for entry in program.matrix.entries(ofColumn: Int(column)) {
                let row = Int(program.matrix.rowIndex[entry])
                guard hasRow[row] else { continue }
                index.append(place[row])
                values.append(program.matrix.value[entry])
            }
            start.append(Int32(values.count))
        }
        var left = LinearProgram(
            cost: keptColumns.map { program.cost[Int($0)] },
            columnLower: keptColumns.map { columnLower[Int($0)] },
            columnUpper: keptColumns.map { columnUpper[Int($0)] },
            rowLower: keptRows.map { rowLower[Int($0)] },
            rowUpper: keptRows.map { rowUpper[Int($0)] },
            matrix: SparseMatrix(
                rowCount: keptRows.count, columnStart: start, rowIndex: index, value: values))
        if program.rowSteps.count == program.rowCount {
            left.rowSteps = keptRows.map { program.rowSteps[Int($0)] }
        }
        return Reduced(program: left, columns: keptColumns, rows: keptRows)
    }

    /// The numbers of what is marked.
    private static func kept(_ marks: [Bool]) -> [Int32] {
        var kept: [Int32] = []
        kept.reserveCapacity(marks.count)
        for index in marks.indices where marks[index] { kept.append(Int32(index)) }
        return kept
    }
}
