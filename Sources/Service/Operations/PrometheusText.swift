/// Lines in the text format of Prometheus.
enum PrometheusText {
    /// What a metric is and, where it does not say so itself, what it means.
    static func head(_ name: String, _ type: String, help: String? = nil) -> [String] {
        (help.map { ["# HELP \(name) \($0)"] } ?? []) + ["# TYPE \(name) \(type)"]
    }

    /// One value.
    static func sample(_ name: String, _ labels: String, _ value: Double) -> String {
        "\(name)\(labels) \(number(value))"
    }

    /// Labels in braces; nothing for none.
    static func labels(_ labels: KeyValuePairs<String, String>) -> String {
        guard !labels.isEmpty else { return "" }
        let pairs = labels.map { label in
            let value = label.value.replacing("\\", with: "\\\\")
                .replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
            return "\(label.key)=\"\(value)\""
        }
        return "{" + pairs.joined(separator: ",") + "}"
    }

    /// The lines of a histogram.
    ///
    /// - Parameters:
    ///   - counts: of each bucket alone.
    ///   - count: of all, those above the last bound included.
    static func histogram(
        _ name: String, _ labels: String, bounds: [Double], counts: [Int], sum: Double, count: Int
    ) -> [String] {
        let inner = labels.isEmpty ? "" : labels.dropFirst().dropLast() + ","
        var below = 0
        var lines = zip(bounds, counts).map { bound, count in
            below += count
            return "\(name)_bucket{\(inner)le=\"\(number(bound))\"} \(below)"
        }
        lines.append("\(name)_bucket{\(inner)le=\"+Inf\"} \(count)")
        lines.append("\(name)_sum\(labels) \(sum)")
        lines.append("\(name)_count\(labels) \(count)")
        return lines
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 9e15 ? String(Int64(value)) : "\(value)"
    }
}
