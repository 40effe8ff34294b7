/// What is known at one gate, and what is asked.
///
/// Nothing in it lies after the gate but the inputs that are known ahead: who makes the problem cuts
/// the series, so a model cannot look ahead.
public struct ForecastProblem: Sendable {
    /// What is forecast.
    public var kind: ForecastKind
    /// The target; it ends with the last value known at the gate.
    public var target: Series
    /// Inputs known ahead: they cover history and horizon, NaN where there is no value.
    public var known: [Series]
    /// Observed inputs; they end at the gate.
    public var inputs: [Series]
    /// Start of the first step to forecast, seconds since the epoch; at or after the target's end.
    public var start: Int
    /// Number of steps to forecast, positive.
    public var horizon: Int
    /// The zone whose days, weeks and holidays people keep.
    public var zone: CivilZone
    /// Seed of everything that is drawn.
    public var seed: UInt64
    /// Threads that linear algebra may use; with one the answer is the same bit for bit.
    public var threads: Int

    /// Creates a problem.
    public init(
        kind: ForecastKind, target: Series, known: [Series] = [], inputs: [Series] = [],
        start: Int, horizon: Int, zone: CivilZone = .utc, seed: UInt64 = 1, threads: Int = 1
    ) {
        self.kind = kind
        self.target = target
        self.known = known
        self.inputs = inputs
        self.start = start
        self.horizon = horizon
        self.zone = zone
        self.seed = seed
        self.threads = threads
    }

    /// Length of a step in seconds.
    public var stepSeconds: Int { target.stepSeconds }

    /// Steps between the last known value of the target and the first to forecast.
    public var lead: Int { (start - target.end) / stepSeconds }

    /// Refuses what no model could answer.
    ///
    /// - Throws: `ForecastError` that names the series and the place.
    public func validate() throws(ForecastError) {
        guard horizon > 0 else { throw .emptyHorizon }
        guard start >= target.end else {
            throw .startsInHistory(start: start, end: target.end)
        }
        for series in [target] + known + inputs {
            guard series.stepSeconds == stepSeconds else {
                throw .otherStep(
                    series: series.name, seconds: series.stepSeconds, expected: stepSeconds)
            }
            guard (series.start - start) % stepSeconds == 0 else {
                throw .offGrid(series: series.name, time: series.start)
            }
            if let step = series.values.firstIndex(where: \.isInfinite) {
                throw .notFinite(series: series.name, time: series.time(step))
            }
        }
        guard target.values.contains(where: \.isFinite) else {
            throw .noValues(series: target.name)
        }
    }
}
