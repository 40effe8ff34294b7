import Forecast
import Testing

@Suite("Scores") struct ScoreTests {
    /// A forecast of one step whose quantiles are those of the uniform distribution on 0…100.
    private func uniform(point: Double) -> Forecast {
        Forecast(
            start: 0, stepSeconds: 3600, point: [point], quantiles: (1...99).map(Double.init),
            provenance: Provenance(model: "uniform", historySteps: 0))
    }

    private func keeper(_ pairs: [(point: Double, truth: Double)]) -> ScoreKeeper {
        var keeper = ScoreKeeper()
        for (day, pair) in pairs.enumerated() {
            keeper.add(uniform(point: pair.point), truth: [pair.truth], day: day)
        }
        return keeper
    }

    /// Errors 2, 4 and 0 on truths 10, −20 and 0.
    @Test("Point scores by hand")
    func point() {
        let scores = keeper([(12, 10), (-16, -20), (0, 0)])
            .scores(weeklyMAE: 4, dailyChange: 8)
        #expect(scores.count == 3)
        #expect(abs(scores.mae - 2) < 1e-12)
        #expect(abs(scores.rmse - (20.0 / 3).squareRoot()) < 1e-12)
        #expect(abs(scores.mape - 20) < 1e-12)  // (0.2 + 0.2) / 2, the zero left out
        #expect(abs(scores.wape - 20) < 1e-12)  // 6 / 30
        // (2·2/22 + 2·4/36 + 0) / 3
        #expect(abs(scores.smape - 100 * (4.0 / 22 + 8.0 / 36) / 3) < 1e-12)
        #expect(scores.rmae == 0.5 && scores.mase == 0.25)
    }

    /// With the truth 50 in the middle of 1…99 the losses are symmetric.
    ///
    /// 2 Σ (k/100)(50 − k) over k = 1…49 is 2 (50 · 1225 − 40425)/100 = 416.5.
    @Test("Pinball, CRPS, coverage and Winkler of a uniform distribution by hand")
    func distribution() throws {
        let scores = keeper([(50, 50)]).scores()
        #expect(abs(try #require(scores.pinball) - 416.5 / 99) < 1e-12)
        // CRPS of U(0, 100) at 50: 100/3 − 50 + 25 = 8.3333; the tails beyond 1 and 99 are cut.
        #expect(abs(try #require(scores.crps) - 25.0 / 3) < 0.01)
        #expect(scores.coverage50 == 100 && scores.coverage90 == 100)
        #expect(scores.winkler90 == 90)  // 95 − 5
        let outside = keeper([(50, 97)]).scores()
        #expect(outside.coverage80 == 0 && outside.coverage90 == 0 && outside.coverage95 == 100)
        #expect(abs(try #require(outside.winkler90) - (90 + 20 * 2)) < 1e-9)
    }

    /// 120 days: the first 60 within the 90 % interval but for six, the last all without.
    @Test("The worst 60 days are found")
    func worst() throws {
        var keeper = ScoreKeeper()
        for day in 0..<120 {
            let truth: Double = day < 60 ? (day < 6 ? 99 : 50) : (day < 90 ? 0 : 50)
            keeper.add(uniform(point: 50), truth: [truth], day: day)
        }
        // Days 60…89 lie outside; any 60 days around them hold 30 within, with days 0…5 none does more.
        #expect(try #require(keeper.scores().worst60Coverage90) == 50)
    }

    @Test("Missing truths count for nothing, points without quantiles have no pinball")
    func missing() {
        var keeper = ScoreKeeper()
        keeper.add(point: [1, 2, 3], truth: [2, .nan, 3], day: 0, stepSeconds: 3600)
        let scores = keeper.scores()
        #expect(scores.count == 2 && scores.mae == 0.5)
        #expect(scores.pinball == nil && scores.coverage90 == nil)
        #expect(ScoreKeeper().scores().mae.isNaN)
    }

    @Test("Errors by day ahead")
    func leads() {
        var keeper = ScoreKeeper()
        keeper.add(point: [1, 1, 3, 3], truth: [2, 2, 6, 6], day: 0, stepSeconds: 43_200)
        #expect(keeper.scores().maeByDay == [1, 3])
        #expect(keeper.scores().mapeByDay == [50, 50])
    }
}

@Suite("Diebold–Mariano") struct DieboldMarianoTests {
    /// Daily losses of two models whose differences are given.
    private func pair(_ differences: [Double]) -> (ScoreKeeper, ScoreKeeper) {
        var first = ScoreKeeper()
        var second = ScoreKeeper()
        for (day, difference) in differences.enumerated() {
            first.add(point: [10 + difference], truth: [0], day: day, stepSeconds: 3600)
            second.add(point: [10], truth: [0], day: day, stepSeconds: 3600)
        }
        return (first, second)
    }

    private static let differences = [
        1.0, -0.5, 0.2, 0.7, -0.1, 0.4, 0.9, -0.3, 0.6, 0.05, 0.3, -0.2,
    ]

    /// Reference figures by numpy: mean / sqrt(var / n), with ddof 0, and the normal tail.
    @Test("Statistic and both p values")
    func reference() throws {
        let (first, second) = pair(Self.differences)
        let test = try #require(DieboldMariano(first, second))
        #expect(abs(test.statistic - 1.903_540_992_804_68) < 1e-9)
        #expect(abs(test.pFirstBetter - 0.971_515_004_982_96) < 1e-9)
        #expect(abs(test.pSecondBetter - 0.028_484_995_017_04) < 1e-9)
        let lagged = try #require(DieboldMariano(first, second, lags: 1))
        #expect(abs(lagged.statistic - 2.721_678_597_595_33) < 1e-9)
    }

    @Test("The other way round it is mirrored; without differences there is no test")
    func symmetry() throws {
        let (first, second) = pair(Self.differences)
        let test = try #require(DieboldMariano(second, first))
        #expect(abs(test.pFirstBetter - 0.028_484_995_017_04) < 1e-9)
        #expect(DieboldMariano(first, first) == nil)
        let (few, other) = pair([1, 2, 3])
        #expect(DieboldMariano(few, other) == nil)
    }
}
