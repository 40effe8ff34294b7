import Glibc

/// Errors of past forecasts in deviations, the new ones weighing more: the shape of the bands.
///
/// Quantiles of few errors lie too far in; each is taken at the level at which a new error lies beyond
/// it as often as it should (V. Vovk et al.: Algorithmic Learning in a Random World, 2005, split
/// conformal prediction), where errors whose leads overlap count as one.
package struct DemandErrors: Sendable {
    /// Errors, ascending, and the share of the weight below each, its own half included.
    private let sorted: [Double]
    private let places: [Double]

    /// Days in which an error comes to count half.
    private static let halfLifeDays = 5.0
    /// Errors that say nothing yet of the bands.
    static let least = 20
    /// Days of history at which past errors say as much as the processes, and how much wider than
    /// those the bands are by themselves.
    private static let evenDays = 10.0
    private static let caution = 1.3

    /// Errors with their ages in days.
    package init(_ errors: [(error: Double, age: Double)]) {
        let errors = errors.sorted { $0.error < $1.error }
        let weights = errors.map { exp2(-$0.age / Self.halfLifeDays) }
        let total = weights.reduce(0, +)
        var sum = 0.0
        places = weights.map { weight in
            sum += weight
            return (sum - weight / 2) / total
        }
        sorted = errors.map(\.error)
    }

    /// How many there are.
    var count: Int { sorted.count }

    /// The 99 quantiles of an error in deviations.
    ///
    /// - Parameters:
    ///   - days: length of the history.
    ///   - independent: errors that do not overlap.
    package func shape(days: Double, independent: Double) -> [Double] {
        let normal = Forecast.percents.map {
            Self.caution * StandardNormal.quantile(Double($0) / 100)
        }
        guard count >= Self.least else { return normal }
        let share = days / (days + Self.evenDays)
        let stretch = 1 + 1 / max(independent, 1)
        return zip(Forecast.percents, normal).map { percent, normal in
            let level = 0.5 + (Double(percent) / 100 - 0.5) * stretch
            return share * quantile(level) + (1 - share) * normal
        }
    }

    /// Linear between the errors, the outermost beyond them.
    private func quantile(_ level: Double) -> Double {
        guard let above = places.firstIndex(where: { $0 >= level }) else {
            return sorted[sorted.count - 1]
        }
        guard above > 0 else { return sorted[0] }
        let width = places[above] - places[above - 1]
        let part = width > 0 ? (level - places[above - 1]) / width : 1
        return sorted[above - 1] + part * (sorted[above] - sorted[above - 1])
    }
}
