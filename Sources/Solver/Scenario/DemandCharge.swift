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

    /// Reads a charge, and how the high-utilisation rule applies to it.
    ///
    /// The price has the factor in it when the rule is assumed; when it is exact the full price
    /// stays, and the month's energy decides.
    init(_ fields: Fields, highUtilisation: inout HighUtilisation) {
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
        highUtilisation =
            fields.choice(
                "high_utilisation_discount",
                "Demand price x0.9 at 260 kWh per kVA and month: taken as earned, never, or decided "
                    + "by the month's energy.",
                of: HighUtilisation.self, default: .off) ?? .off
        if highUtilisation == .exact, kind == .capacity {
            fields.fault(
                "high_utilisation_discount", .conflict, given: "exact with kind capacity",
                allowed: "exact with maximum or contracted: the rule is for demand prices")
        }
        let factor = highUtilisation == .assumed ? HighUtilisation.factor : 1
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

/// The ×0.9 on the demand price at a high use of the installed capacity (发改价格〔2023〕526号).
public enum HighUtilisation: String, Sendable, CaseIterable {
    /// Taken as earned: the price has the factor in it.
    case assumed
    /// Not applied.
    case off
    /// Earned when the month's energy reaches the threshold: a decision of the plan.
    case exact

    /// The factor on the demand price.
    static let factor = 0.9
    /// Energy of the month per installed capacity from which it holds, kWh per kVA, which
    /// is MWh per MVA.
    static let kWhPerKVA = 260.0

    /// The month's energy from which the factor holds, MWh.
    static func thresholdMWh(_ connection: Connection) -> Double {
        kWhPerKVA * connection.transformerMVA
    }
}
