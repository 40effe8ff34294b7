/// The default model of every kind, and the baselines that are always scored beside it.
public enum Recipes {
    /// What a user may state; every field has a default that needs nothing.
    public struct Options: Sendable, Equatable {
        /// Largest possible value of a wind or solar target, in its unit; nil: the largest seen.
        public var capacity: Double?
        /// Latitude of a solar plant, degrees north; nil: learned from the series.
        public var latitude: Double?
        /// Longitude of a solar plant, degrees east; nil: learned from the series.
        public var longitude: Double?
        /// Whether a carbon target is that of one more MWh (`ForecastData.marginal`), not the average.
        public var isMarginal = false

        /// The defaults.
        public init() {}
    }

    /// The recipe of a kind: a forecaster that needs no options.
    public static func recipe(
        for kind: ForecastKind, options: Options = Options()
    ) -> any Forecaster {
        GuardedForecaster(recipe(of: kind, options))
    }

    private static func recipe(of kind: ForecastKind, _ options: Options) -> any Forecaster {
        switch kind {
        case .price: PriceRecipe()
        case .tokens: DemandProcess()
        case .wind: WindDistribution(options: options)
        case .solar: SolarProcess(options: options)
        case .carbon: options.isMarginal ? MarginalCarbon() : DayProfileProcess.carbon
        case .temperature: DayProfileProcess.temperature
        }
    }

    /// The baselines of a kind; the first is what relative MAE divides by.
    public static func baselines(for kind: ForecastKind) -> [any Forecaster] {
        let naive: [any Forecaster] = [LagNaive.weekly, LagNaive.daily]
        return switch kind {
        case .price: naive + [ExponentialSmoothing(), SeasonalAutoregression()]
        case .carbon: naive
        case .wind, .solar: naive + [OriginRule.lastValue, OriginRule.climatology]
        case .temperature: naive + [OriginRule.lastValue]
        case .tokens:
            naive + [OriginRule.dayMedian, OriginRule.lastValue, OriginRule.hourlyAverage]
        }
    }
}
