import Forecast
import Foundation
import Testing

@Suite("Models of time series") struct TimeSeriesModelTests {
    private func problem(_ values: [Double], horizon: Int, lead: Int = 0) -> ForecastProblem {
        let target = Series(name: "y", start: 0, stepSeconds: 3600, values: values)
        return ForecastProblem(
            kind: .price, target: target, start: target.end + lead * 3600, horizon: horizon)
    }

    @Test("Simple smoothing by hand")
    func simple() {
        // Level 10; then half of the error 4: 12; half of −2: 11. Squares 16 + 4.
        var model = ExponentialSmoothing.Model(hasTrend: false, season: 1)
        model.level = 0.5
        let end = ExponentialSmoothing.smooth(model, [10, 14, 10])
        #expect(end.level == 11)
        #expect(end.squares == 20)
        #expect(end.steps == 2)
    }

    @Test("A trend and a season by hand")
    func states() {
        // Season of two: level 2, seasons −1 and 1 from (1, 3). Then 4: expected 2 − 1, error 3:
        // level 2 + 1.5, trend 0.3, season −1 + 0.3. Then 5: expected 3.5 + 0.9·0.3 + 1 = 4.77.
        var model = ExponentialSmoothing.Model(hasTrend: true, season: 2)
        (model.level, model.trend, model.seasonal, model.damping) = (0.5, 0.1, 0.1, 0.9)
        let end = ExponentialSmoothing.smooth(model, [1, 3, 4, 5])
        #expect(abs(end.level - (3.77 + 0.115)) < 1e-12)
        #expect(abs(end.trend - (0.27 + 0.023)) < 1e-12)
        #expect(abs(end.seasons[0] + 0.7) < 1e-12 && abs(end.seasons[1] - 1.023) < 1e-12)
        #expect(abs(end.squares - (9 + 0.0529)) < 1e-12)
    }

    @Test("A pure season goes on, whatever the lead", arguments: [0, 5])
    func season(_ lead: Int) throws {
        let values = (0..<24 * 20).map { 50 + 10 * sin(Double($0) * .pi / 12) }
        for var model in [ExponentialSmoothing(), SeasonalAutoregression()] as [any Forecaster] {
            let forecast = try model.forecast(problem(values, horizon: 30, lead: lead))
            for (step, value) in forecast.point.enumerated() {
                let known = 50 + 10 * sin(Double(480 + lead + step) * .pi / 12)
                #expect(abs(value - known) < 0.05, "\(model.name) \(step)")
            }
        }
    }

    /// An AR(1) of 0.8 with errors of deviation 1: intervals widen to 1/0.6 of the first.
    @Test("An autoregression is found, and its intervals widen as they should")
    func autoregression() throws {
        var random = SeededRandom(seed: 6)
        var values = [0.0]
        for _ in 0..<2600 { values.append(0.8 * values[values.count - 1] + random.normal()) }
        var model = SeasonalAutoregression()
        let forecast = try model.forecast(problem(values, horizon: 20))
        func width(_ step: Int) -> Double {
            forecast.quantile(step, percent: 84) - forecast.quantile(step, percent: 16)
        }
        #expect(abs(width(0) - 2) < 0.12, "\(width(0))")
        #expect(abs(width(1) / width(0) - 1.64.squareRoot()) < 0.08)
        #expect(abs(width(19) / width(0) - 1 / 0.6) < 0.2)
    }

    @Test("Gaps are filled and told; too little history is refused")
    func gaps() throws {
        var values = (0..<24 * 10).map { Double($0 % 24) }
        values[100] = .nan
        for var model in [ExponentialSmoothing(), SeasonalAutoregression()] as [any Forecaster] {
            let forecast = try model.forecast(problem(values, horizon: 24))
            #expect(forecast.provenance.flags == [.gapsFilled])
            #expect(forecast.point.count { !$0.isFinite } == 0)
            #expect(
                throws: ForecastError.tooLittleHistory(series: "y", values: 3, needed: 8)
            ) {
                try model.forecast(problem([1, 2, 3], horizon: 1))
            }
        }
    }
}
