import Solver
import Synchronization

extension Command {
    static let sweep = Command(
        name: "sweep", operands: "SCENARIO", operandCount: 1...1,
        summary: Text(
            en: "solve a scenario with every combination of some values and compare the plans",
            zh: "对若干取值的所有组合逐一求解情景，并比较各计划"),
        options: [
            OptionSpec(
                name: "--vary", value: "PATH=V,V…",
                meaning: Text(
                    en: "a place of the scenario and its values, e.g. "
                        + "carbon.price_cny_per_tonne=60,90,120; several are combined",
                    zh: "情景中的位置及其取值，例如 carbon.price_cny_per_tonne=60,90,120；可多次给出并组合"),
                repeats: true),
            Shared.set, Shared.engine, Shared.threads, Shared.timeLimit, Shared.gap,
            OptionSpec(
                name: "--engine-at", value: "local",
                meaning: Text(
                    en: "where it solves; only here so far", zh: "求解地点；目前只支持本机"),
                choices: ["local"]),
            OptionSpec(
                name: "--output", value: "DIR",
                meaning: Text(
                    en: "also write each plan to DIR/1.json, DIR/2.json …",
                    zh: "另将各计划写入 DIR/1.json、DIR/2.json……")),
            Shared.format,
        ],
        run: { options, session in
            let file = try ScenarioFile(options.operands[0])
            let axes = try SweepCommand.axes(options)
            var document = try Scenario.parsed(file.bytes)
            for change in try ScenarioChange.all(options) {
                document = try change.applied(to: document)
            }
            let sweep = try Sweep(document, axes, files: file.beside)
            let answers = try SweepCommand.answers(sweep, file, options, session)
            let table = SweepDocument(sweep, answers)
            switch options.value("--format") {
            case "json": session.console.data(table.json.written())
            case "csv": session.console.print(table.csv)
            default: session.console.print(table.table(session.console.language))
            }
            if session.isInterrupted() { return .interrupted }
            return answers.lazy.map { SolveCommand.exitCode($0.outcome, isInterrupted: false) }
                .first { $0 != .ok } ?? .ok
        })
}

/// The steps of `sweep`.
enum SweepCommand {
    static func axes(_ options: Options) throws(Options.Problem) -> [Sweep.Axis] {
        let given = options.all("--vary")
        guard !given.isEmpty else { throw .missingValue("--vary") }
        var axes: [Sweep.Axis] = []
        for text in given {
            guard let axis = Sweep.Axis(text) else {
                throw .notAllowed(option: "--vary", given: text, allowed: "PATH=VALUE,VALUE…")
            }
            axes.append(axis)
        }
        return axes
    }

    /// Solves all; plans are written as they come.
    static func answers(
        _ sweep: Sweep, _ file: ScenarioFile, _ options: Options, _ session: Session
    ) throws -> [SweepAnswer] {
        let threads = try options.integer("--threads", 1...1024) ?? 1
        let folder = options.value("--output")
        if let folder { try OutputFile.makeFolder(folder) }
        var settings = try SolveSettings(options, session)
        settings.progress = { _ in !session.isInterrupted() }
        let found = Mutex<[SweepAnswer]>([])
        let line = ProgressLine(session.console)
        let start = ContinuousClock.now
        let run = SweepRun(
            sweep, settings: settings, files: { file.beside($0) }, isStopped: session.isInterrupted)
        try run.run(threads: threads) { answer in
            if let folder {
                let path = "\(folder)/\(answer.variation.number + 1).json"
                try OutputFile.write(
                    PlanDocument.json(answer.result, answer.scenario).written(), to: path)
            }
            let count = found.withLock { found in
                found.append(SweepAnswer(answer))
                return found.count
            }
            line.show(
                solved: count, of: sweep.variations.count,
                seconds: (ContinuousClock.now - start) / .seconds(1))
        }
        line.clear()
        return found.withLock { $0.sorted { $0.number < $1.number } }
    }
}
