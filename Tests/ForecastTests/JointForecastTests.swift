import Forecast
import Testing

@Suite("Joint forecasts of every kind") struct JointForecastTests {
    /// Asking for the errors behind scenarios must not move the answer.
    @Test(
        "The answer is the recipe's, with the errors of earlier days",
        arguments: ForecastKind.allCases)
    func errors(_ kind: ForecastKind) throws {
        let days = kind == .price ? 38 : 28
        let fixture = KindFixture(kind, days: days)
        let plain = try fixture.forecast(days: days, horizon: 6)
        let joint = try Recipes.jointForecast(fixture.problem(days: days, horizon: 6))
        #expect(joint.point == plain.point && joint.quantiles == plain.quantiles)
        let errors = try #require(joint.pastErrors)
        #expect(errors.columns == 6 && errors.rows >= 20)
        let scenarios = try joint.scenarios(5, seed: 3)
        #expect(!scenarios.isAssumed)
        #expect(scenarios.paths.rows == 5 && scenarios.paths.columns == 6)
        #expect(abs(scenarios.probabilities.reduce(0, +) - 1) < 1e-12)
    }

    /// Thirty steps earlier everything ends thirty steps earlier, but for what was known ahead.
    @Test("No origin knows what came after it")
    func leakage() {
        let problem = KindFixture(.carbon).problem(horizon: 6)
        let past = problem.moved(back: 30)
        #expect(past.start == problem.start - 30 * 3600 && past.horizon == 6)
        #expect(past.target.end == problem.target.end - 30 * 3600)
        #expect(past.inputs.map(\.end) == problem.inputs.map { $0.end - 30 * 3600 })
        #expect(past.known.allSatisfy { $0.end == past.start + 6 * 3600 })
        #expect(past.lead == problem.lead)
    }

    /// The newest origin lies a day before the gate: what happened on that day is its truth, and
    /// unknown to all others.
    @Test("Truths reach the errors of their own origin only")
    func truths() throws {
        let problem = KindFixture(.tokens, days: 90).problem(days: 90)
        var other = problem
        for step in problem.target.count - 24..<problem.target.count {
            other.target.values[step] *= 3
        }
        let known = try Recipes.jointForecast(problem).pastErrors
        let moved = try Recipes.jointForecast(other).pastErrors
        let before = try #require(known)
        let after = try #require(moved)
        #expect(before.rows == 40 && after.rows == 40)
        for row in 0..<39 { #expect(before[row: row] == after[row: row]) }
        #expect(before[row: 39] != after[row: 39])
    }

    /// Errors that last all day: the sum over 24 steps deviates by 24, not by √24 = 4.9, as it would if
    /// the steps went their own ways; a tenth of shrinkage leaves √(0.9·24² + 0.1·24) = 22.8.
    @Test("Sums over a job spread as past errors did")
    func sums() throws {
        var random = SeededNumbers(seed: 4)
        let errors = (0..<200).map { _ in
            [Double](repeating: random.normal(), count: 24)
        }
        let sorted = (0..<4000).map { _ in random.normal() }.sorted()
        var forecast = Forecast(
            start: 0, stepSeconds: 3600, point: [Double](repeating: 0, count: 24),
            quantiles: (0..<24).flatMap { _ in Forecast.quantiles(ofSorted: sorted) },
            provenance: Provenance(model: "test", historySteps: 0))
        func spread(_ scenarios: Scenarios) -> Double {
            let sums = (0..<150).map { scenarios.paths[row: $0].reduce(0, +) }
            return (zip(sums, scenarios.probabilities).reduce(0) { $0 + $1.1 * $1.0 * $1.0 })
                .squareRoot()
        }
        forecast.pastErrors = Matrix(errors)
        let known = try forecast.scenarios(150, seed: 1, drawn: 150)
        #expect(!known.isAssumed && (20...25.5).contains(spread(known)))
        // Assumed: correlation exp(−|i − j| / 12), whose sum over all pairs is the square of 18.2.
        forecast.pastErrors = Matrix(Array(errors.prefix(19)))
        let assumed = try forecast.scenarios(150, seed: 1, drawn: 150)
        #expect(assumed.isAssumed && (15.5...21).contains(spread(assumed)))
    }

    @Test("A history of two days has no errors to go by")
    func short() throws {
        var problem = KindFixture(.carbon).problem()
        problem.target = problem.target.cut(from: problem.target.end - 2 * 86_400)
        let forecast = try Recipes.jointForecast(problem)
        let scenarios = try forecast.scenarios(3, seed: 1)
        #expect(scenarios.isAssumed)
    }

    @Test("Work that takes long can be stopped")
    func cancelled() {
        #expect(throws: ForecastError.cancelled) {
            try Recipes.jointForecast(KindFixture(.tokens).problem()) { $0 < 0.7 }
        }
    }
}
