/// A share as two whole numbers, not reduced: both are figures that stand elsewhere.
public struct Ratio: Sendable, Hashable {
    /// The part.
    public var numerator: Int64
    /// The whole; 0 where there is nothing to take a part of.
    public var denominator: Int64

    /// All members.
    public init(_ numerator: Int64, of denominator: Int64) {
        self.numerator = numerator
        self.denominator = denominator
    }

    /// True when this share is at least another; a share of nothing reaches only what begins at zero.
    public func isAtLeast(_ other: Ratio) -> Bool {
        guard denominator > 0 else { return other.numerator == 0 }
        return Int128(numerator) * Int128(other.denominator)
            >= Int128(other.numerator) * Int128(denominator)
    }
}

/// Exact quotients and decimal places without floating point.
public enum ExactFigures {
    /// n / d to the nearest whole number, halves to the even one; d above 0, n not negative.
    public static func roundedHalfEven(_ numerator: Int128, over denominator: Int128) -> Int128 {
        let (quotient, rest) = numerator.quotientAndRemainder(dividingBy: denominator)
        let twice = rest * 2
        if twice > denominator || (twice == denominator && quotient % 2 == 1) {
            return quotient + 1
        }
        return quotient
    }

    /// Millionths as a decimal with six places: 495000000 is `495.000000`.
    public static func text(millionths: Int128) -> String {
        let (whole, rest) = millionths.quotientAndRemainder(dividingBy: 1_000_000)
        let digits = "\(Int64(rest))"
        return "\(whole)." + String(repeating: "0", count: 6 - digits.utf8.count) + digits
    }

    /// Reads what `text(millionths:)` writes, at most 30 digits, and nothing else.
    public static func millionths(_ text: String) -> Int128? {
        let bytes = Array(text.utf8)
        guard (8...31).contains(bytes.count), bytes[bytes.count - 7] == 0x2E else { return nil }
        guard bytes.count == 8 || bytes[0] != 0x30 else { return nil }
        var value = Int128(0)
        for (place, byte) in bytes.enumerated() where place != bytes.count - 7 {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int128(byte - 0x30)
        }
        return value
    }
}
