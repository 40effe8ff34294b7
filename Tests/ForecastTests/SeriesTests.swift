import Forecast
import Testing

@Suite("Series and days") struct SeriesTests {
    /// 14 days of 0…23: a week later every hour is the same, so is the forecast, with no spread.
    @Test("Weekly naive repeats the week, for every kind", arguments: ForecastKind.allCases)
    func weekly(_ kind: ForecastKind) throws {
        let values = (0..<14 * 24).map { Double($0 % 24) }
        let target = Series(name: "y", start: 0, stepSeconds: 3600, values: values)
        let problem = ForecastProblem(kind: kind, target: target, start: target.end, horizon: 24)
        var model: any Forecaster = Recipes.baselines(for: kind)[0]
        let forecast = try model.forecast(problem)
        #expect(forecast.point == (0..<24).map(Double.init))
        #expect(forecast.quantile(5, percent: 1) == 5)
        #expect(forecast.quantile(5, percent: 99) == 5)
    }

    @Test("A cut keeps whole steps only")
    func cut() {
        let series = Series(name: "y", start: 0, stepSeconds: 3600, values: [0, 1, 2, 3])
        #expect(series.cut(from: 1800, to: 3 * 3600 + 1).values == [1, 2])
        #expect(series.cut(to: -1).values == [])
        #expect(series.cut(from: 5 * 3600).values == [])
        #expect(series.step(at: -1) == -1)
        #expect(series.value(at: 7200 + 3599) == 2)
        #expect(series.value(at: 4 * 3600).isNaN)
    }

    /// Summer time in Berlin began on 2021-03-28 and ended on 2021-10-31.
    @Test("Local days have 23, 24 or 25 hours")
    func days() throws {
        let berlin = try #require(CivilZone(identifier: "Europe/Berlin"))
        let spring = berlin.day(of: 1_616_889_600)  // 2021-03-28T00:00Z
        let autumn = berlin.day(of: 1_635_638_400)  // 2021-10-31T00:00Z
        func hours(_ day: Int) -> Int {
            (berlin.time(day: day + 1) - berlin.time(day: day)) / 3600
        }
        #expect([hours(spring - 1), hours(spring), hours(autumn)] == [24, 23, 25])
        #expect(berlin.time(day: spring) == 1_616_889_600 - 3600)
        #expect(CivilZone.weekday(ofDay: spring) == 6)
        #expect(berlin.secondOfDay(berlin.time(day: autumn, second: 7200)) == 7200)
    }
}
