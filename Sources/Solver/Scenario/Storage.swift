/// A storage at a site, such as a battery.
public struct Storage: Sendable {
    /// What the state of charge must be at the end.
    public enum Final: String, Sendable, CaseIterable {
        /// The same as at the start.
        case cyclic
        /// Anything within bounds, valued at the final value.
        case free
    }

    /// Energy that may be added, with power in proportion.
    public struct Expansion: Sendable {
        /// The choice, in MWh.
        public let choice: Solver.Expansion
        /// Charging and discharging power that comes with each MWh, MW.
        public let powerMWPerMWh: Double

        init(_ fields: Fields) {
            choice = Solver.Expansion(fields, unit: "mwh")
            powerMWPerMWh = fields.number(
                "power_mw_per_mwh", "Charging and discharging power with each MWh.", 0...100)
        }
    }

    /// Identifier, unique in its site.
    public let id: String
    /// Largest charging power, MW at the site's bus.
    public let chargeMW: Double
    /// Largest discharging power, MW at the site's bus.
    public let dischargeMW: Double
    /// Energy capacity, MWh.
    public let energyMWh: Double
    /// Smallest state of charge, MWh.
    public let minimumMWh: Double
    /// Energy stored per energy charged.
    public let chargeEfficiency: Double
    /// Energy delivered per energy taken out.
    public let dischargeEfficiency: Double
    /// Share of the stored energy lost in an hour.
    public let selfDischargeSharePerHour: Double
    /// Wear, CNY per MWh delivered.
    public let cycleCostCNYPerMWh: Double
    /// State of charge at the start, MWh.
    public let initialMWh: Double
    /// Rule for the end.
    public let final: Final
    /// Value of a stored MWh at the end, CNY; only with `free`.
    public let finalValueCNYPerMWh: Double
    /// Whether carbon-free energy is followed through the storage for hourly matching.
    public let carriesGreen: Bool
    /// Share of the state of charge at the start that is carbon-free.
    public let initialGreenShare: Double
    /// Energy that may be added; nil for none.
    public let expansion: Expansion?

    init(_ fields: Fields) {
        id = fields.id()
        chargeMW = fields.number("charge_mw", "Largest charging power.", Allowed.powerMW)
        dischargeMW = fields.number(
            "discharge_mw", "Largest discharging power.", Allowed.powerMW)
        energyMWh = fields.number("energy_mwh", "Energy capacity.", Allowed.energyMWh)
        minimumMWh = fields.number(
            "minimum_mwh", "Smallest state of charge.", Allowed.energyMWh, default: 0)
        chargeEfficiency = fields.number(
            "charge_efficiency", "Energy stored per energy charged.", 0.01...1, default: 0.95)
        dischargeEfficiency = fields.number(
            "discharge_efficiency", "Energy delivered per energy taken out.", 0.01...1,
            default: 0.95)
        selfDischargeSharePerHour = fields.number(
            "self_discharge_share_per_hour", "Share of stored energy lost in an hour.", 0...0.5,
            default: 0)
        cycleCostCNYPerMWh = fields.number(
            "cycle_cost_cny_per_mwh", "Wear per MWh delivered.", 0...1e6, default: 0)
        initialMWh = fields.number(
            "initial_mwh", "State of charge at the start.", Allowed.energyMWh)
        final =
            fields.choice(
                "final", "Rule for the end.", of: Final.self, default: .cyclic) ?? .cyclic
        finalValueCNYPerMWh = fields.number(
            "final_value_cny_per_mwh", "Value of a stored MWh at the end.", 0...1e6, default: 0)
        carriesGreen = fields.bool(
            "carries_green",
            "Whether carbon-free energy is followed through the storage for hourly matching.",
            default: false)
        initialGreenShare = fields.number(
            "initial_green_share", "Share of the state of charge at the start that is carbon-free.",
            Allowed.share, default: 0)
        expansion = fields.object(
            "expansion", "Energy that may be added, with power in proportion.",
            element: Expansion.init)
        check(fields)
    }

    private func check(_ fields: Fields) {
        if fields.has("initial_green_share"), !carriesGreen {
            fields.fault(
                "initial_green_share", .conflict, given: "without carries_green",
                allowed: "only with \"carries_green\": true")
        }
        if !(minimumMWh...max(minimumMWh, energyMWh)).contains(initialMWh)
            || minimumMWh > energyMWh
        {
            fields.fault(
                "initial_mwh", .conflict, given: "\(initialMWh)",
                allowed: "from minimum_mwh, \(minimumMWh), to energy_mwh, \(energyMWh)")
        }
        if final == .cyclic, fields.has("final_value_cny_per_mwh") {
            fields.fault(
                "final_value_cny_per_mwh", .conflict, given: "with final \"cyclic\"",
                allowed: "only with final \"free\"")
        }
    }
}
