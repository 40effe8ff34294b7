import Foundation
import Service
import Solver
import Testing

/// Files that are not there, are folders, are too large or lie beside the scenario.
@Suite struct InputFileTests {
    private static let commands = [["solve"], ["explain"], ["lp"]]

    @Test(arguments: commands)
    func aMissingFileIsNamed(_ command: [String]) {
        let run = ToolRun(command + ["/nowhere/scenario.json"])
        #expect(run.code == .invalidInput)
        #expect(run.data.isEmpty)
        #expect(run.messages == "wattoken: no such file: /nowhere/scenario.json\n")
    }

    @Test func aFolderIsNoProgram() throws {
        let bench = try Workbench()
        let run = ToolRun("lp", bench.folder.path)
        #expect(run.code == .invalidInput)
        #expect(run.messages.contains("a folder"))
    }

    @Test func aFolderWithoutAScenarioSaysWhichFileItLacks() throws {
        let bench = try Workbench()
        let run = ToolRun("solve", bench.folder.path)
        #expect(run.code == .invalidInput)
        #expect(run.messages.contains("scenario.json"))
    }

    @Test func aFolderWithAScenarioAndASeriesIsSolved() throws {
        let bench = try Workbench()
        let document = try Data(contentsOf: URL(fileURLWithPath: Workbench.twoSites))
        _ = try bench.file("scenario.json", [UInt8](document))
        _ = try bench.file(
            "wind.csv",
            "time,share\n"
                + (0..<4).map { "2026-01-05T0\($0):00:00+08:00,0.\($0)" }.joined(separator: "\n"))
        let change =
            "sites.west.renewables.wind.output_share={\"csv\":\"wind.csv\",\"column\":\"share\"}"
        for path in [bench.folder.path, bench.folder.path + "/", bench.path("scenario.json")] {
            let run = ToolRun("solve", path, "--format", "json", "--set", change)
            #expect(run.code == .ok, "\(run.messages)")
            let wind = try run.json()["sites"]?.elements?[0]["renewables"]?.elements?[0]
            let available = wind?["available_mw"]?.elements?.compactMap(\.double) ?? []
            #expect(available.count == 4)
            for (found, expected) in zip(available, [0, 0.02, 0.04, 0.06]) {
                #expect(abs(found - expected) < 1e-12)
            }
        }
    }

    @Test func aSeriesFileThatIsTooLargeIsNotUsed() throws {
        let bench = try Workbench()
        let document = try Data(contentsOf: URL(fileURLWithPath: Workbench.twoSites))
        _ = try bench.file("scenario.json", [UInt8](document))
        _ = try bench.sparseFile("big.csv", bytes: 1 << 30)
        let run = ToolRun(
            "solve", bench.folder.path, "--set",
            "sites.west.pue={\"csv\":\"big.csv\",\"column\":\"share\"}")
        #expect(run.code == .invalidInput)
        #expect(run.data.isEmpty)
        #expect(run.messages.contains("/sites/0/pue") && run.messages.contains("big.csv"))
    }

    @Test(arguments: [["solve"], ["explain"], ["bill", Workbench.twoSites, "--meters"]])
    func aFileOfAGigabyteIsRefusedByItsSize(_ command: [String]) throws {
        let bench = try Workbench()
        let run = ToolRun(command + [try bench.sparseFile("big.json", bytes: 1 << 30)])
        #expect(run.code == .invalidInput)
        #expect(run.data.isEmpty)
        #expect(run.messages.contains("larger than the limit of 268435456 bytes"))
    }

    @Test func aProgramAboveTheLimitIsRefusedByItsSize() throws {
        let bench = try Workbench()
        let run = ToolRun("lp", try bench.sparseFile("big.mps", bytes: 3 << 30))
        #expect(run.code == .invalidInput)
        #expect(run.messages.contains("larger than the limit"))
    }

    @Test(arguments: ["", "{", "[]", "\u{FEFF}{}", "hello", "{\"steps\": NaN}"])
    func textThatIsNoScenarioIsRefused(_ text: String) throws {
        let bench = try Workbench()
        let run = ToolRun("solve", try bench.file("s.json", text), "--format", "json")
        #expect(run.code == .invalidInput)
        #expect(run.data.isEmpty)
        #expect(run.messages.contains("document"))
    }

    @Test func filesWithoutEndAreReadOnlyToTheLimit() {
        let run = ToolRun("solve", "/dev/zero")
        #expect(run.code == .invalidInput)
        #expect(run.messages.contains("larger than the limit"))
    }
}
