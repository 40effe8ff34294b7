import Service
import Solver
import Testing

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
