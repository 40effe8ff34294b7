import Foundation

/// Plain-text tables and numbers for terminals.
enum Layout {
    /// A number with thousands separators and as many decimals as its size deserves.
    static func number(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        let size = abs(value)
        guard size >= 1e-9 else { return "0" }
        let decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : size >= 0.01 ? 4 : 6
        return fixed(value, decimals)
    }

    /// A number with a fixed count of decimals and thousands separators.
    static func fixed(_ value: Double, _ decimals: Int) -> String {
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = (abs(value) * scale).rounded()
        guard scaled < 9e15 else { return "\(value)" }
        let whole = Int(scaled) / Int(scale)
        let rest = Int(scaled) % Int(scale)
        var text = grouped(whole)
        if decimals > 0 {
            let digits = String(rest)
            text += "." + String(repeating: "0", count: decimals - digits.count) + digits
        }
        return value < 0 && scaled > 0 ? "-" + text : text
    }

    /// The size of a small number in two digits, as 1.5e-08.
    static func magnitude(_ value: Double) -> String { String(format: "%.1e", value) }

    /// A number with all its digits, integers without a fraction.
    static func plain(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 9e15 ? String(Int64(value)) : "\(value)"
    }

    /// A share as a percentage.
    static func percent(_ value: Double?) -> String {
        value.map { fixed($0 * 100, 1) + " %" } ?? "–"
    }

    /// An optional number.
    static func number(_ value: Double?) -> String { value.map { number($0) } ?? "–" }

    private static func grouped(_ value: Int) -> String {
        var digits = Array(String(value))
        var index = digits.count - 3
        while index > 0 {
            digits.insert(",", at: index)
            index -= 3
        }
        return String(digits)
    }

    /// Width on a terminal: Chinese characters take two columns.
    static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + (isWide($1) ? 2 : 1) }
    }

    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        (0x1100...0x115F).contains(scalar.value) || (0x2E80...0xA4CF).contains(scalar.value)
            || (0xAC00...0xD7A3).contains(scalar.value)
            || (0xF900...0xFAFF).contains(scalar.value)
            || (0xFE30...0xFE6F).contains(scalar.value)
            || (0xFF00...0xFF60).contains(scalar.value)
    }

    /// A text filled with blanks on the right.
    static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - Self.width(text)))
    }

    /// A table: the first column to the left, the others to the right.
    static func table(_ header: [String], _ rows: [[String]]) -> String {
        let all = [header] + rows
        let widths = header.indices.map { column in all.map { width($0[column]) }.max() ?? 0 }
        let lines = all.map { row in
            row.enumerated().map { column, cell in
                let blanks = String(repeating: " ", count: widths[column] - width(cell))
                return column == 0 ? cell + blanks : blanks + cell
            }.joined(separator: "  ")
        }
        let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
        return ([lines[0], rule] + lines.dropFirst()).joined(separator: "\n")
    }

    /// A cell of a CSV file, quoted where it must be.
    static func csv(_ cell: String) -> String {
        guard cell.contains(where: { "\",\n\r".contains($0) }) else { return cell }
        return "\"" + cell.replacing("\"", with: "\"\"") + "\""
    }
}
