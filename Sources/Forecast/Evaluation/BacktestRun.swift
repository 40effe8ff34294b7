extension Backtest {
    /// Told gates done, gates in all, and seconds spent in models; answers false to stop.
    public typealias Progress = (_ done: Int, _ of: Int, _ seconds: Double) -> Bool

    /// Runs a backtest.
    ///
    /// - Parameters:
    ///   - data: the series, whole; each gate sees its part.
    ///   - settings: what to run.
    ///   - published: point forecasts of others to compare with, by time.
    ///   - clock: seconds of a clock that only goes forward.
    ///   - progress: called after every gate.
    /// - Throws: `ForecastError` when no forecast could be made or nothing could be compared.
    public init(
        _ data: ForecastData, _ settings: Settings, published: [Series] = [],
        clock: () -> Double, progress: Progress = { _, _, _ in true }
    ) throws(ForecastError) {
        var run = BacktestRun(data, settings, published)
        let gates = settings.rules.gates(on: data.target.latest)
        for (index, gate) in gates.enumerated() {
            try run.pass(gate, clock)
            guard progress(index + 1, gates.count, run.seconds) else { throw .cancelled }
        }
        try self.init(run, gates)
    }

    private init(_ run: BacktestRun, _ gates: [Gate]) throws(ForecastError) {
        let target = run.data.target.latest
        guard let first = gates.first, let last = gates.last, run.compared > 0 else {
            throw run.firstFailure
                ?? .nothingToCompare(
                    series: target.name, start: target.start, end: target.end)
        }
        truth = target
        forecasts = run.forecasts
        days = run.days
        firstFailure = run.firstFailure
        models = run.models(dailyChange: target.cut(to: first.targetEnd).dailyChange)
        split = Split(
            historyStart: target.start, firstGateTargetEnd: first.targetEnd,
            testStart: first.start,
            testEnd: last.start + last.horizon * target.stepSeconds,
            days: Set(gates.map(\.day)).count, gates: gates.count, failed: run.failed,
            missingTruths: run.missingTruths)
    }
}

/// The state of a backtest between gates.
private struct BacktestRun {
    /// A model that is called at every gate.
    struct Contestant {
        var model: any Forecaster
        var keeper = ScoreKeeper()
        var seconds = 0.0
        let role: Backtest.Model.Role
    }

    let data: ForecastData
    let settings: Backtest.Settings
    let published: [Series]
    private var contestants: [Contestant]
    private var memberNames: [String] = []
    private var members: [String: ScoreKeeper] = [:]
    private var others: [ScoreKeeper]
    private(set) var forecasts: [Forecast] = []
    private(set) var days: [Int] = []
    private(set) var failed = 0
    private(set) var firstFailure: ForecastError?
    private(set) var missingTruths = 0
    private(set) var compared = 0

    init(_ data: ForecastData, _ settings: Backtest.Settings, _ published: [Series]) {
        self.data = data
        self.settings = settings
        self.published = published
        let kind = settings.rules.kind
        contestants =
            [
                Contestant(
                    model: Recipes.recipe(for: kind, options: settings.options), role: .recipe)
            ]
            + Recipes.baselines(for: kind).map { Contestant(model: $0, role: .baseline) }
        others = published.map { _ in ScoreKeeper() }
    }

    /// Seconds spent in models.
    var seconds: Double { contestants.reduce(0) { $0 + $1.seconds } }

    /// Forecasts at one gate with every model, and compares.
    mutating func pass(_ gate: Gate, _ clock: () -> Double) throws(ForecastError) {
        let problem = data.problem(
            at: gate, kind: settings.rules.kind, zone: settings.rules.zone, seed: settings.seed,
            threads: settings.threads)
        let target = data.target.latest
        let truth = (0..<gate.horizon).map {
            target.value(at: gate.start + $0 * target.stepSeconds)
        }
        for index in contestants.indices {
            let begin = clock()
            do {
                let forecast = try contestants[index].model.forecast(problem)
                contestants[index].seconds += clock() - begin
                contestants[index].keeper.add(forecast, truth: truth, day: gate.day)
                if index == 0 { keep(forecast, gate, truth) }
            } catch .cancelled {
                throw .cancelled
            } catch {
                guard index == 0 else { continue }
                failed += 1
                firstFailure = firstFailure ?? error
                return
            }
        }
        compare(gate, truth)
    }

    private mutating func keep(_ forecast: Forecast, _ gate: Gate, _ truth: [Double]) {
        forecasts.append(forecast)
        days.append(gate.day)
        missingTruths += truth.count { !$0.isFinite }
        compared += truth.count(where: \.isFinite)
        for member in forecast.provenance.members {
            if members[member.name] == nil { memberNames.append(member.name) }
            members[member.name, default: ScoreKeeper()].add(
                point: member.point, truth: truth, day: gate.day,
                stepSeconds: forecast.stepSeconds)
        }
    }

    /// A published series has one value a time: of horizons beyond a day it is the first day.
    private mutating func compare(_ gate: Gate, _ truth: [Double]) {
        let step = data.target.latest.stepSeconds
        for (index, series) in published.enumerated() {
            let point = (0..<gate.horizon).map { place in
                let time = gate.start + place * step
                return settings.rules.zone.day(of: time) == gate.day
                    ? series.value(at: time) : .nan
            }
            others[index].add(point: point, truth: truth, day: gate.day, stepSeconds: step)
        }
    }

    /// All rows of the result.
    func models(dailyChange: Double?) -> [Backtest.Model] {
        let days = Double(max(1, Set(self.days).count))
        let lags = max(
            0, settings.rules.horizon * data.target.latest.stepSeconds / 86_400 - 1)
        let recipe = contestants[0].keeper
        let weekly = contestants[1].keeper.scores().mae
        func row(
            _ name: String, _ role: Backtest.Model.Role, _ keeper: ScoreKeeper, _ seconds: Double?
        ) -> Backtest.Model {
            let rival = role == .recipe ? contestants[1].keeper : keeper
            return Backtest.Model(
                name: name, role: role,
                scores: keeper.scores(weeklyMAE: weekly, dailyChange: dailyChange),
                secondsPerDay: seconds, test: DieboldMariano(recipe, rival, lags: lags))
        }
        let ran = contestants.map {
            row($0.model.name, $0.role, $0.keeper, $0.seconds / days)
        }
        let parts = memberNames.map { row($0, .member, members[$0] ?? ScoreKeeper(), nil) }
        let rest = zip(published, others).map { row($0.name, .published, $1, nil) }
        return [ran[0]] + parts + ran.dropFirst() + rest
    }
}

extension Series {
    /// Mean absolute change between the same steps of neighbouring days; nil without any.
    var dailyChange: Double? {
        let lag = max(1, 86_400 / stepSeconds)
        var sum = 0.0
        var number = 0
        for (before, after) in zip(values, values.dropFirst(lag)) {
            let change = abs(after - before)
            guard change.isFinite else { continue }
            sum += change
            number += 1
        }
        return number > 0 && sum > 0 ? sum / Double(number) : nil
    }
}
