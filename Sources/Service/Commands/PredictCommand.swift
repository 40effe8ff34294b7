import Forecast
import Solver

/// The steps of `forecast predict`.
enum PredictCommand {
    static func run(_ options: Options, _ session: Session) throws -> ExitCode {
        var input = try ForecastOptions(options)
        input.note(session)
        for option in ["--to", "--against"] where options.has(option) {
            throw Options.Problem.notAllowed(
                option: option, given: options.value(option) ?? "", allowed: "backtest")
        }
        let gate = try gate(options, input)
        if input.recipe.isMarginal {
            input.data = try input.data.marginal(factorsBefore: gate.targetEnd)
        }
        let asked = input.data.problem(
            at: gate, kind: input.kind, zone: input.zone, seed: input.seed,
            threads: input.threads)
        let problem = input.pue?.celsius(asked) ?? asked
        let (forecast, scenarios) = try answer(problem, input, session)
        let document = ForecastDocument(forecast, scenarios, input)
        switch options.value("--format") {
        case "json": session.console.data(document.json.written())
        case "csv": session.console.data(QuantileFile.bytes(forecast, scenarios))
        default: session.console.print(document.table(session.console.language))
        }
        if let path = options.value("--write") {
            try OutputFile.write(QuantileFile.bytes(forecast, scenarios), to: path)
        }
        if let folder = options.value("--report") {
            let history = input.pue?.history(problem) ?? problem.target
            let page = ForecastPage(forecast, after: history, input.zone)
            try page.write(to: folder, session)
        }
        return .ok
    }

    /// The forecast, and the joint paths if any are asked for.
    private static func answer(
        _ problem: ForecastProblem, _ input: ForecastOptions, _ session: Session
    ) throws -> (Forecast, Scenarios?) {
        let line = ProgressLine(session.console)
        let progress: ForecastProgress = { share in
            line.show(share: share)
            return !session.isInterrupted()
        }
        var forecast: Forecast
        if input.scenarios == nil {
            var recipe = Recipes.recipe(for: input.kind, options: input.recipe)
            forecast = try recipe.forecast(problem, progress: progress)
        } else {
            forecast = try Recipes.jointForecast(
                problem, options: input.recipe, progress: progress)
        }
        line.clear()
        if let pue = input.pue { forecast = pue.forecast(forecast, problem) }
        guard let count = input.scenarios else { return (forecast, nil) }
        do {
            let scenarios = try forecast.scenarios(count, seed: input.seed)
            if scenarios.isAssumed { forecast.provenance.flags.insert(.assumedCorrelation) }
            return (forecast, scenarios)
        } catch {
            throw ForecastError.numerical(place: "scenarios", routine: "dpotrf")
        }
    }

    /// Where the target ends, or the day or time that `--from` names.
    private static func gate(_ options: Options, _ input: ForecastOptions) throws -> Gate {
        let target = input.data.target.latest
        let last = target.values.lastIndex(where: \.isFinite) ?? -1
        let end = target.time(last + 1)
        guard let text = options.value("--from") else {
            return Gate(
                time: end, targetEnd: end, start: end, horizon: input.horizon,
                day: input.zone.day(of: end))
        }
        guard let time = CivilDay.time(text, zone: input.zone) else {
            throw Options.Problem.notAllowed(
                option: "--from", given: text, allowed: "YYYY-MM-DD[THH:MM[Z]]")
        }
        if CivilDay.number(text) != nil {
            let day = input.zone.day(of: time)
            var rules = GateRules(
                kind: input.kind, firstDay: day, lastDay: day, horizon: input.horizon,
                gateSecond: input.gateSecond, zone: input.zone)
            if rules.isRolling(stepSeconds: target.stepSeconds) { rules.gateSecond = 0 }
            if let gate = rules.gates(on: target).first { return gate }
        }
        guard (time - target.start).isMultiple(of: target.stepSeconds) else {
            throw ForecastError.offGrid(series: target.name, time: target.start)
        }
        return Gate(
            time: time, targetEnd: time, start: time, horizon: input.horizon,
            day: input.zone.day(of: time))
    }
}
