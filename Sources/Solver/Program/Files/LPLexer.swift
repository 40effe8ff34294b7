/// What an LP file consists of.
enum LPToken: Equatable {
    case section(LPWords.Section)
    /// A name with a colon behind it.
    case label(Range<Int>)
    case name(Range<Int>)
    case number(Double)
    case plus, minus, lessOrEqual, greaterOrEqual, equal
    /// Something that begins or belongs to a quadratic term.
    case quadratic
    case other
    case endOfFile
}

/// Splits an LP file into tokens; comments run from a backslash to the end of the line.
///
/// Words of the format count only at the beginning of a line and without a colon behind them, so
/// that rows and columns may bear them elsewhere.
struct LPLexer {
    let bytes: [UInt8]
    /// The current token.
    private(set) var token = LPToken.endOfFile
    /// Where the current token stands.
    private(set) var range: Range<Int>
    /// Line of the current token.
    private(set) var line = 1
    private var position: Int
    private var isLineStart = true

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = Byte.start(of: bytes)
        range = position..<position
        advance()
    }

    /// Goes to the next token.
    mutating func advance() {
        skipBlanks()
        let start = position
        token = next()
        range = start..<position
    }

    private mutating func skipBlanks() {
        while position < bytes.count {
            let byte = bytes[position]
            if byte == Byte.newline {
                line += 1
                isLineStart = true
            } else if byte == Byte.backslash {
                while position < bytes.count, bytes[position] != Byte.newline { position += 1 }
                continue
            } else if !Byte.isBlank(byte) {
                return
            }
            position += 1
        }
    }

    private mutating func next() -> LPToken {
        guard position < bytes.count else { return .endOfFile }
        let wasLineStart = isLineStart
        isLineStart = false
        let byte = bytes[position]
        if Byte.isDigit(byte) || byte == Byte.point { return number() }
        if Self.isNameByte(byte) { return word(atLineStart: wasLineStart) }
        position += 1
        switch byte {
        case Byte.plus: return .plus
        case Byte.minus: return .minus
        case Byte.less, Byte.greater, Byte.equal: return relation(byte)
        case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "^"), Byte.star: return .quadratic
        default: return .other
        }
    }

    /// The rest of `<`, `<=`, `=<`, `>`, `>=`, `=>`, `=` or `==`.
    private mutating func relation(_ first: UInt8) -> LPToken {
        var sign = first
        if position < bytes.count {
            let second = bytes[position]
            let isSecond = second == Byte.equal || first == Byte.equal
            if isSecond, [Byte.less, Byte.greater, Byte.equal].contains(second) {
                if first == Byte.equal { sign = second }
                position += 1
            }
        }
        if sign == Byte.equal { return .equal }
        return sign == Byte.less ? .lessOrEqual : .greaterOrEqual
    }

    private mutating func number() -> LPToken {
        let (number, end) = DecimalText.unsigned(bytes, position, bytes.count)
        guard let number else {
            position += 1
            return .other
        }
        position = end
        return .number(number)
    }

    private mutating func word(atLineStart: Bool) -> LPToken {
        let name = nameRange(from: position)
        position = name.upperBound
        if let colon = skippingBlanks(from: position), bytes[colon] == Byte.colon {
            position = colon + 1
            return .label(name)
        }
        if atLineStart, LPWords.mayOpen(name), let section = section(name) {
            return .section(section)
        }
        if name.count == 3 || name.count == 8 {
            let word = Byte.word(bytes, name)
            if word == "INF" || word == "INFINITY" { return .number(.infinity) }
        }
        return .name(name)
    }

    /// The section that a name at the beginning of a line opens, alone or with a second word.
    private mutating func section(_ name: Range<Int>) -> LPWords.Section? {
        let text = Byte.text(bytes, name)
        if let start = skippingBlanks(from: position) {
            let second = nameRange(from: start)
            if let section = LPWords.section(text, Byte.text(bytes, second)) {
                position = second.upperBound
                return section
            }
        }
        return LPWords.section(text)
    }

    private func nameRange(from start: Int) -> Range<Int> {
        var end = start
        while end < bytes.count, Self.isNameByte(bytes[end]) { end += 1 }
        return start..<end
    }

    /// The next place on this line that is not blank.
    private func skippingBlanks(from start: Int) -> Int? {
        var place = start
        while place < bytes.count, Byte.isBlank(bytes[place]) {
            if bytes[place] == Byte.newline { return nil }
            place += 1
        }
        return place < bytes.count ? place : nil
    }

    /// True for bytes that names may have: all but blanks and the signs of the format.
    static func isNameByte(_ byte: UInt8) -> Bool {
        byte > Byte.blank && byte != 0x7F && !signs.contains(byte)
    }

    private static let signs = Array("+-*^<>=:[]\\".utf8)
}
