import Forecast
import Testing

@Suite("Recipes of the kinds") struct KindRecipeTests {
    private static let kinds: [ForecastKind] = [.wind, .solar, .carbon, .tokens, .temperature]

    @Test("One day of history is answered and flagged", arguments: kinds)
    func oneDay(_ kind: ForecastKind) throws {
        var problem = KindFixture(kind).problem()
        problem.target = problem.target.cut(from: problem.target.end - 86_400)
        var recipe = Recipes.recipe(for: kind)
        let forecast = try recipe.forecast(problem)
        #expect(forecast.count == 24 && forecast.point.allSatisfy(\.isFinite))
        #expect(!forecast.provenance.flags.isDisjoint(with: [.fellBack, .shortHistory]))
    }

    @Test("With enough history the recipe itself answers", arguments: kinds)
    func answers(_ kind: ForecastKind) throws {
        let forecast = try KindFixture(kind).forecast()
        #expect(!forecast.provenance.flags.contains(.fellBack))
        #expect(forecast.provenance.model == Recipes.recipe(for: kind).name)
        let weights = forecast.provenance.members.map(\.weight)
        #expect(weights.isEmpty || abs(weights.reduce(0, +) - 1) < 1e-12)
    }

    /// Scores of four days on made-up data, so that a change of a model does not go unseen.
    ///
    /// They were measured, not derived.
    @Test(
        "Golden scores",
        arguments: zip(kinds, [0.03431, 0.10784, 16.156, 27_542, 0.7949]))
    func golden(_ kind: ForecastKind, _ mae: Double) throws {
        let first = KindFixture.start / 86_400 + 42
        let rules = GateRules(kind: kind, firstDay: first, lastDay: first + 3, horizon: 24)
        let backtest = try Backtest(
            KindFixture(kind, days: 46, more: 0).data, Backtest.Settings(rules: rules),
            clock: { 0 })
        let own = backtest.models[0].scores.mae
        #expect(abs(own - mae) < 0.01 * mae, "\(kind) \(own)")
        let weekly = try #require(backtest.models.first { $0.role == .baseline }?.scores.mae)
        #expect(own < weekly)
    }

    /// A gate ten hours before the day: the last known value lies before it, and nothing breaks.
    @Test("A gate before the day", arguments: kinds)
    func earlyGate(_ kind: ForecastKind) throws {
        var problem = KindFixture(kind).problem()
        problem.target = problem.target.cut(to: problem.start - 36_000)
        problem.inputs = problem.inputs.map { $0.cut(to: problem.start - 36_000) }
        var recipe = Recipes.recipe(for: kind)
        let forecast = try recipe.forecast(problem)
        #expect(problem.lead == 10 && forecast.count == 24)
        #expect(!forecast.provenance.flags.contains(.fellBack))
    }
}
