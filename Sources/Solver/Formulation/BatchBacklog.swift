/// Batch work: a backlog per demand centre that must be served within a delay.
///
/// For a batch demand d = (o,k) and every step, in million output tokens:
///
///     backlog[t] = backlog[t−1] + arrivals[t] − Σ_{g ∋ d} f[g,d,t] − dropped[t]
///     backlog[t] ≤ late[t] + Σ_{t−D < τ ≤ t} arrivals[τ] + starting backlog not yet due
///
/// D is the delay in whole steps, rounded down. `late` is a stock, priced per million tokens and
/// hour. Dropped tokens cost their revenue and the penalty. What is left at the end costs the
/// terminal price: what it will take to make it later; its revenue counts as if it were sold.
struct BatchBacklog {
    /// A demand of a batch product.
    struct Entry: Sendable {
        let product: Int
        let demand: Int
        let terminalPrice: Double
    }

    let entries: [Entry]
    let backlog: Family
    let dropped: Family
    let late: Family
    let balance: Family
    let deadline: Family
    private let scenario: Scenario

    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ schedules: [TariffSchedule],
        _ flows: TokenFlows
    ) {
        self.scenario = scenario
        let estimate = TerminalPrice(scenario, flows.reach, schedules)
        var entries: [Entry] = []
        for (k, product) in scenario.products.enumerated() where product.kind == .batch {
            for d in product.demand.indices {
                let price =
                    product.terminalPriceCNYPerMillionTokens
                    ?? estimate.cnyPerMillionTokens(product: k, demand: d)
                entries.append(Entry(product: k, demand: d, terminalPrice: price))
            }
        }
        self.entries = entries
        let names = entries.map { entry in
            let product = scenario.products[entry.product]
            return "\(product.demand[entry.demand].origin),\(product.id)"
        }
        let steps = scenario.grid.stepCount
        backlog = builder.addColumns(.backlog, names, steps: steps)
        dropped = builder.addColumns(.dropped, names, steps: steps)
        late = builder.addColumns(.late, names, steps: steps)
        balance = builder.addRows(.backlogBalance, names, steps: steps, lower: 0, upper: 0)
        deadline = builder.addRows(
            .deadline, names, steps: steps, lower: -.infinity, upper: 0)
        for member in entries.indices {
            addEntry(&builder, member)
        }
        let memberOf = Dictionary(
            uniqueKeysWithValues: entries.enumerated().map { ([$1.product, $1.demand], $0) })
        for (index, flow) in flows.flows.enumerated() {
            guard let member = memberOf[[flow.product, flow.demand]] else { continue }
            for step in 0..<steps {
                builder.addTerm(row: balance(member, step), column: flows.flow(index, step), 1)
            }
        }
    }

    /// Million tokens that arrive in a step.
    func arrivals(_ entry: Entry, _ step: Int) -> Double {
        scenario.products[entry.product].demand[entry.demand].millionTokensPerHour[step]
            * scenario.grid.stepHours
    }

    /// Million tokens of the starting backlog that are not yet due at the end of a step.
    func startingBacklog(_ entry: Entry, notDueAfter step: Int?) -> Double {
        let product = scenario.products[entry.product]
        let origin = product.demand[entry.demand].origin
        return product.initialBacklog.reduce(0) { sum, part in
            guard part.origin == origin else { return sum }
            guard let step else { return sum + part.millionTokens }
            let end = Double(step + 1) * scenario.grid.stepHours
            return end < part.dueInHours - 1e-9 ? sum + part.millionTokens : sum
        }
    }

    private func addEntry(_ builder: inout ProgramBuilder, _ member: Int) {
        let entry = entries[member]
        let product = scenario.products[entry.product]
        let steps = scenario.grid.stepCount
        let delay = product.delaySteps(scenario.grid)
        let price = product.revenueCNYPerMillionTokens(0)
        var recent = 0.0
        var tokens = startingBacklog(entry, notDueAfter: nil)
        for step in 0..<steps {
            let arriving = arrivals(entry, step)
            tokens += arriving
            for column in [backlog(member, step), dropped(member, step), late(member, step)] {
                builder.setBounds(
                    column: column, lower: 0, upper: ProgramBuilder.neverReached(tokens))
            }
            recent += delay > 0 ? arriving : 0
            if delay > 0, step >= delay { recent -= arrivals(entry, step - delay) }
            let row = balance(member, step)
            builder.addTerm(row: row, column: backlog(member, step), 1)
            builder.addTerm(row: row, column: dropped(member, step), 1)
            if step > 0 {
                builder.addTerm(row: row, column: backlog(member, step - 1), -1)
            } else {
                builder.addConstant(row: row, -startingBacklog(entry, notDueAfter: nil))
            }
            builder.addConstant(row: row, -arriving)
            builder.addTerm(row: deadline(member, step), column: backlog(member, step), 1)
            builder.addTerm(row: deadline(member, step), column: late(member, step), -1)
            builder.addConstant(
                row: deadline(member, step),
                -max(0, recent) - startingBacklog(entry, notDueAfter: step))
            builder.addCost(
                column: dropped(member, step),
                price + product.unservedPenaltyCNYPerMillionTokens)
            builder.addCost(
                column: late(member, step),
                product.latePriceCNYPerMillionTokensHour * scenario.grid.stepHours)
        }
        builder.addCost(column: backlog(member, steps - 1), entry.terminalPrice)
        builder.addOffset(-price * tokens)
    }
}

/// What a million tokens will cost after the horizon, when the scenario does not say.
///
/// The mean over the sites in reach of each site's cheapest mode, at the site's mean price of
/// energy and carbon over the horizon, with network; at a node of the grid, energy is what the
/// cheapest supplies cost up to the grid's load. Cheaper hours and sites are therefore used
/// now, dearer ones are left; neither waiting for the end nor rushing before it pays by itself.
struct TerminalPrice {
    private let scenario: Scenario
    private let reach: Reach
    private let links: LinkTable
    /// Mean price of a MWh of IT energy by site, CNY.
    let meanPrice: [Double]

    init(_ scenario: Scenario, _ reach: Reach, _ schedules: [TariffSchedule]) {
        self.scenario = scenario
        self.reach = reach
        links = LinkTable(scenario)
        let steps = scenario.grid.stepCount
        let supplies = (0..<steps).map { scenario.powerGrid?.meritOrderPrice($0) ?? 0 }
        meanPrice = zip(scenario.sites, schedules).map { site, schedule in
            let sum = (0..<steps).reduce(0) { sum, step in
                let carbon =
                    CarbonAccount.factor(scenario.carbon.method, site, step) / 1000
                    * scenario.carbon.priceCNYPerTonne
                let supply = site.node == nil ? 0 : supplies[step]
                return sum
                    + max(0, schedule.totalCNYPerMWh(step) + supply + carbon)
                    * site.facility.pue[step]
            }
            return sum / Double(steps)
        }
    }

    func cnyPerMillionTokens(product: Int, demand: Int) -> Double {
        let value = scenario.products[product]
        var cheapest: [Int: Double] = [:]
        for group in reach.groups where group.product == product && group.demands.contains(demand) {
            let site = scenario.sites[group.site]
            let link = links.link(value.demand[demand].origin, group.site)
            let network = (link?.priceCNYPerGB ?? 0) * value.gigabytesPerMillionTokens
            for use in group.uses {
                let service = site.pools[use.pool].serves[use.service]
                guard let mode = links.profiles[service.profile]?.modes[use.mode] else { continue }
                let mwh = mode.busyKW / 1000 / mode.millionTokensPerHour * value.workPerToken
                let cost = mwh * meanPrice[group.site] + network
                cheapest[group.site] = min(cheapest[group.site] ?? .infinity, cost)
            }
        }
        let costs = cheapest.sorted { $0.key < $1.key }.map(\.value)
        return costs.isEmpty ? 0 : costs.reduce(0, +) / Double(costs.count)
    }
}

extension BatchBacklog {
    /// Reads the backlogs back.
    func read(_ columns: [Double]) -> [Schedule.Backlog] {
        entries.enumerated().map { member, entry in
            Schedule.Backlog(
                product: entry.product, demand: entry.demand,
                millionTokens: backlog.values(columns, member).map { max(0, $0) },
                lateMillionTokens: late.values(columns, member).map { max(0, $0) },
                droppedMillionTokens: dropped.values(columns, member).map { max(0, $0) },
                terminalPriceCNYPerMillionTokens: entry.terminalPrice)
        }
    }
}

extension BatchBacklog {
    /// Marginal cost of batch tokens by step of arrival.
    ///
    /// One more token arriving in t raises the backlog, and the backlog that is allowed in the
    /// steps t … t+D−1: the duals of all these rows add up.
    func prices(_ duals: [Double]) -> [Prices.Token] {
        entries.enumerated().map { member, entry in
            let delay = scenario.products[entry.product].delaySteps(scenario.grid)
            let steps = scenario.grid.stepCount
            let prices = (0..<steps).map { step in
                (step..<max(step, min(steps, step + delay))).reduce(
                    duals[balance(member, step)]
                ) { $0 + duals[deadline(member, $1)] }
            }
            return Prices.Token(
                product: entry.product, demand: entry.demand, marginalCNYPerMillionTokens: prices)
        }
    }
}
