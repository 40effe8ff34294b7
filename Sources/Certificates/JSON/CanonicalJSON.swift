/// The canonical form of JSON: RFC 8785 (JCS).
///
/// No blanks; members sorted by the UTF-16 code units of their names; strings with the fewest escapes;
/// numbers as ECMAScript writes them.
extension JSONValue {
    /// The bytes that are hashed and signed, UTF-8.
    public var canonical: [UInt8] {
        var writer = CanonicalWriter()
        writer.append(self)
        return writer.bytes
    }

    /// ECMAScript's Number::toString: the fewest digits that give the same double back.
    ///
    /// With digits d1…dk and value 0.d1…dk · 10^n: plain for -6 < n ≤ 21, else with an exponent.
    static func text(of value: Double) -> String {
        guard value != 0 else { return "0" }
        let sign = value < 0 ? "-" : ""
        let (digits, n) = shortest(value.magnitude)
        let k = digits.count
        func string(_ part: some Sequence<UInt8>) -> String {
            String(decoding: Array(part), as: UTF8.self)
        }
        func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }
        if k <= n, n <= 21 { return sign + string(digits) + zeros(n - k) }
        if 0 < n, n <= 21 {
            return sign + string(digits.prefix(n)) + "." + string(digits.dropFirst(n))
        }
        if -6 < n, n <= 0 { return sign + "0." + zeros(-n) + string(digits) }
        let fraction = k > 1 ? "." + string(digits.dropFirst()) : ""
        return sign + string(digits.prefix(1)) + fraction + "e" + (n > 0 ? "+" : "-")
            + "\((n - 1).magnitude)"
    }

    /// The shortest digits of a positive number without outer zeros, and n of 0.digits · 10^n.
    ///
    /// Swift's own description has the shortest digits (SwiftDtoa), in another layout.
    private static func shortest(_ value: Double) -> (digits: [UInt8], n: Int) {
        let text = Array(value.description.utf8)
        let mantissa = text.prefix { $0 != UInt8(ascii: "e") }
        let exponentText = text.dropFirst(mantissa.count + 1)
        let exponent = Int(String(decoding: exponentText, as: UTF8.self)) ?? 0
        let point = mantissa.firstIndex(of: UInt8(ascii: ".")) ?? mantissa.count
        let all = mantissa.filter { $0 != UInt8(ascii: ".") }
        let leading = all.prefix { $0 == UInt8(ascii: "0") }.count
        var digits = Array(all.dropFirst(leading))
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        return (digits, point - leading + exponent)
    }
}
