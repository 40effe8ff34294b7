/// Solar power: whole days of its share of the clear-sky envelope, nothing at night.
///
/// What the sun does is in the envelope (`SolarEnvelope`); of the rest, clouds and how much stands
/// there, the days before and the weather tell, as in `DayProfileProcess`: a fleet or a plant yields
/// nearly what it did yesterday under the same sky. A step-by-step regression on the weather, which
/// was here before, had to learn that anew for every step and was worse than yesterday's values.
/// P. Bacher, H. Madsen, H. A. Nielsen: Online short-term solar power forecasting, Solar Energy 2009,
/// for the normalisation.
struct SolarProcess: Forecaster {
    var name: String { process.name }
    private let options: Recipes.Options
    private var process = DayProfileProcess.solar

    init(options: Recipes.Options) { self.options = options }

    /// Share of the envelope that may be exceeded, for clouds reflect too.
    private static let top = 1.2

    mutating func forecast(
        _ problem: ForecastProblem, progress: ForecastProgress
    ) throws(ForecastError) -> Forecast {
        try problem.validate()
        let plant = try PowerCapacity(problem.target, stated: options.capacity)
        let target = plant.clipped(problem.target.values)
        let first = problem.target.step(at: problem.start)
        let envelope = SolarEnvelope(
            target, capacity: plant.capacity, problem: problem, count: first + problem.horizon,
            latitude: options.latitude, longitude: options.longitude
        ).values
        var shares = problem
        shares.target.values = zip(target, envelope).map { value, most in
            guard most > 0 else { return value.isFinite ? 0 : .nan }
            return value.isFinite ? min(value / most, Self.top) : .nan
        }
        guard shares.target.values.contains(where: { $0 > 0 }) else {
            throw .tooLittleHistory(series: problem.target.name, values: 0, needed: 1)
        }
        let answer = try process.forecast(shares, progress: progress)
        func power(_ share: Double, _ step: Int) -> Double {
            min(min(max(share, 0), Self.top) * envelope[first + step], plant.capacity)
        }
        func powers(_ shares: [Double]) -> [Double] {
            shares.enumerated().map { power($1, $0) }
        }
        var provenance = answer.provenance
        provenance.flags.formUnion(plant.flags)
        provenance.members = provenance.members.map {
            Provenance.Member(name: $0.name, weight: $0.weight, point: powers($0.point))
        }
        return Forecast(
            start: answer.start, stepSeconds: answer.stepSeconds, point: powers(answer.point),
            quantiles: answer.quantiles.enumerated().map { power($1, $0 / 99) },
            provenance: provenance)
    }
}
