/// How a site pays for electricity: versions of a two-part tariff, each with its dates.
public struct Tariff: Sendable {
    /// Identifier.
    public let id: String
    /// Name for people.
    public let name: LocalizedName?
    /// Versions by date; they do not overlap and cover the horizon.
    public let versions: [TariffVersion]

    init(_ fields: Fields) {
        id = fields.id()
        name = fields.name()
        versions = fields.list(
            "versions", "Versions by date, without gap over the horizon.", atLeast: 1,
            element: TariffVersion.init)
    }

    /// The version in force in a step; nil when none is.
    public func version(_ grid: TimeGrid, _ step: Int) -> TariffVersion? {
        let date = grid.local[step].date
        return versions.first { $0.effectiveFrom <= date && date < ($0.effectiveTo ?? .distant) }
    }
}

extension CivilDate {
    /// A day after every horizon.
    static let distant = CivilDate(dayNumber: 4_000_000)
}

/// One version of a tariff: price components, time-of-use seasons, demand charge, tiers.
public struct TariffVersion: Sendable {
    /// A part of the energy price.
    public struct Component: Sendable {
        /// The lines of a Chinese agency-purchase bill.
        public enum Kind: String, Sendable, CaseIterable {
            /// Energy itself.
            case energy
            /// Line losses.
            case lineLoss = "line_loss"
            /// Transmission and distribution.
            case transmissionDistribution = "transmission_distribution"
            /// System operation.
            case systemOperation = "system_operation"
            /// Government funds and surcharges.
            case governmentFunds = "government_funds"
        }

        /// Which part it is.
        public let kind: Kind
        /// Price before the time-of-use multiplier, CNY per MWh.
        public let priceCNYPerMWh: Series
        /// Whether the multiplier of the period applies.
        public let timeOfUse: Bool

        init(_ fields: Fields) {
            kind = fields.choice("id", "Which part it is.", of: Kind.self) ?? .energy
            priceCNYPerMWh = fields.series(
                "price_cny_per_mwh", "Price; a series is a market curve.",
                Allowed.priceCNYPerMWh)
            timeOfUse = fields.bool(
                "time_of_use", "Whether the period's multiplier applies.", default: false)
            if timeOfUse, !priceCNYPerMWh.isConstant {
                fields.fault(
                    "time_of_use", .conflict, given: "true with a price that varies",
                    allowed: "one number with time of use, or a market curve without")
            }
        }
    }

    /// A block of monthly energy and the price added within it.
    public struct Tier: Sendable {
        /// Monthly energy from which the block counts, MWh.
        public let fromMWh: Double
        /// Price added, CNY per MWh.
        public let adderCNYPerMWh: Double

        init(_ fields: Fields) {
            fromMWh = fields.number(
                "from_mwh", "Monthly energy from which it counts.", Allowed.energyMWh)
            adderCNYPerMWh = fields.number(
                "adder_cny_per_mwh", "Price added.", Allowed.priceCNYPerMWh)
        }
    }

    /// A price added for facilities whose PUE is above a limit.
    public struct PUEAdder: Sendable {
        /// Limit.
        public let limitPUE: Double
        /// Price on the part above the limit, CNY per MWh.
        public let adderCNYPerMWh: Double

        init(_ fields: Fields) {
            limitPUE = fields.number("limit_pue", "Limit.", 1...5)
            adderCNYPerMWh = fields.number(
                "adder_cny_per_mwh", "Price on the part above the limit.", 0...1e5)
        }

        /// The adder per MWh imported: adder · max(0, 1 − limit / rated PUE).
        public func priceCNYPerMWh(ratedPUE: Double) -> Double {
            adderCNYPerMWh * max(0, 1 - limitPUE / ratedPUE)
        }
    }

    /// A step of the power-factor adjustment (力调电费).
    public struct PowerFactorStep: Sendable {
        /// Lowest power factor of the step.
        public let powerFactorFrom: Double
        /// Share added to the bill; negative is a reward.
        public let adjustmentShare: Double

        init(_ fields: Fields) {
            powerFactorFrom = fields.number(
                "power_factor_from", "Lowest power factor of the step.", Allowed.share)
            adjustmentShare = fields.number(
                "adjustment_share", "Share added to the bill.", -1...2)
        }
    }

    /// First day.
    public let effectiveFrom: CivilDate
    /// First day after; nil when open.
    public let effectiveTo: CivilDate?
    /// Parts of the energy price.
    public let components: [Component]
    /// Time-of-use seasons; empty when nothing floats.
    public let seasons: [Season]
    /// Demand or capacity charge; nil for none.
    public let demandCharge: DemandCharge?
    /// The ×0.9 on the demand price for at least 260 kWh per kVA and month.
    public let highUtilisation: HighUtilisation
    /// Blocks of monthly energy from zero; empty for none.
    public let tiers: [Tier]
    /// Price for PUE above a limit; nil for none.
    public let pueAdder: PUEAdder?
    /// VAT contained in all prices.
    public let vatShare: Double
    /// Power-factor steps; empty for none.
    public let powerFactorAdjustment: [PowerFactorStep]

    init(_ fields: Fields) {
        effectiveFrom =
            fields.date("effective_from", "First day.", required: true)
            ?? CivilDate(dayNumber: 0)
        effectiveTo = fields.date("effective_to", "First day after.", required: false)
        components = fields.list(
            "components", "Parts of the energy price.", atLeast: 1, element: Component.init)
        seasons = fields.list("seasons", "Time-of-use seasons.", element: Season.init)
        var rule = HighUtilisation.off
        demandCharge = fields.object("demand_charge", "Demand or capacity charge.") {
            DemandCharge($0, highUtilisation: &rule)
        }
        highUtilisation = rule
        tiers = fields.list(
            "tiers", "Blocks of monthly energy, the first from 0.", element: Tier.init)
        pueAdder = fields.object(
            "pue_adder", "Price for PUE above a limit.", element: PUEAdder.init)
        vatShare = fields.number(
            "vat_share", "VAT contained in all prices.", Allowed.share, default: 0)
        powerFactorAdjustment = fields.list(
            "power_factor_adjustment", "Power-factor steps, for bills of metered data.",
            element: PowerFactorStep.init)
        check(fields)
    }

    private func check(_ fields: Fields) {
        guard !fields.isRecording else { return }
        var kinds: Set<Component.Kind> = []
        for (index, component) in components.enumerated()
        where !kinds.insert(component.kind).inserted {
            fields.fault(
                "components/\(index)/id", .duplicateID, given: component.kind.rawValue,
                allowed: "each component once")
        }
        if components.contains(where: \.timeOfUse), seasons.isEmpty {
            fields.fault(
                "seasons", .missing, given: "nothing",
                allowed: "seasons, since a component has time_of_use")
        }
        for (index, tier) in tiers.enumerated() {
            let before = index == 0 ? nil : tiers[index - 1]
            let isRight = before.map { $0.fromMWh < tier.fromMWh } ?? (tier.fromMWh == 0)
            if !isRight {
                fields.fault(
                    "tiers/\(index)", .conflict,
                    given: "from \(tier.fromMWh) MWh at \(tier.adderCNYPerMWh) CNY/MWh",
                    allowed: "the first from 0 MWh, then rising energy")
            }
        }
        if let effectiveTo, effectiveTo <= effectiveFrom {
            fields.fault(
                "effective_to", .conflict, given: effectiveTo.text,
                allowed: "after effective_from, \(effectiveFrom.text)")
        }
    }

    /// The season of a local time; nil when none covers it.
    public func season(_ local: TimeGrid.Local) -> Season? {
        seasons.first {
            $0.months.contains(local.date.month) && $0.dayTypes.contains(local.dayType)
        }
    }

    /// The period of a local time; flat when the version has no seasons.
    public func period(_ local: TimeGrid.Local) -> Season.Period {
        season(local)?.hours[local.hour] ?? .flat
    }

    /// The price of one component in a step, CNY per MWh.
    public func priceCNYPerMWh(
        _ component: Component, _ local: TimeGrid.Local, _ step: Int
    ) -> Double {
        guard component.timeOfUse, let season = season(local) else {
            return component.priceCNYPerMWh[step]
        }
        return component.priceCNYPerMWh[step] * season.multiplier(season.hours[local.hour])
    }
}
