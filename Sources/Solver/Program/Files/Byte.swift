/// The bytes that the file formats give a meaning to.
enum Byte {
    static let newline = UInt8(ascii: "\n")
    static let blank = UInt8(ascii: " ")
    static let plus = UInt8(ascii: "+")
    static let minus = UInt8(ascii: "-")
    static let point = UInt8(ascii: ".")
    static let colon = UInt8(ascii: ":")
    static let less = UInt8(ascii: "<")
    static let greater = UInt8(ascii: ">")
    static let equal = UInt8(ascii: "=")
    static let backslash = UInt8(ascii: "\\")
    static let star = UInt8(ascii: "*")

    /// True for blanks, tabs, carriage returns, line ends and other control characters.
    static func isBlank(_ byte: UInt8) -> Bool { byte <= blank }

    /// True for 0 to 9.
    static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") <= 9 }

    /// The lower case of an ASCII letter, and every other byte itself.
    static func lower(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
    }

    /// The text of a part of a file, repaired where it is not UTF-8.
    static func text(_ bytes: [UInt8], _ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    /// The text of a part of a file in capitals, for comparing with the formats' own words.
    static func word(_ bytes: [UInt8], _ range: Range<Int>) -> String {
        text(bytes, range).uppercased()
    }

    /// `range` without blanks at either end.
    static func trimmed(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high, isBlank(bytes[low]) { low += 1 }
        while high > low, isBlank(bytes[high - 1]) { high -= 1 }
        return low..<high
    }

    /// Where the text begins: behind a byte order mark, if there is one.
    static func start(of bytes: [UInt8]) -> Int {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }
}
