/// Sticky sessions: a largest share of an origin's tokens may move between sites in a step.
///
/// For every demand d = (o,k) with such a share, site s and step t with demand now and before:
///
///     f[s,d,t]/demand[d,t] − f[s,d,t−1]/demand[d,t−1] ≤ moved[s,d,t]
///     Σ_s moved[s,d,t] ≤ share
///
/// Before the first step stand the given shares; without them the first step is free. Tokens of
/// demand classes are free to move: which product serves them is not yet settled.
struct StickySessions {
    private let scenario: Scenario
    private let tokens: TokenFlows

    init(_ builder: inout ProgramBuilder, _ scenario: Scenario, _ tokens: TokenFlows) {
        self.scenario = scenario
        self.tokens = tokens
        for (k, product) in scenario.products.enumerated() {
            guard let share = product.maxShareMovedPerStep else { continue }
            for d in product.demand.indices where product.demand[d].demandClass == nil {
                addDemand(&builder, k, d, share: share)
            }
        }
    }

    private func addDemand(
        _ builder: inout ProgramBuilder, _ product: Int, _ demand: Int, share: Double
    ) {
        let value = scenario.products[product].demand[demand]
        let first = value.initialShares == nil ? 1 : 0
        let steps = scenario.grid.stepCount - first
        guard steps > 0 else { return }
        let own = tokens.flows.indices.filter {
            tokens.flows[$0].product == product && tokens.flows[$0].demand == demand
        }
        let sites = Array(Set(own.map { tokens.flows[$0].site })).sorted()
        let label = "\(value.origin),\(scenario.products[product].id)"
        let names = sites.map { "\(label),\(scenario.sites[$0].id)" }
        let moved = builder.addColumns(.moved, names, steps: steps)
        let rise = builder.addRows(.movedShare, names, steps: steps, lower: -.infinity, upper: 0)
        let limit = builder.addRows(
            .moveLimit, [label], steps: steps, lower: -.infinity, upper: share)
        for index in 0..<steps where hasPast(value, index + first) {
            for (member, site) in sites.enumerated() {
                let row = rise(member, index)
                let flows = own.filter { tokens.flows[$0].site == site }
                addShare(&builder, row: row, flows, value, step: index + first, 1)
                addShare(&builder, row: row, flows, value, step: index + first - 1, -1)
                if index + first == 0 {
                    builder.addConstant(row: row, -value.initialShare(scenario.sites[site].id))
                }
                builder.addTerm(row: row, column: moved(member, index), -1)
                builder.addTerm(row: limit(0, index), column: moved(member, index), 1)
            }
        }
    }

    /// Whether a step and the one before it ask for tokens at all.
    private func hasPast(_ demand: Product.Demand, _ step: Int) -> Bool {
        demand.millionTokensPerHour[step] > 0
            && (step == 0 || demand.millionTokensPerHour[step - 1] > 0)
    }

    /// Adds `sign · share of the site` in a step of the horizon.
    private func addShare(
        _ builder: inout ProgramBuilder, row: Int, _ flows: [Int], _ demand: Product.Demand,
        step: Int, _ sign: Double
    ) {
        guard step >= 0 else { return }
        let asked = demand.millionTokensPerHour[step] * scenario.grid.stepHours
        for index in flows {
            builder.addTerm(row: row, column: tokens.flow(index, step), sign / asked)
        }
    }
}

extension Product.Demand {
    /// The share of a site before the first step.
    func initialShare(_ site: String) -> Double {
        (initialShares ?? []).reduce(0) { $0 + ($1.site == site ? $1.share : 0) }
    }
}
