import Forecast
import Testing

/// Whatever the data look like, a recipe gives a whole, finite, ordered answer, or says why not.
@Suite("Damaged data") struct RobustnessTests {
    /// A way in which data are damaged, and the flags of which one at least must tell.
    struct Damage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var flags: Set<Provenance.Flag> = []
        let apply: @Sendable (inout ForecastProblem) -> Void
    }

    private static func target(
        _ name: String, _ flags: Set<Provenance.Flag> = [],
        _ change: @escaping @Sendable (Int, Int, Double) -> Double
    ) -> Damage {
        Damage(testDescription: name, flags: flags) { problem in
            let count = problem.target.count
            problem.target.values = problem.target.values.enumerated().map {
                change($0.offset, count, $0.element)
            }
        }
    }

    private static let damages: [Damage] = [
        target("every tenth value is missing") { index, _, value in
            index % 10 == 3 ? .nan : value
        },
        target("five days in the middle are missing") { index, count, value in
            (count / 2..<count / 2 + 120).contains(index) ? .nan : value
        },
        target("the last day is partial") { index, count, value in
            index > count - 9 ? .nan : value
        },
        target("the last week is missing") { index, count, value in
            index >= count - 168 ? .nan : value
        },
        target("outliers of a million") { index, _, value in
            index % 200 == 17 ? 1e6 : value
        },
        target("negative values") { index, _, value in
            index % 24 == 13 ? -abs(value) : value
        },
        target("it never changes", [.constantTarget]) { _, _, _ in 5 },
        target("the last four weeks do not change") { index, count, value in
            index >= count - 672 ? 3 : value
        },
        target("all zeros", [.constantTarget]) { _, _, _ in 0 },
        target("one value is left", [.fellBack, .shortHistory]) { index, count, value in
            index == count - 30 ? value : .nan
        },
        target("huge numbers") { _, _, value in value * 1e12 },
        target("tiny numbers") { _, _, value in value * 1e-12 },
        Damage(testDescription: "two days of history", flags: [.fellBack, .shortHistory]) {
            problem in
            problem.target = problem.target.cut(from: problem.target.end - 2 * 86_400)
        },
        Damage(testDescription: "nine days of history") { problem in
            problem.target = problem.target.cut(from: problem.target.end - 9 * 86_400)
        },
        Damage(testDescription: "no inputs at all") { problem in
            problem.known = []
            problem.inputs = []
        },
    ]

    private static let inputDamages: [Damage] = [
        Damage(testDescription: "an input without values", flags: [.inputMissing]) { problem in
            problem.known[0].values = problem.known[0].values.map { _ in .nan }
        },
        Damage(testDescription: "an input that ends before the horizon") { problem in
            problem.known[0] = problem.known[0].cut(to: problem.start)
        },
        Damage(testDescription: "an input that begins last week") { problem in
            problem.known[0] = problem.known[0].cut(from: problem.start - 7 * 86_400)
        },
        Damage(testDescription: "an input with gaps") { problem in
            problem.known[0].values = problem.known[0].values.enumerated().map {
                $0.offset % 5 == 0 ? .nan : $0.element
            }
        },
        Damage(testDescription: "an input that never changes") { problem in
            problem.known[0].values = problem.known[0].values.map { _ in 1 }
        },
    ]

    private func check(_ kind: ForecastKind, _ damage: Damage) throws {
        var problem = KindFixture(kind).problem()
        damage.apply(&problem)
        var recipe = Recipes.recipe(for: kind)
        let forecast = try recipe.forecast(problem)
        #expect(forecast.count == problem.horizon)
        #expect(forecast.point.count { !$0.isFinite } == 0)
        for step in 0..<forecast.count {
            let row = Array(forecast.quantiles(of: step))
            #expect(row == row.sorted() && row.count { !$0.isFinite } == 0)
        }
        let flags = forecast.provenance.flags
        #expect(damage.flags.isEmpty || !flags.isDisjoint(with: damage.flags), "\(flags)")
    }

    @Test("A damaged target is answered", arguments: ForecastKind.allCases, damages)
    func target(_ kind: ForecastKind, _ damage: Damage) throws { try check(kind, damage) }

    @Test(
        "Damaged inputs are answered",
        arguments: [ForecastKind.price, .wind, .solar, .carbon], inputDamages)
    func input(_ kind: ForecastKind, _ damage: Damage) throws { try check(kind, damage) }

    @Test("Horizons from one step to four days", arguments: ForecastKind.allCases)
    func horizons(_ kind: ForecastKind) throws {
        for horizon in [1, 6, 36, 96] {
            let forecast = try KindFixture(kind).forecast(horizon: horizon)
            #expect(forecast.count == horizon)
            #expect(forecast.point.count { !$0.isFinite } == 0)
        }
    }

    @Test("Quarter hours", arguments: ForecastKind.allCases)
    func quarterHours(_ kind: ForecastKind) throws {
        let forecast = try KindFixture(kind, days: 21, step: 900).forecast(days: 21)
        #expect(forecast.count == 96 && forecast.stepSeconds == 900)
        #expect(forecast.point.count { !$0.isFinite } == 0)
        #expect(!forecast.provenance.flags.contains(.fellBack))
    }

    /// An hour ahead in quarter hours, after a history that ends within a day.
    @Test("Four quarter hours", arguments: ForecastKind.allCases.filter { !$0.isSettledByDay })
    func nextHour(_ kind: ForecastKind) throws {
        let fixture = KindFixture(kind, days: 21, step: 900)
        let whole = fixture.problem(days: 21, horizon: 4)
        let problem = whole.moved(back: 37)
        var recipe = Recipes.recipe(for: kind)
        let forecast = try recipe.forecast(problem)
        #expect(forecast.count == 4 && forecast.start == whole.start - 37 * 900)
        #expect(!forecast.provenance.flags.contains(.fellBack))
        // Of the range of all values, noise alone is a tenth.
        let truth = (0..<4).map { fixture.data.target.latest.value(at: forecast.time($0)) }
        let spread = problem.target.values.max().map { $0 - (problem.target.values.min() ?? 0) }
        let error = zip(truth, forecast.point).reduce(0) { $0 + abs($1.0 - $1.1) } / 4
        #expect(error < 0.25 * (spread ?? 0))
    }

    /// The day of 2021-03-28 has 23 hours in Berlin, and the history ends the evening before.
    @Test("The change to summer time", arguments: ForecastKind.allCases)
    func summerTime(_ kind: ForecastKind) throws {
        let berlin = try #require(CivilZone(identifier: "Europe/Berlin"))
        let rules = GateRules(
            kind: kind, firstDay: 18_714, lastDay: 18_715, horizon: 24, zone: berlin)
        let backtest = try Backtest(
            KindFixture(kind).data, Backtest.Settings(rules: rules), clock: { 0 })
        #expect(backtest.forecasts.map(\.count) == [23, 24])
        #expect(backtest.split.failed == 0)
    }

    @Test("What cannot be answered is refused with the place")
    func refused() {
        var none = KindFixture(.price).problem()
        none.target.values = none.target.values.map { _ in .nan }
        var endless = KindFixture(.price).problem()
        endless.target.values[5] = .infinity
        var early = KindFixture(.price).problem()
        early.start -= 3600
        var empty = KindFixture(.price).problem()
        empty.horizon = 0
        let cases: [(ForecastProblem, ForecastError)] = [
            (none, .noValues(series: "y")),
            (endless, .notFinite(series: "y", time: KindFixture.start + 5 * 3600)),
            (early, .startsInHistory(start: early.start, end: early.target.end)),
            (empty, .emptyHorizon),
        ]
        for (problem, error) in cases {
            #expect(throws: error) {
                var recipe = Recipes.recipe(for: .price)
                _ = try recipe.forecast(problem)
            }
        }
    }

    @Test("A test period without truth is refused")
    func nothingToCompare() {
        let data = KindFixture(.price).data
        let rules = GateRules(kind: .price, firstDay: 25_000, lastDay: 25_001, horizon: 24)
        #expect(throws: ForecastError.self) {
            try Backtest(data, Backtest.Settings(rules: rules), clock: { 0 })
        }
    }
}
