/// The bytes of a case file with a position: blanks, comments, words, numbers and table literals.
struct MatpowerText {
    let bytes: [UInt8]
    var position: Int
    private(set) var line = 1

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = Byte.start(of: bytes)
    }

    /// The byte here; nil at the end.
    var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    func error(_ given: String, _ allowed: String) -> MatpowerError {
        MatpowerError(line: line, given: given, allowed: allowed)
    }

    /// The rest of the line, for messages.
    var restOfLine: String {
        var end = position
        while end < bytes.count, bytes[end] != Byte.newline { end += 1 }
        return Byte.text(bytes, Byte.trimmed(bytes, position..<end))
    }

    mutating func advance() {
        if current == Byte.newline { line += 1 }
        position += 1
    }

    mutating func skipLine() {
        while let byte = current, byte != Byte.newline {
            _ = byte
            position += 1
        }
    }

    /// Skips blanks, comments and `...` continuations; line ends too when asked.
    mutating func skip(lineEnds: Bool) throws(MatpowerError) {
        while let byte = current {
            switch byte {
            case UInt8(ascii: "%"), UInt8(ascii: "#"):
                if try skipBlockComment() { continue }
                skipLine()
            case Byte.point where isContinuation:
                skipLine()
                if current != nil { advance() }
            case Byte.newline:
                guard lineEnds else { return }
                advance()
            default:
                guard Byte.isBlank(byte) else { return }
                position += 1
            }
        }
    }

    private var isContinuation: Bool {
        position + 2 < bytes.count && bytes[position + 1] == Byte.point
            && bytes[position + 2] == Byte.point
    }

    /// Skips `%{` … `%}`, each alone on its line; false when this is another comment.
    private mutating func skipBlockComment() throws(MatpowerError) -> Bool {
        guard restOfLine == "%{" || restOfLine == "#{" else { return false }
        let start = line
        while current != nil {
            skipLine()
            if current != nil { advance() }
            let text = restOfLine
            if text == "%}" || text == "#}" {
                skipLine()
                return true
            }
        }
        throw MatpowerError(line: start, given: "%{", allowed: "a comment that ends with %}")
    }

    /// A name: letters, digits and underscores after a letter; nil when there is none.
    mutating func word() -> String? {
        let start = position
        while let byte = current,
            Byte.lower(byte) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "_")
                || (position > start && Byte.isDigit(byte))
        {
            position += 1
        }
        return position > start ? Byte.text(bytes, start..<position) : nil
    }

    /// Takes a byte if it is here.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard current == UInt8(ascii: character) else { return false }
        advance()
        return true
    }

    /// An unsigned number; nil when there is none.
    mutating func number() -> Double? {
        let (value, end) = DecimalText.unsigned(bytes, position, bytes.count)
        guard let value else { return nil }
        position = end
        return value
    }

    /// A text between quotes.
    mutating func quoted() throws(MatpowerError) -> String {
        let quote = current
        let first = position + 1
        position = first
        while let byte = current, byte != quote {
            guard byte != Byte.newline else { throw error("an open quote", "a closed text") }
            position += 1
        }
        guard current == quote else { throw error("an open quote", "a closed text") }
        defer { position += 1 }
        return Byte.text(bytes, first..<position)
    }

    /// A table in brackets, the opening one taken already.
    mutating func matrix() throws(MatpowerError) -> MatpowerMatrix {
        var values: [Double] = []
        var lines: [Int] = []
        var columns = 0
        var rowStart = 0
        func endRow(_ at: Int) throws(MatpowerError) {
            let count = values.count - rowStart
            guard count > 0 else { return }
            if lines.isEmpty { columns = count }
            guard count == columns else {
                throw MatpowerError(
                    line: at, given: "a row of \(count) numbers",
                    allowed: "\(columns) numbers, as in the first row")
            }
            lines.append(at)
            rowStart = values.count
        }
        while true {
            try skip(lineEnds: false)
            let here = line
            guard let byte = current else { throw error("the end of the file", "a closing ]") }
            switch byte {
            case UInt8(ascii: "]"):
                position += 1
                try endRow(here)
                return MatpowerMatrix(
                    rows: lines.count, columns: columns, values: values, lines: lines)
            case UInt8(ascii: ";"), Byte.newline:
                advance()
                try endRow(here)
            case UInt8(ascii: ","): position += 1
            default: values.append(try element())
            }
        }
    }

    /// A signed number of a table.
    private mutating func element() throws(MatpowerError) -> Double {
        let start = position
        while let byte = current, !Byte.isBlank(byte), !Self.endsElement(byte) { position += 1 }
        if let value = DecimalText.value(bytes, start..<position) { return value }
        // A short calculation without blanks, such as 135/sqrt(3).
        let part = Array(bytes[start..<position])
        if let value = try? MatpowerProgram.number(part) { return value }
        throw error("\"\(Byte.text(bytes, start..<position))\" in a table", "a number")
    }

    private static func endsElement(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") || byte == UInt8(ascii: "]")
            || byte == UInt8(ascii: "%")
    }

    /// A list of texts in braces, the opening one taken already; numbers are kept as text.
    mutating func texts() throws(MatpowerError) -> [String] {
        var list: [String] = []
        while true {
            try skip(lineEnds: true)
            guard let byte = current else { throw error("the end of the file", "a closing }") }
            switch byte {
            case UInt8(ascii: "}"):
                position += 1
                return list
            case UInt8(ascii: "'"), UInt8(ascii: "\""): list.append(try quoted())
            case UInt8(ascii: ","), UInt8(ascii: ";"): position += 1
            default:
                let start = position
                while let byte = current, !Byte.isBlank(byte), !Self.endsElement(byte),
                    byte != UInt8(ascii: "}")
                {
                    position += 1
                }
                guard position > start else { throw error(restOfLine, "a text in quotes") }
                list.append(Byte.text(bytes, start..<position))
            }
        }
    }
}
