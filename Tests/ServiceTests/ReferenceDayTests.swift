import Foundation
import Service
import Solver
import Testing

/// The reference day from its files to the plan and the report, as a user runs it.
///
/// One solve of about 88 000 columns: the longest test of the suite.
@Suite struct ReferenceDayTests {
    @Test func theDayAtTheTenClustersIsPlannedAndProven() throws {
        let bench = try Workbench()
        let day = datasets.appendingPathComponent("scenarios/east-west-day").path
        let run = ToolRun("solve", day, "--format", "json", "--report", bench.path("report"))
        #expect(run.code == .ok, "\(run.messages)")
        let plan = try run.json()
        let proof = try #require(plan["proof"])
        #expect(proof["status"] == "optimal")
        let objective = try #require(proof["objective"]?.double)
        // The objective of this data set; HiGHS and CLP agree (Benchmarks).
        #expect(abs(objective + 78_524_261.852) < 1)
        let lines = try #require(plan["costs"]?.elements)
        let sum = lines.reduce(0) { $0 + ($1["amount_cny"]?.double ?? .nan) }
        #expect(abs(sum - objective) <= 1e-9 * abs(objective))
        let gap = try #require(plan["chain"]?["largest_import_difference_mwh"]?.double)
        #expect(gap <= 1e-7)
        let unserved = try #require(plan["products"]?.elements).map {
            $0["unserved_million_tokens"]?.double ?? .nan
        }
        #expect(unserved.allSatisfy { $0 == 0 })
        let page = try String(contentsOfFile: bench.path("report/report.html"), encoding: .utf8)
        #expect(page.contains("中卫集群") && page.contains("Zhongwei"))
    }
}
