import Glibc

/// From point forecasts of whole days to their quantiles, whatever is forecast.
///
/// Day by day it is asked for the quantiles around a point forecast and later told the truth. It
/// averages two answers: the quantiles of past errors at the same time of day, and quantile
/// regression averaging on the members of the combination; both in units of how large errors were of
/// late. Then it adapts the widths to how often truths have fallen outside.
package struct DayBands: Sendable {
    /// What was said about a day, and how wrong it was.
    private struct Past: Sendable {
        let day: Int
        let errors: [Double]
        let deviations: [[Double]]
        let scale: Double
    }

    private struct Pending: Sendable {
        let day: Int
        let point: [Double]
        let deviations: [[Double]]
        let scale: Double
        /// Before the adaptation; empty if nobody asked.
        let quantiles: [Double]
    }

    /// Coefficients of one time of day, and at which day they were estimated.
    private struct Regression: Sendable {
        var coefficients: Matrix
        var day: Int
    }

    private let slots: Int
    private var past: [Past] = []
    /// Forecasts whose truth is not known yet, oldest first.
    private var pending: [Pending] = []
    private var regressions: [Regression?]
    private var conformal: AdaptiveConformal
    /// Days that were settled so far.
    private var days = 0
    /// Mean absolute error of late; nil before the first.
    private var recent: Double?

    /// Days whose errors count.
    private static let window = 240
    /// Days of errors up to which all times of day share them.
    private static let pooledDays = 14
    /// Days after which an error counts half.
    private static let halfLife = 120.0
    /// Days that a regression is estimated on, and fewer than which it is not.
    private static let regressionDays = 28...182
    /// Days after which it is estimated anew.
    private static let renewal = 7
    /// How strongly regressions hold on to the combined forecast.
    private static let ridge = 0.1
    /// Share of yesterday's error in what is recent.
    private static let quickness = 0.06

    /// Starts without any error known.
    package init(slots: Int, rate: Double = 0.05) {
        self.slots = slots
        regressions = Array(repeating: nil, count: slots)
        conformal = AdaptiveConformal(rate: rate)
    }

    /// Days whose errors are known.
    package var errorDays: Int { past.count }

    /// The errors of a day, one a slot; nil where they are not known.
    package func errors(of day: Int) -> [Double]? { past.last { $0.day == day }?.errors }

    /// The days whose errors are known, oldest first.
    package var errorDaysKnown: [Int] { past.map(\.day) }

    /// Notes a forecast whose quantiles nobody needs.
    package mutating func note(_ day: Int, point: [Double], members: [[Double]]) {
        pending.append(
            Pending(
                day: day, point: point, deviations: Self.deviations(point, members),
                scale: recent ?? 0,
                quantiles: []))
    }

    /// The quantiles of a day, 99 a slot, ascending.
    ///
    /// - Parameters:
    ///   - day: its number; days are asked for in their order.
    ///   - point: the combined forecast, one value a slot.
    ///   - members: what was combined, or whatever else may explain the error, in the same unit.
    ///   - spread: errors to go by as long as none is known.
    package mutating func quantiles(
        of day: Int, point: [Double], members: [[Double]], spread: [Double]
    ) -> [Double] {
        precondition(point.count == slots, "one value a slot")
        let deviations = Self.deviations(point, members)
        let scale = recent ?? 0
        var quantiles: [Double] = []
        quantiles.reserveCapacity(slots * 99)
        // Few days: every time of day says the same about every other.
        let pooled = past.count < Self.pooledDays ? residuals(0..<slots, scale, spread) : nil
        for slot in 0..<slots {
            let near = max(0, slot - slots / 24)..<min(slots, slot + slots / 24 + 1)
            let residual = pooled ?? residuals(near, scale, spread)
            let regressed = regressed(slot, scale, deviations)
            for index in 0..<99 {
                let distance = regressed.map { 0.5 * ($0[index] + residual[index]) }
                quantiles.append(point[slot] + (distance ?? residual[index]))
            }
            quantiles[slot * 99..<(slot + 1) * 99].sort()
        }
        pending.append(
            Pending(
                day: day, point: point, deviations: deviations, scale: scale,
                quantiles: quantiles))
        return conformal.adapted(quantiles)
    }

    /// Learns the truth of a day that was asked for or noted; NaN where it is not known.
    package mutating func settle(_ day: Int, _ truth: [Double]) {
        while let oldest = pending.first, oldest.day <= day {
            pending.removeFirst()
            if oldest.day == day { learn(oldest, truth) }
        }
    }

    private mutating func learn(_ pending: Pending, _ truth: [Double]) {
        if !pending.quantiles.isEmpty { conformal.learn(pending.quantiles, truth: truth) }
        let errors = zip(truth, pending.point).map { $0 - $1 }
        let finite = errors.filter(\.isFinite)
        guard !finite.isEmpty else { return }
        let size = finite.reduce(0) { $0 + abs($1) } / Double(finite.count)
        past.append(
            Past(
                day: pending.day, errors: errors, deviations: pending.deviations,
                scale: pending.scale > 0 ? pending.scale : size))
        if past.count > Self.window { past.removeFirst() }
        // The first days are averaged, so that the very first does not weigh for weeks.
        let quickness = max(Self.quickness, 1 / Double(past.count))
        recent = recent.map { $0 + quickness * (size - $0) } ?? size
        days += 1
    }

    private static func deviations(_ point: [Double], _ members: [[Double]]) -> [[Double]] {
        members.map { member in zip(member, point).map { $0 - $1 } }
    }

    /// Quantiles of the errors at some times of day, the newer the heavier.
    private func residuals(
        _ near: Range<Int>, _ scale: Double, _ spread: [Double]
    ) -> [Double] {
        let middle = Double(near.lowerBound + near.upperBound - 1) / 2
        var values: [Double] = []
        var weights: [Double] = []
        for (index, day) in past.enumerated() where day.scale > 0 {
            let weight = pow(0.5, Double(past.count - 1 - index) / Self.halfLife)
            for slot in near {
                values.append(day.errors[slot] / day.scale * scale)
                let distance = abs(Double(slot) - middle) / Double(near.count)
                weights.append(weight * (1 - distance))
            }
        }
        if let quantiles = ResidualQuantiles.weighted(values, weights) { return quantiles }
        let equal = Array(repeating: 1.0, count: spread.count)
        return ResidualQuantiles.weighted(spread, equal) ?? Array(repeating: 0, count: 99)
    }

    private mutating func regressed(
        _ slot: Int, _ scale: Double, _ deviations: [[Double]]
    ) -> [Double]? {
        let usable = past.suffix(Self.regressionDays.upperBound).filter {
            $0.scale > 0 && $0.errors[slot].isFinite
        }
        guard usable.count >= Self.regressionDays.lowerBound, scale > 0, !deviations.isEmpty
        else { return nil }
        // Not all times of day on the same day.
        let isDue = regressions[slot].map { days - $0.day >= Self.renewal } ?? true
        if isDue {
            let rows = usable.map { day in
                [1] + day.deviations.map { $0[slot] / day.scale }
            }
            let coefficients = try? QuantileRegression.fit(
                Matrix(rows), usable.map { $0.errors[slot] / $0.scale },
                ridge: [0] + deviations.map { _ in Self.ridge },
                centre: Array(repeating: 0, count: rows[0].count))
            let isFirst = regressions[slot] == nil
            regressions[slot] = coefficients.map {
                Regression(coefficients: $0, day: days - (isFirst ? slot % Self.renewal : 0))
            }
        }
        let row = [scale] + deviations.map { $0[slot] }
        return regressions[slot]?.coefficients.times(row)
    }
}
