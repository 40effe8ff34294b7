import Certificates

extension CertificateFigures {
    /// g CO2e per million tokens with six places; a dash where no token counts.
    func textPerMillionTokens(_ micrograms: Int128) -> String {
        perMillionTokens(micrograms).map { ExactFigures.text(millionths: $0) } ?? "–"
    }
}

/// Whole numbers and ratios as people read them, exact.
extension NumberText {
    /// A whole number with thousands separators.
    static func grouped(_ value: Int64) -> String {
        let digits = Array("\(value.magnitude)")
        var text = value < 0 ? "\u{2212}" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return text
    }

    /// A share as a percentage with one decimal, half-even; a dash for a share of nothing.
    static func percent(_ share: Ratio) -> String {
        let text = ratio(Ratio(share.numerator, of: share.denominator), times: 100, places: 1)
        return text == "–" ? text : text + "\u{202F}%"
    }

    /// A ratio with so many decimals, half-even; a dash for one to nothing.
    static func ratio(_ ratio: Ratio, times factor: Int128 = 1, places: Int) -> String {
        guard ratio.denominator > 0, ratio.numerator >= 0 else { return "–" }
        let scale = (0..<places).reduce(Int128(1)) { scale, _ in scale * 10 }
        let scaled = ExactFigures.roundedHalfEven(
            Int128(ratio.numerator) * factor * scale, over: Int128(ratio.denominator))
        let (whole, rest) = scaled.quotientAndRemainder(dividingBy: scale)
        let digits = "\(Int64(rest))"
        let padding = String(repeating: "0", count: max(0, places - digits.count))
        return grouped(Int64(clamping: whole)) + (places > 0 ? "." + padding + digits : "")
    }
}
