import Forecast
import Testing

@Suite("Carbon intensity and the mix") struct CarbonTests {
    private static func series(_ name: String, _ values: [Double]) -> Series {
        Series(name: name, start: KindFixture.start, stepSeconds: 3600, values: values)
    }

    /// Nuclear runs flat at 100, gas (400 g) follows demand by day, coal (900 g) by night.
    private static let mix: [Series] = {
        let hours = 0..<40 * 24
        func load(_ hour: Int) -> Double { 50 + 40 * Double((hour * 7919) % 100) / 100 }
        let gas = hours.map { (6..<18).contains($0 % 24) ? load($0) : 50 }
        let coal = hours.map { (6..<18).contains($0 % 24) ? 30 : load($0) }
        let nuclear = hours.map { _ in 100.0 }
        return [series("gas", gas), series("coal", coal), series("nuclear", nuclear)]
    }()

    /// 50·400 + 30·900 over 180: the factors come back from the average they made.
    @Test("Factors are learned from average and mix")
    func factors() throws {
        let truth = MixIntensity(factors: [400, 900, 0])
        let average = try #require(truth.average(Self.mix))
        let learned = try MixIntensity(mix: Self.mix, average: average)
        for (factor, expected) in zip(learned.factors, [400.0, 900, 0]) {
            #expect(abs(factor - expected) < 1)
        }
    }

    @Test("One more MWh is gas at noon and coal at midnight")
    func marginal() throws {
        let marginal = try #require(MixIntensity(factors: [400, 900, 0]).marginal(Self.mix))
        let last = marginal.count - 24
        #expect(abs(marginal.values[last + 12] - 400) < 60, "\(marginal.values[last + 12])")
        #expect(abs(marginal.values[last + 1] - 900) < 60, "\(marginal.values[last + 1])")
    }

    /// Values after a step must not change what was said of it.
    @Test("Marginal intensity does not look ahead")
    func causal() throws {
        let mixture = MixIntensity(factors: [400, 900, 0])
        let whole = try #require(mixture.marginal(Self.mix)).values
        let cut = Self.mix.map { $0.cut(to: $0.time(500)) }
        let part = try #require(mixture.marginal(cut)).values
        #expect(part.elementsEqual(whole[..<500]) { $0 == $1 || ($0.isNaN && $1.isNaN) })
    }

    @Test("The marginal recipe answers 400 by day and 900 by night, as the mix does")
    func recipe() throws {
        let truth = MixIntensity(factors: [400, 900, 0])
        let average = try #require(truth.average(Self.mix))
        let data = try ForecastData(
            target: RevisedSeries(latest: average),
            inputs: Self.mix.map { RevisedSeries(latest: $0) }
        ).marginal(factorsBefore: average.end)
        var options = Recipes.Options()
        options.isMarginal = true
        var recipe = Recipes.recipe(for: .carbon, options: options)
        let forecast = try recipe.forecast(
            ForecastProblem(
                kind: .carbon, target: data.target.latest, start: average.end, horizon: 24))
        #expect(forecast.provenance.model == "marginal_carbon")
        #expect(!forecast.provenance.flags.contains(.fellBack))
        #expect(abs(forecast.point[12] - 400) < 60 && abs(forecast.point[1] - 900) < 60)
    }

    /// Factors come from before the test; what lies after a gate moves no truth before it.
    @Test("The truth of a marginal backtest is that of the mix")
    func marginalTruth() throws {
        let mixture = MixIntensity(factors: [400, 900, 0])
        let average = try #require(mixture.average(Self.mix))
        func data(_ mix: [Series], _ average: Series) -> ForecastData {
            ForecastData(
                target: RevisedSeries(latest: average),
                inputs: mix.map { RevisedSeries(latest: $0) })
        }
        let time = average.time(20 * 24)
        let truth = try data(Self.mix, average).marginal(factorsBefore: time).target.latest
        #expect(truth.name == "marginal_intensity" && truth.count == average.count)
        let known = try #require(mixture.marginal(Self.mix)).values
        // The first hours have no change to tell from.
        for step in 48..<truth.count { #expect(abs(truth.values[step] - known[step]) < 2) }
        let cut = Self.mix.map { $0.cut(to: time) }
        let part = try data(cut, average.cut(to: time)).marginal(factorsBefore: time)
        #expect(part.target.latest.values[48...] == truth.values[48..<20 * 24])
        #expect(throws: ForecastError.self) {
            try data([], average).marginal(factorsBefore: time)
        }
    }

    @Test("Grids that differ have no mix")
    func otherGrid() {
        let mixture = MixIntensity(factors: [1, 2])
        #expect(mixture.marginal(Array(Self.mix[..<1])) == nil)
        let late = Self.mix[1].cut(from: Self.mix[1].time(1))
        #expect(mixture.average([Self.mix[0], late]) == nil)
    }

    /// A day is like the day before but for the weather, which is known: the recipe must use it.
    @Test("Weather that is known ahead is used, and told when it is missing")
    func weather() throws {
        let fixture = KindFixture(.carbon, days: 60)
        let with = try fixture.forecast(days: 60)
        #expect(with.provenance.inputsUsed.count == 6)
        var problem = fixture.problem(days: 60)
        problem.known[0] = problem.known[0].cut(to: problem.start)
        var recipe = Recipes.recipe(for: .carbon)
        let without = try recipe.forecast(problem)
        #expect(without.provenance.inputsMissing == ["wind_speed"])
        #expect(without.provenance.flags.contains(.inputMissing))
        #expect(without.point != with.point)
    }

    /// 4 of 4 + 1/4 + 1 for temperature.
    @Test("Temperature weighs more than moisture, a name that says nothing once")
    func relevance() {
        let shares = WeatherRelevance.shares(["Temperature", "dewpoint", "x"])
        #expect(zip(shares, [4 / 5.25, 0.25 / 5.25, 1 / 5.25]).allSatisfy { abs($0 - $1) < 1e-15 })
    }
}
