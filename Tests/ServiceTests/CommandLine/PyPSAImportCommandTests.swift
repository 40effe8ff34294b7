import Foundation
import Service
import Solver
import Testing

/// `import pypsa`: a folder in, a scenario out, and what was lost in words and as a list.
@Suite struct PyPSAImportCommandTests {
    private func folder(_ bench: Workbench, _ generators: String) throws -> String {
        for (name, text) in [
            "buses.csv": "name\na\n", "loads.csv": "name,bus,p_set\nload,a,10\n",
            "generators.csv": generators,
        ] { _ = try bench.file(name, text) }
        return URL(fileURLWithPath: try bench.file("snapshots.csv", "snapshot\nnow\n"))
            .deletingLastPathComponent().path
    }

    @Test func whatIsWrittenSolves() throws {
        let bench = try Workbench()
        let path = try folder(bench, "name,bus,p_nom,marginal_cost,maintainable\ng,a,50,20,True\n")
        let list = path + "/lost.json"
        let run = ToolRun(
            ["import", "pypsa", path, "--output", path + "/out.json", "--omissions", list])
        #expect(run.code == .ok)
        #expect(run.messages.contains("NOT CARRIED OVER"))
        #expect(run.messages.contains("generators.maintainable (1: g)"))
        let lost = try JSON(parsing: [UInt8](Data(contentsOf: URL(fileURLWithPath: list))))
        let names = lost["omissions"]?.elements?.compactMap { $0["attribute"]?.words } ?? []
        #expect(names.contains("maintainable"))
        let solved = ToolRun(["solve", path + "/out.json", "--format", "json"])
        #expect(solved.code == .ok)
        #expect(try solved.json()["proof"]?["objective"]?.double == 200)
    }

    @Test func theScenarioGoesToTheOutputWithoutAFile() throws {
        let bench = try Workbench()
        let path = try folder(bench, "name,bus,p_nom\ng,a,50\n")
        let run = ToolRun(["import", "pypsa", path, "--language", "zh-CN"])
        #expect(run.code == .ok)
        #expect(try run.json()["format"] == "wattoken-scenario/1")
        #expect(run.messages.contains("不影响最优结果"))
    }

    @Test func faultsAreNamedByFileAndLine() throws {
        let bench = try Workbench()
        let path = try folder(bench, "name,bus,p_nom\ng,nowhere,50\n")
        let run = ToolRun(["import", "pypsa", path])
        #expect(run.code == .invalidInput)
        #expect(run.messages.contains("generators.csv, line 2"))
        #expect(ToolRun(["import", "pypsa", path + "/none"]).code == .invalidInput)
    }
}
