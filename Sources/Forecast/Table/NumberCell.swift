/// A cell of a table read as a number.
enum NumberCell: Equatable {
    case number(Double)
    /// An empty cell, or a word for "no value".
    case missing
    case notANumber
    case notFinite

    private static let missingWords: Set<String> = [
        "nan", "na", "n/a", "#n/a", "#n/a n/a", "null", "none", "nil", "-", "--", "n/d", "nodata",
    ]

    /// Reads a cell.
    ///
    /// - Parameter decimalComma: a comma stands for the decimal point.
    init(_ cell: ArraySlice<UInt8>, decimalComma: Bool) {
        if cell.isEmpty {
            self = .missing
        } else if let value = Self.plain(cell, decimalComma) {
            self = .number(value)
        } else {
            self = Self.other(String(decoding: cell, as: UTF8.self), decimalComma)
        }
    }

    /// Sign, digits and a point, exactly: a mantissa below 2^53 over a power of ten up to 10^22.
    private static func plain(_ cell: ArraySlice<UInt8>, _ decimalComma: Bool) -> Double? {
        var index = cell.startIndex
        let isNegative = cell[index] == UInt8(ascii: "-")
        if isNegative || cell[index] == UInt8(ascii: "+") { index += 1 }
        let point = decimalComma ? UInt8(ascii: ",") : UInt8(ascii: ".")
        var mantissa = 0
        var digits = 0
        var decimals = -1
        while index < cell.endIndex {
            let byte = cell[index]
            if (48...57).contains(byte) {
                mantissa = mantissa * 10 + Int(byte - 48)
                digits += 1
                if decimals >= 0 { decimals += 1 }
            } else if byte == point, decimals < 0 {
                decimals = 0
            } else {
                return nil
            }
            guard digits <= 15 else { return nil }
            index += 1
        }
        guard digits > 0 else { return nil }
        let value = Double(mantissa) / powers[max(0, decimals)]
        return isNegative ? -value : value
    }

    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]

    private static func other(_ text: String, _ decimalComma: Bool) -> NumberCell {
        if missingWords.contains(text.lowercased()) { return .missing }
        var text = text
        if decimalComma {
            if text.contains("."), text.contains(",") { return .notANumber }
            text = text.replacing(",", with: ".")
        }
        guard let first = text.utf8.first, !text.lowercased().contains("x"),
            let value = Double(text)
        else { return .notANumber }
        guard value.isFinite else { return value.isNaN ? .missing : .notFinite }
        // "infinity" is caught above; other words do not become numbers.
        return (48...57).contains(first) || "+-.".utf8.contains(first)
            ? .number(value) : .notANumber
    }
}
