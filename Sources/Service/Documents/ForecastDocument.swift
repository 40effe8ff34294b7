import Forecast
import Solver

/// One forecast as JSON and as a table.
struct ForecastDocument {
    private let forecast: Forecast
    private let input: ForecastInquiry

    init(_ forecast: Forecast, _ input: ForecastInquiry) {
        self.forecast = forecast
        self.input = input
    }

    var json: JSON { json() }

    /// The document with the quantiles of some percentages only.
    func json(percents: [Int] = Forecast.percents) -> JSON {
        let source = forecast.provenance
        return .fields([
            "format": "wattoken-forecast/1",
            "target": .string(input.data.target.latest.name),
            "kind": .string(input.kind.rawValue),
            "step_minutes": .number(Double(forecast.stepSeconds) / 60),
            "from": .string(CivilDay.text(ofTime: forecast.start)),
            "seed": .number(Double(input.seed)), "threads": .integer(input.threads),
            "provenance": .fields([
                "model": .string(source.model), "history_steps": .integer(source.historySteps),
                "inputs_used": .array(source.inputsUsed.map(JSON.string)),
                "inputs_missing": .array(source.inputsMissing.map(JSON.string)),
                "flags": .array(source.flags.sorted().map { .string($0.rawValue) }),
                "members": .array(
                    source.members.map {
                        .fields(["name": .string($0.name), "weight": .number($0.weight)])
                    }),
            ]),
            "percents": .list(percents.map(Double.init)),
            "steps": .array(
                (0..<forecast.count).map { step in
                    .fields([
                        "time": .string(CivilDay.text(ofTime: forecast.time(step))),
                        "yhat": .number(forecast.point[step]),
                        "quantiles": .list(
                            percents.map { forecast.quantile(step, percent: $0) }),
                    ])
                }),
        ])
    }

    /// Percentages of the table's columns.
    private static let shown = [5, 25, 50, 75, 95]

    func table(_ language: Language) -> String {
        let source = forecast.provenance
        let rows = (0..<forecast.count).map { step in
            [
                CivilDay.localText(ofTime: forecast.time(step), zone: input.zone),
                Layout.number(forecast.point[step]),
            ]
                + Self.shown.map { Layout.number(forecast.quantile(step, percent: $0)) }
        }
        let head = [
            Text(en: "time", zh: "时间")[language] + " (\(input.zone.identifier))",
            Text(en: "forecast", zh: "预测")[language],
        ]
        let wording = Wording(language: language)
        var lines = [
            Text(
                en: "model \(source.model), \(source.historySteps) steps of history",
                zh: "模型 \(source.model)，历史 \(source.historySteps) 个时段")[language]
        ]
        if !source.inputsUsed.isEmpty {
            lines.append(
                Text(en: "inputs: ", zh: "输入：")[language]
                    + source.inputsUsed.joined(separator: ", "))
        }
        if !source.inputsMissing.isEmpty {
            lines.append(
                Text(en: "inputs not used: ", zh: "未用输入：")[language]
                    + source.inputsMissing.joined(separator: ", "))
        }
        for flag in source.flags.sorted() {
            lines.append("\(flag.rawValue): " + wording.text(of: flag))
        }
        return Layout.table(head + Self.shown.map { "\($0) %" }, rows) + "\n\n"
            + lines.joined(separator: "\n")
    }
}
