/// Solar power: whole days of its share of the clear-sky envelope, nothing at night.
///
/// What the sun does is in the envelope (`SolarEnvelope`); of the rest, clouds and how much stands
/// there, the days before and the weather tell, as in `DayProfileProcess`: a fleet or a plant yields
/// nearly what it did yesterday under the same sky. A step-by-step regression on the weather, which
/// was here before, had to learn that anew for every step and was worse than yesterday's values.
/// Where latitude and longitude are given there are two envelopes, that of the sun's position and
/// the one learned from the series; each has its answer, and they weigh by their errors of the last
/// weeks: the first knows the season ahead, the second trees, tilted panels and a fleet's many places,
/// and it alone speaks of hours without sun, when storage may yield.
/// P. Bacher, H. Madsen, H. A. Nielsen: Online short-term solar power forecasting, Solar Energy 2009,
/// for the normalisation.
struct SolarProcess: Forecaster {
    var name: String { process.name }
    private let options: Recipes.Options
    private let process = DayProfileProcess.solar

    init(options: Recipes.Options) { self.options = options }

    /// What one envelope says, in the target's unit.
    private struct Said {
        var forecast: Forecast
        /// Truth less forecast of past days.
        let errors: Matrix
    }

    func forecast(
        _ problem: ForecastProblem, progress: ForecastProgress
    ) throws(ForecastError) -> Forecast {
        try problem.validate()
        let plant = try PowerCapacity(problem.target, stated: options.capacity)
        let target = plant.clipped(problem.target.values)
        let count = problem.target.step(at: problem.start) + problem.horizon
        let learned = SolarEnvelope.learned(
            target, capacity: plant.capacity, problem: problem, count: count)
        var forecast: Forecast
        if let latitude = options.latitude, let longitude = options.longitude {
            let sky = SolarEnvelope.geometric(
                target, problem, count: count, latitude: latitude, longitude: longitude)
            let both = [
                try said(problem, target, learned, plant, lit: sky) { progress(0.5 * $0) },
                try said(problem, target, sky, plant, lit: sky) { progress(0.5 + 0.5 * $0) },
            ]
            let isLit = sky.values.suffix(problem.horizon).map { $0 > 0 }
            forecast = Self.weighted(both, MemberWeights.byRecentError(both.map(\.errors)), isLit)
        } else {
            forecast = try said(problem, target, learned, plant, lit: learned, progress).forecast
        }
        forecast.provenance.flags.formUnion(plant.flags)
        return forecast
    }

    /// What the shares of an envelope say; errors count where another lets there be light.
    private func said(
        _ problem: ForecastProblem, _ target: [Double], _ envelope: SolarEnvelope,
        _ plant: PowerCapacity, lit: SolarEnvelope, _ progress: ForecastProgress
    ) throws(ForecastError) -> Said {
        let first = problem.target.step(at: problem.start)
        let envelope = envelope.values
        var shares = problem
        shares.target.values = zip(target, envelope).map { value, most in
            guard most > 0 else { return value.isFinite ? 0 : .nan }
            return value.isFinite ? min(value / most, SolarEnvelope.top) : .nan
        }
        guard shares.target.values.contains(where: { $0 > 0 }) else {
            throw .tooLittleHistory(series: problem.target.name, values: 0, needed: 1)
        }
        let answer = try process.checked(shares, progress: progress)
        func power(_ share: Double, _ step: Int) -> Double {
            min(min(max(share, 0), SolarEnvelope.top) * envelope[step], plant.capacity)
        }
        func powers(_ shares: [Double], each: Int = 1) -> [Double] {
            shares.enumerated().map { power($1, first + $0 / each) }
        }
        let steps = max(1, 86_400 / problem.stepSeconds)
        var errors = answer.errors
        for (row, age) in answer.ages.enumerated() {
            for column in 0..<errors.columns {
                let step = first - age * steps + column
                let share = shares.target.values[step] - errors[row, column]
                let error = target[step] - power(share, step)
                errors[row, column] = error.isFinite && lit.values[step] > 0 ? error : 0
            }
        }
        var forecast = answer.forecast
        forecast.point = powers(forecast.point)
        forecast.quantiles = powers(forecast.quantiles, each: 99)
        forecast.provenance.members = forecast.provenance.members.map {
            Provenance.Member(name: $0.name, weight: $0.weight, point: powers($0.point))
        }
        return Said(forecast: forecast, errors: errors)
    }

    /// The weighted mean of the answers of the learned envelope and, where there is light, of that of
    /// the sky.
    private static func weighted(
        _ both: [Said], _ weights: [Double], _ isLit: [Bool]
    ) -> Forecast {
        func mean(each: Int, _ numbers: (Forecast) -> [Double]) -> [Double] {
            zip(numbers(both[0].forecast), numbers(both[1].forecast)).enumerated().map {
                isLit[$0 / each] ? weights[0] * $1.0 + weights[1] * $1.1 : $1.0
            }
        }
        var forecast = both[0].forecast
        forecast.point = mean(each: 1, \.point)
        forecast.quantiles = mean(each: 99, \.quantiles)
        forecast.provenance.flags.formUnion(both[1].forecast.provenance.flags)
        forecast.provenance.members = zip(both, zip(weights, ["", "sky_"])).flatMap { said, each in
            said.forecast.provenance.members.map {
                Provenance.Member(
                    name: each.1 + $0.name, weight: each.0 * $0.weight, point: $0.point)
            }
        }
        return forecast
    }
}
