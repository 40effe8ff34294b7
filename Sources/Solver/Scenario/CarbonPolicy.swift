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
    /// Largest emission of what there was to date + horizon + remainder, tonnes; nil for none.
    public let capTonnes: Double?
    /// Emission that counts towards the cap from before the horizon, tonnes.
    public let toDateTonnes: Double
    /// Forecast of emission that counts towards the cap after the horizon, tonnes.
    public let remainderTonnes: Double

    /// No price and no cap.
    static let none = CarbonPolicy()

    private init() {
        priceCNYPerTonne = 0
        method = .locationBased
        capTonnes = nil
        toDateTonnes = 0
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
            "Largest emission of to_date_tonnes + horizon + remainder_tonnes.",
            Allowed.energyMWh)
        toDateTonnes = fields.number(
            "to_date_tonnes", "Emission from before the horizon that counts towards the cap.",
            Allowed.energyMWh, default: 0)
        remainderTonnes = fields.number(
            "remainder_tonnes", "Forecast of emission after the horizon under the cap.",
            Allowed.energyMWh, default: 0)
        if fields.has("remainder_tonnes"), !fields.has("cap_tonnes") {
            fields.fault(
                "remainder_tonnes", .conflict, given: "without cap_tonnes",
                allowed: "with cap_tonnes")
        }
    }
}
