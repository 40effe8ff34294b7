/// Loaded replicas, their busy share and the power they draw.
///
/// For a pool p, a product k served there (a *service*), a mode m and every step t:
///
///     Σ_k accelerators_per_replica[k] · on[p,k,t] + those of jobs ≤ available[p,t] + built[p]
///     Σ_m u[p,k,m,t] + Σ_j w_j · loaded[p,k,t−j] ≤ (1 − spare) · on[p,k,t] − head-room
///     loaded[p,k,t] ≥ on[p,k,t] − on[p,k,t−1]
///     on[p,k,t] ≥ minimum[p,k]
///     IT[p,t] = Σ_k loaded_idle·on + Σ_{k,m} (busy_kw − loaded_idle)·u + loading energy / Δ
///               + off_kw · (available − Σ_k accelerators_per_replica·on)
///
/// w_j is the share of a step that a loading begun j steps before still occupies; loadings begun
/// before the horizon occupy theirs as a constant. A square-root
/// head-room β√u is linearised at the expected load u₀: β(√u₀ + (u − u₀)/(2√u₀)).
/// `on` and `u` are average counts in the step, continuous; `on` is whole in a pool that asks for
/// whole replicas, and loadings are whole then by themselves. Where weights may be brought,
/// `on` is bounded by the pool's size · present[p,k,t] (see `WeightsPlacement`).
struct Replicas {
    /// One product served by one pool.
    struct Use: Sendable {
        let site: Int
        let pool: Int
        let service: Int
        let permission: Pool.Service
        let product: Int
        let profile: ServingProfile
        let name: String
        /// Whether its pool holds whole replicas.
        let isWhole: Bool
        /// Member of the first mode in `busy`.
        let firstMode: Int

        /// The whole replicas that the pool can hold in a step with all that may be added.
        func mostReplicas(_ scenario: Scenario, _ step: Int) -> Double {
            let pool = scenario.sites[site].pools[pool]
            let accelerators = pool.accelerators[step] + (pool.expansion?.maximum ?? 0)
            return (accelerators / Double(profile.acceleratorsPerReplica) + 1e-9).rounded(.down)
        }
    }

    let uses: [Use]
    let on: Family
    let busy: Family
    let loaded: Family
    let acceleratorLimit: Family
    let weights: WeightsPlacement
    /// Member of `acceleratorLimit` of each site's first pool.
    private let firstPool: [Int]
    private let loadingUse: [Int]
    /// Member of `loaded` by use; nil where loading costs and takes nothing.
    private let loadingMember: [Int?]
    private let grid: TimeGrid

    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ facility: FacilityPower,
        _ capacity: CapacityChoices
    ) {
        grid = scenario.grid
        let uses = Self.uses(scenario)
        self.uses = uses
        let steps = grid.stepCount
        on = builder.addColumns(.replicas, uses.map(\.name), steps: steps)
        busy = builder.addColumns(
            .busy, uses.flatMap { use in use.profile.modes.map { use.name + "," + $0.id } },
            steps: steps)
        // Only services whose loading costs or takes something need to count it.
        let loadingUse = uses.indices.filter { index in
            let loading = uses[index].profile.loading
            return loading.minutes > 0 || loading.energyKWh > 0 || loading.priceCNY > 0
        }
        self.loadingUse = loadingUse
        var members = [Int?](repeating: nil, count: uses.count)
        for (member, use) in loadingUse.enumerated() { members[use] = member }
        loadingMember = members
        loaded = builder.addColumns(.loaded, loadingUse.map { uses[$0].name }, steps: steps)
        firstPool = scenario.sites.reduce(into: [0]) {
            $0.append($0[$0.count - 1] + $1.pools.count)
        }
        let pools = scenario.sites.flatMap { site in site.pools.map { site.id + "," + $0.id } }
        acceleratorLimit = builder.addRows(
            .acceleratorLimit, pools, steps: steps, lower: -.infinity, upper: 0)
        weights = WeightsPlacement(&builder, scenario, uses, on)
        addAvailability(&builder, scenario, facility, capacity)
        addBusy(&builder, scenario)
        addLoading(&builder, scenario, facility)
    }

    private static func uses(_ scenario: Scenario) -> [Use] {
        let links = LinkTable(scenario)
        let productIndex = Dictionary(
            uniqueKeysWithValues: scenario.products.enumerated().map { ($1.id, $0) })
        var uses: [Use] = []
        var firstMode = 0
        for (site, siteValue) in scenario.sites.enumerated() {
            for (pool, poolValue) in siteValue.pools.enumerated() {
                for (service, value) in poolValue.serves.enumerated() {
                    guard let profile = links.profiles[value.profile],
                        let product = productIndex[profile.product]
                    else { continue }
                    uses.append(
                        Use(
                            site: site, pool: pool, service: service, permission: value,
                            product: product, profile: profile,
                            name: "\(siteValue.id),\(poolValue.id),\(profile.id)",
                            isWhole: poolValue.hasIntegerReplicas, firstMode: firstMode))
                    firstMode += profile.modes.count
                }
            }
        }
        return uses
    }

    private func addAvailability(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ facility: FacilityPower,
        _ capacity: CapacityChoices
    ) {
        for (index, site) in scenario.sites.enumerated() {
            for (number, pool) in site.pools.enumerated() {
                let off = scenario.offKW(site: index, pool: number)
                for step in 0..<grid.stepCount {
                    let row = acceleratorRow(index, number, step)
                    builder.setBounds(row: row, lower: -.infinity, upper: pool.accelerators[step])
                    facility.addIT(
                        &builder, site: index, step: step,
                        megawatts: off * pool.accelerators[step] / 1000)
                    guard let built = capacity.column(.pool(index, number)) else { continue }
                    builder.addTerm(row: row, column: built, -1)
                    facility.addIT(
                        &builder, site: index, step: step, column: built, megawatts: off / 1000)
                }
            }
        }
        for (member, use) in uses.enumerated() {
            let each = Double(use.profile.acceleratorsPerReplica)
            let off = scenario.offKW(site: use.site, pool: use.pool)
            let idle = (use.profile.loadedIdleKW - off * each) / 1000
            for step in 0..<grid.stepCount {
                builder.addTerm(
                    row: acceleratorRow(use.site, use.pool, step),
                    column: on(member, step), each)
                facility.addIT(
                    &builder, site: use.site, step: step, column: on(member, step),
                    megawatts: idle)
                for (mode, value) in use.profile.modes.enumerated() {
                    facility.addIT(
                        &builder, site: use.site, step: step,
                        column: busy(use.firstMode + mode, step),
                        megawatts: (value.busyKW - use.profile.loadedIdleKW) / 1000)
                }
            }
        }
    }

    /// Lets `accelerators · column` accelerators of a pool work for something else.
    ///
    /// They draw `busyKW` each instead of their off power.
    func addAccelerators(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ facility: FacilityPower,
        site: Int, pool: Int, step: Int, column: Int, accelerators: Double, busyKW: Double
    ) {
        let off = scenario.offKW(site: site, pool: pool)
        builder.addTerm(
            row: acceleratorRow(site, pool, step), column: column, accelerators)
        facility.addIT(
            &builder, site: site, step: step, column: column,
            megawatts: accelerators * (busyKW - off) / 1000)
    }

    /// Σ_m u·(1 + β/(2√u₀)) + loading ≤ (1 − spare)·on − β√u₀/2, and on between its bounds.
    private func addBusy(_ builder: inout ProgramBuilder, _ scenario: Scenario) {
        let rows = builder.addRows(
            .busyLimit, uses.map(\.name), steps: grid.stepCount, lower: -.infinity, upper: 0)
        let peers = Dictionary(grouping: uses, by: \.product).mapValues { Double($0.count) }
        for (member, use) in uses.enumerated() {
            let product = scenario.products[use.product]
            let service = scenario.sites[use.site].pools[use.pool].serves[use.service]
            for step in 0..<grid.stepCount {
                let row = rows(member, step)
                let isHere = service.availableFrom.map { $0 <= grid.instant(step) } ?? true
                setBounds(&builder, scenario, member, step, isHere: isHere)
                builder.addTerm(row: row, column: on(member, step), product.spareShare - 1)
                let (slope, constant) = headroom(
                    use, product, peers: peers[use.product] ?? 1, step)
                if let present = weights.column(use: member, step) {
                    builder.addTerm(row: row, column: present, constant)
                } else {
                    builder.addConstant(row: row, isHere ? constant : 0)
                }
                for mode in use.profile.modes.indices {
                    builder.addTerm(row: row, column: busy(use.firstMode + mode, step), slope)
                }
            }
        }
        for member in uses.indices { addOccupied(&builder, use: member) { rows(member, $0) } }
    }

    private func setBounds(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ member: Int, _ step: Int,
        isHere: Bool
    ) {
        let use = uses[member]
        let pool = scenario.sites[use.site].pools[use.pool]
        let column = on(member, step)
        var lower = isHere ? pool.serves[use.service].minimumReplicas : 0
        var upper = isHere ? Double.infinity : 0
        if pool.hasIntegerReplicas {
            builder.setInteger(column)
            lower = lower.rounded(.up)
            // A floor above the pool stays a conflict that can be named.
            upper = min(upper, max(lower, use.mostReplicas(scenario, step)))
        }
        builder.setBounds(column: column, lower: lower, upper: upper)
    }

    /// Adds the replicas of a use that are busy with loading to a row of each step.
    ///
    /// A loading begun before the horizon occupies its replicas until it is done; steps without a
    /// row are left out.
    func addOccupied(_ builder: inout ProgramBuilder, use member: Int, rowOf: (Int) -> Int?) {
        let use = uses[member]
        for part in use.permission.initialLoading {
            let steps = part.remainingMinutes / Double(grid.stepMinutes)
            for step in 0..<min(grid.stepCount, Int(steps.rounded(.up))) {
                guard let row = rowOf(step) else { continue }
                builder.addConstant(row: row, part.replicas * min(1, steps - Double(step)))
            }
        }
        guard let column = loadingMember[member] else { return }
        for (delay, share) in loadingShares(use).enumerated() {
            for step in delay..<max(delay, grid.stepCount) {
                guard let row = rowOf(step) else { continue }
                builder.addTerm(row: row, column: loaded(column, step - delay), share)
            }
        }
    }

    /// Slope on u and constant of the linearised head-room; (1, 0) without one.
    ///
    /// u₀ is the use's equal share of the product's demand among all uses of the product.
    private func headroom(
        _ use: Use, _ product: Product, peers: Double, _ step: Int
    ) -> (slope: Double, constant: Double) {
        guard let beta = product.headroomBeta, beta > 0 else { return (1, 0) }
        let fastest = use.profile.modes.map(\.millionTokensPerHour).max() ?? 1
        let demand = product.demand.reduce(0) { $0 + $1.millionTokensPerHour[step] }
        let expected = max(1, demand * product.workPerToken / fastest / peers)
        return (1 + beta / (2 * expected.squareRoot()), beta * expected.squareRoot() / 2)
    }

    /// w_j: the share of step j after its begin that a loading occupies.
    private func loadingShares(_ use: Use) -> [Double] {
        let steps = use.profile.loading.minutes / Double(grid.stepMinutes)
        return (0..<Int(steps.rounded(.up))).map { min(1, steps - Double($0)) }
    }

    private func addLoading(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ facility: FacilityPower
    ) {
        let rows = builder.addRows(
            .loading, loadingUse.map { uses[$0].name }, steps: grid.stepCount, lower: 0,
            upper: .infinity)
        for (member, index) in loadingUse.enumerated() {
            let use = uses[index]
            let pool = scenario.sites[use.site].pools[use.pool]
            let initial = pool.serves[use.service].initialReplicas
            for step in 0..<grid.stepCount {
                let column = loaded(member, step)
                let row = rows(member, step)
                builder.setBounds(
                    column: column, lower: 0,
                    upper: ProgramBuilder.neverReached(
                        (pool.accelerators.largest + (pool.expansion?.maximum ?? 0))
                            / Double(use.profile.acceleratorsPerReplica)))
                builder.addCost(column: column, use.profile.loading.priceCNY)
                facility.addIT(
                    &builder, site: use.site, step: step, column: column,
                    megawatts: use.profile.loading.energyKWh / 1000 / grid.stepHours)
                builder.addTerm(row: row, column: column, 1)
                // Without a known past the first step's loading is free: its row says nothing.
                guard step > 0 || initial != nil else { continue }
                builder.addTerm(row: row, column: on(index, step), -1)
                if step > 0 {
                    builder.addTerm(row: row, column: on(index, step - 1), 1)
                } else if let initial {
                    builder.addConstant(row: row, initial)
                }
            }
        }
    }
}

extension Scenario {
    /// Power of one accelerator of a pool with nothing loaded, kW.
    func offKW(site: Int, pool: Int) -> Double {
        let kind = sites[site].pools[pool].accelerator
        return accelerators.first { $0.id == kind }?.offKW ?? 0
    }
}

extension Replicas {
    /// The row that limits the accelerators of a pool in a step.
    func acceleratorRow(_ site: Int, _ pool: Int, _ step: Int) -> Int {
        acceleratorLimit(firstPool[site] + pool, step)
    }

    /// Reads the replicas back, with the IT power each use draws by itself.
    func read(_ columns: [Double]) -> [Schedule.ReplicaUse] {
        uses.enumerated().map { index, use in
            let counts = on.values(columns, index)
            let onValues = use.isWhole ? counts.map { $0.rounded() } : counts
            let busyValues = use.profile.modes.indices.map {
                busy.values(columns, use.firstMode + $0)
            }
            let loadedValues = loadingMember[index].map { loaded.values(columns, $0) } ?? []
            let direct = onValues.indices.map { step in
                var kilowatts = use.profile.loadedIdleKW * onValues[step]
                for (mode, value) in use.profile.modes.enumerated() {
                    kilowatts += (value.busyKW - use.profile.loadedIdleKW) * busyValues[mode][step]
                }
                if !loadedValues.isEmpty {
                    kilowatts +=
                        use.profile.loading.energyKWh * loadedValues[step] / grid.stepHours
                }
                return kilowatts
            }
            return Schedule.ReplicaUse(
                site: use.site, pool: use.pool, product: use.product, profile: use.profile,
                service: use.permission, on: onValues, busy: busyValues, loaded: loadedValues,
                directKW: direct)
        }
    }
}
