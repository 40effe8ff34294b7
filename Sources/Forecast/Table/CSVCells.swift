/// The rows of a CSV text as ranges of its bytes (RFC 4180), without a string for each cell.
///
/// The separator is a semicolon, a tab or a comma: the first of these that the header has. Lines end
/// with LF, CRLF or CR; empty lines are skipped; a byte-order mark is not part of the first name.
struct CSVCells {
    /// The text.
    let bytes: [UInt8]
    /// What stands between cells.
    let separator: UInt8
    /// First line of the row that `next` gave last, counted from one.
    private(set) var line = 0
    /// The cells of that row, blanks and quotes around them taken off.
    private(set) var cells: [Range<Int>] = []
    /// True when a quote was still open at the end of the text.
    private(set) var isUnclosed = false
    private var position: Int
    private var nextLine = 1

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        separator = Self.separator(bytes, from: position)
    }

    private static func separator(_ bytes: [UInt8], from start: Int) -> UInt8 {
        let header = bytes[start...].prefix { $0 != 10 && $0 != 13 }
        return [UInt8(ascii: ";"), 9].first(where: header.contains) ?? UInt8(ascii: ",")
    }

    /// The text of a cell of the current row.
    func text(_ cell: Int) -> String {
        String(decoding: bytes[cells[cell]], as: UTF8.self).replacing("\"\"", with: "\"")
    }

    /// Goes to the next row that is not empty; false at the end.
    mutating func next() -> Bool {
        while position < bytes.count {
            line = nextLine
            cells.removeAll(keepingCapacity: true)
            readRow()
            if cells.count > 1 || !cells[0].isEmpty { return true }
        }
        return false
    }

    private mutating func readRow() {
        var start = position
        var isQuoted = false
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if byte == 10 || byte == 13 {
                let isPair =
                    byte == 13 && position + 1 < bytes.count && bytes[position + 1] == 10
                nextLine += 1
                if !isQuoted {
                    append(start..<position)
                    position += isPair ? 2 : 1
                    return
                }
                if isPair { position += 1 }
            } else if byte == separator, !isQuoted {
                append(start..<position)
                start = position + 1
            }
            position += 1
        }
        isUnclosed = isQuoted
        append(start..<position)
    }

    private mutating func append(_ range: Range<Int>) {
        var first = range.lowerBound
        var last = range.upperBound
        while first < last, bytes[first] == 32 || bytes[first] == 9 { first += 1 }
        while first < last, bytes[last - 1] == 32 || bytes[last - 1] == 9 { last -= 1 }
        if last - first >= 2, bytes[first] == 34, bytes[last - 1] == 34 {
            first += 1
            last -= 1
        }
        cells.append(first..<last)
    }
}
