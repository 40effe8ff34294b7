import Service
import Solver
import Testing

/// Command lines that cannot be carried out, and the commands that only tell.
@Suite struct UsageTests {
    @Test func withoutACommandTheHelpIsAMessage() {
        let run = ToolRun()
        #expect(run.code == .usage)
        #expect(run.data.isEmpty)
        #expect(run.messages.contains("solve"))
    }

    @Test(arguments: ["--help", "-h", "help"])
    func helpListsAllCommands(_ word: String) {
        let run = ToolRun(word)
        #expect(run.code == .ok)
        #expect(run.messages.isEmpty)
        for name in ["solve", "lp", "explain", "bill", "schema", "doctor", "completion"] {
            #expect(run.text.contains("  \(name) "))
        }
    }

    @Test(arguments: ["solve", "lp", "explain", "bill", "schema", "doctor", "completion"])
    func everyCommandHasHelp(_ command: String) {
        let run = ToolRun(command, "--help")
        #expect(run.code == .ok)
        #expect(run.text.hasPrefix("wattoken \(command)"))
        #expect(run.text.contains("--language"))
    }

    @Test(
        arguments: zip(
            ["sovle", "biil", "explian", "docter"], ["solve", "bill", "explain", "doctor"]))
    func aMisspeltCommandIsSuggested(_ given: String, _ meant: String) {
        let run = ToolRun(given)
        #expect(run.code == .usage)
        #expect(run.data.isEmpty)
        #expect(run.messages.contains("\"\(given)\""))
        #expect(run.messages.contains("Did you mean \"\(meant)\"?"))
    }

    @Test func aStrangeCommandHasNoSuggestion() {
        let run = ToolRun("photosynthesis")
        #expect(run.code == .usage)
        #expect(!run.messages.contains("Did you mean"))
    }

    /// Arguments and a word that the message must hold.
    @Test(
        arguments: [
            (["solve"], "SCENARIO"), (["solve", "a", "b"], "2 operands"),
            (["solve", "a", "--formt", "json"], "Did you mean \"--format\"?"),
            (["solve", "a", "--format", "xml"], "table, json, csv"),
            (["solve", "a", "--format"], "--format needs a value"),
            (["solve", "a", "--format", "csv", "--format=csv"], "given twice"),
            (["solve", "a", "--strict=no"], "--strict"),
            (["lp", "x.mps", "--set", "a=1"], "--set"), (["doctor", "now"], "1 operands"),
            (["completion", "tcsh"], "bash, zsh, fish"),
            (["solve", "a", "--language", "fr"], "zh-CN"),
            (["solve", "a", "-x"], "no option -x"), (["schema", "--"], ""),
        ] as [([String], String)])
    func argumentsThatDoNotFitAreUsageErrors(_ arguments: [String], _ word: String) {
        let run = ToolRun(arguments)
        if word.isEmpty {
            #expect(run.code == .ok)
            return
        }
        #expect(run.code == .usage)
        #expect(run.data.isEmpty)
        #expect(run.messages.contains(word), "\(run.messages)")
    }

    @Test(
        arguments: [
            ["--time-limit", "soon"], ["--time-limit", "-1"], ["--time-limit", "nan"],
            ["--threads", "0"], ["--threads", "1.5"], ["--gap", "2"], ["--set", "steps"],
            ["--engine", "fast"], ["--set", "=4"],
        ])
    func valuesOutOfRangeAreUsageErrors(_ option: [String]) throws {
        let run = ToolRun(["solve", Workbench.twoSites] + option)
        #expect(run.code == .usage)
        #expect(run.data.isEmpty)
        #expect(!run.messages.isEmpty)
    }

    @Test func billNeedsMeters() {
        let run = ToolRun("bill", Workbench.twoSites)
        #expect(run.code == .usage)
        #expect(run.messages.contains("--meters needs a value"))
    }

    @Test func theVersionIsData() {
        let run = ToolRun("--version")
        #expect(run.code == .ok)
        #expect(run.text == "wattoken \(Tool.version)\n")
        #expect(run.messages.isEmpty)
    }

    @Test func theSchemaIsTheDecoders() {
        let run = ToolRun("schema")
        #expect(run.code == .ok)
        #expect(run.data == Scenario.schema.written())
    }

    @Test func theDoctorFindsThisInstallationSound() {
        let run = ToolRun("doctor")
        #expect(run.code == .ok)
        #expect(!run.text.contains("FAIL"))
        #expect(run.text.contains("GLPK 5"))
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func completionKnowsAllCommandsAndOptions(_ shell: String) {
        let run = ToolRun("completion", shell)
        #expect(run.code == .ok)
        for word in ["solve", "explain", "bill", "doctor", "format", "time-limit", "meters"] {
            #expect(run.text.contains(word))
        }
    }

    @Test(arguments: [["--language", "zh-CN"], ["--language=zh-CN"]])
    func theLanguageOptionHasBothForms(_ option: [String]) {
        let run = ToolRun(["doctor"] + option)
        #expect(run.text.hasPrefix("检查"))
    }

    @Test func theLanguageFollowsTheEnvironment() {
        #expect(Language(environment: ["LANG": "zh_CN.UTF-8"]) == .chinese)
        #expect(Language(environment: ["LANG": "zh_CN.UTF-8", "LC_ALL": "C"]) == .english)
        #expect(Language(environment: ["LANG": "zh_CN.UTF-8", "LC_ALL": ""]) == .chinese)
        #expect(Language(environment: [:]) == .english)
        #expect(ToolRun(["--help"], language: .chinese).text.contains("命令"))
    }
}
