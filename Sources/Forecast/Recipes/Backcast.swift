/// Errors that a recipe would have made: the question of now, asked at times that have passed.
///
/// For recipes that keep no errors of whole horizons themselves. Origins lie a day apart, so that each
/// step of the horizon meets its own time of day; after a short history they lie closer. At every
/// one the recipe knows what was known then, and nothing more.
struct Backcast {
    /// One row an origin, oldest first, one column a step of the horizon: truth less point, NaN where
    /// the truth is not known; nil without a single origin.
    let errors: Matrix?

    /// Times at which the question is asked.
    private static let origins = 40
    /// Share of the history that must lie before the oldest of them.
    private static let leastShare = 0.5
    /// Values without which no origin is tried.
    private static let leastValues = 12

    /// Asks a fresh recipe at past times, from the oldest on.
    ///
    /// - Throws: `ForecastError.cancelled`; what cannot be said at one origin is left out.
    init(
        _ problem: ForecastProblem, options: Recipes.Options, progress: ForecastProgress
    ) throws(ForecastError) {
        var recipe = Recipes.recipe(for: problem.kind, options: options)
        let steps = Self.steps(problem)
        var rows: [[Double]] = []
        for (index, back) in steps.enumerated() {
            guard progress(Double(index) / Double(steps.count)) else { throw .cancelled }
            let past = problem.moved(back: back)
            do {
                let forecast = try recipe.forecast(past)
                rows.append(
                    (0..<forecast.count).map {
                        problem.target.value(at: forecast.time($0)) - forecast.point[$0]
                    })
            } catch {
                if error == .cancelled { throw error }
            }
        }
        errors = rows.isEmpty ? nil : Matrix(rows)
    }

    /// How many steps each origin lies before that of the problem, the oldest first.
    private static func steps(_ problem: ForecastProblem) -> [Int] {
        let day = max(1, 86_400 / problem.stepSeconds)
        let count = problem.target.count
        let spread = Int(Double(count) * (1 - leastShare)) / origins
        // A price is known by whole days.
        let spacing = problem.kind.isSettledByDay ? day : min(day, max(1, spread))
        let first = (problem.lead + problem.horizon + spacing - 1) / spacing
        let least = max(leastValues, Int(Double(count) * leastShare))
        return (first..<first + origins).map { $0 * spacing }
            .filter { count - $0 >= least }
            .reversed()
    }
}

extension ForecastProblem {
    /// The same question some steps earlier, with what was known then.
    package func moved(back steps: Int) -> ForecastProblem {
        let seconds = steps * stepSeconds
        var past = self
        past.start -= seconds
        past.target = target.cut(to: target.end - seconds)
        past.known = known.map { $0.cut(to: past.start + horizon * stepSeconds) }
        past.inputs = inputs.map { $0.cut(to: $0.end - seconds) }
        return past
    }
}

extension Recipes {
    /// Forecasts with `pastErrors` set, so that `scenarios` know how the steps hang together.
    ///
    /// A recipe that keeps its errors answers as always; any other is asked the same question at
    /// earlier times too, which takes some forty times as long. The answer is that of the recipe
    /// either way. Its `pastErrors` stay nil when the history holds no such time.
    ///
    /// - Parameters:
    ///   - problem: what is known at the gate and what is asked.
    ///   - options: as for `recipe(for:options:)`.
    ///   - progress: called during long work; answer false to stop.
    /// - Throws: `ForecastError`, as the recipe does.
    public static func jointForecast(
        _ problem: ForecastProblem, options: Options = Options(),
        progress: ForecastProgress = { _ in true }
    ) throws(ForecastError) -> Forecast {
        var recipe = recipe(for: problem.kind, options: options)
        var forecast = try recipe.forecast(problem) { progress(0.5 * $0) }
        guard forecast.pastErrors == nil else { return forecast }
        forecast.pastErrors = try Backcast(problem, options: options) { progress(0.5 + 0.5 * $0) }
            .errors
        return forecast
    }
}
