/// Hourly matching of green products with carbon-free supply of their deliverability zone.
///
/// For a green product k at a site s and each clock hour h:
///
///     Σ_{t∈h} Δ · green[k,s,t] ≥ share · Σ_{t∈h} Δ · E[k,s,t]
///     E = pue · (busy power + its own loaded idle) + φ[k,s] · (pue · off power + fixed overhead)
///     Σ_k green[k,s,t] + green charge[s,t] − green discharge[s,t]
///         ≤ Σ_{w at s} used[w,t] + received[s,t] − given up[s,t]       (each MWh is assigned once)
///
/// φ is data (`green_overhead_share` of a service, 0 by default). What sites of one zone give up
/// and receive is in `GreenTransfer`, what storages carry from hour to hour in `GreenStorage`.
/// Which supply a MWh comes from needs no column of its own: within a site and step every supply
/// can serve every product, so an assignment g[w,k,s,t] exists exactly when the sums fit.
/// A green product may be served at a site only as far as it is matched there; no sums across
/// zones and none across hours.
struct GreenMatching {
    /// A green product at a site that can serve it.
    struct Entry: Sendable {
        let site: Int
        let product: Int
        let share: Double
        /// φ: share of the site's off power and fixed overhead.
        let overheadShare: Double
        /// Members of `Replicas.uses` that serve it there.
        let uses: [Int]
    }

    let entries: [Entry]
    let green: Family
    /// Sites of each zone in which something is matched, as far as they take part in it.
    let zones: [[Int]]
    private let supplyRow: [Int: Int]
    private let supplyRows: Family

    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ replicas: Replicas,
        _ supply: CarbonFreeSupply, _ capacity: CapacityChoices
    ) {
        let entries = Self.entries(scenario, replicas)
        self.entries = entries
        zones = Self.zones(scenario, entries)
        let names = entries.map {
            "\(scenario.products[$0.product].id),\(scenario.sites[$0.site].id)"
        }
        green = builder.addColumns(.green, names, steps: scenario.grid.stepCount)
        let sites = zones.flatMap { $0 }.sorted()
        supplyRow = Dictionary(uniqueKeysWithValues: sites.enumerated().map { ($1, $0) })
        supplyRows = builder.addRows(
            .greenSupply, sites.map { scenario.sites[$0].id }, steps: scenario.grid.stepCount,
            lower: -.infinity, upper: 0)
        addSupply(&builder, scenario, supply)
        let bare = entries.indices.filter { entries[$0].overheadShare == 0 }
        let laden = entries.indices.filter { entries[$0].overheadShare > 0 }
        addHours(&builder, scenario, replicas, capacity, .greenHour, bare, names)
        addHours(&builder, scenario, replicas, capacity, .greenOverhead, laden, names)
    }

    private static func entries(_ scenario: Scenario, _ replicas: Replicas) -> [Entry] {
        let usesOf = Dictionary(grouping: replicas.uses.indices) {
            [replicas.uses[$0].site, replicas.uses[$0].product]
        }
        var entries: [Entry] = []
        for (site, value) in scenario.sites.enumerated() {
            for (index, product) in scenario.products.enumerated() {
                guard let share = product.greenShare, share > 0,
                    let uses = usesOf[[site, index]]
                else { continue }
                let overhead = uses.reduce(0) { sum, use in
                    let place = replicas.uses[use]
                    return sum + value.pools[place.pool].serves[place.service].greenOverheadShare
                }
                entries.append(
                    Entry(
                        site: site, product: index, share: share, overheadShare: overhead,
                        uses: uses))
            }
        }
        return entries
    }

    /// A site without a zone is a zone by itself.
    private static func zones(_ scenario: Scenario, _ entries: [Entry]) -> [[Int]] {
        let wanting = Set(entries.map(\.site))
        var zones: [[Int]] = []
        var numbers: [String: Int] = [:]
        for (index, site) in scenario.sites.enumerated() {
            if let number = site.zone.flatMap({ numbers[$0] }) {
                zones[number].append(index)
            } else {
                site.zone.map { numbers[$0] = zones.count }
                zones.append([index])
            }
        }
        return zones.filter { !wanting.isDisjoint(with: $0) }.map { zone in
            zone.filter { index in
                let site = scenario.sites[index]
                return wanting.contains(index) || !site.renewables.isEmpty
                    || site.storages.contains(where: \.carriesGreen)
            }
        }
    }

    private func addSupply(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ supply: CarbonFreeSupply
    ) {
        for step in 0..<scenario.grid.stepCount {
            for (member, entry) in entries.enumerated() {
                addDemand(&builder, entry.site, step, column: green(member, step))
            }
            for (member, entry) in supply.entries.enumerated() {
                addSource(&builder, entry.site, step, column: supply.used(member, step))
            }
        }
    }

    /// Adds carbon-free power, `column`, that can be assigned at a site.
    func addSource(_ builder: inout ProgramBuilder, _ site: Int, _ step: Int, column: Int) {
        guard let row = supplyRow[site] else { return }
        builder.addTerm(row: supplyRows(row, step), column: column, -1)
    }

    /// Adds a use of carbon-free power at a site.
    func addDemand(_ builder: inout ProgramBuilder, _ site: Int, _ step: Int, column: Int) {
        guard let row = supplyRow[site] else { return }
        builder.addTerm(row: supplyRows(row, step), column: column, 1)
    }

    private func addHours(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ replicas: Replicas,
        _ capacity: CapacityChoices, _ kind: FamilyKind, _ members: [Int], _ names: [String]
    ) {
        let grid = scenario.grid
        let hourOfStep = Self.clockHours(grid)
        let hours = (hourOfStep.last ?? -1) + 1
        let rows = builder.addRows(
            kind, members.map { names[$0] }, steps: hours,
            stepLength: max(1, grid.stepCount / max(1, hours)), lower: 0, upper: .infinity)
        let usesAt = Dictionary(grouping: replicas.uses.indices) { replicas.uses[$0].site }
        for (index, member) in members.enumerated() {
            let entry = entries[member]
            let facility = scenario.sites[entry.site].facility
            for step in 0..<grid.stepCount {
                let row = rows(index, hourOfStep[step])
                builder.addTerm(row: row, column: green(member, step), grid.stepHours)
                let perKW = -entry.share * grid.stepHours * facility.pue[step] / 1000
                for number in entry.uses {
                    let use = replicas.uses[number]
                    builder.addTerm(
                        row: row, column: replicas.on(number, step),
                        perKW * use.profile.loadedIdleKW)
                    for (mode, value) in use.profile.modes.enumerated() {
                        builder.addTerm(
                            row: row, column: replicas.busy(use.firstMode + mode, step),
                            perKW * (value.busyKW - use.profile.loadedIdleKW))
                    }
                }
                guard entry.overheadShare > 0 else { continue }
                let share = entry.overheadShare
                builder.addConstant(
                    row: row,
                    -entry.share * share * grid.stepHours * facility.fixedOverheadMW[step])
                addOff(
                    &builder, scenario, replicas, capacity, usesAt[entry.site] ?? [],
                    site: entry.site, step: step, row: row, perKW: perKW * share)
            }
        }
    }

    /// Off power of a site, Σ off_kw · (accelerators − those in loaded replicas), times `perKW`.
    ///
    /// Accelerators that jobs use count as off here: their own energy is not part of E.
    private func addOff(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ replicas: Replicas,
        _ capacity: CapacityChoices, _ uses: [Int], site: Int, step: Int, row: Int,
        perKW: Double
    ) {
        func off(_ pool: Pool) -> Double {
            scenario.accelerators.first { $0.id == pool.accelerator }?.offKW ?? 0
        }
        for (number, pool) in scenario.sites[site].pools.enumerated() {
            builder.addConstant(row: row, perKW * off(pool) * pool.accelerators[step])
            if let built = capacity.column(.pool(site, number)) {
                builder.addTerm(row: row, column: built, perKW * off(pool))
            }
        }
        for number in uses {
            let use = replicas.uses[number]
            let each = Double(use.profile.acceleratorsPerReplica)
            builder.addTerm(
                row: row, column: replicas.on(number, step),
                -perKW * off(scenario.sites[site].pools[use.pool]) * each)
        }
    }

    /// The clock hour of each step, numbered from the first.
    static func clockHours(_ grid: TimeGrid) -> [Int] {
        let hours = (0..<grid.stepCount).map { step in
            (grid.instant(step).seconds + grid.offsetSeconds[step]) / 3600
        }
        var numbers: [Int] = []
        for (step, hour) in hours.enumerated() {
            let isNew = step > 0 && hour != hours[step - 1]
            numbers.append((numbers.last ?? 0) + (isNew ? 1 : 0))
        }
        return numbers
    }
}

extension GreenMatching {
    /// Reads the assignments back.
    func read(_ columns: [Double]) -> [Schedule.GreenUse] {
        entries.enumerated().map { member, entry in
            Schedule.GreenUse(
                site: entry.site, product: entry.product,
                assignedMW: green.values(columns, member).map { max(0, $0) })
        }
    }
}
