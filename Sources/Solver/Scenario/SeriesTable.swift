/// A CSV file of series: a column `time` with the start of every step, and columns of numbers.
struct SeriesTable {
    /// Why a file is not a table of series, with its line counted from one.
    struct Problem: Error {
        let line: Int
        let given: String
        let allowed: String
    }

    let names: [String]
    let columns: [String: [Double]]

    /// Reads the table; its rows must be exactly the steps of the grid, in order.
    init(csv bytes: [UInt8], grid: TimeGrid) throws(Problem) {
        var rows = CSVRows(bytes)
        guard let header = rows.next(), header.first == "time" else {
            throw Problem(line: 1, given: "no column \"time\" first", allowed: "time,name,…")
        }
        guard Set(header).count == header.count else {
            throw Problem(line: 1, given: "a column name twice", allowed: "unique names")
        }
        names = Array(header.dropFirst())
        var values = [[Double]](repeating: [], count: names.count)
        var step = 0
        while let row = rows.next() {
            guard row.count == header.count else {
                throw Problem(
                    line: rows.line, given: "\(row.count) cells", allowed: "\(header.count) cells")
            }
            guard step < grid.stepCount, Instant(row[0]) == grid.instant(step) else {
                throw Problem(
                    line: rows.line, given: "time \"\(row[0])\"",
                    allowed: step < grid.stepCount
                        ? "\"\(grid.text(step))\"" : "the end: \(grid.stepCount) steps")
            }
            for (column, cell) in row.dropFirst().enumerated() {
                guard let value = Double(cell), value.isFinite else {
                    throw Problem(
                        line: rows.line, given: "\"\(cell)\" in column \(names[column])",
                        allowed: "a finite number")
                }
                values[column].append(value)
            }
            step += 1
        }
        guard step == grid.stepCount else {
            throw Problem(
                line: rows.line, given: "\(step) rows",
                allowed: "\(grid.stepCount) rows, one a step")
        }
        columns = Dictionary(uniqueKeysWithValues: zip(names, values))
    }
}

/// The rows of a CSV text (RFC 4180): commas, optional quotes, LF or CRLF; empty lines are skipped.
package struct CSVRows {
    private let bytes: [UInt8]
    private var position: Int
    private var nextLine = 1
    /// First line of the row that `next` gave last, counted from one.
    package private(set) var line = 0

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        // A byte-order mark, as spreadsheets write it, is not part of the first name.
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// The cells of the next row that is not empty, or nil at the end.
    package mutating func next() -> [String]? {
        while position < bytes.count {
            line = nextLine
            let cells = row()
            if cells != [""] { return cells }
        }
        return nil
    }

    private mutating func row() -> [String] {
        var cells: [String] = []
        var cell: [UInt8] = []
        var isQuoted = false
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\n") { nextLine += 1 }
            switch byte {
            case UInt8(ascii: "\""):
                if isQuoted, position < bytes.count, bytes[position] == byte {
                    cell.append(byte)
                    position += 1
                } else {
                    isQuoted.toggle()
                }
            case UInt8(ascii: ",") where !isQuoted:
                cells.append(String(decoding: cell, as: UTF8.self))
                cell.removeAll(keepingCapacity: true)
            case UInt8(ascii: "\n") where !isQuoted:
                cells.append(String(decoding: cell, as: UTF8.self))
                return cells
            case UInt8(ascii: "\r") where !isQuoted: continue
            default: cell.append(byte)
            }
        }
        cells.append(String(decoding: cell, as: UTF8.self))
        return cells
    }
}
