/// The part of a series that repeats every day and, from three weeks on, every week, as far as it
/// can be told from chance.
///
/// Means over the periods, drawn towards none by how much the periods differ among each other
/// (W. James, C. Stein: Estimation with quadratic loss, 1961): where days are alike it is kept
/// nearly whole, where they are not it vanishes.
package struct SeasonalProfile {
    private let day: [Double]
    private let week: [Double]
    private let count: Int

    /// Days and weeks looked back at.
    private static let mostDays = 28
    private static let mostWeeks = 8
    /// Weeks wanted before days of the week are told apart.
    private static let leastWeeks = 3
    /// Chance counts so often: neighbouring hours of a day err together.
    private static let caution = 4.0

    /// Learns from a series without gaps; phases are counted back from its end.
    package init(_ values: [Double], stepsPerDay steps: Int) {
        count = values.count
        day = Self.profile(values, period: steps, bins: 24, most: Self.mostDays, least: 2)
        let day = day
        let rest = values.indices.map { index in
            values[index] - Self.value(day, at: index - values.count)
        }
        week = Self.profile(
            rest, period: 7 * steps, bins: 168, most: Self.mostWeeks, least: Self.leastWeeks)
    }

    /// The repeating part at a step of the series or after it.
    package func value(at step: Int) -> Double {
        Self.value(day, at: step - count) + Self.value(week, at: step - count)
    }

    private static func value(_ profile: [Double], at offset: Int) -> Double {
        profile[offset - offset.flooredQuotient(by: profile.count) * profile.count]
    }

    /// One value a step of the period; zeros with too few periods.
    private static func profile(
        _ values: [Double], period: Int, bins wanted: Int, most: Int, least: Int
    ) -> [Double] {
        let periods = min(most, values.count / period)
        guard periods >= least else { return [Double](repeating: 0, count: period) }
        let bins = period % wanted == 0 ? wanted : period
        let size = period / bins
        let rows = (0..<periods).map { row -> [Double] in
            let start = values.count - (periods - row) * period
            let middle = values[start..<start + period].sorted()[period / 2]
            return (0..<bins).map { bin in
                values[start + bin * size..<start + (bin + 1) * size].reduce(0) {
                    $0 + $1 - middle
                } / Double(size)
            }
        }
        let means = (0..<bins).map { bin in
            rows.reduce(0) { $0 + $1[bin] } / Double(periods)
        }
        let centre = means.reduce(0, +) / Double(bins)
        var chance = 0.0
        for (bin, mean) in means.enumerated() {
            chance += rows.reduce(0) { $0 + ($1[bin] - mean) * ($1[bin] - mean) }
        }
        // Variance of a mean over the periods, less for the smoothing over neighbours.
        chance *= 0.375 / Double(bins * periods * (periods - 1))
        let smooth = means.indices.map { bin in
            (means[(bin + bins - 1) % bins] + 2 * means[bin] + means[(bin + 1) % bins]) / 4 - centre
        }
        let signal = smooth.reduce(0) { $0 + $1 * $1 } / Double(bins)
        let kept = signal > 0 ? max(0, 1 - caution * chance / signal) : 0
        return smooth.flatMap { [Double](repeating: kept * $0, count: size) }
    }
}
