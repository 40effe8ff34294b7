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
    /// Joint paths that are asked for; nil for none.
    var scenarioCount: Int?
    /// Nil unless the answer is to be power usage effectiveness.
    var pue: PUEOptions?

    /// The gate at the first step to forecast, seconds since the epoch; for nil it is the one after
    /// the target's last value.
    func gate(from start: Int?) throws(ForecastError) -> Gate {
        let target = data.target.latest
        let last = target.values.lastIndex(where: \.isFinite) ?? -1
        let time = start ?? target.time(last + 1)
        guard (time - target.start).isMultiple(of: target.stepSeconds) else {
            throw .offGrid(series: target.name, time: target.start)
        }
        return Gate(
            time: time, targetEnd: time, start: time, horizon: horizon, day: zone.day(of: time))
    }

    /// Answers at a gate with the recipe of the kind.
    func answer(
        at gate: Gate, progress: ForecastProgress
    ) throws(ForecastError) -> ForecastAnswer {
        var inquiry = self
        if recipe.isMarginal {
            inquiry.data = try data.marginal(factorsBefore: gate.targetEnd)
        }
        let asked = inquiry.data.problem(
            at: gate, kind: kind, zone: zone, seed: seed, threads: threads)
        let problem = pue?.celsius(asked) ?? asked
        var forecast = try forecast(problem, progress)
        if let pue { forecast = pue.forecast(forecast, problem) }
        let scenarios = try scenarios(of: forecast)
        if scenarios?.isAssumed == true {
            forecast.provenance.flags.insert(.assumedCorrelation)
        }
        return ForecastAnswer(
            inquiry: inquiry, problem: problem, forecast: forecast, scenarios: scenarios)
    }

    private func forecast(
        _ problem: ForecastProblem, _ progress: ForecastProgress
    ) throws(ForecastError) -> Forecast {
        guard scenarioCount == nil else {
            return try Recipes.jointForecast(problem, options: recipe, progress: progress)
        }
        var recipe = Recipes.recipe(for: kind, options: recipe)
        return try recipe.forecast(problem, progress: progress)
    }

    private func scenarios(of forecast: Forecast) throws(ForecastError) -> Scenarios? {
        guard let scenarioCount else { return nil }
        do {
            return try forecast.scenarios(scenarioCount, seed: seed)
        } catch {
            throw .numerical(place: "scenarios", routine: "dpotrf")
        }
    }
}

/// A forecast with what was asked and known.
struct ForecastAnswer: Sendable {
    /// What was asked; its target is the one that was forecast.
    var inquiry: ForecastInquiry
    var problem: ForecastProblem
    var forecast: Forecast
    /// Joint paths, if any were asked for.
    var scenarios: Scenarios?
}
