/// The second part of a two-part tariff: what the size of the connection or its use costs.
public enum DemandCharge: Sendable, Equatable {
    /// By the largest mean power of the month, CNY per kW and month (需量电费).
    case maximum(priceCNYPerKWMonth: Double)
    /// By a contracted power: over-runs are charged at a multiple, a floor applies.
    case contracted(
        priceCNYPerKWMonth: Double, contractedMW: Double, overrunMultiplier: Double,
        floorShareOfCapacity: Double)
    /// By the installed transformer capacity, CNY per kVA and month (容量电费).
    case capacity(priceCNYPerKVAMonth: Double)

    private enum Kind: String, CaseIterable {
        case maximum, contracted, capacity
    }

    /// Whether the ×0.9 for at least 260 kWh per kVA and month is taken as earned.
    private enum Discount: String, CaseIterable {
        case assumed, off
    }

    /// The factor of the high-utilisation rule (发改价格〔2023〕526号).
    static let highUtilisationFactor = 0.9

    /// Reads a charge, and whether its price holds only if the high-utilisation rule is met.
    init(_ fields: Fields, assumesHighUtilisation: inout Bool) {
        let kind = fields.choice("kind", "What is charged.", of: Kind.self) ?? .maximum
        let perKW = fields.optionalNumber(
            "price_cny_per_kw_month", "Price of a kW for a month.", 0...1e5)
        let perKVA = fields.optionalNumber(
            "price_cny_per_kva_month", "Price of a kVA for a month.", 0...1e5)
        let contracted = fields.optionalNumber(
            "contracted_mw", "Contracted power.", Allowed.powerMW)
        let multiplier = fields.number(
            "overrun_multiplier", "Price of power above the contract, as a multiple.", 1...10,
            default: 2)
        let floor = fields.number(
            "floor_share_of_capacity", "Least contracted power, share of the transformer.",
            Allowed.share, default: 0.4)
        let discount = fields.choice(
            "high_utilisation_discount", "Demand price x0.9 at 260 kWh per kVA and month.",
            of: Discount.self, default: .off)
        assumesHighUtilisation = discount == .assumed
        let factor = discount == .assumed ? Self.highUtilisationFactor : 1
        func needed(_ key: String, _ value: Double?) -> Double {
            if value == nil, !fields.isRecording {
                fields.fault(key, .missing, given: "nothing", allowed: "a number for this kind")
            }
            return value ?? 0
        }
        switch kind {
        case .maximum:
            self = .maximum(
                priceCNYPerKWMonth: factor * needed("price_cny_per_kw_month", perKW))
        case .contracted:
            self = .contracted(
                priceCNYPerKWMonth: factor * needed("price_cny_per_kw_month", perKW),
                contractedMW: needed("contracted_mw", contracted), overrunMultiplier: multiplier,
                floorShareOfCapacity: floor)
        case .capacity:
            self = .capacity(priceCNYPerKVAMonth: needed("price_cny_per_kva_month", perKVA))
        }
    }
}
