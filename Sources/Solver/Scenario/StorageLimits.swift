/// What bounds a storage in single steps, and what flows into it by itself.
public struct StorageLimits: Sendable {
    /// Charging power that may be used, share of the largest.
    public let chargeShare: Series
    /// Discharging power that may be used, share of the largest.
    public let dischargeShare: Series
    /// Smallest state of charge, share of the energy capacity.
    public let minimumShare: Series
    /// Largest state of charge, share of the energy capacity.
    public let maximumShare: Series
    /// Smallest state of charge beside the share, MWh; nil for none.
    public let leastMWh: Series?
    /// Largest state of charge beside the share, MWh; nil for none.
    public let mostMWh: Series?
    /// Power that flows in by itself, such as a river, MW; what is too much is spilled.
    public let inflowMW: Series
    /// Cost of a MWh spilled, CNY.
    public let spillCostCNYPerMWh: Series

    init(_ fields: Fields) {
        let share = -100.0...100.0
        chargeShare = fields.series(
            "charge_share", "Charging power that may be used, share of charge_mw.", 0...100,
            default: 1)
        dischargeShare = fields.series(
            "discharge_share", "Discharging power that may be used, share of discharge_mw.",
            0...100, default: 1)
        minimumShare = fields.series(
            "minimum_share", "Smallest state of charge, share of energy_mwh.", share, default: 0)
        maximumShare = fields.series(
            "maximum_share", "Largest state of charge, share of energy_mwh.", share, default: 1)
        leastMWh = fields.optionalSeries(
            "least_mwh", "Smallest state of charge at the end of each step.", -1e9...1e9)
        mostMWh = fields.optionalSeries(
            "most_mwh", "Largest state of charge at the end of each step.", -1e9...1e9)
        inflowMW = fields.series(
            "inflow_mw", "Power that flows in by itself; what is too much is spilled.",
            -1e6...1e6, default: 0)
        spillCostCNYPerMWh = fields.series(
            "spill_cost_cny_per_mwh", "Cost of a MWh spilled.", Allowed.priceCNYPerMWh,
            default: 0)
        check(fields)
    }

    private func check(_ fields: Fields) {
        guard !fields.isRecording else { return }
        let pairs = [
            ("minimum_share", Optional(minimumShare), Optional(maximumShare), "maximum_share"),
            ("least_mwh", leastMWh, mostMWh, "most_mwh"),
        ]
        for (key, low, high, other) in pairs {
            guard let low, let high else { continue }
            let crossed = (0..<fields.decoding.stepCount).first { low[$0] > high[$0] }
            guard let crossed else { continue }
            fields.fault(
                key, .conflict, given: "\(JSON.text(of: low[crossed])) in step \(crossed)",
                allowed: "at most \(other), \(JSON.text(of: high[crossed]))")
        }
    }
}
