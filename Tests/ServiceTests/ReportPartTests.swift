import Foundation
import Service
import Solver
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// Sections of the report that only some scenarios have, on the command line.
@Suite struct ReportPartTests {
    /// A synthetic day of hours with parts of the model, and its report.
    private func page(_ parts: String) throws -> String {
        let bench = try Workbench()
        let scenario = bench.folder.appendingPathComponent("s.json").path
        let made = ToolRun(
            "example", "--hubs", "2", "--step-minutes", "60", "--with", parts, "--output", scenario)
        #expect(made.code == .ok, "\(made.messages)")
        let folder = bench.folder.appendingPathComponent("report").path
        let run = ToolRun("solve", scenario, "--report", folder)
        #expect(run.code == .ok, "\(run.messages)")
        let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/report.html"))
        #expect(XMLParser(data: data).parse())
        return String(decoding: data, as: UTF8.self)
    }

    @Test func contractsPinsAndCapacityAreDrawn() throws {
        let page = try page("contract,pins,maintenance,capacity")
        for heading in [
            "Contract curves and declarations", "合约曲线与申报曲线", "Pins and maintenance",
            "人工锁定与检修", "Capacity choices", "容量选择",
        ] { #expect(page.contains(heading), "\(heading)") }
        // The pin of the first night, its owner, and a window of a storage.
        #expect(page.contains("night-1") && page.contains("dispatch"))
        #expect(page.contains("battery,discharge") && page.contains("inspection"))
    }

    @Test func nothingIsDrawnWithoutThem() throws {
        let page = try page("tiers")
        for id in ["contracts", "held", "capacity"] { #expect(!page.contains("id=\"\(id)\"")) }
    }
}
