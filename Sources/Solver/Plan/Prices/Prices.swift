/// Marginal prices, from the duals of a linear program.
public struct Prices: Sendable {
    /// The price of electricity at a site, with what it is made of; CNY per MWh by step.
    public struct Site: Sendable {
        /// Index of the site.
        public let site: Int
        /// The price: cost of one more MWh used there.
        public let priceCNYPerMWh: [Double]
        /// Price of supply at the site's node of the grid; zero for a site on its own.
        public let supplyCNYPerMWh: [Double]
        /// Tariff components and PUE adder; without the energy component at a node.
        public let energyCNYPerMWh: [Double]
        /// Carbon price and cap on imported energy.
        public let carbonCNYPerMWh: [Double]
        /// Demand charge: what one more MWh adds to the peak.
        public let peakCNYPerMWh: [Double]
        /// Scarcity of the connection.
        public let capacityCNYPerMWh: [Double]
        /// Everything else: on-site surplus, storage, tiers, ramps, contracts.
        public let otherCNYPerMWh: [Double]
        /// Value of one more MW of connection over the horizon, CNY per MW.
        public let connectionCNYPerMW: Double
    }

    /// The marginal cost of one more million output tokens; CNY by step.
    public struct Token: Sendable {
        /// Index of the product.
        public let product: Int
        /// Index of the demand in its product.
        public let demand: Int
        /// Marginal cost, without revenue.
        public let marginalCNYPerMillionTokens: [Double]
    }

    /// The marginal cost of one more million output tokens of a demand class; CNY by step.
    public struct TokenClass: Sendable {
        /// Index of the class.
        public let demandClass: Int
        /// Marginal cost, with what is lost against the dearest product that may serve.
        public let marginalCNYPerMillionTokens: [Double]
    }

    /// The value of one more accelerator in a pool.
    public struct Pool: Sendable {
        /// Index of the site.
        public let site: Int
        /// Index of the pool in its site.
        public let pool: Int
        /// Value over the horizon, CNY per accelerator.
        public let acceleratorCNY: Double
    }

    /// Electricity at the nodes of the grid and what its lines earn; nil without a grid.
    public let grid: GridPrices?
    /// The value of one more MWh of a quota, share or ratio.
    public struct Policy: Sendable {
        /// What it is.
        public let kind: LimitKind
        /// The rule, or the site of a direct supply.
        public let id: String
        /// Worth of one MWh more room, CNY; zero where it does not bind.
        public let worthCNYPerMWh: Double
    }

    /// What a pin or a maintenance window costs at the margin.
    public struct Held: Sendable {
        /// A pin or a maintenance window.
        public enum Kind: String, Sendable {
            /// Of the scenario's pins.
            case pin
            /// Of the scenario's maintenance windows.
            case maintenance
        }

        /// Identifier; with `charge`, `discharge` or `export` where a window holds several uses.
        public let id: String
        /// A pin or a window.
        public let kind: Kind
        /// Index in the scenario's list.
        public let index: Int
        /// What one more unit of the value it sets adds to the cost in each step, CNY.
        public let marginalCNYPerUnit: [Double]
        /// Whether it holds whole numbers, which prices take as given: its cost is that of a plan
        /// without it, and the margin says nothing.
        public let isWhole: Bool

        /// What loosening it by one unit in all its steps saves, CNY.
        public var worthCNYPerUnit: Double { marginalCNYPerUnit.reduce(0) { $0 + abs($1) } }
    }

    /// Electricity by site.
    public let sites: [Site]
    /// Tokens by product and origin.
    public let tokens: [Token]
    /// Tokens by demand class.
    public let classes: [TokenClass]
    /// Accelerators by pool.
    public let pools: [Pool]
    /// Value of one more tonne under the carbon cap, CNY; nil without a cap.
    public let carbonCapCNYPerTonne: Double?
    /// Quotas, shares and ratios over the year.
    public let policies: [Policy]
    /// Pins and maintenance windows.
    public let held: [Held]
    /// Value of one more unit than may be added, CNY over the horizon, by capacity choice.
    public let expansionCNYPerUnit: [Double]

    /// Which program the prices are the duals of.
    ///
    /// With integers fixed, a price holds as long as commitments stay as they are.
    public let source: DualSource

    init(
        _ formulation: Formulation, _ point: Point, _ reduced: [Double], source: DualSource
    ) {
        self.source = source
        grid = GridPrices(formulation, point, reduced)
        sites = formulation.scenario.sites.indices.map {
            Self.site(formulation, point.rowDuals, reduced, $0)
        }
        tokens =
            formulation.tokens.prices(point.rowDuals)
            + formulation.batch.prices(point.rowDuals)
        classes = formulation.classes.prices(point.rowDuals)
        pools = Self.pools(formulation, point.rowDuals)
        carbonCapCNYPerTonne = formulation.carbon.capPrice(reduced)
        policies = formulation.policy.prices(point.rowDuals)
        held = formulation.pinned.prices(formulation.scenario, point.rowDuals)
        expansionCNYPerUnit = formulation.capacity.prices(point.rowDuals, reduced)
    }

    /// From the reduced cost d of import: price · Δ = supply + energy + carbon + peak + other − d.
    private static func site(
        _ formulation: Formulation, _ duals: [Double], _ reduced: [Double], _ index: Int
    ) -> Site {
        let scenario = formulation.scenario
        let hours = scenario.grid.stepHours
        let steps = scenario.grid.stepCount
        let cap = formulation.carbon.capPrice(reduced) ?? 0
        let tariff = formulation.schedules[index]
        let peak = formulation.peak.prices(formulation, duals, site: index)
        let supply = formulation.supplyPrices(duals, site: index)
        var price: [Double] = []
        var energy: [Double] = []
        var carbon: [Double] = []
        var capacity: [Double] = []
        var other: [Double] = []
        var connection = 0.0
        for step in 0..<steps {
            let total = duals[formulation.balance.balance(index, step)] / hours
            let factor = CarbonAccount.factor(
                scenario.carbon.method, scenario.sites[index], step)
            let emission = factor / 1000 * (scenario.carbon.priceCNYPerTonne + cap)
            let worth = formulation.connection.scarcity(
                scenario, duals, reduced, site: index, step: step)
            let scarcity = worth.ofImport / hours
            connection += worth.equipment
            price.append(total)
            energy.append(tariff.totalCNYPerMWh(step))
            carbon.append(emission)
            capacity.append(scarcity)
            other.append(
                total - supply[step] - tariff.totalCNYPerMWh(step) - emission
                    - peak[step] / hours - scarcity)
        }
        return Site(
            site: index, priceCNYPerMWh: price, supplyCNYPerMWh: supply,
            energyCNYPerMWh: energy,
            carbonCNYPerMWh: carbon, peakCNYPerMWh: peak.map { $0 / hours },
            capacityCNYPerMWh: capacity, otherCNYPerMWh: other, connectionCNYPerMW: connection)
    }

    private static func pools(_ formulation: Formulation, _ duals: [Double]) -> [Pool] {
        var member = 0
        var pools: [Pool] = []
        for (site, value) in formulation.scenario.sites.enumerated() {
            for pool in value.pools.indices {
                let worth = formulation.replicas.acceleratorLimit.values(duals, member)
                    .reduce(0) { $0 - $1 }
                pools.append(Pool(site: site, pool: pool, acceleratorCNY: max(0, worth)))
                member += 1
            }
        }
        return pools
    }
}
