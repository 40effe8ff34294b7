import Forecast

/// A forecast that is asked for: of what, from which series, how far; by a command or by a job.
struct ForecastInquiry: Sendable {
    var kind: ForecastKind
    var data: ForecastData
    var zone: CivilZone
    /// Steps.
    var horizon: Int
    var seed: UInt64
    var threads: Int
    var recipe: Recipes.Options

    /// What is known at a gate, and what is asked there.
    func problem(at gate: Gate) -> ForecastProblem {
        data.problem(at: gate, kind: kind, zone: zone, seed: seed, threads: threads)
    }

    /// What is known at the first step to forecast, seconds since the epoch; for nil it is the one
    /// after the target's last value.
    func problem(from start: Int?) throws(ForecastError) -> ForecastProblem {
        let target = data.target.latest
        let last = target.values.lastIndex(where: \.isFinite) ?? -1
        let time = start ?? target.time(last + 1)
        guard (time - target.start).isMultiple(of: target.stepSeconds) else {
            throw .offGrid(series: target.name, time: target.start)
        }
        return problem(
            at: Gate(
                time: time, targetEnd: time, start: time, horizon: horizon,
                day: zone.day(of: time)))
    }

    /// Answers with the recipe of the kind.
    func forecast(
        _ problem: ForecastProblem, progress: ForecastProgress
    ) throws(ForecastError) -> Forecast {
        var recipe = Recipes.recipe(for: kind, options: recipe)
        return try recipe.forecast(problem, progress: progress)
    }
}
