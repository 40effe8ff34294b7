import Certificates

/// A certificate for people: what its page and its printed form show, in one language.
struct CertificateSheet {
    private let certificate: GreenTokenCertificate
    private let language: Language
    /// Where a QR code leads; nil for none.
    private let address: String?

    /// A certificate's content.
    ///
    /// - Parameter address: the public page that verifies it.
    static func document(
        _ certificate: GreenTokenCertificate, _ language: Language, address: String?
    ) -> PrintedDocument {
        let sheet = CertificateSheet(
            certificate: certificate, language: language, address: address)
        return PrintedDocument(
            title: sheet.say("Green Token certificate", "绿色Token证书") + " " + certificate.id,
            footer: "\(certificate.id) · \(certificate.issuer)",
            created: certificate.validFrom.text, language: language.rawValue,
            blocks: sheet.blocks)
    }

    private var blocks: [PrintedDocument.Block] {
        [
            .title(say("Green Token certificate", "绿色Token证书")),
            .paragraph(lead),
            .figures(figures),
        ] + CertificateStatement.claims.map { .paragraph(text($0.text)) } + code + [
            .heading(say("Tokens", "词元")), .table(pairs(tokens)),
            .heading(say("Energy", "电量")), .table(pairs(energy)),
            .heading(say("Emissions", "排放")), .table(emissions),
            .heading(say("Energy retired", "已注销电量")), .table(retired),
            .heading(say("Hour by hour", "逐小时")), .table(hours),
            .heading(say("Factors", "因子")), .table(.factors(certificate.factors, language)),
            .heading(say("Rules and limits", "规则与范围")), .table(pairs(rules)),
        ] + CertificateStatement.exclusions.map { .note(text($0.text)) }
    }

    // MARK: Head

    private var lead: String {
        let figures = certificate.figures
        let tokens = NumberText.grouped(figures.countedTokens)
        let energy = NumberText.grouped(figures.wattHours)
        let matched = NumberText.grouped(figures.matchedWattHours)
        let period = certificate.batch.period
        return say(
            "\(tokens) tokens of \(certificate.batch.stream.product), made from "
                + "\(period.start.text) to \(period.end.text), caused \(energy) Wh at the meter; "
                + "\(matched) Wh of carbon-free energy was retired for them.",
            "\(certificate.batch.stream.product) 的 \(tokens) 个词元，生产于 \(period.start.text) 至 "
                + "\(period.end.text)，电表侧耗电 \(energy) Wh；为其注销无碳电量 \(matched) Wh。")
    }

    /// Both methods and the matched share, of one size: none of them alone.
    private var figures: [PrintedDocument.Figure] {
        let perMillion = say("g CO₂e per million tokens", "g CO₂e / 百万词元")
        let figures = certificate.figures
        return [
            .init(
                name: say("Location-based", "基于位置"),
                value: figures.textPerMillionTokens(figures.locationMicrograms), unit: perMillion),
            .init(
                name: say("Market-based", "基于市场"),
                value: figures.textPerMillionTokens(figures.marketMicrograms), unit: perMillion),
            .init(
                name: say("Matched in the same hour", "同小时匹配比例"),
                value: NumberText.percent(figures.cfeScore),
                unit: "\(figures.cfeScore.numerator) / \(figures.cfeScore.denominator) Wh"),
        ]
    }

    private var code: [PrintedDocument.Block] {
        guard let address else { return [] }
        return [
            .code(
                address,
                caption: [
                    say("Verify this certificate", "验证本证书"), address,
                    say(
                        "Anyone can verify it offline, with software not written by the issuer.",
                        "任何人都可离线验证，所用软件不必出自签发方。"),
                ])
        ]
    }

    // MARK: Tables

    private var tokens: [(String, String)] {
        let batch = certificate.batch
        let sum = certificate.figures.tokens
        var rows = [
            (say("Certificate", "证书编号"), certificate.id),
            (say("Product", "产品"), batch.stream.product),
            (say("Model", "模型"), batch.stream.model),
            (say("Tokenizer", "分词器"), batch.stream.tokenizer),
            (say("Input", "输入"), NumberText.grouped(sum.input)),
            (say("Output", "输出"), NumberText.grouped(sum.output)),
            (say("Read from a cache", "缓存读取"), NumberText.grouped(sum.cached)),
            (say("Counted here", "本证书计数口径"), certificate.figures.basis.rawValue),
        ]
        if let origin = certificate.origin {
            rows.append(
                (
                    say("Split from", "拆分自"),
                    origin.certificate + " · "
                        + say(
                            "part \(origin.part) of \(origin.parts)",
                            "第 \(origin.part) 份，共 \(origin.parts) 份")
                ))
        }
        if let country = batch.servedTo { rows.append((say("Served to", "服务对象国"), country)) }
        for site in certificate.sites {
            rows.append(
                (
                    say("Site", "站点"),
                    "\(site.id) · \(site.region), \(site.country) · "
                        + say("zone", "区域") + " \(site.zone)"
                ))
        }
        return rows
    }

    private var energy: [(String, String)] {
        let figures = certificate.figures
        let uncertainty = certificate.uncertainty
        return [
            (say("At the meter", "电表侧"), watts(figures.wattHours)),
            (say("At the computers", "IT侧"), watts(figures.itWattHours)),
            ("PUE", NumberText.ratio(figures.pue, places: 3)),
            (say("Idle share", "空载占比"), NumberText.percent(figures.idleShare)),
            (
                say("Meters", "电表"),
                certificate.meters.map { "\($0.key.site)/\($0.key.meter)" }
                    .joined(separator: ", ")
            ),
            (say("Measured", "实测"), watts(figures.byQuality[.measured] ?? 0)),
            (say("Derived", "推算"), watts(figures.byQuality[.derived] ?? 0)),
            (say("Modelled", "模拟"), watts(figures.byQuality[.modelled] ?? 0)),
            (
                say("Uncertainty", "不确定度"),
                "± \(NumberText.percent(uncertainty.share)) · \(uncertainty.source)"
            ),
        ]
    }

    private var emissions: PrintedDocument.Table {
        let figures = certificate.figures
        let rows: [(String, Int128)] = [
            (say("Location-based", "基于位置"), figures.locationMicrograms),
            (say("Market-based", "基于市场"), figures.marketMicrograms),
            (say("Life cycle", "全生命周期"), figures.lifeCycleMicrograms),
            (say("Embodied", "隐含"), figures.embodiedMicrograms),
        ]
        return PrintedDocument.Table(
            header: [
                say("Method", "方法"), "g CO₂e",
                say("g CO₂e per million tokens", "g CO₂e / 百万词元"),
            ],
            rows: rows.map {
                [$0.0, ExactFigures.text(millionths: $0.1), figures.textPerMillionTokens($0.1)]
            }, widths: [2, 2, 2], numbers: [1, 2])
    }

    private var retired: PrintedDocument.Table {
        PrintedDocument.Table(
            header: [
                say("Slice", "切片"), say("Kind, registry, serial", "类别、登记机构、编号"),
                say("Source, zone", "能源、区域"), say("Generated", "发电时间"), "Wh",
            ],
            rows: certificate.slices.map { slice in
                let stored = slice.storage.map { " ← \($0.chain.storage)" } ?? ""
                return [
                    slice.id, "\(slice.scheme.rawValue) \(slice.registry) \(slice.serial)",
                    "\(slice.source.rawValue), \(slice.zone)\(stored)",
                    "\(slice.interval.start.text) – \(slice.interval.end.text)",
                    NumberText.grouped(slice.wattHours),
                ]
            }, widths: [2.4, 3.2, 1.8, 2.4, 1.4], numbers: [4])
    }

    private var hours: PrintedDocument.Table {
        PrintedDocument.Table(
            header: [
                say("Site", "站点"), say("From", "开始"), "Wh", say("Tokens", "词元"),
                say("Retired Wh", "已注销 Wh"),
                say("Matched", "匹配"),
            ],
            rows: certificate.hours.map { hour in
                [
                    hour.site, hour.interval.start.text, NumberText.grouped(hour.wattHours),
                    NumberText.grouped(hour.tokens.count(certificate.figures.basis)),
                    NumberText.grouped(hour.matchedWattHours),
                    NumberText.percent(Ratio(hour.matchedWattHours, of: hour.wattHours)),
                ]
            }, widths: [2.4, 2.6, 1.6, 2.2, 1.6, 1.2], numbers: [2, 3, 4, 5])
    }

    private var rules: [(String, String)] {
        func named(_ reference: DocumentReference) -> String {
            "\(reference.id) \(reference.version) · SHA-256 \(reference.digest.hexadecimal)"
        }
        var rows = [
            (say("Issuer", "签发方"), certificate.issuer),
            (say("Data checked by", "数据核验"), certificate.verifier),
            (
                say("Valid", "有效期"),
                certificate.validFrom.text + " – " + (certificate.validUntil?.text ?? "")
            ),
            (say("Rule set", "规则集"), named(certificate.rules)),
            (say("Matching window", "匹配窗口"), certificate.window.rawValue),
            (say("Grade", "等级"), certificate.grade),
            (say("Grade rules", "等级规则"), named(certificate.grades)),
            (say("Attribution", "分摊规则"), named(certificate.attribution)),
        ]
        if let status = certificate.status {
            rows.append((say("Status list", "状态列表"), "\(status.list) #\(status.index)"))
        }
        return rows
    }

    // MARK: Words

    private func pairs(_ rows: [(String, String)]) -> PrintedDocument.Table {
        PrintedDocument.Table(header: [], rows: rows.map { [$0.0, $0.1] }, widths: [1, 3])
    }

    private func watts(_ wattHours: Int64) -> String { NumberText.grouped(wattHours) + " Wh" }

    private func say(_ english: String, _ chinese: String) -> String {
        language == .english ? english : chinese
    }

    private func text(_ both: BilingualText) -> String { say(both.en, both.zh) }
}
