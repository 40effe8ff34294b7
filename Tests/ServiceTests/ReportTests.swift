import Foundation
import Service
import Solver
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// A tiny scenario: two sites, an interactive and a batch product, six hours.
private enum Tiny {
    static func scenario(siteName: String = "North <hub> & \"co\"") throws -> Scenario {
        let name = try String(
            decoding: JSONEncoder().encode(siteName), as: UTF8.self)
        return try Scenario(json: Array(document.replacing("SITE_NAME", with: name).utf8))
    }

    static func result(_ scenario: Scenario) throws -> ScenarioSolver.Result {
        try ScenarioSolver.solve(scenario)
    }

    static let document = """
        {"format": "wattoken-scenario/1", "name": {"en": "Tiny <day>", "zh": "小<例>"},
         "start": "2026-09-15T00:00:00+08:00", "step_minutes": 30, "steps": 12,
         "carbon": {"price_cny_per_tonne": 90},
         "accelerators": [{"id": "card", "peak_tflops": 1000, "off_kw": 0.1}],
         "profiles": [
          {"id": "chat-card", "product": "chat", "accelerator": "card",
           "accelerators_per_replica": 8, "loaded_idle_kw": 1.5,
           "modes": [{"id": "m", "million_tokens_per_hour": 5, "busy_kw": 6}]},
          {"id": "batch-card", "product": "batch", "accelerator": "card",
           "accelerators_per_replica": 8, "loaded_idle_kw": 1.5,
           "modes": [{"id": "m", "million_tokens_per_hour": 9, "busy_kw": 7}]}],
         "origins": [{"id": "city", "name": {"en": "City & port", "zh": "城市"},
           "latitude": 31, "longitude": 121}],
         "products": [
          {"id": "chat", "name": {"en": "Chat", "zh": "对话"}, "kind": "interactive",
           "demand": [{"origin": "city", "million_tokens_per_hour": 400}],
           "output_price_cny_per_million_tokens": 8, "gigaflop_per_output_token": 40,
           "gigabytes_per_million_tokens": 0.01},
          {"id": "batch", "name": {"en": "Batch", "zh": "批量"}, "kind": "batch",
           "demand": [{"origin": "city", "million_tokens_per_hour": 300}],
           "output_price_cny_per_million_tokens": 1, "gigaflop_per_output_token": 10,
           "max_delay_hours": 3, "terminal_price_cny_per_million_tokens": 0.5}],
         "tariffs": [{"id": "t", "versions": [{"effective_from": "2026-01-01",
           "components": [{"id": "energy", "price_cny_per_mwh": 400, "time_of_use": true},
            {"id": "transmission_distribution", "price_cny_per_mwh": 150}],
           "seasons": [{"id": "all", "months": [1,2,3,4,5,6,7,8,9,10,11,12],
            "hours": ["valley","valley","valley","flat","peak","sharp_peak","flat","flat","flat",
             "flat","flat","flat","flat","flat","flat","flat","flat","flat","flat","flat","flat",
             "flat","flat","flat"],
            "multipliers": {"sharp_peak": 2, "peak": 1.6, "flat": 1, "valley": 0.5}}]}]}],
         "sites": [
          {"id": "north", "name": SITE_NAME, "latitude": 40, "longitude": 112, "pue": 1.2,
           "connection": {"transformer_mva": 2}, "tariff": "t",
           "emissions": {"location_based_kg_co2_per_mwh": 600},
           "pools": [{"id": "p", "accelerator": "card", "accelerators": 640,
             "serves": [{"profile": "chat-card"}, {"profile": "batch-card"}]}],
           "renewables": [{"id": "w", "kind": "wind", "delivery": "on_site", "capacity_mw": 1,
             "output_share": 0.2, "price_cny_per_mwh": 200}]},
          {"id": "south", "name": {"en": "South hub", "zh": "南方集群"}, "pue": 1.3,
           "connection": {"transformer_mva": 2}, "tariff": "t",
           "emissions": {"location_based_kg_co2_per_mwh": 300},
           "pools": [{"id": "p", "accelerator": "card", "accelerators": 320,
             "serves": [{"profile": "chat-card"}, {"profile": "batch-card"}]}]}],
         "network": [{"origin": "city", "site": "north", "round_trip_ms": 30},
          {"origin": "city", "site": "south", "round_trip_ms": 10, "price_cny_per_gb": 0.1}]}
        """
}

/// Reads markup and keeps what tests ask about.
private final class PageReader: NSObject, XMLParserDelegate {
    private(set) var elements: [String: Int] = [:]
    private(set) var attributes: [(element: String, name: String, value: String)] = []
    private(set) var texts: [String] = []
    private var open = ""

    func read(_ page: String) -> Bool {
        let parser = XMLParser(data: Data(page.utf8))
        parser.delegate = self
        return parser.parse()
    }

    func parser(
        _ parser: XMLParser, didStartElement element: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String]
    ) {
        elements[element, default: 0] += 1
        self.attributes += attributes.map { (element, $0.key, $0.value) }
        flush()
    }

    func parser(
        _ parser: XMLParser, didEndElement element: String, namespaceURI: String?,
        qualifiedName: String?
    ) { flush() }

    func parser(_ parser: XMLParser, foundCharacters text: String) { open += text }

    private func flush() {
        if !open.isEmpty { texts.append(open) }
        open = ""
    }
}

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

/// The tiny scenario with two jobs and a demand class.
private enum TinyWithJobs {
    static func scenario() throws -> Scenario {
        let changes = [
            """
            jobs=[{"id": "train", "name": {"en": "Train <one>", "zh": "训练"}, "accelerator": "card",
              "accelerators": 40, "hours": 2, "busy_kw": 1, "preemptible": true,
              "minimum_scale": 0.5, "due": "2026-09-15T03:00:00+08:00", "value_cny": 5000,
              "deadline": "2026-09-15T05:00:00+08:00", "model_flop_utilisation": 0.4},
             {"id": "idle", "accelerator": "card", "accelerators": 80, "hours": 1,
              "busy_kw": 1, "may_be_declined": true, "value_cny": 1,
              "deadline": "2026-09-15T06:00:00+08:00"}]
            """,
            """
            demand_classes=[{"id": "any", "name": {"en": "Any model", "zh": "任意模型"},
              "origin": "city", "million_tokens_per_hour": 20, "quality_floor": 1}]
            """,
            "products.chat.quality=3",
        ]
        var document = try Scenario.parsed(
            Array(Tiny.document.replacing("SITE_NAME", with: "\"N\"").utf8))
        for text in changes {
            document = try #require(ScenarioChange(text)).applied(to: document)
        }
        return try Scenario(document)
    }
}

@Suite("A report with jobs") struct JobReportTests {
    private let result: ScenarioSolver.Result
    private let scenario: Scenario
    private let context: ReportContext

    init() throws {
        scenario = try TinyWithJobs.scenario()
        result = try Tiny.result(scenario)
        context = ReportContext(try #require(result.plan), result.bindingLimits)
    }

    @Test("The page is well-formed and names jobs and classes in both languages")
    func page() {
        let html = ReportPage(result, scenario).html()
        #expect(PageReader().read(html))
        for text in ["Train &lt;one&gt;", "训练", "declined", "放弃", "Any model", "任意模型"] {
            #expect(html.contains(text), "\(text)")
        }
    }

    @Test("The bars are the runs of the plan, within their windows")
    func bars() {
        let rows = JobSection(context).chart.rows
        #expect(rows.count == 2)
        #expect(rows[0].window == 0..<10)
        let hours = rows[0].bars.reduce(0) { $0 + Double($1.steps.count) * 0.5 }
        #expect(hours >= 2)
        #expect(rows[0].bars.allSatisfy { rows[0].window.contains($0.steps.lowerBound) })
        #expect(rows[1].bars.isEmpty)
    }

    @Test("The energy of jobs is a flow of its own, and all flows still add up")
    func flows() {
        let diagram = ChainFlows(context).diagram
        for stage in diagram.stages.prefix(3) {
            #expect(abs(stage.total - context.total.meterMWh) < 1e-6)
        }
        let jobs = context.plan.chain.sum(product: context.plan.chain.jobs)
        // 40 accelerators of 1 kW for two hours, with their share of the rest.
        #expect(jobs.meterMWh > 0.08)
        #expect(abs(jobs.businessValueCNY - 5000) < 1e-6)
    }
}

@Suite struct ReportChartTests {
    private let context: ReportContext

    init() throws {
        let result = try Tiny.result(try Tiny.scenario())
        context = ReportContext(try #require(result.plan), result.bindingLimits)
    }

    private func isNear(_ a: Double, _ b: Double) -> Bool {
        abs(a - b) <= 1e-9 * max(1, abs(a), abs(b))
    }

    @Test func stackedTokensAreThoseOfThePlan() {
        let chart = PowerSection(context).tokenChart
        let tokens = context.plan.schedule.routes.reduce(0) {
            $0 + $1.millionTokens.reduce(0, +)
        }
        #expect(tokens > 0)
        #expect(isNear(chart.total, tokens))
        #expect(chart.layers.count == 2)
    }

    @Test func stackedPowerIsThatOfThePlan() {
        let chart = PowerSection(context).powerChart
        let energy = context.plan.schedule.sites.reduce(0) {
            $0 + context.energyMWh($1.facilityMW)
        }
        #expect(isNear(chart.total, energy))
    }

    @Test func flowsKeepEnergyAndMoney() throws {
        let diagram = ChainFlows(context).diagram
        #expect(diagram.stages.count == 7)
        for stage in diagram.stages.prefix(3) {
            #expect(abs(stage.total - context.total.meterMWh) < 1e-6)
        }
        let split = try #require(diagram.stages.last)
        #expect(isNear(split.total, context.total.revenueCNY))
        for (index, stage) in diagram.stages.enumerated() {
            for (node, value) in stage.nodes.enumerated() {
                let leaving = diagram.flows.filter { $0.stage == index && $0.source == node }
                let out = leaving.reduce(0) { $0 + $1.leaving }
                #expect(leaving.isEmpty || abs(out - value.value) < 1e-6 * value.value)
            }
        }
    }

    @Test func sharesOfARouteAddUp() {
        let rows = RoutingSection(context).rows
        #expect(rows.count == 2)
        let total = rows.reduce(0) { $0 + $1.total }
        #expect(isNear(total, context.total.millionTokens))
    }

    @Test func timelineCoversTheHorizon() {
        let timeline = context.timeline
        #expect(timeline.steps.first?.lowerBound == 0)
        #expect(timeline.steps.last?.upperBound == 12)
        #expect(timeline.steps.count == 6)
        #expect(timeline.ticks.first?.label == "00:00")
        #expect(timeline.ticks.last?.label == "06:00")
    }

    @Test(arguments: [
        (0.0, "0"), (1234567.0, "1,234,567"), (-1234.4, "\u{2212}1,234"), (0.0981, "0.0981"),
        (12.345, "12.3"), (-0.0, "0"), (0.00001234, "1.2 × 10⁻⁵"), (999.6, "1,000"),
    ])
    func numbersAreReadable(_ value: Double, _ text: String) {
        #expect(NumberText.plain(value) == text)
    }

    @Test(arguments: [(0.0, 0.0), (0, 7), (3, 1000), (-40, 900), (0.001, 0.0043), (512, 512)])
    func axesCoverTheirValues(_ low: Double, _ high: Double) {
        let axis = Axis(low, high, from: 100, to: 0)
        #expect(axis.lower <= low && high <= axis.upper)
        #expect((2...9).contains(axis.ticks.count))
        #expect(axis.position(axis.upper) == 0 && axis.position(axis.lower) == 100)
        #expect(Set(axis.ticks.map(axis.label)).count == axis.ticks.count)
    }
}
