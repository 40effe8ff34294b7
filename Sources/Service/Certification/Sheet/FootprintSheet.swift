import Certificates

/// A footprint statement for people, in one language.
struct FootprintSheet {
    private let statement: FootprintStatement
    private let language: Language

    /// A statement's content.
    static func document(
        _ statement: FootprintStatement, _ language: Language
    ) -> PrintedDocument {
        let sheet = FootprintSheet(statement: statement, language: language)
        let title = sheet.say("Footprint of ", "碳足迹声明：") + statement.product
        return PrintedDocument(
            title: title, footer: title, created: statement.period.end.text,
            language: language.rawValue, blocks: sheet.blocks(title))
    }

    private func blocks(_ title: String) -> [PrintedDocument.Block] {
        [
            .title(title), .paragraph(lead), .figures(figures),
            .paragraph(text(CertificateStatement.measured.text)),
            .paragraph(text(CertificateStatement.bothMethods.text)),
            .heading(say("By site", "按站点")), .table(sites),
            .heading(say("By hour", "按小时")), .table(hours),
            .heading(say("Factors", "因子")), .table(.factors(statement.factors, language)),
            .heading(say("Rules", "规则")),
            .note(
                "\(statement.rules.id) \(statement.rules.version) · SHA-256 \(statement.rules.digest.hexadecimal)"
            ),
            .note(
                "\(statement.attribution.id) \(statement.attribution.version) · SHA-256 \(statement.attribution.digest.hexadecimal)"
            ),
        ] + CertificateStatement.exclusions.map { .note(text($0.text)) }
    }

    private var lead: String {
        let total = statement.total
        let served = statement.servedTo.map {
            say(
                " Served to \($0); where data was processed is proven by the records named below.",
                "服务对象国：\($0)；数据处理地点由下列记录证明。")
        }
        return say(
            "From \(statement.period.start.text) to \(statement.period.end.text): "
                + "\(NumberText.grouped(total.countedTokens)) tokens, "
                + "\(NumberText.grouped(total.wattHours)) Wh at the meter, "
                + "\(NumberText.grouped(total.matchedWattHours)) Wh matched.",
            "\(statement.period.start.text) 至 \(statement.period.end.text)："
                + "\(NumberText.grouped(total.countedTokens)) 个词元，电表侧 "
                + "\(NumberText.grouped(total.wattHours)) Wh，已匹配 "
                + "\(NumberText.grouped(total.matchedWattHours)) Wh。") + (served ?? "")
    }

    private var figures: [PrintedDocument.Figure] {
        let unit = say("g CO₂e per million tokens", "g CO₂e / 百万词元")
        let total = statement.total
        return [
            (say("Location-based", "基于位置"), total.locationMicrograms),
            (say("Market-based", "基于市场"), total.marketMicrograms),
            (say("Life cycle", "全生命周期"), total.lifeCycleMicrograms),
        ].map { .init(name: $0.0, value: total.textPerMillionTokens($0.1), unit: unit) } + [
            .init(
                name: say("Embodied", "隐含"),
                value: total.textPerMillionTokens(total.embodiedMicrograms),
                unit: unit),
            .init(
                name: say("Matched in the same hour", "同小时匹配比例"),
                value: NumberText.percent(total.cfeScore),
                unit: "\(total.cfeScore.numerator) / \(total.cfeScore.denominator) Wh"),
            .init(name: "PUE", value: NumberText.ratio(total.pue, places: 3), unit: ""),
        ]
    }

    private var header: [String] {
        [
            "Wh", say("Tokens", "词元"), say("Matched Wh", "匹配 Wh"),
            say("Location g", "位置法 g"), say("Market g", "市场法 g"), say("Life cycle g", "全周期 g"),
        ]
    }

    private func cells(_ figures: CertificateFigures) -> [String] {
        [
            NumberText.grouped(figures.wattHours), NumberText.grouped(figures.countedTokens),
            NumberText.grouped(figures.matchedWattHours),
        ]
            + [
                figures.locationMicrograms, figures.marketMicrograms, figures.lifeCycleMicrograms,
            ].map {
                NumberText.grouped(
                    Int64(clamping: ExactFigures.roundedHalfEven($0, over: 1_000_000)))
            }
    }

    private var sites: PrintedDocument.Table {
        PrintedDocument.Table(
            header: [say("Site", "站点")] + header,
            rows: statement.sites.map { site in
                ["\(site.site.id) · \(site.site.region), \(site.site.country)"]
                    + cells(site.figures)
            }, widths: [3, 1.7, 2.2, 1.7, 1.5, 1.5, 1.5], numbers: [1, 2, 3, 4, 5, 6])
    }

    private var hours: PrintedDocument.Table {
        PrintedDocument.Table(
            header: [say("Site", "站点"), say("From", "开始")] + header,
            rows: statement.hours.map { hour in
                [hour.site, hour.interval.start.text] + cells(hour.figures)
            }, widths: [1.8, 2.4, 1.4, 2, 1.4, 1.3, 1.3, 1.3], numbers: [2, 3, 4, 5, 6, 7])
    }

    private func say(_ english: String, _ chinese: String) -> String {
        language == .english ? english : chinese
    }

    private func text(_ both: BilingualText) -> String { say(both.en, both.zh) }
}
