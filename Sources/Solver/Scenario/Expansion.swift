/// Capacity that may be added to something, and what it costs: a capacity choice.
///
/// The unit is that of the capacity it adds to: MW, MWh or accelerators.
public struct Expansion: Sendable {
    /// Largest capacity that may be added.
    public let maximum: Double
    /// Annualised cost of one more unit, CNY a year; the horizon carries its share of the year.
    public let annualCostCNYPerUnit: Double
    /// Size of a module when capacity comes in whole modules; nil for any amount.
    public let module: Double?

    /// Reads `maximum_…`, `annual_cost_cny_per_…` and `module_…` with the unit in their names.
    init(_ fields: Fields, unit: String) {
        maximum = fields.number(
            "maximum_\(unit)", "Largest capacity that may be added.", 0...1e9)
        annualCostCNYPerUnit = fields.number(
            "annual_cost_cny_per_\(unit)",
            "Annualised cost of one more; the horizon carries its share of a year of 8760 hours.",
            0...1e13)
        module = fields.optionalNumber(
            "module_\(unit)", "Size of a module; absent means any amount.", 1e-3...1e9)
        if let module, module > maximum {
            fields.fault(
                "module_\(unit)", .conflict, given: JSON.text(of: module),
                allowed: "at most maximum_\(unit), \(JSON.text(of: maximum))")
        }
    }
}
