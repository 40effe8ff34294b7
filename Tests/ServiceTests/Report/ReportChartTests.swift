import Service
import Solver
import Testing

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
