/// Capacity that may be added to something, and what it costs: a capacity choice.
///
/// The unit is that of the capacity it adds to: MW, MWh or accelerators.
public struct Expansion: Sendable {
    /// What capacity is added to.
    public enum Kind: String, Sendable, CaseIterable {
        /// A generator, or a supply of the grid.
        case generator
        /// A site's connection: its transformer.
        case connection
        /// Accelerators of a pool.
        case pool
        /// A storage, power in proportion to energy.
        case storage
        /// A carbon-free supply.
        case renewable
        /// An AC line of the grid.
        case line
        /// A DC line of the grid.
        case dcLine = "dc_line"
    }

    /// Unit of the capacity: MW, MVA, MWh or accelerators.
    public let unit: String
    /// Largest capacity that may be added.
    public let maximum: Double
    /// Annualised cost of one more unit, CNY a year; the horizon carries its share of the year.
    public let annualCostCNYPerUnit: Double
    /// Size of a module when capacity comes in whole modules; nil for any amount.
    public let module: Double?

    /// Reads `maximum_…`, `annual_cost_cny_per_…` and `module_…` with the unit in their names.
    ///
    /// - Parameter plural: the unit where several are counted, if it differs.
    init(_ fields: Fields, unit: String, plural: String? = nil) {
        let many = plural ?? unit
        self.unit =
            switch unit {
            case "mwh": "MWh"
            case "mw", "mva": unit.uppercased()
            default: many
            }
        maximum = fields.number(
            "maximum_\(many)", "Largest capacity that may be added.", 0...1e9)
        annualCostCNYPerUnit = fields.number(
            "annual_cost_cny_per_\(unit)",
            "Annualised cost of one more; the horizon carries its share of a year of 8760 hours.",
            0...1e13)
        module = fields.optionalNumber(
            "module_\(many)", "Size of a module; absent means any amount.", 1e-3...1e9)
        if let module, module > maximum {
            fields.fault(
                "module_\(many)", .conflict, given: JSON.text(of: module),
                allowed: "at most maximum_\(many), \(JSON.text(of: maximum))")
        }
    }
}
