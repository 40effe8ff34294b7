import Foundation

/// Whether one forecast is better than another: the Diebold–Mariano test on daily L1 losses.
///
/// The loss of a day is the sum of the absolute errors of its steps; the differences of two forecasts
/// are tested against a mean of zero with the variance of Newey and West over as many lags as the
/// horizon has days beyond the first.
/// F. X. Diebold, R. S. Mariano: Comparing Predictive Accuracy, 1995; multivariate form as J. Lago et
/// al.: Forecasting day-ahead electricity prices, 2021.
public struct DieboldMariano: Sendable, Equatable {
    /// The statistic, standard normal if both are equally good; negative where the first is better.
    public let statistic: Double
    /// Days on which both have the same steps.
    public let days: Int
    /// One-sided p of "the first is not better": small when the first is better.
    public let pFirstBetter: Double
    /// One-sided p of "the second is not better": small when the second is better.
    public let pSecondBetter: Double

    /// Tests two models on the days that both have whole; nil below ten days or without differences.
    public init?(_ first: ScoreKeeper, _ second: ScoreKeeper, lags: Int = 0) {
        let differences = first.days.sorted { $0.key < $1.key }.compactMap { day, loss -> Double? in
            guard let other = second.days[day], other.count == loss.count else { return nil }
            return loss.absolute - other.absolute
        }
        self.init(differences: differences, lags: lags)
    }

    init?(differences: [Double], lags: Int) {
        let count = Double(differences.count)
        guard differences.count >= 10 else { return nil }
        let mean = differences.reduce(0, +) / count
        let centred = differences.map { $0 - mean }
        var variance = centred.reduce(0) { $0 + $1 * $1 } / count
        for lag in 0..<min(lags, differences.count - 1) {
            let covariance =
                zip(centred, centred.dropFirst(lag + 1)).reduce(0) { $0 + $1.0 * $1.1 } / count
            variance += 2 * (1 - Double(lag + 1) / Double(lags + 1)) * covariance
        }
        guard variance > 0 else { return nil }
        statistic = mean / (variance / count).squareRoot()
        days = differences.count
        pFirstBetter = erfc(-statistic / 2.0.squareRoot()) / 2
        pSecondBetter = erfc(statistic / 2.0.squareRoot()) / 2
    }
}
