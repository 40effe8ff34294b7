/// Reserve against losing a site: its interactive tokens can be served elsewhere.
///
/// For each listed loss ℓ and step t, with f, u, on, import and loaded the plan's own, c, v and
/// starting the flows, busy replicas and replicas started if ℓ were lost then:
///
///     Σ_{g not at ℓ} c[ℓ,g,d,t] ≥ Σ_{g at ℓ} f[g,d,t]                       for each demand d
///     Σ_d work per token · c[ℓ,g,d,t] = Σ_m throughput · Δ · v[ℓ,m,t]        for each group g
///     Σ_m (u + v[ℓ]) + what loads ≤ on + starting[ℓ]                         for each use
///     Σ_k accelerators per replica · (on + starting[ℓ]) ≤ available + built  for each pool
///     import + pue · (added IT power) ≤ import limit                         for each site
///     Σ GB · (f + c[ℓ]) ≤ bandwidth                                          for each limited link
///
/// Only uses whose loading takes no longer than the allowed outage may start. Head-room and spare
/// share may be used up: the loss is what they are for. The connection's spare counts, not the
/// demand peak, and contingency flows cost nothing. Batch work goes on as planned.
///
/// Few contingencies are written at once: (flows + modes + uses) · losses · steps columns, which the
/// size check of a scenario counts. Many come in where a plan could not bear them (`ReserveScope`).
struct LossReserve {
    /// A site that may be lost.
    private struct Loss {
        let site: Int
        let name: String
        /// Flows that are lost, by demand.
        let lost: [[Int]: [Int]]
        /// Flows that could take over.
        let flows: [Int]
        /// Uses of the groups they belong to.
        let uses: [Int]
    }

    private let scenario: Scenario
    private let tokens: TokenFlows
    private let replicas: Replicas

    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ tokens: TokenFlows,
        _ replicas: Replicas, _ connection: GridConnection, _ capacity: CapacityChoices,
        scope: ReserveScope
    ) {
        self.scenario = scenario
        self.tokens = tokens
        self.replicas = replicas
        var copies: [Int: [Int]] = [:]
        for name in scenario.reserve.losses {
            guard let site = scenario.sites.firstIndex(where: { $0.id == name }) else { continue }
            let loss = loss(site)
            guard !loss.lost.isEmpty else { continue }
            for window in scope.runs(site: site, stepCount: scenario.grid.stepCount) {
                let flow = builder.addColumns(
                    .contingencyFlow, loss.flows.map { "\(name),\(tokens.flow.members[$0])" },
                    in: window)
                addServed(&builder, loss, flow)
                addBandwidth(&builder, loss, flow)
                addReplicas(&builder, loss, flow, connection, capacity, &copies)
            }
        }
        builder.copyTerms(copies)
    }

    private func loss(_ site: Int) -> Loss {
        var lost: [[Int]: [Int]] = [:]
        for (index, flow) in tokens.flows.enumerated()
        where flow.site == site && scenario.products[flow.product].kind == .interactive {
            lost[[flow.product, flow.demand], default: []].append(index)
        }
        let flows = tokens.flows.indices.filter {
            let flow = tokens.flows[$0]
            return flow.site != site && lost[[flow.product, flow.demand]] != nil
        }
        let groups = Set(flows.map { tokens.flows[$0].group })
        let places = Set(
            groups.flatMap { group in
                tokens.reach.groups[group].uses.map {
                    [tokens.reach.groups[group].site, $0.pool, $0.service]
                }
            })
        let uses = replicas.uses.indices.filter {
            let use = replicas.uses[$0]
            return places.contains([use.site, use.pool, use.service])
        }
        return Loss(
            site: site, name: scenario.sites[site].id, lost: lost, flows: flows, uses: uses)
    }

    private func addServed(_ builder: inout ProgramBuilder, _ loss: Loss, _ flow: Family) {
        let demands = loss.lost.keys.sorted { $0.lexicographicallyPrecedes($1) }
        let names = demands.map { key in
            let product = scenario.products[key[0]]
            return "\(loss.name),\(product.demand[key[1]].origin),\(product.id)"
        }
        let rows = builder.addRows(
            .reserveServed, names, in: flow.steps, lower: 0, upper: .infinity)
        for (row, key) in demands.enumerated() {
            let taking = loss.flows.indices.filter {
                let flow = tokens.flows[loss.flows[$0]]
                return [flow.product, flow.demand] == key
            }
            for step in flow.steps {
                for member in taking {
                    builder.addTerm(row: rows(row, step), column: flow(member, step), 1)
                }
                for index in loss.lost[key] ?? [] {
                    builder.addTerm(
                        row: rows(row, step), column: tokens.flow(index, step), -1)
                }
                let demand = scenario.products[key[0]].demand[key[1]]
                let series =
                    demand.demandClass.map { scenario.demandClasses[$0].millionTokensPerHour }
                    ?? demand.millionTokensPerHour
                let asked = series[step] * scenario.grid.stepHours
                for member in taking {
                    builder.setBounds(
                        column: flow(member, step), lower: 0,
                        upper: ProgramBuilder.neverReached(asked))
                }
            }
        }
    }

    private func addBandwidth(_ builder: inout ProgramBuilder, _ loss: Loss, _ flow: Family) {
        let limited = scenario.network.filter {
            $0.bandwidthGbps != nil && $0.site != loss.name
        }
        let rows = builder.addRows(
            .reserveBandwidth, limited.map { "\(loss.name),\($0.origin),\($0.site)" },
            in: flow.steps, lower: -.infinity, upper: 0)
        for (row, link) in limited.enumerated() {
            let gigabytes =
                (link.bandwidthGbps ?? 0) * Double(scenario.grid.stepMinutes * 60) / 8
            func isOn(_ index: Int) -> Bool {
                let flow = tokens.flows[index]
                return scenario.sites[flow.site].id == link.site
                    && scenario.products[flow.product].demand[flow.demand].origin == link.origin
            }
            func volume(_ index: Int) -> Double {
                scenario.products[tokens.flows[index].product].gigabytesPerMillionTokens
            }
            let planned = tokens.flows.indices.filter(isOn)
            let taking = loss.flows.indices.filter { isOn(loss.flows[$0]) }
            for step in flow.steps {
                builder.setBounds(row: rows(row, step), lower: -.infinity, upper: gigabytes)
                for index in planned {
                    builder.addTerm(
                        row: rows(row, step), column: tokens.flow(index, step), volume(index))
                }
                for member in taking {
                    builder.addTerm(
                        row: rows(row, step), column: flow(member, step),
                        volume(loss.flows[member]))
                }
            }
        }
    }

    private func addReplicas(
        _ builder: inout ProgramBuilder, _ loss: Loss, _ flow: Family,
        _ connection: GridConnection, _ capacity: CapacityChoices, _ copies: inout [Int: [Int]]
    ) {
        let window = flow.steps
        let modes = loss.uses.flatMap { use in
            replicas.uses[use].profile.modes.indices.map { (use: use, mode: $0) }
        }
        let columns = ContingencyColumns(
            flow: flow,
            busy: builder.addColumns(
                .contingencyBusy,
                modes.map {
                    let use = replicas.uses[$0.use]
                    return "\(loss.name),\(use.name),\(use.profile.modes[$0.mode].id)"
                }, in: window),
            starting: builder.addColumns(
                .contingencyStart, loss.uses.map { "\(loss.name),\(replicas.uses[$0].name)" },
                in: window), modes: modes, uses: loss.uses)
        let power = ContingencyPower(
            scenario: scenario, replicas: replicas, columns: columns, lossName: loss.name)
        power.bound(&builder)
        addWork(&builder, loss, columns)
        power.addBusy(&builder)
        power.addAccelerators(&builder, &copies)
        power.addConnections(&builder, connection, capacity)
    }

    private func addWork(
        _ builder: inout ProgramBuilder, _ loss: Loss, _ columns: ContingencyColumns
    ) {
        let groups = Array(Set(loss.flows.map { tokens.flows[$0].group })).sorted()
        let rows = builder.addRows(
            .reserveWork, groups.map { "\(loss.name),\($0)" }, in: columns.flow.steps,
            lower: 0, upper: 0)
        var isReached = [Bool](repeating: false, count: columns.modes.count)
        for (row, number) in groups.enumerated() {
            let group = tokens.reach.groups[number]
            let taking = loss.flows.indices.filter { tokens.flows[loss.flows[$0]].group == number }
            let work = scenario.products[group.product].workPerToken
            let served = columns.modes.indices.filter { index in
                let use = replicas.uses[columns.modes[index].use]
                return use.site == group.site
                    && group.uses.contains {
                        $0.pool == use.pool && $0.service == use.service
                            && $0.mode == columns.modes[index].mode
                    }
            }
            for index in served { isReached[index] = true }
            for step in columns.flow.steps {
                for member in taking {
                    builder.addTerm(
                        row: rows(row, step), column: columns.flow(member, step), work)
                }
                for index in served {
                    let mode = columns.modes[index]
                    let rate = replicas.uses[mode.use].profile.modes[mode.mode]
                        .millionTokensPerHour
                    builder.addTerm(
                        row: rows(row, step), column: columns.busy(index, step),
                        -rate * scenario.grid.stepHours)
                }
            }
        }
        for index in isReached.indices where !isReached[index] {
            for step in columns.flow.steps {
                builder.setBounds(column: columns.busy(index, step), lower: 0, upper: 0)
            }
        }
    }
}
