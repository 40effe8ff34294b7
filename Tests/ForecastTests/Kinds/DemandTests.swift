import Forecast
import Testing

@Suite("Token demand") struct DemandTests {
    /// Thirty equal days: all that repeats is kept, but for the smoothing over neighbours: at the edge
    /// (−1 − 2 + 1) / 4 = −0.5 by the day, and of the rest (0 − 2 · 0.5 + 0.5) / 4 = −0.125 by the week.
    @Test("What repeats is told from chance")
    func profile() {
        let day = (0..<24).map { $0 < 12 ? 1.0 : -1 }
        let whole = SeasonalProfile(
            (0..<720).map { day[$0 % 24] }, stepsPerDay: 24)
        #expect(abs(whole.value(at: 720 + 5) - 1) < 1e-9)
        #expect(abs(whole.value(at: 720 + 23) + 0.625) < 1e-9)
        var random = SeededNumbers(seed: 9)
        let chance = SeasonalProfile((0..<720).map { _ in random.normal() }, stepsPerDay: 24)
        #expect((720..<744).allSatisfy { abs(chance.value(at: $0)) < 0.1 })
    }

    /// The level goes on; a jump of the last hour fades in the course of the day.
    @Test("The last values count for the next hours, the level for the next day")
    func smoother() throws {
        let smoother = try DemandSmoother(window: 288, lead: 0, horizon: 144, hours: 1 / 6)
        let jump = Matrix(
            rows: 288, columns: 1, elements: (0..<288).map { $0 < 282 ? 0 : 1 })
        let answer = smoother.weights.times(jump).elements
        #expect((0.8...1.1).contains(answer[0]) && abs(answer[143]) < 0.15, "\(answer)")
        #expect(smoother.sizes[0] < smoother.sizes[35])
        #expect(smoother.sizes[35] < smoother.sizes[100])
    }

    @Test("Gaps in the collection do not count")
    func gaps() throws {
        let fixture = KindFixture(.tokens, days: 10)
        var problem = fixture.problem(days: 10)
        var marked = problem
        let gap = problem.target.count - 40..<problem.target.count - 34
        var marks = problem.target
        marks.name = "ok"
        marks.values = marks.values.indices.map { gap.contains($0) ? 0 : 1 }
        for step in gap {
            marked.target.values[step] = 1
            problem.target.values[step] = .nan
        }
        marked.inputs = [marks]
        problem.inputs = []
        var recipe = Recipes.recipe(for: .tokens)
        let forecast = try recipe.forecast(marked)
        let same = try recipe.forecast(problem)
        #expect(forecast.point == same.point)
        #expect(forecast.provenance.flags.contains(.gapsFilled))
    }

    /// The errors of three regimes: on days that are alike it must do better than yesterday's median.
    @Test("Days that repeat are forecast by what repeats")
    func daily() throws {
        let data = KindFixture(.tokens, days: 40, more: 0).data
        let first = KindFixture.start / 86_400 + 35
        let rules = GateRules(kind: .tokens, firstDay: first, lastDay: first + 4, horizon: 24)
        let backtest = try Backtest(data, Backtest.Settings(rules: rules), clock: { 0 })
        let own = backtest.models[0].scores.mae
        for model in backtest.models.dropFirst() {
            let other = model.scores.mae
            #expect(own < other, "\(model.name)")
        }
    }
}
