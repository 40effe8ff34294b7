import Glibc

/// Demand for tokens or requests: Gaussian processes on its logarithm, warped towards the normal,
/// that remember and repeat to different degrees, weighted by how well they explain the history.
///
/// The point is a median, which is what a sum of absolute errors asks for. Bands are those of the
/// processes, and more and more of their own past errors: little repeats in such demand (Y. Xiang et
/// al.: ServeGen, 2025). Keeps the factors of the last layout.
struct DemandProcess: Forecaster {
    let name = "demand_process"

    /// Factors of all kernels, and what they were made for.
    private struct Prepared {
        let layout: HistoryLayout
        let lead: Int
        let horizon: Int
        let factors: [DemandFactor]
    }

    private var prepared: Prepared?

    /// Values without which it does not answer, and history below which it is flagged, days.
    private static let leastValues = 12
    private static let wantedDays = 7.0
    /// Past forecasts made for the errors, and places that the first of them has to go by.
    private static let trials = 112
    private static let firstTrial = 24
    /// Ends of the groups of leads whose errors are pooled, hours.
    private static let groupEnds = [2.0, 8.0, 24.0, .infinity]
    /// Errors that a group must have, and deviations beyond which one is drawn in.
    private static let leastErrors = 20
    private static let farthest = 5.0
    /// Days of history at which past errors say as much as the processes, and how much wider than
    /// those the bands are by themselves.
    private static let evenDays = 5.0
    private static let caution = 1.3

    mutating func forecast(
        _ problem: ForecastProblem, progress: ForecastProgress
    ) throws(ForecastError) -> Forecast {
        try problem.validate()
        BLASThreads.use(max(1, problem.threads))
        let history = DemandHistory(problem)
        guard history.present >= Self.leastValues else {
            throw .tooLittleHistory(
                series: problem.target.name, values: history.present, needed: Self.leastValues)
        }
        let layout = HistoryLayout(count: history.values.count, stepSeconds: problem.stepSeconds)
        let scale = NormalScale(history.values.suffix(layout.steps))
        let mixture = DemandMixture(
            try factors(layout, problem), layout.values(history.values.map(scale.scaled)))
        guard progress(0.5) else { throw .cancelled }
        let answer = mixture.answer
        let days = Double(layout.steps) * layout.stepHours / 24
        let groups = errors(mixture, layout, problem)
        let shapes = groups.map { Self.shape($0, days: days) }
        var quantiles: [Double] = []
        for (step, mean) in answer.means.enumerated() {
            let group = Self.group(Double(problem.lead + step + 1) * layout.stepHours)
            quantiles += shapes[group].map {
                history.restored(scale.restored(mean + $0 * answer.deviations[step]))
            }
        }
        var flags = history.flags
        if days < Self.wantedDays { flags.insert(.shortHistory) }
        let last = Self.group(Double(problem.lead + problem.horizon) * layout.stepHours)
        if groups[last].count < Self.leastErrors { flags.insert(.fewErrors) }
        return Forecast(
            start: problem.start, stepSeconds: problem.stepSeconds,
            point: answer.means.map { history.restored(scale.restored($0)) }, quantiles: quantiles,
            provenance: Provenance(
                model: name, historySteps: layout.steps, inputsUsed: history.used, flags: flags))
    }

    /// The factors of all kernels, made anew when the layout changes.
    private mutating func factors(
        _ layout: HistoryLayout, _ problem: ForecastProblem
    ) throws(ForecastError) -> [DemandFactor] {
        if let prepared, prepared.layout == layout, prepared.lead == problem.lead,
            prepared.horizon == problem.horizon
        {
            return prepared.factors
        }
        prepared = nil
        var factors: [DemandFactor] = []
        do {
            for kernel in DemandKernel.all {
                factors.append(
                    try DemandFactor(
                        kernel, layout, lead: problem.lead, horizon: problem.horizon))
            }
        } catch {
            throw .numerical(place: name, routine: "dpotrf")
        }
        prepared = Prepared(
            layout: layout, lead: problem.lead, horizon: problem.horizon, factors: factors)
        return factors
    }

    private static func group(_ hours: Double) -> Int {
        groupEnds.firstIndex { hours <= $0 + 1e-9 } ?? groupEnds.count - 1
    }

    /// Errors of past forecasts in deviations, by group of leads.
    private func errors(
        _ mixture: DemandMixture, _ layout: HistoryLayout, _ problem: ForecastProblem
    ) -> [[Double]] {
        var groups = [[Double]](repeating: [], count: Self.groupEnds.count)
        let count = layout.places
        let ahead = 2 * (problem.lead + problem.horizon)
        let first = min(Self.firstTrial, count / 2)
        for origin in stride(from: first, to: count, by: max(1, count / Self.trials)) {
            let gate = layout.end(origin - 1)
            var last = origin
            while last < count, layout.end(last) <= gate + ahead { last += 1 }
            for (place, ratio) in zip(origin..<last, mixture.ratios(origin..<last)) {
                let hours = Double(layout.end(place) - gate) / 2 * layout.stepHours
                groups[Self.group(hours)].append(min(max(ratio, -Self.farthest), Self.farthest))
            }
        }
        return groups
    }

    /// The quantiles of an error in deviations.
    private static func shape(_ errors: [Double], days: Double) -> [Double] {
        let normal = Forecast.percents.map {
            caution * StandardNormal.quantile(Double($0) / 100)
        }
        guard errors.count >= leastErrors else { return normal }
        let share = days / (days + evenDays)
        return zip(Forecast.quantiles(ofSorted: errors.sorted()), normal).map {
            share * $0 + (1 - share) * $1
        }
    }
}
