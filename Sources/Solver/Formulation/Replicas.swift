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
    let uses: [Use]
    let on: Family
    let busy: Family
    let loaded: Family
    let acceleratorLimit: Family
    let weights: WeightsPlacement
    /// Member of `acceleratorLimit` of each site's first pool.
    private let firstPool: [Int]
    /// Index of the use by member of `loaded`.
    let loadingUse: [Int]
    /// Member of `loaded` by use; nil where loading costs and takes nothing.
    let loadingMember: [Int?]
    let grid: TimeGrid

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
