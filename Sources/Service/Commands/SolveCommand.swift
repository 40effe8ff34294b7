import Foundation
import Solver

extension Command {
    static let solve = Command(
        name: "solve", operands: "SCENARIO", operandCount: 1...1,
        summary: Text(
            en: "make an optimal, proven plan of a scenario", zh: "为一个情景求出经证明的最优计划"),
        options: [
            Shared.engine, Shared.threads, Shared.timeLimit, Shared.gap, Shared.nodeLimit,
            OptionSpec(
                name: "--write-mps", value: "FILE",
                meaning: Text(en: "also write the program as MPS", zh: "另将模型写成 MPS 文件")),
            OptionSpec(
                name: "--report", value: "DIR",
                meaning: Text(
                    en: "also write a page with charts to DIR/report.html",
                    zh: "另在 DIR/report.html 生成图表报告")),
            OptionSpec(
                name: "--continue-from", value: "PLAN",
                meaning: Text(
                    en: "start from the end states of a plan (JSON) that ends where this begins",
                    zh: "以前一计划（JSON）的期末状态为初始状态")),
            Shared.set, Shared.format,
            OptionSpec(
                name: "--table",
                value: PlanTables.Kind.allCases.map(\.rawValue).joined(separator: "|"),
                meaning: Text(
                    en: "which table --format csv writes (default schedule)",
                    zh: "--format csv 输出的表（默认 schedule）"),
                choices: PlanTables.Kind.allCases.map(\.rawValue)),
            OptionSpec(
                name: "--strict", value: nil,
                meaning: Text(
                    en: "exit 6 when the answer is not proven optimal", zh: "结果未证明最优时以 6 退出")),
        ],
        run: { options, session in
            let file = try ScenarioFile(options.operands[0])
            let scenario = try file.scenario(
                changes: ScenarioChange.all(options),
                continuing: options.value("--continue-from"),
                leftOut: { SolveCommand.noteLeftOut($0, session) })
            let settings = try SolveSettings(options, session)
            let start = ContinuousClock.now
            let formulation = Formulation(scenario)
            let build = (ContinuousClock.now - start) / .seconds(1)
            SolveCommand.noteUnits(scenario, session)
            let result = try ScenarioSolver.solve(
                formulation, settings: settings, buildSeconds: build)
            if let path = options.value("--write-mps") {
                try OutputFile.write(result.program.mps(), to: path)
            }
            try SolveCommand.write(result, scenario, options, session)
            if let folder = options.value("--report"), result.plan != nil {
                try SolveCommand.report(result, scenario, folder: folder, session)
            }
            return SolveCommand.exitCode(
                result.outcome, isInterrupted: session.isInterrupted(),
                isStrict: options.has("--strict"))
        })

    static let explain = Command(
        name: "explain", operands: "SCENARIO", operandCount: 1...1,
        summary: Text(
            en: "say why a scenario is infeasible, or which limits bind and what each is worth",
            zh: "说明情景为何不可行，或哪些限值起约束作用及其价值"),
        options: [Shared.engine, Shared.timeLimit, Shared.set, Shared.format],
        run: { options, session in
            let scenario = try ScenarioFile(options.operands[0])
                .scenario(changes: ScenarioChange.all(options))
            let formulation = Formulation(scenario)
            let numerics = NumericsDocument(scenario, NumericsReport(formulation.program))
            let result = try ScenarioSolver.solve(
                formulation, settings: SolveSettings(options, session), asksRanges: true)
            let language = session.console.language
            if options.value("--format") == "json" {
                session.console.data(
                    ExplainDocument.json(result, scenario, numerics).written())
            } else {
                session.console.print(Words.status(result.outcome.proof)[language])
                session.console.print(
                    ExplainDocument.text(result, scenario, language) + "\n\n"
                        + numerics.text(language))
            }
            return SolveCommand.exitCode(
                result.outcome, isInterrupted: session.isInterrupted())
        })
}

/// What `solve` and its relatives share.
enum SolveCommand {
    /// Writes the plan in the form asked for.
    static func write(
        _ result: ScenarioSolver.Result, _ scenario: Scenario, _ options: Options,
        _ session: Session
    ) throws {
        switch options.value("--format") {
        case "json": session.console.data(PlanDocument.json(result, scenario).written())
        case "csv":
            if let plan = result.plan {
                let kind = options.value("--table").flatMap(PlanTables.Kind.init)
                session.console.print(PlanTables.csv(plan, kind ?? .schedule))
            } else {
                note(result.outcome, session)
                guard let conflict = result.conflict else { return }
                let language = session.console.language
                session.console.note(ExplainDocument.conflictTable(conflict, scenario, language))
            }
        default:
            session.console.print(
                PlanTables(
                    result: result, scenario: scenario, language: session.console.language
                ).text)
        }
    }

    /// Says on stderr which numbers look as if they were in another unit.
    static func noteUnits(_ scenario: Scenario, _ session: Session) {
        for suspicion in scenario.unitSuspicions {
            session.console.note(
                "wattoken: " + NumericsDocument.sentence(suspicion)[session.console.language])
        }
    }

    /// Says on stderr which states of the plan before have no place in this scenario.
    static func noteLeftOut(_ states: [String], _ session: Session) {
        guard !states.isEmpty else { return }
        session.console.note(
            Text(
                en: "wattoken: states without a place in this scenario: ",
                zh: "wattoken：本情景中没有对应位置的状态：")[session.console.language]
                + states.joined(separator: ", "))
    }

    /// Says on stderr why there is no data.
    static func note(_ outcome: Outcome, _ session: Session) {
        session.console.note("wattoken: " + Words.status(outcome.proof)[session.console.language])
    }

    static func report(
        _ result: ScenarioSolver.Result, _ scenario: Scenario, folder: String,
        _ session: Session
    ) throws {
        try OutputFile.makeFolder(folder)
        let page = ReportPage(result, scenario, language: session.console.language)
        let path = folder + "/report.html"
        try OutputFile.write(Array(page.html().utf8), to: path)
        session.console.note(
            Text(en: "report: \(path)", zh: "报告：\(path)")[session.console.language])
    }

    /// 0 with a plan, 4 infeasible or unbounded, 5 without an answer, 130 interrupted.
    static func exitCode(
        _ outcome: Outcome, isInterrupted: Bool, isStrict: Bool = false
    ) -> ExitCode {
        switch outcome.status {
        case .optimal: .ok
        case .feasible: isInterrupted ? .interrupted : isStrict ? .fallback : .ok
        case .infeasible, .unbounded: .infeasible
        case .limit: isInterrupted ? .interrupted : .limitWithoutSolution
        }
    }
}

extension ScenarioChange {
    /// The changes of all `--set` options.
    static func all(_ options: Options) throws -> [ScenarioChange] {
        try options.all("--set").map { text in
            guard let change = ScenarioChange(text) else {
                throw Options.Problem.notAllowed(
                    option: "--set", given: text, allowed: "PATH=VALUE")
            }
            return change
        }
    }
}

extension SolveSettings {
    /// Settings from a command's options, with progress on a terminal.
    init(_ options: Options, _ session: Session) throws {
        self.init()
        engine = options.value("--engine").flatMap(Engine.init) ?? .auto
        timeLimitSeconds = try options.number("--time-limit", 0...1e9) ?? .infinity
        relativeGap = try options.number("--gap", 0...1) ?? relativeGap
        nodeLimit = try options.integer("--node-limit", 1...Int(Int32.max)) ?? nodeLimit
        threads = try options.integer("--threads", 1...1024) ?? threads
        let line = ProgressLine(session.console)
        progress = { progress in
            line.show(progress)
            return !session.isInterrupted()
        }
    }
}
