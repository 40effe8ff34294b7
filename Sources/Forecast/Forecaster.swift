/// A model, or a combination of models, that answers forecast problems one after the other.
///
/// It keeps what it learns between gates (factors, errors of its members, the state of its
/// bands). A backtest calls it with a growing history; a single `predict` calls it once, and then it
/// makes its own backcast of past days for weights and bands. Where history or inputs do not
/// suffice it falls back to what needs less and flags it; it throws only when nothing can be said.
public protocol Forecaster: Sendable {
    /// Its name in tables and documents.
    var name: String { get }

    /// Answers a problem that `validate` accepts.
    ///
    /// - Parameters:
    ///   - problem: what is known at the gate and what is asked.
    ///   - progress: called during long work; answer false to stop.
    /// - Throws: `ForecastError`.
    mutating func forecast(
        _ problem: ForecastProblem, progress: ForecastProgress
    ) throws(ForecastError) -> Forecast
}

/// Told the share of the work done, 0 to 1; answers false to stop.
public typealias ForecastProgress = (Double) -> Bool

extension Forecaster {
    /// Answers a problem without telling progress.
    public mutating func forecast(
        _ problem: ForecastProblem
    ) throws(ForecastError) -> Forecast {
        try forecast(problem) { _ in true }
    }
}
