import Glibc

/// Errors of past forecasts in deviations, the new ones weighing more: the shape of the bands.
///
/// Quantiles of few errors lie too far in; each is taken at the level at which a new error lies beyond
/// it as often as it should (`ResidualQuantiles`), where errors whose leads overlap count as one.
package struct DemandErrors: Sendable {
    private let errors: [(error: Double, age: Double)]

    /// Days in which an error comes to count half.
    private static let halfLifeDays = 5.0
    /// Errors that say nothing yet of the bands.
    static let least = 20
    /// Days of history at which past errors say as much as the processes, and how much wider than
    /// those the bands are by themselves.
    private static let evenDays = 10.0
    private static let caution = 1.3

    /// Errors with their ages in days.
    package init(_ errors: [(error: Double, age: Double)]) { self.errors = errors }

    /// How many there are.
    var count: Int { errors.count }

    /// The 99 quantiles of an error in deviations.
    ///
    /// - Parameters:
    ///   - days: length of the history.
    ///   - independent: errors that do not overlap.
    package func shape(days: Double, independent: Double) -> [Double] {
        let normal = Forecast.percents.map {
            Self.caution * StandardNormal.quantile(Double($0) / 100)
        }
        guard count >= Self.least,
            let past = ResidualQuantiles.weighted(
                errors.map(\.error), errors.map { exp2(-$0.age / Self.halfLifeDays) },
                stretch: 1 + 1 / max(independent, 1))
        else {
            return normal
        }
        let share = days / (days + Self.evenDays)
        return zip(past, normal).map { share * $0 + (1 - share) * $1 }
    }
}
