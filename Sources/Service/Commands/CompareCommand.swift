import Solver

extension Command {
    static let compare = Command(
        name: "compare", operands: "A B", operandCount: 2...2,
        summary: Text(
            en:
                "solve two scenarios and say what changed in the input, the plan and the cost, and why",
            zh: "求解两个情景，说明输入、计划与费用有何变化及其原因"),
        options: [
            Shared.engine, Shared.timeLimit, Shared.gap,
            OptionSpec(
                name: "--report", value: "DIR",
                meaning: Text(
                    en: "also write a page with a chart of cost to DIR/compare.html",
                    zh: "另在 DIR/compare.html 生成费用变化图表")),
            Shared.format,
        ],
        run: { options, session in
            let sides = try options.operands.map { try CompareCommand.side($0, session) }
            let comparison = try Comparison(
                sides[0], sides[1], settings: SolveSettings(options, session))
            let document = ComparisonDocument(comparison, sides[0].scenario, sides[1].scenario)
            CompareCommand.write(document, options, session)
            if let folder = options.value("--report") {
                try CompareCommand.report(document, folder: folder, session)
            }
            let codes = [comparison.before, comparison.after].map {
                SolveCommand.exitCode($0.outcome, isInterrupted: session.isInterrupted())
            }
            return codes.first { $0 != .ok } ?? .ok
        })
}

/// The steps of `compare`.
enum CompareCommand {
    /// Reads a scenario and its document; says whose fault it is when that fails.
    static func side(_ argument: String, _ session: Session) throws -> Comparison.Side {
        let file = try ScenarioFile(argument)
        do {
            let scenario = try file.scenario()
            let document = try Scenario.parsed(file.bytes).withColumns(from: file.beside)
            return Comparison.Side(document: document, scenario: scenario)
        } catch let error as ScenarioError {
            session.console.note(
                Text(en: "in \(file.path):", zh: "\(file.path)：")[session.console.language])
            throw error
        }
    }

    static func write(_ document: ComparisonDocument, _ options: Options, _ session: Session) {
        switch options.value("--format") {
        case "json": session.console.data(document.json.written())
        case "csv": session.console.print(document.csv)
        default: session.console.print(document.table(session.console.language))
        }
    }

    static func report(
        _ document: ComparisonDocument, folder: String, _ session: Session
    ) throws {
        try OutputFile.makeFolder(folder)
        let path = folder + "/compare.html"
        let page = ComparisonPage(document, language: session.console.language)
        try OutputFile.write(Array(page.html().utf8), to: path)
        session.console.note(
            Text(en: "report: \(path)", zh: "报告：\(path)")[session.console.language])
    }
}
