/// A limit over the whole horizon on what supplies make, stores draw down and capacity is built.
///
/// It says in one form what power-system cases know by many names: a cap on CO₂ or on fuel, energy
/// that a supply must or may make, a limit on how much of a kind is built.
public struct GridBudget: Sendable {
    /// Something that counts, and how much.
    public struct Term: Sendable {
        /// Identifier of the supply, storage or line.
        public let id: String
        /// How much a MWh, or a MW of capacity, counts; by step for energy.
        public let factor: Series
    }

    /// Identifier.
    public let id: String
    /// Name for people.
    public let name: LocalizedName?
    /// Least total; nil for none.
    public let minimum: Double?
    /// Largest total; nil for none.
    public let maximum: Double?
    /// Supplies whose energy counts.
    public let supplies: [Term]
    /// Storages of which every MWh counts that the end holds less than the start.
    public let storages: [Term]
    /// Supplies whose capacity counts, expansion included.
    public let supplyCapacities: [Term]
    /// Storages whose energy capacity counts, expansion included.
    public let storageCapacities: [Term]
    /// AC lines whose capacity counts, expansion included.
    public let lineCapacities: [Term]
    /// DC lines whose capacity counts, expansion included.
    public let dcLineCapacities: [Term]

    private static let range = -1e6...1e6
    private static let totalRange = -1e15...1e15

    init(_ fields: Fields) {
        id = fields.id()
        name = fields.name()
        minimum = fields.optionalNumber("minimum", "Least total.", Self.totalRange)
        maximum = fields.optionalNumber("maximum", "Largest total.", Self.totalRange)
        supplies = fields.list("supplies", "Supplies whose energy counts.") { fields in
            Term(
                id: fields.id("supply", "The supply."),
                factor: fields.series("per_mwh", "How much a MWh counts.", Self.range))
        }
        storages = fields.list(
            "storages", "Storages of which each MWh counts that the end holds less than the start."
        ) { fields in
            Term(
                id: fields.id("storage", "The storage."),
                factor: Series(fields.number("per_mwh", "How much a MWh counts.", Self.range)))
        }
        supplyCapacities = Self.capacities(fields, "supply", "Supplies", unit: "mw")
        storageCapacities = Self.capacities(fields, "storage", "Storages", unit: "mwh")
        lineCapacities = Self.capacities(fields, "line", "AC lines", unit: "mw")
        dcLineCapacities = Self.capacities(fields, "dc_line", "DC lines", unit: "mw")
        check(fields)
    }

    private static func capacities(
        _ fields: Fields, _ what: String, _ meaning: String, unit: String
    ) -> [Term] {
        fields.list(
            what + "_capacities", meaning + " whose capacity counts, expansion included."
        ) { fields in
            Term(
                id: fields.id(what, "Which."),
                factor: Series(
                    fields.number("per_" + unit, "How much one unit of it counts.", range)))
        }
    }

    private func check(_ fields: Fields) {
        guard !fields.isRecording else { return }
        if minimum == nil, maximum == nil {
            fields.fault(
                "maximum", .missing, given: "nothing", allowed: "minimum, maximum or both")
        }
        if let minimum, let maximum, minimum > maximum {
            fields.fault(
                "minimum", .conflict, given: JSON.text(of: minimum),
                allowed: "at most maximum, \(JSON.text(of: maximum))")
        }
    }
}
