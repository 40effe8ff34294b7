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
        var lines = Self.plain(content.counters, type: "counter")
        lines += Self.plain(content.gauges, type: "gauge")
        var last = ""
        for (key, histogram) in content.histograms.sorted(by: { Self.before($0.key, $1.key) }) {
            if key.name != last { lines += PrometheusText.head(key.name, "histogram") }
            last = key.name
            lines += PrometheusText.histogram(
                key.name, key.labels, bounds: Self.durationBounds, counts: histogram.counts,
                sum: histogram.sum, count: histogram.count)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func plain(_ values: [Key: Double], type: String) -> [String] {
        var lines: [String] = []
        var last = ""
        for (key, value) in values.sorted(by: { before($0.key, $1.key) }) {
            if key.name != last { lines += PrometheusText.head(key.name, type) }
            last = key.name
            lines.append(PrometheusText.sample(key.name, key.labels, value))
        }
        return lines
    }

    private static func before(_ left: Key, _ right: Key) -> Bool {
        (left.name, left.labels) < (right.name, right.labels)
    }

    private static func key(_ name: String, _ labels: KeyValuePairs<String, String>) -> Key {
        Key(name: name, labels: PrometheusText.labels(labels))
    }
}
