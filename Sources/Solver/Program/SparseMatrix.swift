/// A sparse matrix in compressed columns: 12 bytes per nonzero, row indices ascending.
public struct SparseMatrix: Sendable, Equatable {
    /// Number of rows, m.
    public let rowCount: Int
    /// Start of each column in `rowIndex` and `value`; n + 1 entries, the last is the count.
    ///
    /// As narrow as rows are: a year has millions of columns.
    public let columnStart: [Int32]
    /// Row of each nonzero, ascending within a column.
    public let rowIndex: [Int32]
    /// Value of each nonzero.
    public let value: [Double]

    /// Number of columns, n.
    public var columnCount: Int { columnStart.count - 1 }
    /// Number of stored entries.
    public var nonzeroCount: Int { value.count }

    /// Creates a matrix from compressed columns whose rows ascend within each column.
    public init(rowCount: Int, columnStart: [Int32], rowIndex: [Int32], value: [Double]) {
        precondition(columnStart.first == 0 && Int(columnStart.last ?? 0) == value.count)
        precondition(rowIndex.count == value.count)
        self.rowCount = rowCount
        self.columnStart = columnStart
        self.rowIndex = rowIndex
        self.value = value
    }

    /// Assembles a matrix from triplets; entries at the same place add up, zeros drop out.
    ///
    /// Complexity: O(entries + rows + columns), two counting sorts.
    public init(
        rowCount: Int, columnCount: Int, rows: [Int32], columns: [Int32], values: [Double]
    ) {
        precondition(rows.count == values.count && columns.count == values.count)
        let byRow = Self.order(keys: rows, count: rowCount, of: nil)
        let byColumn = Self.order(keys: columns, count: columnCount, of: byRow)
        var start: [Int32] = [0]
        start.reserveCapacity(columnCount + 1)
        var rowIndex: [Int32] = []
        var value: [Double] = []
        rowIndex.reserveCapacity(values.count)
        value.reserveCapacity(values.count)
        var next = 0
        for column in 0..<columnCount {
            let first = value.count
            while next < byColumn.count, Int(columns[Int(byColumn[next])]) == column {
                let entry = Int(byColumn[next])
                if value.count > first, rowIndex[value.count - 1] == rows[entry] {
                    value[value.count - 1] += values[entry]
                } else {
                    rowIndex.append(rows[entry])
                    value.append(values[entry])
                }
                next += 1
            }
            if value[first...].contains(0) {
                let kept = (first..<value.count).filter { value[$0] != 0 }
                let keptRows = kept.map { rowIndex[$0] }
                let keptValues = kept.map { value[$0] }
                rowIndex.replaceSubrange(first..., with: keptRows)
                value.replaceSubrange(first..., with: keptValues)
            }
            start.append(Int32(value.count))
        }
        self.init(rowCount: rowCount, columnStart: start, rowIndex: rowIndex, value: value)
    }

    /// A stable counting sort: positions of `keys`, taken in the order `of`, by ascending key.
    private static func order(keys: [Int32], count: Int, of previous: [Int32]?) -> [Int32] {
        var next = [Int32](repeating: 0, count: count + 1)
        for key in keys { next[Int(key) + 1] += 1 }
        for key in 0..<count { next[key + 1] += next[key] }
        var order = [Int32](repeating: 0, count: keys.count)
        for position in 0..<keys.count {
            let entry = previous.map { $0[position] } ?? Int32(position)
            let key = Int(keys[Int(entry)])
            order[Int(next[key])] = entry
            next[key] += 1
        }
        return order
    }

    /// The nonzeros of one column as positions into `rowIndex` and `value`.
    @inlinable public func entries(ofColumn column: Int) -> Range<Int> {
        Int(columnStart[column])..<Int(columnStart[column + 1])
    }

    /// The transpose: the same matrix by rows.
    public func transposed() -> SparseMatrix {
        var start = [Int32](repeating: 0, count: rowCount + 1)
        for row in rowIndex { start[Int(row) + 1] += 1 }
        for row in 0..<rowCount { start[row + 1] += start[row] }
        var next = start
        var index = [Int32](repeating: 0, count: nonzeroCount)
        var moved = [Double](repeating: 0, count: nonzeroCount)
        for column in 0..<columnCount {
            for entry in entries(ofColumn: column) {
                let row = Int(rowIndex[entry])
                index[Int(next[row])] = Int32(column)
                moved[Int(next[row])] = value[entry]
                next[row] += 1
            }
        }
        return SparseMatrix(
            rowCount: columnCount, columnStart: start, rowIndex: index, value: moved)
    }
}
