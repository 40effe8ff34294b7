import Glibc

/// Wind power from the weather forecast: never below zero, never above capacity.
///
/// A distribution for every step from the weather around it (`DistributionRidge`); over the first
/// hours the last errors say more (`ErrorFeedback`). T. Hong et al.: Probabilistic energy
/// forecasting: Global Energy Forecasting Competition 2014, IJF 2016, is the yardstick.
struct WindDistribution: Forecaster {
    let name = "wind_distribution"
    private let options: Recipes.Options
    private var fit: Fit?
    private var learned: Learned?

    init(options: Recipes.Options) { self.options = options }

    /// Observations without which it does not answer, and below which the answer is flagged, days.
    private static let leastDays = 2
    private static let wantedDays = 60
    /// New history after which it estimates again, days.
    private static let patienceDays = 7
    /// Hours that feedback reaches, and days that it learns from.
    private static let feedbackHours = 8
    private static let feedbackDays = 90
    private static let feedbackRows = 4320
    /// An estimate, kept while the history grows a little.
    private struct Fit {
        let ridge: DistributionRidge
        let columns: [String]
        let start: Int
        let count: Int
        let capacity: Double

        func serves(_ features: WindFeatures, _ target: Series, steps: Int) -> Bool {
            columns == features.columns.map(\.name) && start == target.start
                && count <= target.count && target.count - count < patienceDays * steps
        }
    }

    /// What was learned from past errors, kept for a day.
    private struct Learned {
        let feedback: ErrorFeedback
        let leads: ClosedRange<Int>
        let count: Int
        /// History of the estimate whose errors they are.
        let estimated: Int

        func serves(_ leads: ClosedRange<Int>, _ count: Int, _ fit: Fit, day: Int) -> Bool {
            self.leads == leads && estimated == fit.count && self.count <= count
                && count - self.count < day
        }
    }

    mutating func forecast(
        _ problem: ForecastProblem, progress: ForecastProgress
    ) throws(ForecastError) -> Forecast {
        try problem.validate()
        BLASThreads.use(max(1, problem.threads))
        var flags: Set<Provenance.Flag> = []
        let plant = try PowerCapacity(problem.target, stated: options.capacity)
        flags.formUnion(plant.flags)
        let capacity = plant.capacity
        let target = plant.clipped(problem.target.values)
        var features = WindFeatures(problem)
        addOwn(&features, problem, target, capacity)
        if !features.missing.isEmpty { flags.insert(.inputMissing) }
        if features.isBridged { flags.insert(.gapsFilled) }
        let first = features.count - problem.horizon
        do {
            let fit = try estimate(problem, features, target, capacity)
            if fit.ridge.rows * problem.stepSeconds < Self.wantedDays * 86_400 {
                flags.insert(.shortHistory)
            }
            guard progress(0.8) else { throw ForecastError.cancelled }
            let ahead = Array(first..<features.count)
            var quantiles = fit.ridge.quantiles(ahead, features)
            try correct(&quantiles, problem, features, target, fit)
            return Forecast(
                start: problem.start, stepSeconds: problem.stepSeconds,
                point: (0..<problem.horizon).map { quantiles[$0 * 99 + 49] },
                quantiles: quantiles,
                provenance: Provenance(
                    model: name, historySteps: fit.ridge.rows, inputsUsed: features.used,
                    inputsMissing: features.missing, flags: flags))
        } catch let error as ForecastError {
            throw error
        } catch {
            throw .numerical(place: name, routine: "dpotrf")
        }
    }

    /// What is known without any weather: the last known days.
    private func addOwn(
        _ features: inout WindFeatures, _ problem: ForecastProblem, _ target: [Double],
        _ capacity: Double
    ) {
        guard features.used.isEmpty else { return }
        let steps = max(1, 86_400 / problem.stepSeconds)
        let days = (problem.lead + problem.horizon + steps - 1) / steps
        guard days <= 4 else { return }
        let shares = (0..<features.count).map { step -> Double in
            let past = step - days * steps
            guard past >= 0, past < target.count, target[past].isFinite else { return 0 }
            return target[past] / capacity
        }
        let mean = WindFeatures.moments(shares, reach: steps / 2).mean
        features.add("share \(days) days before", shares, 0.3)
        features.add("mean share \(days) days before", mean, 0.5)
    }

    private mutating func estimate(
        _ problem: ForecastProblem, _ features: WindFeatures, _ target: [Double],
        _ capacity: Double
    ) throws -> Fit {
        let steps = max(1, 86_400 / problem.stepSeconds)
        if let fit, fit.serves(features, problem.target, steps: steps) { return fit }
        let least = Self.leastDays * steps
        guard
            let ridge = try DistributionRidge(
                target, features, top: capacity, leastRows: least, week: 7 * steps,
                seed: problem.seed)
        else {
            throw ForecastError.tooLittleHistory(
                series: problem.target.name, values: target.count(where: \.isFinite), needed: least)
        }
        let fit = Fit(
            ridge: ridge, columns: features.columns.map(\.name), start: problem.target.start,
            count: problem.target.count, capacity: capacity)
        self.fit = fit
        learned = nil
        return fit
    }

    private static func medians(_ quantiles: [Double]) -> [Double] {
        stride(from: 49, to: quantiles.count, by: 99).map { quantiles[$0] }
    }

    /// Lets the last errors say more than the weather of the first hours.
    private mutating func correct(
        _ quantiles: inout [Double], _ problem: ForecastProblem, _ features: WindFeatures,
        _ target: [Double], _ fit: Fit
    ) throws(LinearAlgebraError) {
        let hour = max(1, 3600 / problem.stepSeconds)
        let reach = min(Self.feedbackHours * hour - problem.lead, problem.horizon)
        guard reach >= 1 else { return }
        let leads = problem.lead + 1...problem.lead + reach
        let feedback = try feedback(leads, features, target, fit, day: 24 * hour)
        let last = max(0, target.count - ErrorFeedback.order)..<target.count
        let medians = fit.ridge.pastMedians(Array(last), features)
        let between = Array(target.count..<features.count - problem.horizon)
        let forecast =
            medians + Self.medians(fit.ridge.quantiles(between, features))
            + Self.medians(quantiles)
        let errors = zip(last, medians).map { target[$0] - $1 }
        for step in 0..<reach {
            guard
                let corrected = feedback.quantiles(
                    errors, forecast: forecast, lead: leads.lowerBound + step)
            else {
                continue
            }
            quantiles.replaceSubrange(step * 99..<(step + 1) * 99, with: corrected)
        }
    }

    /// What past errors teach, learned anew with every estimate and every day.
    private mutating func feedback(
        _ leads: ClosedRange<Int>, _ features: WindFeatures, _ target: [Double], _ fit: Fit,
        day: Int
    ) throws(LinearAlgebraError) -> ErrorFeedback {
        if let learned, learned.serves(leads, target.count, fit, day: day) {
            return learned.feedback
        }
        let rows = min(Self.feedbackDays * day, Self.feedbackRows)
        let steps = Array(max(0, target.count - rows)..<target.count)
        let medians = fit.ridge.pastMedians(steps, features)
        let feedback = try ErrorFeedback(
            zip(steps, medians).map { target[$0] - $1 }, forecast: medians, leads: leads,
            bounds: 0...fit.ridge.top)
        learned = Learned(
            feedback: feedback, leads: leads, count: target.count, estimated: fit.count)
        return feedback
    }
}
