/// Price and cap on emissions, and by which accounting method they count.
public struct CarbonPolicy: Sendable {
    /// GHG Protocol Scope 2 methods.
    public enum Method: String, Sendable, CaseIterable {
        /// Grid average of the place.
        case locationBased = "location_based"
        /// Contracts first, the residual factor for the rest.
        case marketBased = "market_based"
    }

    /// Price of a tonne of CO₂, CNY.
    public let priceCNYPerTonne: Double
    /// The method that price and cap use; both are always reported.
    public let method: Method
    /// Largest emission of year to date + horizon + remainder, tonnes; nil for none.
    public let capTonnes: Double?
    /// Emissions that count under the cap before the horizon, tonnes.
    public let yearToDateTonnes: Double
    /// Forecast of emissions that count under the cap after the horizon, tonnes.
    public let remainderTonnes: Double

    /// No price and no cap.
    static let none = CarbonPolicy()

    private init() {
        priceCNYPerTonne = 0
        method = .locationBased
        capTonnes = nil
        yearToDateTonnes = 0
        remainderTonnes = 0
    }

    init(_ fields: Fields) {
        priceCNYPerTonne = fields.number(
            "price_cny_per_tonne", "Price of a tonne of CO2.", 0...1e6, default: 0)
        method =
            fields.choice(
                "method", "Accounting method that price and cap use.", of: Method.self,
                default: .locationBased) ?? .locationBased
        capTonnes = fields.optionalNumber(
            "cap_tonnes",
            "Largest emission of year_to_date_tonnes + horizon + remainder_tonnes.",
            Allowed.energyMWh)
        yearToDateTonnes = fields.number(
            "year_to_date_tonnes", "Emissions under the cap before the horizon.",
            Allowed.energyMWh, default: 0)
        remainderTonnes = fields.number(
            "remainder_tonnes", "Forecast of emissions under the cap after the horizon.",
            Allowed.energyMWh, default: 0)
        for key in ["year_to_date_tonnes", "remainder_tonnes"]
        where fields.has(key) && !fields.has("cap_tonnes") {
            fields.fault(key, .conflict, given: "without cap_tonnes", allowed: "with cap_tonnes")
        }
    }
}
