import Glibc

/// Widens bands that missed more than they should, and narrows those that missed less.
///
/// The adaptive conformal inference of I. Gibbs, E. Candès (Adaptive conformal inference under
/// distribution shift, NeurIPS 2021), on each side of the median for four tails, acting on the
/// logarithm of the width instead of the level: widths keep their unit and stay positive, and a band
/// may grow beyond every error seen. Factors of other levels lie linearly between.
package struct AdaptiveConformal: Sendable, Equatable {
    /// How fast the factors follow the misses; a day with twice the misses of the 5 % tail changes
    /// its width by a quarter of it.
    package let rate: Double
    /// Probabilities of the tails whose misses are counted.
    package static let tails = [0.25, 0.1, 0.05, 0.01]
    /// No band gets narrower than this share of what the history says.
    package static let leastFactor = 0.6
    /// The same for the tails beyond a quarter.
    package let leastOuterFactor: Double
    /// No band gets wider than this multiple of it.
    package static let greatestFactor = 4.0

    /// Logarithms of the factors below and above the median, by tail.
    private var below = [Double](repeating: 0, count: 4)
    private var above = [Double](repeating: 0, count: 4)

    /// Starts without changing any band.
    package init(rate: Double = 0.05, leastOuterFactor: Double = Self.leastFactor) {
        self.rate = rate
        self.leastOuterFactor = leastOuterFactor
    }

    /// The quantiles with the widths that the misses so far ask for; 99 values a step, ascending.
    package func adapted(_ quantiles: [Double]) -> [Double] {
        precondition(quantiles.count % 99 == 0, "99 quantiles a step")
        let factors = Forecast.percents.map(factor)
        var result = quantiles
        for start in stride(from: 0, to: quantiles.count, by: 99) {
            let median = quantiles[start + 49]
            for index in 0..<99 {
                result[start + index] =
                    median + factors[index] * (quantiles[start + index] - median)
            }
            result[start..<start + 99].sort()
        }
        return result
    }

    /// Learns from the truth of one forecast.
    ///
    /// - Parameters:
    ///   - quantiles: as they were before `adapted`, 99 a step.
    ///   - truth: one value a step; NaN where it is not known.
    package mutating func learn(_ quantiles: [Double], truth: [Double]) {
        precondition(quantiles.count == truth.count * 99, "99 quantiles a step")
        for (index, tail) in Self.tails.enumerated() {
            let percent = Int((tail * 100).rounded())
            var missesBelow = 0.0
            var missesAbove = 0.0
            var count = 0.0
            for (step, value) in truth.enumerated() where value.isFinite {
                let median = quantiles[step * 99 + 49]
                let low = quantiles[step * 99 + percent - 1] - median
                let high = quantiles[step * 99 + 99 - percent] - median
                missesBelow += value < median + exp(below[index]) * low ? 1 : 0
                missesAbove += value > median + exp(above[index]) * high ? 1 : 0
                count += 1
            }
            guard count > 0 else { return }
            let least = index == 0 ? Self.leastFactor : leastOuterFactor
            below[index] = follow(below[index], missesBelow / count, tail, least)
            above[index] = follow(above[index], missesAbove / count, tail, least)
        }
    }

    private func follow(_ factor: Double, _ misses: Double, _ tail: Double, _ least: Double)
        -> Double
    {
        let step = rate * (misses - tail) / (tail * (1 - tail)).squareRoot()
        return min(max(factor + step, log(least)), log(Self.greatestFactor))
    }

    private func factor(_ percent: Int) -> Double {
        let probability = Double(percent) / 100
        let side = percent <= 50 ? below : above
        let tail = min(probability, 1 - probability)
        guard let index = Self.tails.firstIndex(where: { $0 <= tail }) else { return exp(side[3]) }
        guard index > 0 else { return exp(side[0]) }
        let share = (tail - Self.tails[index]) / (Self.tails[index - 1] - Self.tails[index])
        return exp(side[index] + share * (side[index - 1] - side[index]))
    }
}
