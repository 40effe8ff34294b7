/// The columns near one column of a program, to be decided anew while all others stand still.
///
/// Near are those that share a row, then those that share a row with these, and so on. Rows of
/// very many columns tie everything to everything and are not followed.
struct Neighbourhood {
    /// The columns, ascending.
    let columns: [Int]
    private let program: LinearProgram

    /// Columns of a neighbourhood: a program of this size takes branch and cut about a second.
    private static let size = 1500
    /// Columns of a row beyond which it is not followed.
    private static let longestRow = 200

    init(_ program: LinearProgram, rows: SparseMatrix, around seed: Int) {
        self.program = program
        var seen: Set<Int> = [seed]
        var order = [seed]
        var seenRows: Set<Int> = []
        var next = 0
        while next < order.count, order.count < Self.size {
            for entry in program.matrix.entries(ofColumn: order[next]) {
                let row = Int(program.matrix.rowIndex[entry])
                let entries = rows.entries(ofColumn: row)
                guard entries.count <= Self.longestRow, seenRows.insert(row).inserted else {
                    continue
                }
                for other in entries {
                    let column = Int(rows.rowIndex[other])
                    if seen.insert(column).inserted { order.append(column) }
                }
            }
            next += 1
        }
        columns = order.sorted()
    }

    /// A better point that differs in these columns only; nil when none was found.
    func improved(
        _ point: [Double], settings: SolveSettings,
        _ reference: @escaping @Sendable (Double) -> Double
    ) -> [Double]? {
        let part = part(at: point)
        let start = columns.map { point[$0] }
        let objective = Judge(program).objective(point)
        var settings = settings
        settings.start = start
        settings.progress = { _ in true }
        var request = SolveRequest(part, settings: settings)
        request.reference = { reference(objective + $0) }
        guard let found = try? GLPKEngine(request).solve().point else { return nil }
        var better = point
        for (index, column) in columns.enumerated() { better[column] = found.columns[index] }
        return better
    }

    /// The program of these columns; its objective is what they change of the whole.
    private func part(at point: [Double]) -> LinearProgram {
        var place = [Int32](repeating: -1, count: program.rowCount)
        var rows: [Int] = []
        var start = [0]
        var rowIndex: [Int32] = []
        var value: [Double] = []
        for column in columns {
            for entry in program.matrix.entries(ofColumn: column) {
                let row = Int(program.matrix.rowIndex[entry])
                if place[row] < 0 {
                    place[row] = Int32(rows.count)
                    rows.append(row)
                }
            }
        }
        rows.sort()
        for (index, row) in rows.enumerated() { place[row] = Int32(index) }
        var activity = [Double](repeating: 0, count: rows.count)
        var isFree = [Bool](repeating: false, count: program.columnCount)
        for column in columns { isFree[column] = true }
        for column in 0..<program.columnCount where !isFree[column] && point[column] != 0 {
            for entry in program.matrix.entries(ofColumn: column) {
                let row = place[Int(program.matrix.rowIndex[entry])]
                if row >= 0 { activity[Int(row)] += program.matrix.value[entry] * point[column] }
            }
        }
        var offset = 0.0
        for column in columns {
            for entry in program.matrix.entries(ofColumn: column) {
                rowIndex.append(place[Int(program.matrix.rowIndex[entry])])
                value.append(program.matrix.value[entry])
            }
            start.append(value.count)
            offset -= program.cost[column] * point[column]
        }
        let isInteger = Set(program.integerColumns)
        return LinearProgram(
            cost: columns.map { program.cost[$0] }, offset: offset,
            columnLower: columns.map { program.columnLower[$0] },
            columnUpper: columns.map { program.columnUpper[$0] },
            rowLower: zip(rows, activity).map { program.rowLower[$0] - $1 },
            rowUpper: zip(rows, activity).map { program.rowUpper[$0] - $1 },
            matrix: SparseMatrix(
                rowCount: rows.count, columnStart: start, rowIndex: rowIndex, value: value),
            integerColumns: columns.indices.filter { isInteger.contains(columns[$0]) })
    }
}
