/// The power grid that joins sites and supplies: nodes, what feeds them, and the lines between.
public struct PowerGrid: Sendable {
    /// A node (bus) of the grid.
    public struct Node: Sendable {
        /// Identifier.
        public let id: String
        /// Name for people.
        public let name: LocalizedName?
        /// Load that is not one of the scenario's sites, MW.
        public let loadMW: Series
        /// Power that a shunt takes at a voltage of 1 p.u., MW; part of the load.
        public let shuntConductanceMW: Double

        init(_ fields: Fields) {
            id = fields.id()
            name = fields.name()
            loadMW = fields.series(
                "load_mw", "Load that is not a site.", -1e6...1e6, default: 0)
            shuntConductanceMW = fields.number(
                "shunt_conductance_mw", "Power that a shunt takes at 1 p.u.; part of the load.",
                -1e6...1e6, default: 0)
        }

        /// Load and shunt in a step, MW.
        public func demandMW(_ step: Int) -> Double { loadMW[step] + shuntConductanceMW }
    }

    /// A generator at a node.
    public struct Supply: Sendable {
        /// The node.
        public let node: String
        /// What feeds it.
        public let generator: Generator

        init(_ fields: Fields) {
            node = fields.id("node", "Node that it feeds.")
            generator = Generator(fields)
        }
    }

    /// A storage at a node.
    public struct NodeStorage: Sendable {
        /// The node.
        public let node: String
        /// The storage.
        public let storage: Storage

        init(_ fields: Fields) {
            node = fields.id("node", "Node that it is at.")
            storage = Storage(fields)
        }
    }

    /// How a line's flow follows from the angles at its ends.
    ///
    /// The two differ in what they keep of a branch. Each reproduces the published tables of the
    /// program it is named after, to all printed digits.
    public enum DCModel: String, Sendable, CaseIterable {
        /// p = (θ_from − θ_to − shift) / (x · tap): MATPOWER's `makeBdc`.
        case matpower
        /// p = x / (r² + x²) · (θ_from − θ_to): PowerModels' `DCPPowerModel`; tap and shift are
        /// left out, and x = 0 carries nothing.
        case powermodels
    }

    /// The DC power flow model of the AC lines.
    public let dcModel: DCModel
    /// Base of the per-unit values, MVA.
    public let baseMVA: Double
    /// Nodes.
    public let nodes: [Node]
    /// Supplies.
    public let supplies: [Supply]
    /// Storages at nodes.
    public let storages: [NodeStorage]
    /// AC lines and transformers.
    public let lines: [GridLine]
    /// DC lines and links.
    public let dcLines: [DCLine]
    /// Limits on groups of lines.
    public let interfaces: [GridInterface]
    /// Price of the supplies' direct emissions, CNY per tonne.
    public let emissionPriceCNYPerTonne: Double
    /// Largest direct emission of the supplies with what there was to date, tonnes; nil for none.
    public let emissionCapTonnes: Double?
    /// Emission of the supplies that counts towards the cap from before the horizon, tonnes.
    public let emissionToDateTonnes: Double

    /// Limits over the whole horizon.
    public let budgets: [GridBudget]
    /// Cost of capacity that stands whatever is decided, over the horizon, CNY.
    public let standingCostCNY: Double
    /// Cost of what exists today, over the horizon, CNY; the objective is net of it, so that it
    /// states what a plan changes.
    public let existingCostCNY: Double

    init(_ fields: Fields) {
        dcModel =
            fields.choice(
                "dc_model", "DC power flow of the AC lines.", of: DCModel.self,
                default: .matpower) ?? .matpower
        baseMVA = fields.number(
            "base_mva", "Base of the per-unit values.", 1e-3...1e6, default: 100)
        nodes = fields.list("nodes", "Nodes.", atLeast: 1, element: Node.init)
        supplies = fields.list("supplies", "Supplies at nodes.", element: Supply.init)
        storages = fields.list("storages", "Storages at nodes.", element: NodeStorage.init)
        lines = fields.list("lines", "AC lines and transformers.", element: GridLine.init)
        dcLines = fields.list("dc_lines", "DC lines and links.", element: DCLine.init)
        interfaces = fields.list(
            "interfaces", "Limits on groups of lines.", element: GridInterface.init)
        emissionPriceCNYPerTonne = fields.number(
            "emission_price_cny_per_tonne",
            "Price of the supplies' direct emissions; sites are priced by carbon instead.",
            0...1e6, default: 0)
        emissionCapTonnes = fields.optionalNumber(
            "emission_cap_tonnes",
            "Largest direct emission of the supplies, what there was to date included.",
            Allowed.energyMWh)
        emissionToDateTonnes = fields.number(
            "emission_to_date_tonnes",
            "Emission of the supplies from before the horizon that counts towards the cap.",
            Allowed.energyMWh, default: 0)
        budgets = fields.list(
            "budgets", "Limits over the whole horizon on energy and capacity.",
            element: GridBudget.init)
        standingCostCNY = fields.number(
            "standing_cost_cny",
            "Cost of capacity that stands whatever is decided, over the horizon.", -1e15...1e15,
            default: 0)
        existingCostCNY = fields.number(
            "existing_cost_cny",
            "Cost of what exists today, over the horizon; the objective is net of it.",
            -1e15...1e15, default: 0)
    }

    /// About how many columns of a program it has in a step.
    var columnsPerStep: Int {
        nodes.count + lines.count + 2 * dcLines.count + 2 * supplies.count + 3 * storages.count
    }

    /// Price of the last supply needed for the load of the nodes in a step, cheapest first and
    /// without lines, CNY per MWh.
    func meritOrderPrice(_ step: Int) -> Double {
        var left = nodes.reduce(0) { $0 + $1.demandMW(step) }
        var last = 0.0
        let offers = supplies.map { supply in
            let generator = supply.generator
            let most = generator.availableMW(step)
            let cost = generator.costCNYPerHour(most, step: step)
            let none = generator.costCNYPerHour(0, step: step)
            return (mw: most, price: most > 0 ? (cost - none) / most : 0)
        }
        for offer in offers.sorted(by: { $0.price < $1.price }) where offer.mw > 0 {
            last = offer.price
            left -= offer.mw
            if left < 0 { break }
        }
        return last
    }

    /// Number of each node by its name.
    package var nodeNumbers: [String: Int] {
        Dictionary(nodes.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { a, _ in a })
    }
}
