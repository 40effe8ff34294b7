import Forecast

/// The page of a forecast or a backtest: bands against truth, and how often they held.
struct ForecastPage {
    private let title: Text
    private let lead: Text
    private var sections: [Markup] = []

    /// Days that one chart shows.
    private static let chartDays = 14

    /// The page of a backtest: its last two weeks, its worst two weeks, and the reliability.
    init(_ backtest: Backtest, name: String, _ zone: CivilZone) {
        let split = backtest.split
        let from = CivilDay.text(zone.day(of: split.testStart))
        let to = CivilDay.text(zone.day(of: split.testEnd - 1))
        title = Text("Backtest of \(name)", "\(name) 的历史检验")
        lead = Text(
            "\(backtest.models[0].name): \(split.gates) forecasts over \(split.days) days, "
                + "\(from) to \(to).",
            "\(backtest.models[0].name)：\(split.days) 天共 \(split.gates) 次预测，\(from) 至 \(to)。")
        let seconds = Self.chartDays * 86_400
        let last = max(split.testStart, split.testEnd - seconds)..<split.testEnd
        let worst = Self.worst(backtest, seconds)
        sections.append(
            Self.section(
                "last", Text("The last two weeks", "最后两周"), backtest, name, zone, last))
        if worst != last {
            sections.append(
                Self.section(
                    "worst", Text("The two weeks of the largest errors", "误差最大的两周"), backtest,
                    name, zone, worst))
        }
        sections.append(Self.reliability(backtest))
        sections.append(Self.scores(backtest))
    }

    /// The page of one forecast, with the week before it.
    init(_ forecast: Forecast, after target: Series, _ zone: CivilZone) {
        title = Text("Forecast of \(target.name)", "\(target.name) 的预测")
        lead = Text(
            "Model \(forecast.provenance.model), \(forecast.count) steps.",
            "模型 \(forecast.provenance.model)，\(forecast.count) 个时段。")
        let chart = FanChart(
            title: title, unit: Text(both: target.name), forecasts: [forecast], truth: target,
            zone: zone,
            span: forecast.start - 7 * 86_400..<forecast.time(forecast.count))
        sections.append(Figure.markup(title, chart.markup(), keys: FanChart.keys))
    }

    /// Writes the page to a folder.
    func write(to folder: String, _ session: Session) throws {
        try OutputFile.makeFolder(folder)
        let path = folder + "/forecast.html"
        let html = PageFrame.html(
            title: title, language: session.console.language,
            header: [.element("h1", [:], title), .element("p", ["class": "sub"], lead)],
            sections: sections)
        try OutputFile.write(Array(html.utf8), to: path)
        session.console.note(
            Text(en: "report: \(path)", zh: "报告：\(path)")[session.console.language])
    }

    private static func section(
        _ id: String, _ heading: Text, _ backtest: Backtest, _ name: String, _ zone: CivilZone,
        _ span: Range<Int>
    ) -> Markup {
        let shown = backtest.forecasts.filter {
            $0.start < span.upperBound && $0.time($0.count) > span.lowerBound
        }
        // Of forecasts that overlap, one a time: the first that is free to start.
        var free = Int.min
        let apart = shown.filter { forecast in
            guard forecast.start >= free else { return false }
            free = forecast.time(forecast.count)
            return true
        }
        let chart = FanChart(
            title: heading, unit: Text(both: name), forecasts: apart,
            truth: backtest.truth.cut(from: span.lowerBound, to: span.upperBound), zone: zone,
            span: span)
        return .section(
            id, heading,
            [
                Figure.markup(
                    Text("Bands of the forecast against truth", "预测区间与真实值"), chart.markup(),
                    keys: FanChart.keys)
            ])
    }

    /// The window with the largest sum of absolute errors.
    private static func worst(_ backtest: Backtest, _ seconds: Int) -> Range<Int> {
        let losses = backtest.forecasts.map { forecast in
            (0..<forecast.count).reduce(0.0) { sum, step in
                let error = abs(
                    forecast.point[step] - backtest.truth.value(at: forecast.time(step)))
                return error.isFinite ? sum + error : sum
            }
        }
        var best = (start: backtest.split.testStart, loss: -1.0)
        var end = 0
        var sum = 0.0
        for (first, forecast) in backtest.forecasts.enumerated() {
            while end < losses.count, backtest.forecasts[end].start < forecast.start + seconds {
                sum += losses[end]
                end += 1
            }
            if sum > best.loss * (1 + 1e-12) { best = (forecast.start, sum) }
            sum -= losses[first]
        }
        let start = max(
            backtest.split.testStart, min(best.start, backtest.split.testEnd - seconds))
        return start..<min(backtest.split.testEnd, start + seconds)
    }

    /// How often the truth lay below each quantile, as a table of nominal and real shares.
    private static func reliability(_ backtest: Backtest) -> Markup {
        let levels = [1, 5, 10, 25, 50, 75, 90, 95, 99]
        var below = [Int](repeating: 0, count: levels.count)
        var count = 0
        for forecast in backtest.forecasts {
            for step in 0..<forecast.count {
                let truth = backtest.truth.value(at: forecast.time(step))
                guard truth.isFinite else { continue }
                count += 1
                for (index, level) in levels.enumerated()
                where truth <= forecast.quantile(step, percent: level) {
                    below[index] += 1
                }
            }
        }
        var table = DataTable(
            columns: [
                .init(heading: Text("Quantile", "分位数"), unit: "%", isNumber: false),
                .init(heading: Text("Truth below it", "真实值不高于它的比例"), unit: "%"),
            ])
        table.rows = zip(levels, below).map { level, number in
            [
                Markup("\(level)"),
                Markup(NumberText.fixed(100 * Double(number) / Double(max(1, count)), 1)),
            ]
        }
        return .section("reliability", Text("Reliability", "可靠性"), [table.markup()])
    }

    private static func scores(_ backtest: Backtest) -> Markup {
        var table = DataTable(
            columns: [
                .init(heading: Text("Model", "模型"), isNumber: false), .init(heading: "MAE"),
                .init(heading: "RMSE"), .init(heading: "WAPE", unit: "%"),
                .init(heading: "rMAE"), .init(heading: Text("Pinball", "分位数损失")),
                .init(heading: Text("Coverage of 90 %", "90 % 区间覆盖率"), unit: "%"),
            ])
        table.rows = backtest.models.map { model in
            let scores = model.scores
            return [
                Markup(model.name), Markup(NumberText.plain(scores.mae)),
                Markup(NumberText.plain(scores.rmse)), Markup(NumberText.plain(scores.wape)),
                Markup(NumberText.optional(scores.rmae)),
                Markup(NumberText.optional(scores.pinball)),
                Markup(NumberText.optional(scores.coverage90)),
            ]
        }
        return .section("scores", Text("Scores", "评分"), [table.markup()])
    }
}
