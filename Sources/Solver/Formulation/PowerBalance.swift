/// Where power enters or leaves: at a site, or at a node of the grid.
public enum Place: Hashable, Sendable {
    /// By index of the site.
    case site(Int)
    /// By index of the node.
    case node(Int)

    /// Index of the site; nil for a node.
    public var site: Int? { if case .site(let index) = self { index } else { nil } }
    /// Index of the node; nil for a site.
    public var node: Int? { if case .node(let index) = self { index } else { nil } }

    /// The identifier of the site or node.
    public func name(_ scenario: Scenario) -> String {
        switch self {
        case .site(let index): scenario.sites[index].id
        case .node(let index): scenario.powerGrid?.nodes[index].id ?? ""
        }
    }
}

/// Power balance of every site and of every node of the grid.
///
/// For all s, t, in MW:
///
///     import + Σ on-site renewable used + Σ generators + Σ discharge
///         − facility − Σ charge − export = 0
///
/// For all n, t, in MW:
///
///     Σ supplies + Σ discharge + Σ flows in + Σ site exports + Σ contracts of sites
///         − Σ site imports − Σ charge − Σ flows out = load + shunt conductance
///
/// The parts add their own terms. The dual divided by Δ is the price there, CNY/MWh.
struct PowerBalance {
    let balance: Family
    let nodeBalance: Family
    /// Node of each site; nil for a site on its own.
    let siteNode: [Int?]

    init(_ builder: inout ProgramBuilder, _ scenario: Scenario) {
        let steps = scenario.grid.stepCount
        balance = builder.addRows(
            .siteBalance, scenario.sites.map(\.id), steps: steps, lower: 0, upper: 0)
        let nodes = scenario.powerGrid?.nodes ?? []
        let numbers = scenario.powerGrid?.nodeNumbers ?? [:]
        siteNode = scenario.sites.map { $0.node.flatMap { numbers[$0] } }
        nodeBalance = builder.addRows(
            .nodeBalance, nodes.map(\.id), steps: steps, lower: 0, upper: 0)
        for (index, node) in nodes.enumerated() {
            for step in 0..<steps {
                builder.addConstant(row: nodeBalance(index, step), -node.demandMW(step))
            }
        }
    }

    /// Adds a source (+1) or a use (−1) of power at a site or node.
    func add(
        _ builder: inout ProgramBuilder, at place: Place, step: Int, column: Int,
        _ coefficient: Double
    ) {
        builder.addTerm(row: row(place, step), column: column, coefficient)
    }

    /// Adds a source or a use at the node of a site; nothing for a site on its own.
    func addAtNode(
        _ builder: inout ProgramBuilder, ofSite site: Int, step: Int, column: Int,
        _ coefficient: Double
    ) {
        guard let node = siteNode[site] else { return }
        add(&builder, at: .node(node), step: step, column: column, coefficient)
    }

    /// Adds a fixed source (positive) or use (negative) of power, MW.
    func addConstant(
        _ builder: inout ProgramBuilder, at place: Place, step: Int, _ power: Double
    ) {
        builder.addConstant(row: row(place, step), power)
    }

    private func row(_ place: Place, _ step: Int) -> Int {
        switch place {
        case .site(let index): balance(index, step)
        case .node(let index): nodeBalance(index, step)
        }
    }
}
