import Foundation

/// Numbers as people read them: thousands separators, a true minus, few digits.
package enum NumberText {
    /// A number with a fixed count of decimals.
    package static func fixed(_ value: Double, _ decimals: Int = 0) -> String {
        guard value.isFinite else { return "–" }
        let scale = pow(10, Double(decimals))
        let scaled = (abs(value) * scale).rounded()
        guard scaled < 9e18 else { return scientific(value) }
        let digits = Int(scaled)
        let whole = grouped(Int64(digits / Int(scale)))
        let sign = value < 0 && digits > 0 ? "\u{2212}" : ""
        guard decimals > 0 else { return sign + whole }
        let rest = String(digits % Int(scale))
        let padding = String(repeating: "0", count: decimals - rest.count)
        return sign + whole + "." + padding + rest
    }

    /// A number with about three significant digits, more when it is large.
    package static func plain(_ value: Double) -> String {
        let size = abs(value)
        if size >= 1000 || size == 0 { return fixed(value) }
        if size >= 100 { return fixed(value, 0) }
        if size >= 10 { return fixed(value, 1) }
        if size >= 1 { return fixed(value, 2) }
        if size >= 0.1 { return fixed(value, 3) }
        if size >= 0.001 { return fixed(value, 4) }
        return scientific(value)
    }

    /// A share as a percentage.
    static func percent(_ share: Double, _ decimals: Int = 1) -> String {
        fixed(share * 100, decimals) + "\u{202F}%"
    }

    /// Two significant digits and a power of ten.
    static func scientific(_ value: Double) -> String {
        guard value != 0, value.isFinite else { return value == 0 ? "0" : "–" }
        var exponent = Int(log10(abs(value)).rounded(.down))
        var mantissa = value / pow(10, Double(exponent))
        if abs(mantissa) >= 9.95 {
            mantissa /= 10
            exponent += 1
        }
        let superscripts = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
        let digits = String(abs(exponent)).compactMap(\.wholeNumberValue)
            .map { String(superscripts[$0]) }.joined()
        return fixed(mantissa, 1) + " × 10" + (exponent < 0 ? "⁻" : "") + digits
    }

    /// A number, or a dash for none.
    static func optional(_ value: Double?, _ format: (Double) -> String = plain) -> String {
        value.map(format) ?? "–"
    }
}
