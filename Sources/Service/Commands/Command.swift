/// A command of the tool: its words and what it does.
struct Command: Sendable {
    /// Its name.
    let name: String
    /// Operands as the usage line shows them.
    let operands: String
    /// How many operands it takes.
    let operandCount: ClosedRange<Int>
    /// One sentence.
    let summary: Text
    /// Its options.
    let options: [OptionSpec]
    /// Runs it.
    let run: @Sendable (Options, Session) throws -> ExitCode

    /// The usage line.
    var usage: String {
        "wattoken \(name)" + (operands.isEmpty ? "" : " " + operands)
            + options.map { option in
                let body = option.value.map { "\(option.name) \($0)" } ?? option.name
                return " [\(body)]" + (option.repeats ? "…" : "")
            }.joined()
    }

    /// All commands, in the order of the help.
    static let all: [Command] = [
        .solve, .lp, .explain, .compare, .sweep, .example, .importing, .tariff, .bill, .forecast,
        .serve,
        .worker, .certificate, .meters, .energyCertificates, .log, .backup, .restore, .migrate,
        .schema, .doctor, .completion,
    ]

    /// Options that several commands share.
    enum Shared {
        static let format = OptionSpec(
            name: "--format", value: "table|json|csv",
            meaning: Text(en: "form of the data on stdout", zh: "标准输出的数据格式"),
            choices: ["table", "json", "csv"])
        static let engine = OptionSpec(
            name: "--engine", value: "auto|glpk|horizon",
            meaning: Text(en: "which engine solves", zh: "求解引擎"),
            choices: ["auto", "glpk", "horizon"])
        static let timeLimit = OptionSpec(
            name: "--time-limit", value: "S",
            meaning: Text(en: "wall-clock limit, seconds", zh: "时间上限（秒）"))
        static let gap = OptionSpec(
            name: "--gap", value: "G",
            meaning: Text(
                en: "relative gap at which an integer solve may stop", zh: "整数求解可停止的相对间隙"))
        static let nodeLimit = OptionSpec(
            name: "--node-limit", value: "N",
            meaning: Text(
                en: "nodes after which an integer solve stops", zh: "整数求解的节点数上限"))
        static let threads = OptionSpec(
            name: "--threads", value: "N",
            meaning: Text(
                en: "threads (default 1); GLPK uses one, the interior-point engine two at most",
                zh: "线程数（默认 1）；GLPK 只用一个，内点法最多两个"))
        static let set = OptionSpec(
            name: "--set", value: "PATH=VALUE",
            meaning: Text(
                en: "change the scenario, e.g. carbon.price_cny_per_tonne=120 or "
                    + "sites.*.connection.transformer_mva=40",
                zh: "修改情景，例如 carbon.price_cny_per_tonne=120"), repeats: true)
        static let language = OptionSpec(
            name: "--language", value: "en|zh-CN",
            meaning: Text(en: "language of text; default from LANG", zh: "文字语言；默认取自 LANG"),
            choices: Language.allCases.map(\.rawValue))
        static let output = OptionSpec(
            name: "--output", value: "FILE",
            meaning: Text(en: "file to write", zh: "输出文件"))
    }
}

/// What a running command may use: streams, environment, interrupts.
package struct Session: Sendable {
    package let console: Console
    package let environment: [String: String]
    /// True once the user has asked to stop.
    package let isInterrupted: @Sendable () -> Bool

    /// Creates a session.
    package init(
        console: Console, environment: [String: String],
        isInterrupted: @escaping @Sendable () -> Bool
    ) {
        self.console = console
        self.environment = environment
        self.isInterrupted = isInterrupted
    }
}
