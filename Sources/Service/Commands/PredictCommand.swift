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
        let gate = try gate(options, input)
        let line = ProgressLine(session.console)
        let answer = try input.inquiry.answer(at: gate) { share in
            line.show(share: share)
            return !session.isInterrupted()
        }
        line.clear()
        let document = ForecastDocument(answer)
        switch options.value("--format") {
        case "json": session.console.data(document.json.written())
        case "csv": session.console.data(QuantileFile.bytes(answer.forecast, answer.scenarios))
        default: session.console.print(document.table(session.console.language))
        }
        if let path = options.value("--write") {
            try OutputFile.write(QuantileFile.bytes(answer.forecast, answer.scenarios), to: path)
        }
        if let folder = options.value("--report") {
            let history = input.pue?.history(answer.problem) ?? answer.problem.target
            let page = ForecastPage(answer.forecast, after: history, input.zone)
            try page.write(to: folder, session)
        }
        return .ok
    }

    /// Where the target ends, or the day or time that `--from` names.
    private static func gate(_ options: Options, _ input: ForecastOptions) throws -> Gate {
        let target = input.data.target.latest
        guard let text = options.value("--from") else {
            return try input.inquiry.gate(from: nil)
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
        return try input.inquiry.gate(from: time)
    }
}
