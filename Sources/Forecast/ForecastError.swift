/// Why nothing can be said about the future; whatever can be answered with less is answered and
/// flagged instead.
public enum ForecastError: Error, Sendable, Equatable {
    /// A horizon of no steps.
    case emptyHorizon
    /// The first step to forecast lies before the end of the target (seconds since the epoch).
    case startsInHistory(start: Int, end: Int)
    /// A series whose step is another than the target's, seconds.
    case otherStep(series: String, seconds: Int, expected: Int)
    /// A series whose steps begin between those of the forecast.
    case offGrid(series: String, time: Int)
    /// An infinite value (missing ones are NaN).
    case notFinite(series: String, time: Int)
    /// A series without a single value.
    case noValues(series: String)
    /// Fewer values than the least demanding model needs.
    case tooLittleHistory(series: String, values: Int, needed: Int)
    /// A test period without a single true value; the target's start and end.
    case nothingToCompare(series: String, start: Int, end: Int)
    /// A routine of linear algebra failed on these data; `place` names the model.
    case numerical(place: String, routine: String)
    /// The caller asked to stop.
    case cancelled
}
