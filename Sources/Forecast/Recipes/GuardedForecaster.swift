/// A recipe that always answers: what it cannot say, a simpler model says, and the answer tells.
///
/// It takes inputs without values out, answers a constant target itself, and refuses an answer that
/// is not whole and finite; then the weekly, the daily and the last value stand in, in this order.
/// Power, carbon and tokens that have never been negative are not forecast to be.
struct GuardedForecaster: Forecaster {
    private var recipe: any Forecaster
    private var standIns: [any Forecaster] = [
        LagNaive.weekly, LagNaive.daily, OriginRule.lastValue,
    ]

    init(_ recipe: any Forecaster) { self.recipe = recipe }

    var name: String { recipe.name }

    mutating func forecast(
        _ problem: ForecastProblem, progress: ForecastProgress
    ) throws(ForecastError) -> Forecast {
        try problem.validate()
        BLASThreads.use(problem.threads)
        if let constant = problem.target.constant { return Self.constant(constant, problem) }
        var usable = problem
        usable.known = problem.known.filter(\.hasValues)
        usable.inputs = problem.inputs.filter(\.hasValues)
        let missing = (problem.known + problem.inputs).filter { !$0.hasValues }.map(\.name)
        var forecast = try answer(usable, progress)
        if !missing.isEmpty {
            forecast.provenance.inputsMissing += missing
            forecast.provenance.flags.insert(.inputMissing)
        }
        if problem.kind.isAmount, !problem.target.values.contains(where: { $0 < 0 }) {
            forecast.raise(to: 0)
        }
        forecast.sortQuantiles()
        return forecast
    }

    private mutating func answer(
        _ problem: ForecastProblem, _ progress: ForecastProgress
    ) throws(ForecastError) -> Forecast {
        do {
            let forecast = try recipe.forecast(problem, progress: progress)
            if forecast.isWhole(problem) { return forecast }
        } catch .cancelled {
            throw .cancelled
        } catch {
            // The recipe needs more than there is; the answer below says so.
        }
        for index in standIns.indices {
            guard var forecast = try? standIns[index].forecast(problem), forecast.isWhole(problem)
            else {
                continue
            }
            // Only the last resort may rest on a value that is not a period old.
            if forecast.provenance.flags.contains(.fellBack), index + 1 < standIns.count {
                continue
            }
            forecast.provenance.flags.insert(.fellBack)
            return forecast
        }
        throw .noValues(series: problem.target.name)
    }

    private static func constant(_ value: Double, _ problem: ForecastProblem) -> Forecast {
        Forecast(
            start: problem.start, stepSeconds: problem.stepSeconds,
            point: Array(repeating: value, count: problem.horizon),
            quantiles: Array(repeating: value, count: problem.horizon * 99),
            provenance: Provenance(
                model: "constant", historySteps: problem.target.count, flags: [.constantTarget]))
    }
}

extension Series {
    /// True when there is at least one value.
    var hasValues: Bool { values.contains(where: \.isFinite) }

    /// The one value that all steps have; nil when there are two, or fewer than three values.
    var constant: Double? {
        guard let first = values.first(where: \.isFinite) else { return nil }
        var number = 0
        for value in values where value.isFinite {
            guard value == first else { return nil }
            number += 1
        }
        return number >= 3 ? first : nil
    }
}

extension Forecast {
    /// True when it covers just the horizon asked for, and every number in it is finite.
    func isWhole(_ problem: ForecastProblem) -> Bool {
        start == problem.start && count == problem.horizon && point.allSatisfy(\.isFinite)
            && quantiles.allSatisfy(\.isFinite)
    }

    /// Raises every number to at least a bound.
    mutating func raise(to bound: Double) {
        point = point.map { max(bound, $0) }
        quantiles = quantiles.map { max(bound, $0) }
    }

    /// Puts each step's quantiles in ascending order; estimated apart, they may cross.
    mutating func sortQuantiles() {
        for step in 0..<count { quantiles[step * 99..<(step + 1) * 99].sort() }
    }
}
