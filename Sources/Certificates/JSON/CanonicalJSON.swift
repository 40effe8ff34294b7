/// The canonical form of JSON: RFC 8785 (JCS).
///
/// No blanks; members sorted by the UTF-16 code units of their names; strings with the fewest escapes;
/// numbers as ECMAScript writes them.
extension JSONValue {
    /// The bytes that are hashed and signed, UTF-8.
    public var canonical: [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }

    private func append(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .number(let value): bytes += Self.text(of: value).utf8
        case .text(let text): Self.append(text, to: &bytes)
        case .array(let elements): Self.append(elements, to: &bytes)
        case .object(let members): Self.append(members, to: &bytes)
        }
    }

    private static func append(_ elements: [JSONValue], to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            element.append(to: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private static func append(_ members: [String: JSONValue], to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "{"))
        let sorted = members.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
        for (index, member) in sorted.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(member.key, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            member.value.append(to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    /// RFC 8785, 3.2.2.2: two-character escapes where JSON has them, `\u00xx` for other control
    /// characters, everything else as it is.
    private static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case 0x22, 0x5C: bytes += [0x5C, byte]
            case 0x08: bytes += #"\b"#.utf8
            case 0x09: bytes += #"\t"#.utf8
            case 0x0A: bytes += #"\n"#.utf8
            case 0x0C: bytes += #"\f"#.utf8
            case 0x0D: bytes += #"\r"#.utf8
            case 0..<0x20: bytes += (#"\u00"# + Hexadecimal.text([byte])).utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
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
