import Glibc

/// ETS with additive errors: a level, a damped trend and a daily season that are smoothed.
///
/// Of the four models with and without trend and season it takes the one that Akaike's corrected
/// criterion likes best, its parameters from least squares of the one-step errors. Intervals are
/// normal. R. J. Hyndman, A. B. Koehler, J. K. Ord, R. D. Snyder: Forecasting with Exponential
/// Smoothing, 2008, chapters 2, 5 and 6.
package struct ExponentialSmoothing: Forecaster {
    package let name = "ets"

    /// Days of history that are smoothed.
    private static let days = 56

    /// A model of the family with its parameters.
    package struct Model: Sendable, Equatable {
        /// Whether a trend is followed, and a season.
        package var hasTrend: Bool
        package var season: Int
        /// Shares of a one-step error that level, trend and season take up.
        package var level = 0.3
        package var trend = 0.01
        package var seasonal = 0.1
        /// Factor by which the trend shrinks a step.
        package var damping = 0.97

        /// A model before its parameters are known; a season of one step is none.
        package init(hasTrend: Bool, season: Int) {
            self.hasTrend = hasTrend
            self.season = season
        }

        var parameters: Int { 2 + (hasTrend ? 3 : 0) + (season > 1 ? 1 + season : 0) }
    }

    /// What smoothing leaves: the states at the end and the squares of the one-step errors.
    package struct Smoothed: Sendable {
        package var level: Double
        package var trend = 0.0
        package var seasons: [Double]
        package var squares = 0.0
        package var steps = 0
    }

    /// Creates it; it keeps nothing between gates.
    package init() {}

    package mutating func forecast(
        _ problem: ForecastProblem, progress: ForecastProgress
    ) throws(ForecastError) -> Forecast {
        try problem.validate()
        let perDay = max(1, 86_400 / problem.stepSeconds)
        let history = try RecentHistory(problem.target, days: Self.days)
        guard history.values.count >= 8 else {
            throw .tooLittleHistory(
                series: problem.target.name, values: history.values.count, needed: 8)
        }
        var best: (criterion: Double, model: Model, end: Smoothed)?
        let seasons = history.values.count >= 3 * perDay && perDay > 1 ? [1, perDay] : [1]
        for season in seasons {
            for hasTrend in [false, true] {
                let model = Self.fitted(Model(hasTrend: hasTrend, season: season), history.values)
                let end = Self.smooth(model, history.values)
                let count = Double(end.steps)
                let free = Double(model.parameters)
                guard count > free + 2 else { continue }
                let criterion =
                    count * log(max(end.squares, 1e-300) / count) + 2 * free
                    + 2 * free * (free + 1) / (count - free - 1)
                if criterion < best?.criterion ?? .infinity { best = (criterion, model, end) }
            }
        }
        guard let best else {
            throw .tooLittleHistory(
                series: problem.target.name, values: history.values.count, needed: 2 * perDay)
        }
        return Self.answer(problem, best.model, best.end, history)
    }

    /// Smooths a series from its first values on.
    package static func smooth(_ model: Model, _ values: [Double]) -> Smoothed {
        let period = model.season
        let first = values.prefix(max(period, 1))
        let mean = first.reduce(0, +) / Double(first.count)
        var state = Smoothed(
            level: period > 1 ? mean : values[0],
            seasons: period > 1 ? first.map { $0 - mean } : [0])
        for (index, value) in values.enumerated().dropFirst(period > 1 ? period : 1) {
            let drift = model.hasTrend ? model.damping * state.trend : 0
            let season = period > 1 ? state.seasons[index % period] : 0
            let error = value - state.level - drift - season
            state.level += drift + model.level * error
            if model.hasTrend { state.trend = drift + model.trend * error }
            if period > 1 { state.seasons[index % period] += model.seasonal * error }
            state.squares += error * error
            state.steps += 1
        }
        return state
    }

    /// The model with the parameters that leave the least squares, by halving steps coordinate-wise.
    static func fitted(_ start: Model, _ values: [Double]) -> Model {
        var model = start
        var least = smooth(model, values).squares
        var step = 0.16
        let fields: [WritableKeyPath<Model, Double>] =
            [\.level] + (start.hasTrend ? [\.trend, \.damping] : [])
            + (start.season > 1 ? [\.seasonal] : [])
        while step > 0.005 {
            var isBetter = false
            for field in fields {
                for sign in [1.0, -1] {
                    var other = model
                    let bound = field == \.damping ? 0.8...0.98 : 0.0001...0.9999
                    let wanted = model[keyPath: field] + sign * step
                    other[keyPath: field] = min(max(wanted, bound.lowerBound), bound.upperBound)
                    let squares = smooth(other, values).squares
                    guard squares < least else { continue }
                    (model, least, isBetter) = (other, squares, true)
                }
            }
            if !isBetter { step /= 2 }
        }
        return model
    }

    private static func answer(
        _ problem: ForecastProblem, _ model: Model, _ end: Smoothed, _ history: RecentHistory
    ) -> Forecast {
        let count = problem.lead + problem.horizon
        var damped = 0.0
        var points: [Double] = []
        var responses = [1.0]
        for ahead in 1...count {
            damped += model.hasTrend ? pow(model.damping, Double(ahead)) : 0
            let place = (history.values.count + ahead - 1) % model.season
            points.append(end.level + damped * end.trend + end.seasons[place])
            let isSeason = model.season > 1 && ahead % model.season == 0
            responses.append(
                model.level + (model.hasTrend ? model.trend * damped : 0)
                    + (isSeason ? model.seasonal : 0))
        }
        let sigma = (end.squares / Double(max(end.steps, 1))).squareRoot()
        let deviations = NormalBands.deviations(Array(responses.prefix(count)), sigma)
        let asked = Array(points[problem.lead...])
        return Forecast(
            start: problem.start, stepSeconds: problem.stepSeconds, point: asked,
            quantiles: NormalBands.quantiles(asked, Array(deviations[problem.lead...])),
            provenance: Provenance(
                model: "ets", historySteps: history.values.count,
                flags: history.isFilled ? [.gapsFilled] : []))
    }
}
