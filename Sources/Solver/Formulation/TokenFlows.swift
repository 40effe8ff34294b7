/// Where each demand centre's tokens are made.
///
/// A group g is the set of modes of one site and product that serve the same demands d = (o,k):
/// round trip + time to first token and time per token are within the product's limits, and data
/// residency allows it. For every step, in million output tokens:
///
///     Σ_{d} work_per_token · f[g,d,t] = Σ_{(p,m) ∈ g} throughput[p,m] · Δ · u[p,m,t]
///     Σ_{g ∋ d} f[g,d,t] + unserved[d,t] = demand[d,t]              (interactive)
///     Σ_{k} GB per million · f ≤ bandwidth[o,s]
///
/// Costs: network price · f; (revenue lost + penalty) · unserved. Revenue of all demand is a
/// constant, so the dual of a demand row is the marginal cost of one more million tokens.
struct TokenFlows {
    /// One column family member: a group serving a demand.
    struct Flow: Sendable {
        let group: Int
        let product: Int
        let demand: Int
        let site: Int
    }

    let reach: Reach
    let flows: [Flow]
    let flow: Family
    let unserved: Family
    /// Demand rows of interactive products.
    let demand: Family
    /// Member of `unserved` and `demand` by product and demand; nil for batch products and for
    /// demand classes.
    let demandMember: [[Int?]]
    private let scenario: Scenario

    init(_ builder: inout ProgramBuilder, _ scenario: Scenario, _ replicas: Replicas) {
        self.scenario = scenario
        reach = Reach(scenario)
        let steps = scenario.grid.stepCount
        flows = reach.groups.enumerated().flatMap { index, group in
            group.demands.map {
                Flow(group: index, product: group.product, demand: $0, site: group.site)
            }
        }
        flow = builder.addColumns(.tokenFlow, Self.names(flows, scenario), steps: steps)
        var members: [[Int?]] = []
        var names: [String] = []
        for product in scenario.products {
            members.append(
                product.demand.map { demand in
                    guard product.kind == .interactive, demand.demandClass == nil else {
                        return nil
                    }
                    names.append("\(demand.origin),\(product.id)")
                    return names.count - 1
                })
        }
        demandMember = members
        unserved = builder.addColumns(.unserved, names, steps: steps)
        demand = builder.addRows(.demand, names, steps: steps, lower: 0, upper: 0)
        addDemand(&builder)
        addWork(&builder, replicas)
        addNetwork(&builder)
    }

    /// origin,product,site — and the group's number where a site has several.
    private static func names(_ flows: [Flow], _ scenario: Scenario) -> [String] {
        var seen: [String: Int] = [:]
        return flows.map { flow in
            let product = scenario.products[flow.product]
            let demand = product.demand[flow.demand]
            let asker = demand.demandClass.map { "," + scenario.demandClasses[$0].id } ?? ""
            let name =
                "\(demand.origin),\(product.id),\(scenario.sites[flow.site].id)\(asker)"
            let earlier = seen[name, default: 0]
            seen[name] = earlier + 1
            return earlier == 0 ? name : "\(name),\(earlier)"
        }
    }

    private func addDemand(_ builder: inout ProgramBuilder) {
        let hours = scenario.grid.stepHours
        for (k, product) in scenario.products.enumerated() {
            for (d, value) in product.demand.enumerated() {
                guard let member = demandMember[k][d] else { continue }
                for step in 0..<scenario.grid.stepCount {
                    let tokens = value.millionTokensPerHour[step] * hours
                    let revenue = product.revenueCNYPerMillionTokens(step)
                    let row = demand(member, step)
                    builder.setBounds(row: row, lower: tokens, upper: tokens)
                    builder.addTerm(row: row, column: unserved(member, step), 1)
                    builder.addCost(
                        column: unserved(member, step),
                        revenue + product.unservedPenaltyCNYPerMillionTokens)
                    builder.addOffset(-revenue * tokens)
                }
            }
        }
        for (index, value) in flows.enumerated() {
            guard let member = demandMember[value.product][value.demand] else { continue }
            for step in 0..<scenario.grid.stepCount {
                builder.addTerm(row: demand(member, step), column: flow(index, step), 1)
            }
        }
    }

    private func addWork(_ builder: inout ProgramBuilder, _ replicas: Replicas) {
        let names = reach.groups.enumerated().map { index, group in
            "\(scenario.products[group.product].id),\(scenario.sites[group.site].id),\(index)"
        }
        let grid = scenario.grid
        let rows = builder.addRows(.work, names, steps: grid.stepCount, lower: 0, upper: 0)
        for (index, value) in flows.enumerated() {
            let work = scenario.products[value.product].workPerToken
            for step in 0..<grid.stepCount {
                builder.addTerm(row: rows(value.group, step), column: flow(index, step), work)
            }
        }
        var useOf: [[Int]: Int] = [:]
        for (index, use) in replicas.uses.enumerated() {
            useOf[[use.site, use.pool, use.service]] = index
        }
        var isReached = [Bool](repeating: false, count: replicas.busy.members.count)
        for (number, group) in reach.groups.enumerated() {
            for mode in group.uses {
                guard let index = useOf[[group.site, mode.pool, mode.service]] else { continue }
                let use = replicas.uses[index]
                let member = use.firstMode + mode.mode
                isReached[member] = true
                let tokens =
                    use.profile.modes[mode.mode].millionTokensPerHour * grid.stepHours
                for step in 0..<grid.stepCount {
                    builder.addTerm(
                        row: rows(number, step), column: replicas.busy(member, step), -tokens)
                }
            }
        }
        // A mode that serves nobody, or only wastes power, must not run even where power is paid.
        for member in isReached.indices where !isReached[member] {
            for step in 0..<grid.stepCount {
                builder.setBounds(column: replicas.busy(member, step), lower: 0, upper: 0)
            }
        }
    }

    private func addNetwork(_ builder: inout ProgramBuilder) {
        let links = LinkTable(scenario)
        let limited = scenario.network.filter { $0.bandwidthGbps != nil }
        let rows = builder.addRows(
            .bandwidth, limited.map { "\($0.origin),\($0.site)" }, steps: scenario.grid.stepCount,
            lower: -.infinity, upper: 0)
        let row = Dictionary(
            uniqueKeysWithValues: limited.enumerated().map { (["\($1.origin)", $1.site], $0) })
        let seconds = Double(scenario.grid.stepMinutes * 60)
        for (member, link) in limited.enumerated() {
            // Gbit/s over the step, as GB.
            let gigabytes = (link.bandwidthGbps ?? 0) * seconds / 8
            for step in 0..<scenario.grid.stepCount {
                builder.setBounds(row: rows(member, step), lower: -.infinity, upper: gigabytes)
            }
        }
        for (index, value) in flows.enumerated() {
            let product = scenario.products[value.product]
            let origin = product.demand[value.demand].origin
            guard let link = links.link(origin, value.site) else { continue }
            let price = link.priceCNYPerGB * product.gigabytesPerMillionTokens
            let member = row[[origin, link.site]]
            for step in 0..<scenario.grid.stepCount {
                builder.addCost(column: flow(index, step), price)
                guard let member else { continue }
                builder.addTerm(
                    row: rows(member, step), column: flow(index, step),
                    product.gigabytesPerMillionTokens)
            }
        }
    }
}

extension TokenFlows {
    /// Reads the token flows back; groups of one site are added up.
    func readRoutes(_ columns: [Double]) -> [Schedule.Route] {
        var order: [[Int]] = []
        var sums: [[Int]: [Double]] = [:]
        for (member, value) in flows.enumerated() {
            let key = [value.product, value.demand, value.site]
            let tokens = flow.values(columns, member).map { max(0, $0) }
            if let known = sums[key] {
                sums[key] = zip(known, tokens).map(+)
            } else {
                order.append(key)
                sums[key] = tokens
            }
        }
        return order.map {
            Schedule.Route(
                product: $0[0], demand: $0[1], site: $0[2], millionTokens: sums[$0] ?? [])
        }
    }

    /// Reads the unserved tokens back.
    func readUnserved(_ columns: [Double]) -> [Schedule.Unserved] {
        demandMember.enumerated().flatMap { product, members in
            members.enumerated().compactMap { demand, member in
                member.map {
                    Schedule.Unserved(
                        product: product, demand: demand,
                        millionTokens: unserved.values(columns, $0).map { max(0, $0) })
                }
            }
        }
    }
}

extension TokenFlows {
    /// Marginal cost of interactive tokens: the dual of their demand row.
    func prices(_ duals: [Double]) -> [Prices.Token] {
        demandMember.enumerated().flatMap { product, members in
            members.enumerated().compactMap { index, member in
                member.map {
                    Prices.Token(
                        product: product, demand: index,
                        marginalCNYPerMillionTokens: demand.values(duals, $0))
                }
            }
        }
    }
}
