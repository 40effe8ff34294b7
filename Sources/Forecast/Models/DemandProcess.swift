import Glibc

/// Demand for tokens or requests: Gaussian processes on its logarithm, warped towards the normal,
/// that remember and repeat to different degrees, weighted by how well they explain the history,
/// and beside them what simple rules say.
///
/// The point is a median, which is what a sum of absolute errors asks for. Bands are those of the
/// processes, and more and more of their own past errors, most of the new ones: little repeats in
/// such demand (Y. Xiang et al.: ServeGen, 2025). Keeps the factors of the last layout.
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
        let values = history.values.map(scale.scaled)
        let mixture = DemandMixture(try factors(layout, problem), layout.values(values))
        guard progress(0.5) else { throw .cancelled }
        let restored = { history.restored(scale.restored($0)) }
        let trials = DemandTrials(
            mixture, values, layout, reach: problem.lead + problem.horizon, restored: restored)
        let days = Double(layout.steps) * layout.stepHours / 24
        let groups = (1...problem.horizon).map {
            DemandTrials.group(Double(problem.lead + $0) * layout.stepHours)
        }
        let answer = mixture.answer
        let middles = Self.middles(
            answer.means,
            DemandTrials.rules(
                values[...], layout,
                (problem.lead..<problem.lead + problem.horizon).map { $0..<$0 + 1 }),
            groups.map { trials.weights[$0] })
        let shapes = trials.errors.indices.map { group in
            trials.errors[group].shape(
                days: days, independent: DemandTrials.independent(group, days: days))
        }
        let quantiles = middles.indices.flatMap { step in
            shapes[groups[step]].map { restored(middles[step] + $0 * answer.deviations[step]) }
        }
        var flags = history.flags
        if days < Self.wantedDays { flags.insert(.shortHistory) }
        if trials.errors[groups[problem.horizon - 1]].count < DemandErrors.least {
            flags.insert(.fewErrors)
        }
        return Forecast(
            start: problem.start, stepSeconds: problem.stepSeconds,
            point: middles.map(restored), quantiles: quantiles,
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

    /// The weighted means of what the processes and the rules say of each step.
    private static func middles(
        _ means: [Double], _ rules: [[Double]], _ weights: [[Double]]
    ) -> [Double] {
        means.indices.map { step in
            zip([means[step]] + rules[step], weights[step]).reduce(0) { $0 + $1.0 * $1.1 }
        }
    }
}
