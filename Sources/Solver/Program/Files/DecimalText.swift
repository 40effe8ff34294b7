/// Correctly rounded numbers from the decimal text of program files.
///
/// Accepted: an optional sign, digits with an optional point, an optional exponent after `e`, `E`,
/// `d` or `D`, and `inf` or `infinity` in any case. Nothing depends on the locale.
enum DecimalText {
    /// From this magnitude on a bound or a right-hand side means infinity.
    static let infinityFrom = 1e30

    private static let exactPowers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
        1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]

    /// The number that fills `range`, NaN for the word, or nil when the text is something else.
    static func value(_ bytes: [UInt8], _ range: Range<Int>) -> Double? {
        let (number, end) = unsigned(bytes, afterSign(bytes, range), range.upperBound)
        guard end == range.upperBound, let number else { return special(bytes, range) }
        return bytes[range.lowerBound] == Byte.minus ? -number : number
    }

    /// `value` with every magnitude from 1e30 on turned into infinity.
    static func bound(_ bytes: [UInt8], _ range: Range<Int>) -> Double? {
        value(bytes, range).map(bounding)
    }

    /// Infinity of the same sign for magnitudes from 1e30 on, else the number itself.
    static func bounding(_ number: Double) -> Double {
        guard number.magnitude >= infinityFrom else { return number }
        return number < 0 ? -.infinity : .infinity
    }

    /// The longest unsigned decimal number from `start` on and where it ends.
    static func unsigned(
        _ bytes: [UInt8], _ start: Int, _ limit: Int
    ) -> (number: Double?, end: Int) {
        var scan = DigitScan()
        var position = scan.digits(bytes, start, limit)
        if position < limit, bytes[position] == Byte.point {
            position = scan.fraction(bytes, position + 1, limit)
        }
        guard scan.count > 0 else { return (nil, start) }
        position = scan.exponent(bytes, position, limit)
        if !scan.isLong, scan.mantissa <= 1 << 53, scan.power.magnitude <= 22 {
            let scale = exactPowers[Int(scan.power.magnitude)]
            let mantissa = Double(scan.mantissa)
            return (scan.power < 0 ? mantissa / scale : mantissa * scale, position)
        }
        return (rounded(bytes[start..<position]), position)
    }

    private static func afterSign(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
        guard let first = range.first else { return range.lowerBound }
        return bytes[first] == Byte.minus || bytes[first] == Byte.plus ? first + 1 : first
    }

    /// The slow way for long mantissas and large exponents, through the standard library.
    private static func rounded(_ text: ArraySlice<UInt8>) -> Double? {
        let plain = text.map { Byte.lower($0) == UInt8(ascii: "d") ? UInt8(ascii: "e") : $0 }
        return Double(String(decoding: plain, as: UTF8.self))
    }

    private static func special(_ bytes: [UInt8], _ range: Range<Int>) -> Double? {
        guard range.count <= 9, let first = range.first else { return nil }
        let word = bytes[afterSign(bytes, range)..<range.upperBound].map(Byte.lower)
        switch String(decoding: word, as: UTF8.self) {
        case "inf", "infinity": return bytes[first] == Byte.minus ? -.infinity : .infinity
        case "nan": return .nan
        default: return nil
        }
    }
}

/// The digits of one number as a whole mantissa and a power of ten.
private struct DigitScan {
    var mantissa: UInt64 = 0
    var power = 0
    var count = 0
    /// True when digits were left out because they do not fit 64 bits.
    var isLong = false

    mutating func digits(_ bytes: [UInt8], _ start: Int, _ limit: Int) -> Int {
        var position = start
        while position < limit {
            let digit = bytes[position] &- UInt8(ascii: "0")
            guard digit <= 9 else { break }
            if mantissa < 1_000_000_000_000_000_000 {
                mantissa = mantissa &* 10 &+ UInt64(digit)
            } else {
                isLong = true
            }
            position += 1
        }
        count += position - start
        return position
    }

    mutating func fraction(_ bytes: [UInt8], _ start: Int, _ limit: Int) -> Int {
        let end = digits(bytes, start, limit)
        power -= end - start
        return end
    }

    /// Reads `e+12`; a letter without digits behind it is not part of the number.
    mutating func exponent(_ bytes: [UInt8], _ start: Int, _ limit: Int) -> Int {
        guard start < limit else { return start }
        let letter = Byte.lower(bytes[start])
        guard letter == UInt8(ascii: "e") || letter == UInt8(ascii: "d") else { return start }
        var position = start + 1
        guard position < limit else { return start }
        let isNegative = bytes[position] == Byte.minus
        if isNegative || bytes[position] == Byte.plus { position += 1 }
        let first = position
        var exponent = 0
        while position < limit, bytes[position] &- UInt8(ascii: "0") <= 9 {
            exponent = min(exponent * 10 + Int(bytes[position] - UInt8(ascii: "0")), 99_999)
            position += 1
        }
        guard position > first else { return start }
        power += isNegative ? -exponent : exponent
        return position
    }
}
