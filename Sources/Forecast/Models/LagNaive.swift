/// The value one or more whole periods ago: the same step of the last day or week that is known.
///
/// Weekly naive (period of seven days) is the yardstick of relative MAE. Quantiles are those of its
/// own errors in the history, at the same time of day, around the point.
/// R. J. Hyndman, G. Athanasopoulos: Forecasting: Principles and Practice, 3rd ed., 5.2.
public struct LagNaive: Forecaster {
    /// Name in tables.
    public let name: String
    /// Length of the period in seconds; a day or a week.
    let periodSeconds: Int

    /// The same hour of the last known day.
    public static let daily = LagNaive(name: "daily_naive", periodSeconds: 86_400)
    /// The same hour of the same weekday of the last known week.
    public static let weekly = LagNaive(name: "weekly_naive", periodSeconds: 7 * 86_400)

    init(name: String, periodSeconds: Int) {
        self.name = name
        self.periodSeconds = periodSeconds
    }

    /// Answers from the target alone.
    public mutating func forecast(
        _ problem: ForecastProblem, progress: ForecastProgress
    ) throws(ForecastError) -> Forecast {
        try problem.validate()
        let target = problem.target
        let period = max(1, periodSeconds / problem.stepSeconds)
        let first = target.step(at: problem.start)
        let fallback = ErrorSample.lastFinite(target.values) ?? 0
        var flags: Set<Provenance.Flag> = []
        var point: [Double] = []
        var quantiles: [Double] = []
        for step in first..<first + problem.horizon {
            let base = Self.lagged(target.values, step, period, before: target.count)
            if base == nil { flags.insert(.fellBack) }
            let value = base ?? fallback
            let lag = period * ((step - target.count) / period + 1)
            let errors = ErrorSample.lagErrors(target.values, step: step, lag: lag, day: problem)
            if errors.count < 20 { flags.insert(.fewErrors) }
            point.append(value)
            quantiles +=
                errors.isEmpty
                ? [Double](repeating: value, count: 99)
                : Forecast.quantiles(ofSorted: errors).map { value + $0 }
        }
        return Forecast(
            start: problem.start, stepSeconds: problem.stepSeconds, point: point,
            quantiles: quantiles,
            provenance: Provenance(model: name, historySteps: target.count, flags: flags))
    }

    /// The last known value at a distance of whole periods, at most eight of them back.
    private static func lagged(
        _ values: [Double], _ step: Int, _ period: Int, before count: Int
    ) -> Double? {
        var place = step - period * ((step - count) / period + 1)
        for _ in 0..<8 where place >= 0 {
            if values[place].isFinite { return values[place] }
            place -= period
        }
        return nil
    }
}

/// Errors of the past that the quantiles of simple models rest on.
enum ErrorSample {
    /// Days of history that the errors are taken from.
    static let days = 182

    /// The last value that is not missing.
    static func lastFinite(_ values: [Double]) -> Double? { values.last(where: \.isFinite) }

    /// Sorted differences at a lag in the last days, at the same time of day as `step`.
    static func lagErrors(
        _ values: [Double], step: Int, lag: Int, day problem: ForecastProblem
    ) -> [Double] {
        let stepsPerDay = max(1, 86_400 / problem.stepSeconds)
        var place = step - stepsPerDay * ((step - values.count) / stepsPerDay + 1)
        var errors: [Double] = []
        for _ in 0..<days where place - lag >= 0 {
            let error = values[place] - values[place - lag]
            if error.isFinite { errors.append(error) }
            place -= stepsPerDay
        }
        return errors.sorted()
    }
}
