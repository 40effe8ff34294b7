/// One moment at which a forecast is made, and what it covers.
public struct Gate: Sendable, Equatable {
    /// When the forecast is made, seconds since the epoch; observed inputs end here.
    public let time: Int
    /// End of the last value of the target that is known then.
    public let targetEnd: Int
    /// Start of the first step to forecast.
    public let start: Int
    /// Number of steps to forecast.
    public let horizon: Int
    /// Local day that its losses count for, from 1970-01-01.
    public let day: Int

    /// Creates a gate.
    public init(time: Int, targetEnd: Int, start: Int, horizon: Int, day: Int) {
        self.time = time
        self.targetEnd = targetEnd
        self.start = start
        self.horizon = horizon
        self.day = day
    }
}

/// What a backtest goes through: days, horizon and when the gate closes.
public struct GateRules: Sendable, Equatable {
    /// What is forecast; a price is known to the end of the day before, whatever the gate.
    public var kind: ForecastKind
    /// First local day to forecast, from 1970-01-01.
    public var firstDay: Int
    /// Last local day to forecast.
    public var lastDay: Int
    /// Steps of a forecast; whole days follow the clocks: a day of 23 hours has 23 hourly steps.
    public var horizon: Int
    /// Clock time at which the gate closes, seconds after local midnight.
    ///
    /// It is the last such moment at or before the day begins. Nil: noon of the day before for a
    /// price, else when the day begins.
    public var gateSecond: Int?
    /// The zone of days and gate.
    public var zone: CivilZone

    /// Creates rules.
    public init(
        kind: ForecastKind, firstDay: Int, lastDay: Int, horizon: Int, gateSecond: Int? = nil,
        zone: CivilZone = .utc
    ) {
        self.kind = kind
        self.firstDay = firstDay
        self.lastDay = lastDay
        self.horizon = horizon
        self.gateSecond = gateSecond
        self.zone = zone
    }

    /// Whether a forecast is shorter than a day and is made again whenever one ends.
    ///
    /// With a gate, or for a price, there is one a day.
    public func isRolling(stepSeconds: Int) -> Bool {
        horizon * stepSeconds < 86_400 && gateSecond == nil && !kind.isSettledByDay
    }

    /// All gates, in order of time, on the steps of a series.
    public func gates(on series: Series) -> [Gate] {
        let step = series.stepSeconds
        if isRolling(stepSeconds: step) { return rolling(series) }
        let isWholeDays = (horizon * step) % 86_400 == 0
        return (firstDay...max(firstDay, lastDay)).map { day in
            let start = aligned(zone.time(day: day), series)
            let nominal = start + horizon * step
            let end =
                isWholeDays
                ? aligned(zone.time(day: day + horizon * step / 86_400), series) : nominal
            let gate = gateTime(day, start)
            return Gate(
                time: gate, targetEnd: kind.isSettledByDay ? start : gate, start: start,
                horizon: (end - start) / step, day: day)
        }
    }

    private func rolling(_ series: Series) -> [Gate] {
        let end = zone.time(day: max(firstDay, lastDay) + 1)
        let first = aligned(zone.time(day: firstDay), series)
        return stride(from: first, to: end, by: horizon * series.stepSeconds).map { time in
            Gate(
                time: time, targetEnd: time, start: time, horizon: horizon,
                day: zone.day(of: time))
        }
    }

    private func gateTime(_ day: Int, _ start: Int) -> Int {
        guard let second = gateSecond ?? (kind.isSettledByDay ? 43_200 : nil) else { return start }
        return second == 0 ? start : min(start, zone.time(day: day - 1, second: second))
    }

    /// The first step that begins at or after a time.
    private func aligned(_ time: Int, _ series: Series) -> Int {
        -series.stepSeconds * (series.start - time).flooredQuotient(by: series.stepSeconds)
            + series.start
    }
}

/// The series of a backtest, from which each gate sees its part.
public struct ForecastData: Sendable {
    /// What is forecast.
    public var target: RevisedSeries
    /// Inputs known ahead.
    public var known: [RevisedSeries]
    /// Observed inputs.
    public var inputs: [RevisedSeries]

    /// Creates the data.
    public init(
        target: RevisedSeries, known: [RevisedSeries] = [], inputs: [RevisedSeries] = []
    ) {
        self.target = target
        self.known = known
        self.inputs = inputs
    }

    /// What is known at a gate: the target to its last known value, known inputs to the end of the
    /// horizon as published by then, observed inputs to the gate.
    public func problem(
        at gate: Gate, kind: ForecastKind, zone: CivilZone, seed: UInt64 = 1, threads: Int = 1
    ) -> ForecastProblem {
        let end = gate.start + gate.horizon * target.latest.stepSeconds
        return ForecastProblem(
            kind: kind, target: target.asKnown(at: gate.time).cut(to: gate.targetEnd),
            known: known.map { $0.asKnown(at: gate.time).cut(to: end) },
            inputs: inputs.map { $0.asKnown(at: gate.time).cut(to: gate.time) },
            start: gate.start, horizon: gate.horizon, zone: zone, seed: seed, threads: threads)
    }
}
