import Forecast
import Foundation
import Testing

@Suite("Normal distribution") struct StandardNormalTests {
    @Test("Values of the tables")
    func tables() {
        #expect(abs(StandardNormal.quantile(0.975) - 1.959963984540054) < 1e-14)
        #expect(abs(StandardNormal.probability(below: 1) - 0.8413447460685429) < 1e-15)
        #expect(StandardNormal.quantile(0.5) == 0)
        #expect(StandardNormal.quantile(0) == -.infinity)
        #expect(StandardNormal.quantile(1) == .infinity)
    }

    @Test("Quantile and probability undo each other", arguments: [1e-9, 0.001, 0.02, 0.3, 0.999])
    func inverse(_ probability: Double) {
        let back = StandardNormal.probability(below: StandardNormal.quantile(probability))
        #expect(abs(back / probability - 1) < 1e-12)
    }
}

@Suite("Quantiles of past errors") struct ResidualQuantilesTests {
    @Test("A weighted sample by hand")
    func weighted() throws {
        // 0 with weight 1, 10 with weight 3: middles of the weights at 12.5 % and 62.5 %.
        let quantiles = try #require(ResidualQuantiles.weighted([10, 0, .nan], [3, 1, 5]))
        #expect(quantiles[0] == 0)
        #expect(quantiles[11] == 0)
        // 37 %: (37 − 12.5) / 50 of the way.
        #expect(abs(quantiles[36] - 4.9) < 1e-12)
        #expect(quantiles[98] == 10)
        #expect(ResidualQuantiles.weighted([.nan], [1]) == nil)
        #expect(ResidualQuantiles.weighted([1], [0]) == nil)
    }
}

@Suite("Quantile regression") struct QuantileRegressionTests {
    /// y = 2 + x·(1 + e) with e normal: the quantile of level τ is 2 + x·(1 + z).
    @Test("A band that opens like a fan is found")
    func fan() throws {
        var random = SeededRandom(seed: 3)
        var rows: [[Double]] = []
        var target: [Double] = []
        for _ in 0..<4000 {
            let x = 1 + 4 * random.uniform()
            rows.append([1, x])
            target.append(2 + x * (1 + random.normal()))
        }
        let fit = try QuantileRegression.fit(
            Matrix(rows), target, ridge: [0, 0], centre: [0, 0], rounds: 30)
        for percent in [5, 25, 50, 75, 95] {
            let known = 2 + 3 * (1 + StandardNormal.quantile(Double(percent) / 100))
            let found = fit[percent - 1, 0] + 3 * fit[percent - 1, 1]
            #expect(abs(found - known) < 0.25, "\(percent) %: \(found) for \(known)")
        }
    }

    @Test("A strong ridge stays at the centre; what fits exactly is the answer of every level")
    func centre() throws {
        let rows = Matrix([[1, 0], [1, 1], [1, 2], [1, 3]])
        let held = try QuantileRegression.fit(
            rows, [5, 1, 7, 2], ridge: [1e9, 1e9], centre: [1, 2])
        #expect(abs(held[49, 0] - 1) < 1e-6 && abs(held[49, 1] - 2) < 1e-6)
        let exact = try QuantileRegression.fit(
            rows, [1, 3, 5, 7], ridge: [0, 0], centre: [1, 2])
        #expect(exact == Matrix(Array(repeating: [1, 2], count: 99)))
        #expect(throws: LinearAlgebraError.notFinite) {
            try QuantileRegression.fit(rows, [1, .nan, 5, 7], ridge: [0, 0], centre: [1, 2])
        }
    }
}

@Suite("Adaptive conformal") struct AdaptiveConformalTests {
    /// Normal quantiles of a deviation that is too small by a factor.
    private func quantiles(_ deviation: Double) -> [Double] {
        Forecast.percents.map { deviation * StandardNormal.quantile(Double($0) / 100) }
    }

    @Test("Without a truth nothing changes")
    func start() {
        let given = quantiles(1)
        #expect(AdaptiveConformal().adapted(given) == given)
        var conformal = AdaptiveConformal()
        conformal.learn(given, truth: [.nan])
        #expect(conformal == AdaptiveConformal())
    }

    @Test("One miss by hand")
    func byHand() {
        // A truth above all quantiles: above, the 5 % tail has one miss of one, so its logarithm
        // grows by 0.1·(1 − 0.05)/√(0.05·0.95); below it has none and shrinks by 0.1·0.05/√….
        var conformal = AdaptiveConformal(rate: 0.1)
        let given = quantiles(1)
        conformal.learn(given, truth: [9])
        let adapted = conformal.adapted(given)
        let root = (0.05 * 0.95).squareRoot()
        #expect(abs(adapted[94] / given[94] - exp(0.095 / root)) < 1e-12)
        #expect(abs(adapted[4] / given[4] - exp(-0.005 / root)) < 1e-12)
    }

    @Test(
        "Bands half as wide as the truth needs, and twice, come to cover it", arguments: [0.5, 1.6])
    func coverage(_ deviation: Double) {
        var random = SeededRandom(seed: 11)
        var conformal = AdaptiveConformal()
        let given = (0..<24).flatMap { _ in quantiles(deviation) }
        var inside = 0
        for day in 0..<400 {
            let adapted = conformal.adapted(given)
            let truth = (0..<24).map { _ in random.normal() }
            for slot in 0..<24 where day >= 200 {
                let isInside =
                    truth[slot] >= adapted[slot * 99 + 4] && truth[slot] <= adapted[slot * 99 + 94]
                inside += isInside ? 1 : 0
            }
            conformal.learn(given, truth: truth)
        }
        let share = Double(inside) / 4800
        #expect((0.88...0.92).contains(share), "\(share)")
    }
}

@Suite("Conformal bands by level") struct LevelConformalTests {
    /// Bands of ±0.09 at 95 % hold at the levels 1 and 2, and miss half of the truths at 3: only the
    /// third group gets wider, and none narrower.
    @Test("Only the level that misses gets wider")
    func levels() {
        let band = Forecast.percents.map { Double($0 - 50) / 500 }
        func quantiles(_ step: Int) -> [Double] { band.map { Double(step % 3 + 1) + $0 } }
        let truth = (0..<1200).map { step -> Double in
            let error = step % 3 == 2 ? 0.18 : 0.02
            return Double(step % 3 + 1) + (step % 2 == 0 ? error : -error / 10)
        }
        let bands = LevelConformal((0..<1200).flatMap(quantiles), truth: truth, day: 24)
        for step in 0..<3 {
            let width = bands.adapted(quantiles(step), top: 10)[94] - Double(step + 1)
            #expect(step == 2 ? width > 0.15 : abs(width - 0.09) < 1e-12, "\(step) \(width)")
        }
        #expect(bands.adapted(quantiles(2), top: 3.1).allSatisfy { $0 <= 3.1 })
    }

    @Test("Too few forecasts change nothing")
    func few() {
        let bands = LevelConformal([], truth: [], day: 24)
        let row = Forecast.percents.map(Double.init)
        #expect(bands.adapted(row, top: 100) == row)
    }
}

@Suite("Paths") struct PathTests {
    private func errors(correlation: Double, count: Int) -> Matrix {
        var random = SeededRandom(seed: 5)
        return Matrix(
            (0..<count).map { _ in
                let first = random.normal()
                let rest = (1 - correlation * correlation).squareRoot() * random.normal()
                return [first, correlation * first + rest]
            })
    }

    @Test("Paths keep the quantiles of each step and the correlation between steps")
    func copula() throws {
        let copula = try CopulaPaths(errors: errors(correlation: 0.8, count: 2000), shrinkage: 0)
        let normal = Forecast.percents.map { StandardNormal.quantile(Double($0) / 100) }
        let paths = copula.paths(4000, quantiles: normal + normal.map { 10 + 2 * $0 }, seed: 7)
        let first = paths.column(0)
        let second = paths.column(1).map { ($0 - 10) / 2 }
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
        #expect(
            abs(mean(first)) < 0.05 && abs(mean(second)) < 0.05, "\(mean(first)) \(mean(second))")
        #expect(abs(mean(first.map { $0 * $0 }) - 1) < 0.06)
        #expect(abs(mean(zip(first, second).map { $0 * $1 }) - 0.8) < 0.05)
        let below = Double(second.count { $0 < normal[4] }) / 4000
        #expect(abs(below - 0.05) < 0.012)
    }

    /// The deviation of a sum of two is √(2 + 2ρ): with independent steps it would be √2.
    @Test("The interval of a sum follows the correlation, and the seed fixes the paths")
    func sums() throws {
        let normal = Forecast.percents.map { StandardNormal.quantile(Double($0) / 100) }
        let copula = try CopulaPaths(errors: errors(correlation: 0.9, count: 1000), shrinkage: 0)
        let paths = copula.paths(3000, quantiles: normal + normal, seed: 2)
        let sums = (0..<paths.rows).map { paths[$0, 0] + paths[$0, 1] }
        let deviation = (sums.reduce(0) { $0 + $1 * $1 } / 3000).squareRoot()
        #expect(abs(deviation - 3.8.squareRoot()) < 0.08)
        #expect(copula.paths(3000, quantiles: normal + normal, seed: 2) == paths)
        #expect(copula.paths(3000, quantiles: normal + normal, seed: 3) != paths)
    }

    @Test("Missing and constant errors leave steps independent")
    func degenerate() throws {
        let copula = try CopulaPaths(errors: Matrix([[.nan, 1, 2], [.nan, 1, 3]]))
        let flat = Array(repeating: 4.0, count: 99 * 3)
        #expect(copula.paths(5, quantiles: flat, seed: 1).elements.allSatisfy { $0 == 4 })
    }

    @Test("A reduction by hand")
    func reduction() {
        // From 0, 1, 10: 1 is nearest to all (1 + 9); then 10 saves most; 0 goes to 1.
        let paths = Matrix([[0], [1], [10]])
        let two = ScenarioReduction(paths, to: 2)
        #expect(two.kept == [1, 2])
        #expect(abs(two.probabilities[0] - 2.0 / 3) < 1e-15)
        #expect(abs(two.probabilities[1] - 1.0 / 3) < 1e-15)
        #expect(ScenarioReduction(paths, to: 1).kept == [1])
        let all = ScenarioReduction(paths, to: 9)
        #expect(all.kept.sorted() == [0, 1, 2])
        #expect(all.probabilities.allSatisfy { abs($0 - 1.0 / 3) < 1e-15 })
    }
}

@Suite("Bands of days") struct DayBandsTests {
    /// Errors twice as large every other month; slot 1 three times slot 0.
    @Test("Bands cover truths whose size of error changes")
    func coverage() {
        var random = SeededRandom(seed: 9)
        var bands = DayBands(slots: 2)
        var inside = [0, 0]
        for day in 0..<500 {
            let size = day / 30 % 2 == 0 ? 1.0 : 2.0
            let point = [10.0, 20.0]
            let quantiles = bands.quantiles(
                of: day, point: point, members: [point.map { $0 + random.normal() }],
                spread: [-1, 0, 1])
            let truth = [10 + size * random.normal(), 20 + 3 * size * random.normal()]
            for slot in 0..<2 where day >= 100 {
                let isInside =
                    truth[slot] >= quantiles[slot * 99 + 4]
                    && truth[slot] <= quantiles[slot * 99 + 94]
                inside[slot] += isInside ? 1 : 0
            }
            bands.settle(day, truth)
        }
        for slot in 0..<2 {
            #expect((0.86...0.94).contains(Double(inside[slot]) / 400), "\(inside)")
        }
    }

    @Test("Before the first error the spread given is the band")
    func start() {
        var bands = DayBands(slots: 1)
        let quantiles = bands.quantiles(of: 1, point: [5], members: [], spread: [-2, 2])
        #expect(quantiles.first == 3 && quantiles.last == 7)
        #expect(bands.errorDays == 0)
        bands.settle(1, [.nan])
        #expect(bands.errorDays == 0)
    }

    @Test("A member that has been right pulls the median towards it")
    func members() {
        var random = SeededRandom(seed: 4)
        var bands = DayBands(slots: 1)
        var last: [Double] = []
        for day in 0..<120 {
            let truth = random.normal()
            last = bands.quantiles(
                of: day, point: [0], members: [[day == 119 ? 2 : truth]], spread: [-1, 1])
            bands.settle(day, [truth])
        }
        // Half of the answer is the regression, which goes with the member; half stays around 0.
        #expect(last[49] > 0.7, "\(last[49])")
    }
}
