/// A carbon-free supply of a site: on-site, or by a contract through the grid.
public struct Renewable: Sendable {
    /// The source of the energy.
    public enum Kind: String, Sendable, CaseIterable {
        /// Wind.
        case wind
        /// Photovoltaics.
        case solar
        /// Hydro.
        case hydro
        /// Nuclear.
        case nuclear
    }

    /// How the energy reaches the site.
    public enum Delivery: String, Sendable, CaseIterable {
        /// Behind the meter: no grid component is paid.
        case onSite = "on_site"
        /// Through the grid: its price replaces the energy component only.
        case grid
    }

    /// A contract that is paid in part whether used or not.
    public struct TakeOrPay: Sendable {
        /// Share of the volume paid at least.
        public let minTakeShare: Double
        /// Volume of the contract period, MWh.
        public let contractMWh: Double
        /// Volume used so far in the contract period, MWh.
        public let volumeToDateMWh: Double

        init(_ fields: Fields) {
            minTakeShare = fields.number(
                "min_take_share", "Share of the volume paid at least.", Allowed.share)
            contractMWh = fields.number(
                "contract_mwh", "Volume of the contract period.", Allowed.energyMWh)
            volumeToDateMWh = fields.number(
                "volume_to_date_mwh", "Volume used so far in the period.", Allowed.energyMWh,
                default: 0)
        }
    }

    /// Identifier, unique in its site.
    public let id: String
    /// The source of the energy.
    public let kind: Kind
    /// How the energy reaches the site.
    public let delivery: Delivery
    /// Capacity, MW.
    public let capacityMW: Double
    /// Output available, share of capacity.
    public let outputShare: Series
    /// Price of energy used, CNY per MWh.
    public let priceCNYPerMWh: Double
    /// Price of energy not used, CNY per MWh; only without take-or-pay.
    public let curtailmentPriceCNYPerMWh: Double
    /// Life-cycle emissions, kg CO₂ per MWh; reported, not priced.
    public let lifeCycleKgCO2PerMWh: Double
    /// Minimum payment; nil when paid as used.
    public let takeOrPay: TakeOrPay?
    /// Capacity that may be added, in MW; nil for none.
    public let expansion: Expansion?

    init(_ fields: Fields) {
        id = fields.id()
        kind = fields.choice("kind", "Source of the energy.", of: Kind.self) ?? .wind
        delivery =
            fields.choice(
                "delivery", "Behind the meter, or through the grid.", of: Delivery.self)
            ?? .onSite
        capacityMW = fields.number("capacity_mw", "Capacity.", Allowed.powerMW)
        outputShare = fields.series(
            "output_share", "Output available as a share of capacity.", Allowed.share)
        priceCNYPerMWh = fields.number(
            "price_cny_per_mwh", "Price of energy used.", Allowed.priceCNYPerMWh, default: 0)
        curtailmentPriceCNYPerMWh = fields.number(
            "curtailment_price_cny_per_mwh", "Price of energy not used.", 0...1e6, default: 0)
        lifeCycleKgCO2PerMWh = fields.number(
            "life_cycle_kg_co2_per_mwh", "Life-cycle emissions; reported, not priced.",
            Allowed.emissionKgPerMWh, default: 0)
        takeOrPay = fields.object(
            "take_or_pay", "Minimum payment over the contract period.", element: TakeOrPay.init)
        expansion = fields.object("expansion", "Capacity that may be added.") {
            Expansion($0, unit: "mw")
        }
        if takeOrPay != nil, fields.has("curtailment_price_cny_per_mwh") {
            fields.fault(
                "curtailment_price_cny_per_mwh", .conflict, given: "with take_or_pay",
                allowed: "one of the two: energy not used is already paid for")
        }
    }

    /// Power available in a step, MW.
    public func availableMW(_ step: Int) -> Double { capacityMW * outputShare[step] }

    /// Power available in a step with all that may be added, MW.
    func largestMW(_ step: Int) -> Double {
        (capacityMW + (expansion?.maximum ?? 0)) * outputShare[step]
    }
}
