import Forecast
import struct Forecast.Series
import Solver

/// The steps of `forecast backtest`.
enum BacktestCommand {
    static func run(_ options: Options, _ session: Session) throws -> ExitCode {
        for option in ForecastOptions.predictOnly where options.has(option) {
            throw Options.Problem.notAllowed(
                option: option, given: options.value(option) ?? "", allowed: "predict")
        }
        var input = try ForecastOptions(options)
        input.note(session)
        var settings = Backtest.Settings(rules: try rules(options, input))
        settings.seed = input.seed
        settings.threads = input.threads
        settings.options = input.recipe
        if input.recipe.isMarginal {
            let first = settings.rules.gates(on: input.data.target.latest).first
            input.data = try input.data.marginal(factorsBefore: first?.targetEnd ?? .max)
        }
        let published = try against(options, input)
        let start = ContinuousClock.now
        let line = ProgressLine(session.console)
        let backtest = try Backtest(
            input.data, settings, published: published,
            clock: { (ContinuousClock.now - start) / .seconds(1) },
            progress: { done, count, seconds in
                line.show(done: done, of: count, seconds: seconds)
                return !session.isInterrupted()
            })
        line.clear()
        let document = BacktestDocument(backtest, settings.rules, input)
        switch options.value("--format") {
        case "json": session.console.data(document.json.written())
        case "csv": session.console.print(document.csv)
        default: session.console.print(document.table(session.console.language))
        }
        if let path = options.value("--write") {
            try OutputFile.write(QuantileFile.bytes(backtest.forecasts), to: path)
        }
        if let folder = options.value("--report") {
            let page = ForecastPage(backtest, name: input.data.target.latest.name, input.zone)
            try page.write(to: folder, session)
        }
        return .ok
    }

    /// Days of a backtest for which none are given.
    private static let defaultDays = 28

    private static func rules(_ options: Options, _ input: ForecastOptions) throws -> GateRules {
        let target = input.data.target.latest
        let end = target.time((target.values.lastIndex(where: \.isFinite) ?? -1) + 1)
        let last =
            try ForecastOptions.day(options, "--to") ?? (input.zone.day(of: end) - 1)
        let first =
            try ForecastOptions.day(options, "--from") ?? (last - defaultDays + 1)
        guard first <= last else {
            throw Options.Problem.notAllowed(
                option: "--from", given: CivilDay.text(first),
                allowed: "a day up to \(CivilDay.text(last))")
        }
        guard last - first < 36_525 else {
            throw Options.Problem.notAllowed(
                option: "--from", given: CivilDay.text(first), allowed: "at most 100 years")
        }
        return GateRules(
            kind: input.kind, firstDay: first, lastDay: last, horizon: input.horizon,
            gateSecond: input.gateSecond, zone: input.zone)
    }

    /// The columns of the other file that are not the target itself.
    private static func against(
        _ options: Options, _ input: ForecastOptions
    ) throws -> [Series] {
        guard let path = options.value("--against") else { return [] }
        let bytes = try InputFile.bytes(path, limitBytes: ForecastOptions.largestTableBytes)
        let target = input.data.target.latest
        let notForecasts = [target.name, "ok", "known_at"]
        let names = SeriesTable.header(ofCSV: bytes).dropFirst()
            .filter { !notForecasts.contains($0) }
        do {
            return try SeriesTable(
                csv: bytes, columns: Array(names), zone: input.zone,
                stepSeconds: target.stepSeconds
            ).columns.map(\.latest)
        } catch {
            throw ForecastFileError(path: path, error: error)
        }
    }
}
