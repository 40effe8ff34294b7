import Forecast
import Testing

/// Nothing that lies after a gate may move the forecast made at it.
@Suite("No look ahead") struct LeakageTests {
    /// A backtest of three days; everything that a gate cannot know yet is garbled after `until`.
    private func run(
        _ kind: ForecastKind, gateSecond: Int?, horizon: Int, garbledAfter gate: Gate?
    ) throws -> (forecasts: [Forecast], gates: [Gate]) {
        var data = KindFixture(kind).data
        let first = KindFixture.start / 86_400 + KindFixture.days(kind) - 2
        let rules = GateRules(
            kind: kind, firstDay: first, lastDay: first + 2, horizon: horizon,
            gateSecond: gateSecond)
        if let gate {
            let end = gate.start + gate.horizon * 3600
            data.target = Self.garbled(data.target, after: gate.targetEnd)
            data.known = data.known.map { Self.garbled($0, after: end) }
            data.inputs = data.inputs.map { Self.garbled($0, after: gate.time) }
        }
        let backtest = try Backtest(data, Backtest.Settings(rules: rules), clock: { 0 })
        return (backtest.forecasts, rules.gates(on: data.target.latest))
    }

    /// The same values up to a time; after it each is another, and some are missing.
    private static func garbled(_ series: RevisedSeries, after time: Int) -> RevisedSeries {
        var copy = series.latest
        var random = SeededNumbers(seed: 99)
        for step in copy.values.indices where copy.time(step) >= time {
            copy.values[step] = step % 7 == 0 ? .nan : 1e4 * random.normal()
        }
        return RevisedSeries(latest: copy)
    }

    @Test("Garbling the future changes no forecast before it", arguments: ForecastKind.allCases)
    func dayAhead(_ kind: ForecastKind) throws {
        let whole = try run(kind, gateSecond: nil, horizon: 24, garbledAfter: nil)
        for place in [0, 1] {
            let cut = try run(kind, gateSecond: nil, horizon: 24, garbledAfter: whole.gates[place])
            #expect(cut.forecasts[0...place] == whole.forecasts[0...place])
        }
    }

    @Test("The same with a gate before the day", arguments: ForecastKind.allCases)
    func withGate(_ kind: ForecastKind) throws {
        let whole = try run(kind, gateSecond: 36_000, horizon: 24, garbledAfter: nil)
        let cut = try run(kind, gateSecond: 36_000, horizon: 24, garbledAfter: whole.gates[1])
        #expect(cut.forecasts[0...1] == whole.forecasts[0...1])
    }

    /// The test itself must see a forecaster that cheats: the problem holds what it may know only.
    @Test("What a gate may not know is not in its problem")
    func problem() {
        let data = KindFixture(.price).data
        let midnight = KindFixture.start + KindFixture.days(.price) * 86_400
        let rules = GateRules(
            kind: .price, firstDay: midnight / 86_400, lastDay: midnight / 86_400, horizon: 24)
        let problem = data.problem(
            at: rules.gates(on: data.target.latest)[0], kind: .price, zone: .utc)
        #expect(problem.target.end == midnight)
        #expect(problem.known.map(\.end) == [midnight + 86_400, midnight + 86_400])
        #expect(problem.inputs.map(\.end) == [midnight - 43_200])
    }
}
