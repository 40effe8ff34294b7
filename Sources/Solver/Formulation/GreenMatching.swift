/// Hourly matching of green products with carbon-free supply of their own site.
///
/// For a green product k at a site s and each clock hour h:
///
///     Σ_{t∈h} Δ · green[k,s,t] ≥ share · Σ_{t∈h} Δ · pue · (busy power + its own loaded idle)
///     Σ_k green[k,s,t] ≤ Σ_w used[w,t]              (each MWh is assigned once)
///
/// A green product may be served at a site only as far as it is matched there; no sums across
/// sites and none across hours.
struct GreenMatching {
    /// A green product at a site that can serve it.
    struct Entry: Sendable {
        let site: Int
        let product: Int
        let share: Double
    }

    let entries: [Entry]
    let green: Family

    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ replicas: Replicas,
        _ supply: CarbonFreeSupply
    ) {
        var entries: [Entry] = []
        let usesOf = Dictionary(grouping: replicas.uses.indices) {
            [replicas.uses[$0].site, replicas.uses[$0].product]
        }
        for site in scenario.sites.indices {
            for (index, product) in scenario.products.enumerated() {
                guard let share = product.greenShare, share > 0, usesOf[[site, index]] != nil
                else { continue }
                entries.append(Entry(site: site, product: index, share: share))
            }
        }
        self.entries = entries
        let names = entries.map {
            "\(scenario.products[$0.product].id),\(scenario.sites[$0.site].id)"
        }
        green = builder.addColumns(.green, names, steps: scenario.grid.stepCount)
        addSupply(&builder, scenario, supply)
        addHours(&builder, scenario, replicas, usesOf, names)
    }

    private func addSupply(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ supply: CarbonFreeSupply
    ) {
        let wanted = Dictionary(grouping: entries.indices, by: { entries[$0].site })
        let supplies = Dictionary(
            grouping: supply.entries.indices, by: { supply.entries[$0].site })
        let sites = wanted.keys.sorted()
        let rows = builder.addRows(
            .greenSupply, sites.map { scenario.sites[$0].id }, steps: scenario.grid.stepCount,
            lower: -.infinity, upper: 0)
        for (row, site) in sites.enumerated() {
            for step in 0..<scenario.grid.stepCount {
                for member in wanted[site] ?? [] {
                    builder.addTerm(row: rows(row, step), column: green(member, step), 1)
                }
                for member in supplies[site] ?? [] {
                    builder.addTerm(row: rows(row, step), column: supply.used(member, step), -1)
                }
            }
        }
    }

    private func addHours(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ replicas: Replicas,
        _ usesOf: [[Int]: [Int]], _ names: [String]
    ) {
        let grid = scenario.grid
        let hourOfStep = Self.clockHours(grid)
        let hours = (hourOfStep.last ?? -1) + 1
        let rows = builder.addRows(
            .greenHour, names, steps: hours, lower: 0, upper: .infinity)
        for (member, entry) in entries.enumerated() {
            let pue = scenario.sites[entry.site].facility.pue
            for step in 0..<grid.stepCount {
                let row = rows(member, hourOfStep[step])
                builder.addTerm(row: row, column: green(member, step), grid.stepHours)
                let perKW = -entry.share * grid.stepHours * pue[step] / 1000
                for index in usesOf[[entry.site, entry.product]] ?? [] {
                    let use = replicas.uses[index]
                    builder.addTerm(
                        row: row, column: replicas.on(index, step),
                        perKW * use.profile.loadedIdleKW)
                    for (mode, value) in use.profile.modes.enumerated() {
                        builder.addTerm(
                            row: row, column: replicas.busy(use.firstMode + mode, step),
                            perKW * (value.busyKW - use.profile.loadedIdleKW))
                    }
                }
            }
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
