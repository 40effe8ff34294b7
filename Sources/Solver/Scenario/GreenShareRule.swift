/// The least share of a year's energy that is carbon-free, counted by volume.
///
/// By volume means over the whole period; matching by the clock hour is a property of a product.
public struct GreenShareRule: Sendable {
    /// To what it applies.
    public let scope: PolicyScope
    /// Least share of the energy used.
    public let share: Double
    /// Whether carbon-free energy that is exported counts too.
    public let countsExport: Bool
    /// The rest of the period.
    public let account: YearAccount

    init(_ fields: Fields) {
        scope = PolicyScope(fields)
        share = fields.number("share", "Least share of the energy used.", Allowed.share)
        countsExport = fields.bool(
            "counts_export", "Whether carbon-free energy that is exported counts too.",
            default: false)
        account = YearAccount(fields, [.green, .load])
    }
}
