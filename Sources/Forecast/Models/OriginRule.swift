import Foundation

/// A simple forecast that is a rule from the history to the horizon: one of the baselines.
///
/// Quantiles are those of the rule's own errors when it is applied at the same time of the last 56
/// days, step by step of the horizon.
struct OriginRule: Forecaster {
    /// From the history to a value for each step; `lead` steps lie between the two.
    typealias Rule = @Sendable (_ history: ArraySlice<Double>, _ ask: Ask) -> [Double]?

    /// What a rule is asked.
    struct Ask {
        let stepsPerDay: Int
        let lead: Int
        let horizon: Int
    }

    let name: String
    private let rule: Rule

    private init(_ name: String, _ rule: @escaping Rule) {
        self.name = name
        self.rule = rule
    }

    /// Days on which the rule is tried for its errors.
    private static let days = 56

    mutating func forecast(
        _ problem: ForecastProblem, progress: ForecastProgress
    ) throws(ForecastError) -> Forecast {
        try problem.validate()
        let values = problem.target.values
        let ask = Ask(
            stepsPerDay: max(1, 86_400 / problem.stepSeconds), lead: problem.lead,
            horizon: problem.horizon)
        guard let point = rule(values[...], ask) else {
            throw .noValues(series: problem.target.name)
        }
        let errors = errors(values, ask)
        let quantiles = point.enumerated().flatMap { step, value in
            errors[step].isEmpty
                ? [Double](repeating: value, count: 99)
                : Forecast.quantiles(ofSorted: errors[step].sorted()).map { value + $0 }
        }
        let isShort = errors.contains { $0.count < 20 }
        return Forecast(
            start: problem.start, stepSeconds: problem.stepSeconds, point: point,
            quantiles: quantiles,
            provenance: Provenance(
                model: name, historySteps: values.count, flags: isShort ? [.fewErrors] : []))
    }

    private func errors(_ values: [Double], _ ask: Ask) -> [[Double]] {
        var errors = [[Double]](repeating: [], count: ask.horizon)
        for day in 1...Self.days {
            let origin = values.count - day * ask.stepsPerDay
            guard origin > 0 else { break }
            guard let point = rule(values[..<origin], ask) else { continue }
            for (step, value) in point.enumerated() where origin + ask.lead + step < values.count {
                let error = values[origin + ask.lead + step] - value
                if error.isFinite { errors[step].append(error) }
            }
        }
        return errors
    }
}

extension OriginRule {
    /// The last value, for all steps: persistence.
    static let lastValue = OriginRule("last_value") { history, ask in
        history.last(where: \.isFinite).map { Array(repeating: $0, count: ask.horizon) }
    }

    /// The median of the last 24 hours, for all steps.
    static let dayMedian = OriginRule("day_median") { history, ask in
        let day = history.suffix(ask.stepsPerDay).filter(\.isFinite).sorted()
        guard !day.isEmpty else { return nil }
        let median = (day[(day.count - 1) / 2] + day[day.count / 2]) / 2
        return Array(repeating: median, count: ask.horizon)
    }

    /// A mean whose weights halve every hour back, for all steps: exponential smoothing.
    static let hourlyAverage = OriginRule("ewma") { history, ask in
        let keep = pow(0.5, 24 / Double(ask.stepsPerDay))
        var weight = 1.0
        var sum = 0.0
        var total = 0.0
        for value in history.suffix(ask.stepsPerDay * 2).reversed() {
            if value.isFinite {
                sum += weight * value
                total += weight
            }
            weight *= keep
        }
        return total > 0 ? Array(repeating: sum / total, count: ask.horizon) : nil
    }

    /// The mean of the last 364 days, for all steps: what is known without looking.
    static let climatology = OriginRule("climatology") { history, ask in
        let values = history.suffix(ask.stepsPerDay * 364).filter(\.isFinite)
        guard !values.isEmpty else { return nil }
        let mean = values.reduce(0, +) / Double(values.count)
        return Array(repeating: mean, count: ask.horizon)
    }
}
