/// ±2ⁿ in a quarter of the room of a number: factors of scaling are nothing else.
struct PowerOfTwo {
    /// 2n, and one more for a negative number.
    private let code: Int16

    /// Beyond all exponents of a number, where zero and infinity are.
    private static let mostExponent = 1100

    /// Takes a number that is ±2ⁿ, zero or infinite.
    init(_ value: Double) {
        let exponent = max(-Self.mostExponent, min(Self.mostExponent, value.exponent))
        code = Int16(2 * exponent + (value.sign == .minus ? 1 : 0))
    }

    var value: Double {
        Double(sign: code & 1 == 0 ? .plus : .minus, exponent: Int(code >> 1), significand: 1)
    }
}
