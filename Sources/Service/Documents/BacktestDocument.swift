import Forecast
import Solver

/// A backtest as JSON, as CSV and as tables.
struct BacktestDocument {
    private let backtest: Backtest
    private let rules: GateRules
    private let input: ForecastOptions

    init(_ backtest: Backtest, _ rules: GateRules, _ input: ForecastOptions) {
        self.backtest = backtest
        self.rules = rules
        self.input = input
    }

    /// One score: its name in documents, and where it is.
    private static let scores: [(name: String, value: @Sendable (Scores) -> Double?)] = [
        ("mae", { $0.mae }), ("rmse", { $0.rmse }), ("mape", { $0.mape }), ("wape", { $0.wape }),
        ("smape", { $0.smape }), ("rmae", { $0.rmae }), ("mase", { $0.mase }),
        ("pinball", { $0.pinball }), ("crps", { $0.crps }), ("coverage_50", { $0.coverage50 }),
        ("coverage_80", { $0.coverage80 }), ("coverage_90", { $0.coverage90 }),
        ("coverage_95", { $0.coverage95 }), ("worst60_coverage_90", { $0.worst60Coverage90 }),
        ("winkler_90", { $0.winkler90 }), ("width_90", { $0.width90 }),
    ]

    // MARK: JSON

    var json: JSON {
        .fields([
            "format": "wattoken-backtest/1",
            "target": .string(input.data.target.latest.name),
            "kind": .string(rules.kind.rawValue),
            "known": .array(input.data.known.map { .string($0.latest.name) }),
            "inputs": .array(input.data.inputs.map { .string($0.latest.name) }),
            "step_minutes": .number(Double(input.data.target.latest.stepSeconds) / 60),
            "horizon_steps": .integer(rules.horizon),
            "time_zone": .string(rules.zone.identifier),
            "seed": .number(Double(input.seed)), "threads": .integer(input.threads),
            "split": split, "models": .array(backtest.models.map(json)),
            "diebold_mariano": .array(tests), "flags": .object(flagMembers),
        ])
    }

    private var split: JSON {
        let split = backtest.split
        return .fields([
            "history_from": .string(CivilDay.text(ofTime: split.historyStart)),
            "history_to": .string(CivilDay.text(ofTime: split.firstGateTargetEnd)),
            "test_from": .string(CivilDay.text(ofTime: split.testStart)),
            "test_to": .string(CivilDay.text(ofTime: split.testEnd)),
            "days": .integer(split.days), "forecasts": .integer(split.gates),
            "failed": .integer(split.failed), "missing_truths": .integer(split.missingTruths),
        ])
    }

    private func json(_ model: Backtest.Model) -> JSON {
        var members = [
            JSON.Member("name", .string(model.name)),
            JSON.Member("role", .string(model.role.rawValue)),
            JSON.Member("steps", .integer(model.scores.count)),
        ]
        for score in Self.scores {
            members.append(JSON.Member(score.name, .optional(score.value(model.scores))))
        }
        members.append(JSON.Member("dm_p", .optional(model.test?.pFirstBetter)))
        members.append(JSON.Member("seconds_per_day", .optional(model.secondsPerDay)))
        if !model.scores.maeByDay.isEmpty {
            members.append(JSON.Member("mae_by_day", .list(model.scores.maeByDay)))
            members.append(JSON.Member("mape_by_day", .list(model.scores.mapeByDay)))
        }
        return .object(members)
    }

    /// The recipe against every other model, in both directions.
    private var tests: [JSON] {
        backtest.models.dropFirst().compactMap { model in
            model.test.map { test in
                .fields([
                    "model": .string(backtest.models[0].name), "against": .string(model.name),
                    "statistic": .number(test.statistic), "days": .integer(test.days),
                    "p_model_better": .number(test.pFirstBetter),
                    "p_against_better": .number(test.pSecondBetter),
                ])
            }
        }
    }

    /// How many forecasts carry each flag.
    private var flags: [(Provenance.Flag, Int)] {
        Provenance.Flag.allCases.sorted().compactMap { flag in
            let count = backtest.forecasts.count { $0.provenance.flags.contains(flag) }
            return count > 0 ? (flag, count) : nil
        }
    }

    private var flagMembers: [JSON.Member] {
        flags.map { JSON.Member($0.0.rawValue, .integer($0.1)) }
    }

    // MARK: CSV and tables

    var csv: String {
        let header =
            ["name", "role", "steps"] + Self.scores.map(\.name) + ["dm_p", "seconds_per_day"]
        let rows = backtest.models.map { model in
            [model.name, model.role.rawValue, "\(model.scores.count)"]
                + (Self.scores.map { $0.value(model.scores) }
                + [model.test?.pFirstBetter, model.secondsPerDay]).map { value in
                    value.map { $0.isFinite ? "\($0)" : "" } ?? ""
                }
        }
        return ([header] + rows).map { $0.map(Layout.csv).joined(separator: ",") }
            .joined(separator: "\n")
    }

    func table(_ language: Language) -> String {
        var parts = [summary[language]]
        let points = ["mae", "rmse", "mape", "wape", "smape", "rmae", "mase"]
        parts.append(
            table(points, last: ["dm_p", "s/day"], language) { model in
                [
                    Self.significance(model.test?.pFirstBetter),
                    model.secondsPerDay.map { Layout.fixed($0, 4) } ?? "–",
                ]
            })
        parts.append(
            table(
                Self.scores.map(\.name).filter { !points.contains($0) }, last: [], language
            ) { _ in [] })
        let days = dayTable(language)
        if !days.isEmpty { parts.append(days) }
        parts.append(notes(language).joined(separator: "\n"))
        return parts.joined(separator: "\n\n")
    }

    private var summary: Text {
        let split = backtest.split
        let from = CivilDay.text(ofTime: split.testStart)
        let to = CivilDay.text(ofTime: split.testEnd)
        let history = CivilDay.text(ofTime: split.historyStart)
        return Text(
            en: "\(input.data.target.latest.name) (\(rules.kind.rawValue)): \(split.gates) "
                + "forecasts of \(rules.horizon) steps over \(split.days) days, \(from) to \(to); "
                + "history from \(history)",
            zh: "\(input.data.target.latest.name)（\(rules.kind.rawValue)）：\(split.days) 天共 "
                + "\(split.gates) 次预测，每次 \(rules.horizon) 个时段，\(from) 至 \(to)；"
                + "历史始于 \(history)")
    }

    private func table(
        _ names: [String], last: [String], _ language: Language,
        _ extra: (Backtest.Model) -> [String]
    ) -> String {
        let wanted = Self.scores.filter { names.contains($0.name) }
        let rows = backtest.models
            .filter { model in wanted.contains { $0.value(model.scores)?.isFinite == true } }
            .map { model in
                [model.name]
                    + wanted.map { score in
                        score.value(model.scores).map { Layout.number($0) } ?? "–"
                    } + extra(model)
            }
        return Layout.table(
            [Text(en: "model", zh: "模型")[language]] + wanted.map(\.name) + last, rows)
    }

    private func dayTable(_ language: Language) -> String {
        let most = backtest.models.map(\.scores.maeByDay.count).max() ?? 0
        guard most > 1 else { return "" }
        let rows = backtest.models.map { model in
            let scores = model.scores
            let blank = [String](repeating: "–", count: most)
            let texts = zip(scores.maeByDay, scores.mapeByDay).map {
                "\(Layout.number($0)) (\(Layout.number($1)) %)"
            }
            return [model.name] + texts + blank.dropFirst(texts.count)
        }
        let heads = (1...most).map { Text(en: "day \($0)", zh: "第\($0)天")[language] }
        return Layout.table([Text(en: "mae (mape)", zh: "mae（mape）")[language]] + heads, rows)
    }

    private func notes(_ language: Language) -> [String] {
        let wording = Wording(language: language)
        var lines = [
            Text(
                en: "mape, wape, smape and coverages in %; rmae is relative to weekly_naive; dm_p "
                    + "is small where the first model is better (its own: than weekly_naive).",
                zh: "mape、wape、smape 与覆盖率单位为 %；rmae 相对 weekly_naive；dm_p 小表示"
                    + "首个模型更优（其自身一行：相对 weekly_naive）。")[language]
        ]
        if backtest.split.failed > 0, let failure = backtest.firstFailure {
            lines.append(
                Text(
                    en: "\(backtest.split.failed) forecasts failed, the first: ",
                    zh: "\(backtest.split.failed) 次预测失败，首例：")[language]
                    + wording.text(of: failure))
        }
        for (flag, count) in flags {
            lines.append("\(flag.rawValue): \(count) – " + wording.text(of: flag))
        }
        return lines
    }

    private static func significance(_ value: Double?) -> String {
        value.map { $0 < 1e-4 ? "<0.0001" : Layout.fixed($0, 4) } ?? "–"
    }
}
