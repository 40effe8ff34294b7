/// What is forecast; each kind has a recipe that needs no options.
public enum ForecastKind: String, Sendable, CaseIterable {
    /// Day-ahead market price; may be negative.
    case price
    /// Power of a wind farm, or its share of capacity.
    case wind
    /// Power of a solar plant, or its share of capacity.
    case solar
    /// Carbon intensity of the grid's electricity, average or marginal.
    case carbon
    /// Demand for tokens or requests.
    case tokens
    /// Outdoor temperature at a site, °C.
    case temperature

    /// Whether the target is known to the end of the day before the forecast, although the gate
    /// closes earlier: an auction has settled that whole day on the day before it.
    public var isSettledByDay: Bool { self == .price }

    /// Whether zero is a bound by nature: of power, carbon and tokens, not of prices and degrees.
    var isAmount: Bool { self != .price && self != .temperature }
}
