import Foundation
import Service
import Solver
import Testing

/// Limits over the year, calls and green assignments in every form of output.
@Suite struct PolicyOutputTests {
    private static let changes = [
        "--set",
        """
        policy={"energy_quotas": [{"id": "factory", "quota_mwh": 900,
        "year_to_date": {"energy_mwh": 500}, "remainder": {"energy_mwh": 300}}],
        "demand_response": [{"id": "evening", "sites": ["west"], "baseline_mw": 1,
        "reduction_mw": 0.1, "pay_cny_per_mwh": 800, "from": "2026-01-05T01:00:00+08:00",
        "to": "2026-01-05T02:00:00+08:00"}]}
        """,
        "--set", "sites.west.storages.battery.carries_green=true",
        "--set", "products.chat.green_share=0.01",
    ]

    @Test func theDocumentHasLimitsCallsAndAssignments() throws {
        let run = ToolRun(["solve", Workbench.twoSites, "--format", "json"] + Self.changes)
        #expect(run.code == .ok, "\(run.messages)")
        let plan = try run.json()
        let limit = try #require(plan["policy"]?["limits"]?.elements?.first)
        #expect(limit["limit"] == "energy_quota")
        #expect(limit["id"] == "factory")
        #expect(limit["year_to_date_mwh"]?.double == 500)
        let horizon = try #require(limit["horizon_mwh"]?.double)
        #expect(horizon > 0)
        #expect(limit["year_mwh"]?.double == 800 + horizon)
        let call = try #require(plan["policy"]?["demand_response"]?.elements?.first)
        #expect(call["id"] == "evening")
        #expect(call["reduction_mw"]?.elements?.count == 1)
        #expect(plan["prices"]?["policy"]?.elements?.first?["worth_cny_per_mwh"]?.double == 0)
        #expect(plan["green"]?["assigned"]?.elements?.isEmpty == false)
        #expect(plan["green"]?["storages"]?.elements?.count == 1)
        let carbon = try #require(plan["carbon"]?.elements?.last)
        #expect(carbon["volume_share"]?.double ?? 0 > 0)
    }

    @Test func withoutThemTheDocumentSaysNothing() throws {
        let plan = try ToolRun(["solve", Workbench.twoSites, "--format", "json"]).json()
        #expect(plan["policy"] == nil)
        #expect(plan["green"] == nil)
        #expect(plan["prices"]?["policy"] == nil)
    }

    @Test(arguments: [
        ("en", ["Energy quota · factory", "demand response", "green share by volume"]),
        ("zh-CN", ["能耗指标 · factory", "需求响应", "绿电电量占比"]),
    ])
    func theTablesSpeakBothLanguages(_ language: String, _ words: [String]) {
        let run = ToolRun(["solve", Workbench.twoSites, "--language", language] + Self.changes)
        #expect(run.code == .ok)
        for word in words { #expect(run.text.contains(word), "\(word)") }
    }

    @Test func thePageHasASectionForThem() throws {
        let bench = try Workbench()
        let folder = bench.folder.path
        let run = ToolRun(["solve", Workbench.twoSites, "--report", folder] + Self.changes)
        #expect(run.code == .ok, "\(run.messages)")
        let page = try String(
            contentsOf: bench.folder.appendingPathComponent("report.html"), encoding: .utf8)
        for word in ["Policy and demand response", "指标与需求响应", "evening", "Hourly CFE score"] {
            #expect(page.contains(word), "\(word)")
        }
    }

    @Test func aQuotaThatIsUsedUpIsExplainedByName() throws {
        let run = ToolRun(
            "explain", Workbench.twoSites, "--set",
            """
            policy={"energy_quotas": [{"id": "factory", "quota_mwh": 1,
            "year_to_date": {"energy_mwh": 4}, "remainder": {"energy_mwh": 0}}]}
            """)
        #expect(run.text.contains("Energy quota · factory"))
        #expect(run.text.contains("MWh"))
    }
}
