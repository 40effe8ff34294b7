import Foundation
import Service
import Solver
import Testing

@Suite struct ReportTests {
    private let scenario: Scenario
    private let result: ScenarioSolver.Result
    private let page: String

    init() throws {
        scenario = try Tiny.scenario()
        result = try Tiny.result(scenario)
        page = ReportPage(result, scenario).html()
    }

    @Test func isWellFormed() {
        let reader = PageReader()
        #expect(reader.read(page))
        #expect(reader.elements["script"] == nil)
        #expect(reader.elements["svg", default: 0] >= 7)
        let drawings = reader.attributes.filter { $0.element == "svg" && $0.name == "role" }
        #expect(drawings.count == reader.elements["svg"])
    }

    @Test func loadsNothing() {
        let reader = PageReader()
        #expect(reader.read(page))
        let links = reader.attributes.filter {
            ["src", "href", "data", "action"].contains($0.name) && !$0.value.hasPrefix("#")
        }
        #expect(links.isEmpty)
        #expect(!page.contains("http:") && !page.contains("https:"))
        #expect(!page.contains("url(") && !page.contains("@import"))
    }

    @Test func hasNoNumberThatIsNone() {
        #expect(!page.contains(">nan") && !page.contains("NaN") && !page.contains("inf "))
    }

    @Test func bothLanguagesAreThere() {
        for word in ["Status and proof", "状态与证明", "词元", "算电协同", "Optimal", "最优"] {
            #expect(page.contains(word), "\(word)")
        }
        let english = page.components(separatedBy: "class=\"en\"").count
        let chinese = page.components(separatedBy: "class=\"zh\"").count
        #expect(english == chinese)
    }

    @Test func languageIsTheReadersChoice() {
        let chinese = ReportPage(result, scenario, language: .chinese).html()
        #expect(page.contains("<html lang=\"en\">"))
        #expect(chinese.contains("<html lang=\"zh-CN\">"))
        #expect(page.contains("id=\"lang-en\" aria-label=\"English\" checked=\"checked\""))
        #expect(chinese.contains("id=\"lang-zh\" aria-label=\"中文\" checked=\"checked\""))
    }

    @Test func namesAreEscaped() throws {
        #expect(page.contains("North &lt;hub&gt; &amp; &quot;co&quot;"))
        #expect(!page.contains("<hub>") && !page.contains("<day>"))
        let hostile = "</td><script>alert(1)</script>\u{1}]]>"
        let other = try Tiny.scenario(siteName: hostile)
        let attacked = ReportPage(try Tiny.result(other), other).html()
        let reader = PageReader()
        #expect(reader.read(attacked))
        #expect(reader.elements["script"] == nil)
    }

    @Test func everySiteAndProductIsListed() {
        let reader = PageReader()
        #expect(reader.read(page))
        for name in ["South hub", "南方集群", "Chat", "对话", "Batch", "批量", "City & port"] {
            #expect(reader.texts.contains { $0.contains(name) }, "\(name)")
        }
    }

    @Test func sameResultGivesSameBytes() {
        #expect(ReportPage(result, scenario).html() == page)
    }

    @Test func proofIsStated() throws {
        let objective = try #require(result.outcome.proof.objective)
        #expect(page.contains(NumberText.fixed(objective, 2)))
        #expect(page.contains(result.outcome.engine))
    }

    @Test func infeasibleScenarioSaysWhy() throws {
        let document = try Scenario.parsed(Array(Self.infeasible.utf8))
        let scenario = try Scenario(document)
        let result = try ScenarioSolver.solve(scenario)
        try #require(result.plan == nil)
        let page = ReportPage(result, scenario).html()
        #expect(PageReader().read(page))
        #expect(page.contains("Infeasible") && page.contains("不可行"))
        #expect(page.contains("Limits in conflict"))
    }

    /// Replicas that must stay loaded need more power than the connection gives.
    private static let infeasible = """
        {"format": "wattoken-scenario/1", "start": "2026-09-15T00:00:00+08:00",
         "step_minutes": 60, "steps": 2, "accelerators": [{"id": "card"}],
         "profiles": [{"id": "f", "product": "chat", "accelerator": "card",
           "accelerators_per_replica": 8, "loaded_idle_kw": 1.5,
           "modes": [{"id": "m", "million_tokens_per_hour": 5, "busy_kw": 6}]}],
         "origins": [{"id": "city"}],
         "products": [{"id": "chat", "kind": "interactive",
           "demand": [{"origin": "city", "million_tokens_per_hour": 4}],
           "output_price_cny_per_million_tokens": 8}],
         "tariffs": [{"id": "t", "versions": [{"effective_from": "2026-01-01",
           "components": [{"id": "energy", "price_cny_per_mwh": 400}]}]}],
         "sites": [{"id": "s", "pue": 1.2, "connection": {"transformer_mva": 0.01},
           "tariff": "t", "pools": [{"id": "p", "accelerator": "card", "accelerators": 640,
             "serves": [{"profile": "f", "minimum_replicas": 60}]}]}],
         "network": [{"origin": "city", "site": "s", "round_trip_ms": 3}]}
        """
}
