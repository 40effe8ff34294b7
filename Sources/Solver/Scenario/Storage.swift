/// A storage at a site, such as a battery.
public struct Storage: Sendable {
    /// What the state of charge must be at the end.
    public enum Final: String, Sendable, CaseIterable {
        /// The same as at the start.
        case cyclic
        /// The same as at the start, which is decided, too.
        case periodic
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
                "power_mw_per_mwh", "Charging and discharging power with each MWh.", 0...1e4,
                default: 0)
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
    public let cycleCostCNYPerMWh: Series
    /// Cost of a MWh charged, CNY; negative where charging earns.
    public let chargeCostCNYPerMWh: Series
    /// Cost of a MWh held for an hour, CNY.
    public let holdingCostCNYPerMWhHour: Series
    /// Shares of power, energy and what flows in by itself.
    public let limits: StorageLimits
    /// Energy that may be added; nil for none.
    public let expansion: Expansion?
    /// State of charge at the start, MWh; not read where the start is decided.
    public let initialMWh: Double
    /// Whether that has lost the share of the first step already.
    public let initialIsAfterLoss: Bool
    /// Rule for the end.
    public let final: Final
    /// Value of a stored MWh at the end, CNY; only with `free`.
    public let finalValueCNYPerMWh: Double
    /// Whether carbon-free energy is followed through the storage for hourly matching.
    public let carriesGreen: Bool
    /// Share of the state of charge at the start that is carbon-free.
    public let initialGreenShare: Double

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
        cycleCostCNYPerMWh = fields.series(
            "cycle_cost_cny_per_mwh", "Wear per MWh delivered.", Allowed.priceCNYPerMWh,
            default: 0)
        chargeCostCNYPerMWh = fields.series(
            "charge_cost_cny_per_mwh", "Cost of a MWh charged; negative where charging earns.",
            Allowed.priceCNYPerMWh, default: 0)
        holdingCostCNYPerMWhHour = fields.series(
            "holding_cost_cny_per_mwh_hour", "Cost of a MWh held for an hour.",
            Allowed.priceCNYPerMWh, default: 0)
        limits = StorageLimits(fields)
        expansion = fields.object(
            "expansion", "Energy that may be added, with power in proportion.",
            element: Expansion.init)
        initialMWh = fields.number(
            "initial_mwh", "State of charge at the start.", Allowed.energyMWh)
        initialIsAfterLoss = fields.bool(
            "initial_is_after_loss",
            "Whether initial_mwh has lost the share of the first step already, as PyPSA counts.",
            default: false)
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
        if fields.has("initial_green_share"), !carriesGreen {
            fields.fault(
                "initial_green_share", .conflict, given: "without carries_green",
                allowed: "only with \"carries_green\": true")
        }
        checkLevels(fields)
        if final != .free, fields.has("final_value_cny_per_mwh") {
            fields.fault(
                "final_value_cny_per_mwh", .conflict, given: "with final \"\(final.rawValue)\"",
                allowed: "only with final \"free\"")
        }
    }

    /// Smallest state of charge at the end of a step with anything that may be built, MWh.
    func lowestMWh(_ step: Int) -> Double {
        let share = limits.minimumShare[step]
        let byShare = share * energyMWh + min(0, share * (expansion?.choice.maximum ?? 0))
        // A share below zero lets a store lend what it does not hold.
        return max(
            byShare, minimumMWh > 0 ? minimumMWh : byShare, limits.leastMWh?[step] ?? byShare)
    }

    /// Largest state of charge at the end of a step with all that may be built, MWh.
    func highestMWh(_ step: Int) -> Double {
        let share = limits.maximumShare[step]
        let byShare = share * energyMWh + max(0, share * (expansion?.choice.maximum ?? 0))
        return min(byShare, limits.mostMWh?[step] ?? byShare)
    }

    private func checkLevels(_ fields: Fields) {
        guard !fields.isRecording else { return }
        let most = energyMWh + (expansion?.choice.maximum ?? 0)
        let least = limits.minimumShare.smallest < 0 ? -Double.infinity : minimumMWh
        if final != .periodic,
            initialMWh < least || initialMWh > max(minimumMWh, most)
                || minimumMWh > most
        {
            fields.fault(
                "initial_mwh", .conflict, given: "\(initialMWh)",
                allowed: "from minimum_mwh, \(minimumMWh), to energy_mwh, \(most)")
        }
        let crossed = (0..<fields.decoding.stepCount).first { lowestMWh($0) > highestMWh($0) }
        guard let crossed, minimumMWh <= most else { return }
        fields.fault(
            "least_mwh", .conflict,
            given: "\(JSON.text(of: lowestMWh(crossed))) MWh in step \(crossed)",
            allowed: "at most the largest state of charge, "
                + "\(JSON.text(of: highestMWh(crossed))) MWh")
    }

    /// Whether charging earns what discharging costs, in every step.
    var earnsWhatItCosts: Bool {
        let (out, into) = (cycleCostCNYPerMWh, chargeCostCNYPerMWh)
        if out.isConstant, into.isConstant { return out.largest == -into.largest }
        return out.isConstant == into.isConstant && out.negated == into
    }

    /// Power that comes with a MWh added, MW; zero where nothing may be added.
    var powerMWPerMWh: Double { expansion?.powerMWPerMWh ?? 0 }
}
