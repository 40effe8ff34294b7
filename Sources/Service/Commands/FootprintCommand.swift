import Certificates
import Solver

/// `wattoken certificate footprint FOLDER`: what a product's tokens caused in a period, from metered data.
enum FootprintCommand {
    static func run(_ options: Options, _ session: Session) throws -> ExitCode {
        guard options.operands.count == 2 else {
            throw Options.Problem.wrongOperands(
                given: options.operands.count - 1,
                usage: "wattoken certificate footprint FOLDER --product ID --from TIME --until TIME"
            )
        }
        guard let product = options.value("--product") else {
            throw Options.Problem.missingValue("--product")
        }
        guard let from = try CertificateOptions.time(options, "--from") else {
            throw Options.Problem.missingValue("--from")
        }
        guard let until = try CertificateOptions.time(options, "--until") else {
            throw Options.Problem.missingValue("--until")
        }
        guard let period = UTCInterval(start: from, end: until) else {
            throw Options.Problem.notAllowed(
                option: "--until", given: until.text, allowed: "later than \(from.text)")
        }
        let folder = try IssueFolder(options.operands[1])
        var terms = folder.terms
        terms.issuer = folder.did ?? "did:key"
        let prepared = try CertificateIssue.prepare(folder.input, terms: terms) {
            try EnergyAssignment.solve($0)
        }
        let statement = try FootprintStatement(
            product: product, period: period, of: prepared, from: folder.input,
            servedTo: folder.terms.servedTo)
        guard !statement.hours.isEmpty else {
            throw InvalidInput(
                text: Text(
                    "\(product) has no tokens from \(from.text) to \(until.text)",
                    "\(product) 在 \(from.text) 至 \(until.text) 没有词元"))
        }
        try write(statement, options, session)
        return .ok
    }

    private static func write(
        _ statement: FootprintStatement, _ options: Options, _ session: Session
    ) throws {
        let language = session.console.language
        if let output = options.value("--output") {
            switch output.split(separator: ".").last {
            case "pdf":
                try OutputFile.write(
                    try PrintedPages.pdf(FootprintSheet.document(statement, language)), to: output)
            case "html":
                let page = PrintedPage.html(
                    Language.allCases.map { ($0, FootprintSheet.document(statement, $0)) },
                    showing: language)
                try OutputFile.write(Array(page.utf8), to: output)
            case "csv": try OutputFile.write(statement.csv, to: output)
            case "json": try OutputFile.write(statement.document.canonical, to: output)
            default:
                throw Options.Problem.notAllowed(
                    option: "--output", given: output,
                    allowed: "NAME.pdf, NAME.html, NAME.csv, NAME.json")
            }
            return
        }
        switch options.value("--format") {
        case "json": session.console.data(statement.document.canonical + [0x0A])
        case "csv": session.console.data(statement.csv)
        default: session.console.print(table(statement, language))
        }
    }

    private static func table(_ statement: FootprintStatement, _ language: Language) -> String {
        let header = [
            Text("site", "站点"), Text("tokens", "词元"), "Wh", Text("matched", "匹配"),
            Text("location-based, g/M", "基于位置 g/百万"), Text("market-based, g/M", "基于市场 g/百万"),
            Text("life cycle, g/M", "全生命周期 g/百万"), Text("embodied, g/M", "隐含 g/百万"),
        ].map { $0[language] }
        func row(_ name: String, _ figures: CertificateFigures) -> [String] {
            [
                name, NumberText.grouped(figures.countedTokens),
                NumberText.grouped(figures.wattHours), NumberText.percent(figures.cfeScore),
            ]
                + [
                    figures.locationMicrograms, figures.marketMicrograms,
                    figures.lifeCycleMicrograms, figures.embodiedMicrograms,
                ].map(figures.textPerMillionTokens)
        }
        let all = Text("all", "合计")[language]
        return Layout.table(
            header,
            statement.sites.map { row($0.site.id, $0.figures) } + [row(all, statement.total)])
    }
}
