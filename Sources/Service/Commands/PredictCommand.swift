import Forecast
import Solver

/// The steps of `forecast predict`.
enum PredictCommand {
    static func run(_ options: Options, _ session: Session) throws -> ExitCode {
        let input = try ForecastOptions(options)
        input.note(session)
        for option in ["--to", "--against"] where options.has(option) {
            throw Options.Problem.notAllowed(
                option: option, given: options.value(option) ?? "", allowed: "backtest")
        }
        let problem = try problem(options, input)
        let line = ProgressLine(session.console)
        let forecast = try input.inquiry.forecast(problem) { share in
            line.show(share: share)
            return !session.isInterrupted()
        }
        line.clear()
        let document = ForecastDocument(forecast, input.inquiry)
        switch options.value("--format") {
        case "json": session.console.data(document.json.written())
        case "csv": session.console.data(QuantileFile.bytes([forecast]))
        default: session.console.print(document.table(session.console.language))
        }
        if let path = options.value("--write") {
            try OutputFile.write(QuantileFile.bytes([forecast]), to: path)
        }
        if let folder = options.value("--report") {
            let page = ForecastPage(forecast, after: problem.target, input.zone)
            try page.write(to: folder, session)
        }
        return .ok
    }

    /// What is known where the target ends, or at the day or time that `--from` names.
    private static func problem(
        _ options: Options, _ input: ForecastOptions
    ) throws -> ForecastProblem {
        let target = input.data.target.latest
        guard let text = options.value("--from") else {
            return try input.inquiry.problem(from: nil)
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
            if let gate = rules.gates(on: target).first { return input.inquiry.problem(at: gate) }
        }
        return try input.inquiry.problem(from: time)
    }
}
