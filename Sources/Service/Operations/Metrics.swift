import Solver
import Synchronization

/// Counters, gauges and histograms, written in the text format of Prometheus.
///
/// Names follow OpenTelemetry's semantic conventions with Prometheus' units: seconds, bytes,
/// `_total`.
package final class Metrics: Sendable {
    private struct Content {
        var counters: [Key: Double] = [:]
        var gauges: [Key: Double] = [:]
        var histograms: [Key: Histogram] = [:]
    }

    private struct Key: Hashable {
        let name: String
        /// `{method="GET",status="200"}`, or empty.
        let labels: String
    }

    private struct Histogram {
        var counts: [Int]
        var sum = 0.0
        var count = 0
    }

    /// Upper bounds of duration buckets, seconds (OpenTelemetry, http.server.request.duration).
    static let durationBounds = [
        0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
    ]

    private let content = Mutex(Content())

    package init() {}

    /// Adds to a counter.
    package func count(
        _ name: String, _ labels: KeyValuePairs<String, String> = [:], by amount: Double = 1
    ) {
        let key = Self.key(name, labels)
        content.withLock { $0.counters[key, default: 0] += amount }
    }

    /// Sets a gauge.
    package func set(
        _ name: String, _ labels: KeyValuePairs<String, String> = [:], to value: Double
    ) {
        let key = Self.key(name, labels)
        content.withLock { $0.gauges[key] = value }
    }

    /// Adds a duration to a histogram.
    package func observe(
        _ name: String, _ labels: KeyValuePairs<String, String> = [:], seconds: Double
    ) {
        let key = Self.key(name, labels)
        content.withLock { content in
            var histogram =
                content.histograms[key]
                ?? Histogram(counts: [Int](repeating: 0, count: Self.durationBounds.count))
            if let bucket = Self.durationBounds.firstIndex(where: { seconds <= $0 }) {
                histogram.counts[bucket] += 1
            }
            histogram.sum += seconds
            histogram.count += 1
            content.histograms[key] = histogram
        }
    }

    /// All of them, as Prometheus reads it.
    package func text() -> String {
        let content = content.withLock { $0 }
        var lines: [String] = []
        lines += Self.plain(content.counters, type: "counter")
        lines += Self.plain(content.gauges, type: "gauge")
        var last = ""
        for (key, histogram) in content.histograms.sorted(by: { Self.before($0.key, $1.key) }) {
            if key.name != last { lines.append("# TYPE \(key.name) histogram") }
            last = key.name
            lines += Self.lines(key, histogram)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func plain(_ values: [Key: Double], type: String) -> [String] {
        var lines: [String] = []
        var last = ""
        for (key, value) in values.sorted(by: { before($0.key, $1.key) }) {
            if key.name != last { lines.append("# TYPE \(key.name) \(type)") }
            last = key.name
            lines.append("\(key.name)\(key.labels) \(number(value))")
        }
        return lines
    }

    private static func lines(_ key: Key, _ histogram: Histogram) -> [String] {
        let inner = key.labels.isEmpty ? "" : key.labels.dropFirst().dropLast() + ","
        var sum = 0
        var lines = zip(durationBounds, histogram.counts).map { bound, count in
            sum += count
            return "\(key.name)_bucket{\(inner)le=\"\(number(bound))\"} \(sum)"
        }
        lines.append("\(key.name)_bucket{\(inner)le=\"+Inf\"} \(histogram.count)")
        lines.append("\(key.name)_sum\(key.labels) \(histogram.sum)")
        lines.append("\(key.name)_count\(key.labels) \(histogram.count)")
        return lines
    }

    private static func before(_ left: Key, _ right: Key) -> Bool {
        (left.name, left.labels) < (right.name, right.labels)
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 9e15 ? String(Int64(value)) : "\(value)"
    }

    private static func key(_ name: String, _ labels: KeyValuePairs<String, String>) -> Key {
        guard !labels.isEmpty else { return Key(name: name, labels: "") }
        let pairs = labels.map { label in
            let value = label.value.replacing("\\", with: "\\\\")
                .replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
            return "\(label.key)=\"\(value)\""
        }
        return Key(name: name, labels: "{" + pairs.joined(separator: ",") + "}")
    }
}
