import Glibc

/// A scale on which values are closer to normal ones, learnt from their ranks.
///
/// Part linear, part normal scores: a burst, which lies far out on one side only, pulls less on what
/// is expected afterwards, and the median stays the median. E. Snelson, C. E. Rasmussen,
/// Z. Ghahramani: Warped Gaussian processes, NIPS 2003, with ranks for their sum of functions.
package struct NormalScale: Sendable {
    /// Different values, ascending, and what they become.
    private var values: [Double] = []
    private var scores: [Double] = []

    /// Share of the normal scores.
    private static let share = 0.35
    /// Part of the values at either end whose slope goes on beyond them.
    private static let tail = 0.1

    /// Learns from values, at least one.
    package init(_ sample: some Collection<Double>) {
        let sorted = sample.sorted()
        let count = Double(sorted.count)
        let middle = sorted[sorted.count / 2]
        let mean = sorted.reduce(0, +) / count
        let variance = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        let spread = variance > 0 ? variance.squareRoot() : 1
        var first = 0
        while first < sorted.count {
            let value = sorted[first]
            var next = first
            while next < sorted.count, sorted[next] == value { next += 1 }
            let score = StandardNormal.quantile(Double(first + next) / 2 / count)
            values.append(value)
            scores.append(Self.share * score + (1 - Self.share) * (value - middle) / spread)
            first = next
        }
    }

    /// To the scale.
    package func scaled(_ value: Double) -> Double { Self.map(value, values, scores) }

    /// Back from the scale.
    package func restored(_ score: Double) -> Double { Self.map(score, scores, values) }

    /// Linear between neighbours, and beyond the ends as over the tails.
    private static func map(_ value: Double, _ from: [Double], _ to: [Double]) -> Double {
        let last = from.count - 1
        guard last > 0 else { return to[0] + value - from[0] }
        let part = Int(((1 - tail) * Double(last)).rounded(.down))
        let (low, high): (Int, Int)
        if value < from[0] {
            (low, high) = (0, last - part)
        } else if value > from[last] {
            (low, high) = (part, last)
        } else {
            var (below, above) = (0, last)
            while above - below > 1 {
                let middle = (below + above) / 2
                if from[middle] <= value { below = middle } else { above = middle }
            }
            (low, high) = (below, above)
        }
        let anchor = value > from[last] ? high : low
        let slope = (to[high] - to[low]) / (from[high] - from[low])
        return to[anchor] + (value - from[anchor]) * slope
    }
}
