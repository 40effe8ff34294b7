import Forecast
import Testing

@Suite("Price recipe") struct PriceRecipeTests {
    /// 80 days whose price follows the load known ahead.
    private let fixture = KindFixture(.price, days: 80)

    @Test("Known inputs are used: far better than the week before")
    func skill() throws {
        let first = KindFixture.start / 86_400 + 70
        let rules = GateRules(kind: .price, firstDay: first, lastDay: first + 7, horizon: 24)
        let backtest = try Backtest(
            fixture.data, Backtest.Settings(rules: rules), clock: { 0 })
        #expect(try #require(backtest.models[0].scores.rmae) < 0.8)
    }

    @Test("The same day asked for again gets the same answer; the next day goes on from there")
    func repetition() throws {
        var recipe = Recipes.recipe(for: .price)
        let first = try recipe.forecast(fixture.problem(days: 60))
        let again = try recipe.forecast(fixture.problem(days: 60))
        #expect(again == first)
        let next = try recipe.forecast(fixture.problem(days: 61))
        var fresh = Recipes.recipe(for: .price)
        let alone = try fresh.forecast(fixture.problem(days: 61))
        for (one, other) in zip(next.point, alone.point) {
            #expect(abs(one - other) < 1e-6 * abs(other))
        }
        // Another history: nothing of the old one may show.
        let doubled = try recipe.forecast(fixture.mapping { $1 * 2 }.problem(days: 61))
        for (one, other) in zip(doubled.point, alone.point) {
            #expect(abs(one - 2 * other) < 1e-6 * abs(other))
        }
    }

    @Test("The first day of four is the forecast of one, and later days are wider")
    func days() throws {
        let one = try fixture.forecast(days: 70)
        let four = try fixture.forecast(days: 70, horizon: 96)
        #expect(Array(four.point[..<24]) == one.point)
        func width(_ steps: Range<Int>) -> Double {
            steps.reduce(0) {
                $0 + four.quantile($1, percent: 95) - four.quantile($1, percent: 5)
            }
        }
        #expect(width(72..<96) > 0.8 * width(0..<24))
        #expect(four.provenance.members.allSatisfy { $0.point.count == 96 })
        let sum = four.provenance.members.reduce(0) { $0 + $1.weight }
        #expect(abs(sum - 1) < 1e-12)
    }

    @Test("A history that ends within a day leaves that day to be forecast")
    func partialDay() throws {
        var problem = fixture.problem(days: 60)
        problem.target = problem.target.cut(to: problem.target.end - 5 * 3600)
        var recipe = Recipes.recipe(for: .price)
        let forecast = try recipe.forecast(problem)
        #expect(forecast.count == 24)
        #expect(forecast.provenance.model == "price")
    }

    /// 2021-03-28 has 23 hours in Berlin, and 92 quarter hours: nothing is missing on it or after it.
    @Test("An hour that the clocks skip is no gap", arguments: [3600, 900])
    func skippedHour(_ step: Int) throws {
        let berlin = try #require(CivilZone(identifier: "Europe/Berlin"))
        let rules = GateRules(
            kind: .price, firstDay: 18_714, lastDay: 18_715, horizon: 86_400 / step, zone: berlin)
        let backtest = try Backtest(
            KindFixture(.price, days: 24, step: step).data, Backtest.Settings(rules: rules),
            clock: { 0 })
        #expect(backtest.forecasts.map(\.count) == [23 * 3600 / step, 86_400 / step])
        for forecast in backtest.forecasts {
            #expect(forecast.provenance.flags.isDisjoint(with: [.gapsFilled, .inputMissing]))
            #expect(forecast.provenance.inputsUsed == ["load", "wind"])
        }
    }

    @Test("An input that stops before the horizon is named, and the rest is used")
    func missingInput() throws {
        var problem = fixture.problem(days: 60)
        problem.known[1] = problem.known[1].cut(to: problem.start)
        var recipe = Recipes.recipe(for: .price)
        let provenance = try recipe.forecast(problem).provenance
        #expect(provenance.inputsMissing == ["wind"])
        #expect(provenance.inputsUsed == ["load"])
        #expect(provenance.flags.contains(.inputMissing))
    }

    /// In the fixture errors of different hours are independent: so are those of the paths.
    @Test("Scenarios of a forecast: as many as asked for, probabilities, and the same means")
    func scenarios() throws {
        let forecast = try fixture.forecast(days: 70, horizon: 48)
        let errors = try #require(forecast.pastErrors)
        #expect(errors.columns == 48 && errors.rows > 20)
        let few = try forecast.scenarios(7, seed: 1, drawn: 100)
        #expect(few.paths.rows == 7 && few.paths.columns == 48)
        #expect(abs(few.probabilities.reduce(0, +) - 1) < 1e-12)
        #expect(try forecast.scenarios(7, seed: 1, drawn: 100) == few)
        let many = try forecast.scenarios(500, seed: 1)
        for step in 0..<48 {
            let below = many.paths.column(step).count { $0 < forecast.quantile(step, percent: 50) }
            #expect(abs(Double(below) / 500 - 0.5) < 0.09)
        }
    }
}
