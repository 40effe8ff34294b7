import Glibc

/// Demand for tokens or requests: its level of the last two days, what repeats, and how far the last
/// minutes and hours are away from both.
///
/// Works on logarithms, so that the point is a median, which is what a sum of absolute errors asks
/// for. Needs no training and little history; quantiles are those of its own errors when it is
/// applied to the past weeks. Y. Xiang et al.: ServeGen, 2025, on how little repeats in such demand.
struct DemandProcess: Forecaster {
    let name = "demand_process"

    /// Days whose median is the level, and steps of them that are weighed one by one.
    private static let levelDays = 2
    private static let mostWindow = 400
    /// Values without which it does not answer, and history below which it is flagged, days.
    private static let leastValues = 12
    private static let wantedDays = 7
    /// Past forecasts made for the errors, over so many days.
    private static let trials = 150
    private static let trialDays = 14
    /// Ends of the groups of leads whose errors are pooled, hours.
    private static let groupEnds = [2.0, 8.0, 24.0, .infinity]
    /// Errors that a group must have.
    private static let leastErrors = 60
    /// Growth of the bands for what so few days cannot show: variance over days of history.
    private static let unseen = 4.0

    mutating func forecast(
        _ problem: ForecastProblem, progress: ForecastProgress
    ) throws(ForecastError) -> Forecast {
        try problem.validate()
        BLASThreads.use(max(1, problem.threads))
        let history = History(problem)
        guard history.present >= Self.leastValues else {
            throw .tooLittleHistory(
                series: problem.target.name, values: history.present, needed: Self.leastValues)
        }
        let steps = max(1, 86_400 / problem.stepSeconds)
        let count = history.values.count
        let window = min(Self.levelDays * steps, Self.mostWindow, count)
        let profile = SeasonalProfile(history.values, stepsPerDay: steps)
        let rest = history.values.indices.map { history.values[$0] - profile.value(at: $0) }
        let smoother: DemandSmoother
        do {
            smoother = try DemandSmoother(
                window: window, lead: problem.lead, horizon: problem.horizon,
                hours: Double(problem.stepSeconds) / 3600)
        } catch {
            throw .numerical(place: name, routine: "dpotrf")
        }
        guard progress(0.5) else { throw .cancelled }
        let trial = Trial(rest, smoother, window: window, level: Self.levelDays * steps)
        let answer = trial.forecast(from: [count])
        let errors = errors(trial, problem, steps: steps)
        var flags = history.flags
        if count < Self.wantedDays * steps { flags.insert(.shortHistory) }
        if errors.contains(where: { $0.isFew }) { flags.insert(.fewErrors) }
        var point: [Double] = []
        var quantiles: [Double] = []
        let first = count + problem.lead
        for step in 0..<problem.horizon {
            let middle = answer[0, step] + profile.value(at: first + step)
            point.append(history.restored(middle))
            let ratios = errors[group(step, problem)].ratios
            quantiles += ratios.map { history.restored(middle + $0 * smoother.sizes[step]) }
        }
        return Forecast(
            start: problem.start, stepSeconds: problem.stepSeconds, point: point,
            quantiles: quantiles,
            provenance: Provenance(
                model: name, historySteps: count, inputsUsed: history.used, flags: flags))
    }

    private func group(_ step: Int, _ problem: ForecastProblem) -> Int {
        let hours = Double((problem.lead + step + 1) * problem.stepSeconds) / 3600
        return Self.groupEnds.firstIndex { hours <= $0 } ?? Self.groupEnds.count - 1
    }

    /// Errors of past forecasts in deviations of the process, by group of leads.
    private func errors(
        _ trial: Trial, _ problem: ForecastProblem, steps: Int
    ) -> [(ratios: [Double], isFew: Bool)] {
        let count = trial.values.count
        let reach = count - trial.window - problem.lead - 1
        let days = max(0, min(Self.trialDays * steps, reach))
        let stride = max(1, days / Self.trials)
        let origins = Array(Swift.stride(from: count - 1, to: count - 1 - days, by: -stride))
        var groups = [[Double]](repeating: [], count: Self.groupEnds.count)
        if !origins.isEmpty {
            let forecasts = trial.forecast(from: origins)
            for (row, origin) in origins.enumerated() {
                let first = origin + problem.lead
                for step in 0..<min(problem.horizon, max(0, count - first)) {
                    groups[group(step, problem)].append(
                        (trial.values[first + step] - forecasts[row, step])
                            / trial.smoother.sizes[step])
                }
            }
        }
        let all = groups.flatMap { $0 }
        let size =
            all.count >= Self.leastErrors
            ? (all.reduce(0) { $0 + $1 * $1 } / Double(all.count)).squareRoot()
            : trial.spread
        return groups.enumerated().map { index, ratios in
            guard ratios.count >= Self.leastErrors else {
                let isAsked = group(problem.horizon - 1, problem) >= index
                return (
                    Forecast.percents.map {
                        size * StandardNormal.quantile(Double($0) / 100)
                    }, isAsked
                )
            }
            let factor = widening(ratios, days: Double(count) / Double(steps))
            return (Forecast.quantiles(ofSorted: ratios.sorted()).map { $0 * factor }, false)
        }
    }
}

extension DemandProcess {
    /// Factor on the bands: wider in wild days than in calm ones, and after few days of history.
    ///
    /// - Parameter ratios: the newest first.
    private func widening(_ ratios: [Double], days: Double) -> Double {
        func size(_ part: ArraySlice<Double>) -> Double {
            part.reduce(0) { $0 + abs($1) } / Double(part.count)
        }
        let whole = size(ratios[...])
        guard whole > 0 else { return 1 }
        let recent = size(ratios.prefix(max(20, ratios.count / 8)))
        let wildness = min(max((recent / whole).squareRoot(), 0.7), 1.5)
        return wildness * (1 + Self.unseen / max(days, 1)).squareRoot()
    }

    /// The target as the process wants it: logarithms without gaps.
    private struct History {
        let values: [Double]
        let present: Int
        let flags: Set<Provenance.Flag>
        let used: [String]
        private let target: PreparedTarget

        /// Steps that an input named `ok` marks with 0 are gaps in the collection.
        init(_ problem: ForecastProblem) {
            var series = problem.target
            let marks = problem.inputs.first { $0.name == "ok" }
            if let marks {
                for step in series.values.indices where marks.value(at: series.time(step)) == 0 {
                    series.values[step] = .nan
                }
                if !series.hasValues { series = problem.target }
            }
            used = marks.map { [$0.name] } ?? []
            target = PreparedTarget(series, scale: .logarithmic)
            flags = target.flags
            present = target.isPresent.count { $0 }
            values = target.values
        }

        func restored(_ value: Double) -> Double { target.restored(value) }
    }

    /// The process at any time of the past.
    private struct Trial {
        let values: [Double]
        let smoother: DemandSmoother
        let window: Int
        let level: Int

        init(_ values: [Double], _ smoother: DemandSmoother, window: Int, level: Int) {
            self.values = values
            self.smoother = smoother
            self.window = window
            self.level = level
        }

        /// Standard deviation over the level's days.
        var spread: Double {
            let part = values.suffix(level)
            let mean = part.reduce(0, +) / Double(part.count)
            let squares = part.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            return (squares / Double(part.count)).squareRoot()
        }

        /// Forecasts made when the values before each origin were known: one row an origin.
        func forecast(from origins: [Int]) -> Matrix {
            let levels = origins.map { origin in
                let sorted = values[max(0, origin - level)..<origin].sorted()
                return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
            }
            let windows = Matrix(
                zip(origins, levels).map { origin, level in
                    values[origin - window..<origin].map { $0 - level }
                })
            var result = windows.timesTransposed(smoother.weights)
            for (row, level) in levels.enumerated() {
                for step in 0..<result.columns { result[row, step] += level }
            }
            return result
        }
    }
}
