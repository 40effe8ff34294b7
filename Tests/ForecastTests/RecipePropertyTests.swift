import Forecast
import Testing

@Suite("Properties of every recipe") struct RecipePropertyTests {
    private func isClose(_ a: [Double], _ b: [Double]) -> Bool {
        let size = max(1e-300, b.map(abs).max() ?? 0)
        return zip(a, b).allSatisfy { abs($0 - $1) <= 1e-6 * size }
    }

    /// In another currency or unit the answer is the same but for the factor.
    @Test("Scaling the target scales the answer", arguments: ForecastKind.allCases)
    func scaling(_ kind: ForecastKind) throws {
        let fixture = KindFixture(kind)
        let plain = try fixture.forecast()
        let scaled = try fixture.mapping { $1 * 8 }.forecast()
        #expect(isClose(scaled.point, plain.point.map { $0 * 8 }))
        #expect(isClose(scaled.quantiles, plain.quantiles.map { $0 * 8 }))
    }

    @Test("Shifting a price shifts the answer")
    func shifting() throws {
        let fixture = KindFixture(.price)
        let plain = try fixture.forecast()
        let shifted = try fixture.mapping { $1 + 100 }.forecast()
        #expect(isClose(shifted.point, plain.point.map { $0 + 100 }))
        #expect(isClose(shifted.quantiles, plain.quantiles.map { $0 + 100 }))
    }

    @Test("The same question has the same answer, bit for bit", arguments: ForecastKind.allCases)
    func repeating(_ kind: ForecastKind) throws {
        let fixture = KindFixture(kind)
        #expect(try fixture.forecast() == fixture.forecast())
    }

    /// Wind, sun, carbon and tokens near zero, by nature or by a shift of the fixture.
    @Test(
        "What has never been negative is not forecast to be",
        arguments: [ForecastKind.wind, .solar, .carbon, .tokens])
    func bound(_ kind: ForecastKind) throws {
        let least = KindFixture(kind).data.target.latest.values.min() ?? 0
        let forecast = try KindFixture(kind).mapping { max(0, $1 - least - 0.001) }.forecast()
        #expect(try #require(forecast.quantiles.min()) >= 0)
        #expect(try #require(forecast.point.min()) >= 0)
    }

    /// Of 30 days of 24 values about 90 % lie in the 90 % interval: the standard error is 1 %.
    @Test("Intervals cover on simulated data", arguments: [ForecastKind.price, .carbon, .tokens])
    func coverage(_ kind: ForecastKind) throws {
        let first = KindFixture.start / 86_400 + 60
        let rules = GateRules(kind: kind, firstDay: first, lastDay: first + 29, horizon: 24)
        let backtest = try Backtest(
            KindFixture(kind, days: 90, more: 0).data, Backtest.Settings(rules: rules),
            clock: { 0 })
        let scores = backtest.models[0].scores
        #expect((84...96).contains(try #require(scores.coverage90)), "\(scores)")
        #expect((40...60).contains(try #require(scores.coverage50)), "\(scores)")
    }
}
