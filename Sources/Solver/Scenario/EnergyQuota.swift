/// A quota of energy over a year or other period (能耗指标).
public struct EnergyQuota: Sendable {
    /// Which energy counts.
    public enum Counts: String, Sendable, CaseIterable {
        /// What comes through the connection.
        case imported = "import"
        /// Everything that the sites use, whatever feeds it.
        case consumption
        /// What the sites use less carbon-free supply, as in the control of energy use.
        case notCarbonFree = "consumption_less_carbon_free"
    }

    /// To what it applies.
    public let scope: PolicyScope
    /// Which energy counts.
    public let counts: Counts
    /// The quota of the whole period, MWh.
    public let quotaMWh: Double
    /// The rest of the period.
    public let account: YearAccount

    init(_ fields: Fields) {
        scope = PolicyScope(fields)
        counts =
            fields.choice(
                "counts", "Which energy counts.", of: Counts.self, default: .consumption)
            ?? .consumption
        quotaMWh = fields.number("quota_mwh", "Quota of the whole period.", Allowed.energyMWh)
        account = YearAccount(fields, [.energy])
    }
}
