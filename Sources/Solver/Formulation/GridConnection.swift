/// Import and export of every site within its connection.
///
/// For all s, t, in MW:
///
///     0 ≤ import[s,t] ≤ min(rating[s], dated limits)        rating = MVA · power factor · (1−loss)
///     import[s,t] ≤ rating[s] + power factor · (1−loss) · built[s]       (where MVA may be added)
///     0 ≤ export[s,t] ≤ export limit[s]
///     |import[s,t] − import[s,t−1]| ≤ ramp[s] · Δ
///
/// At a site of the power grid import is taken from its node and export enters it.
/// Revenue: export price · Δ · export. Where the site asks for it and the export price is above the
/// import price, and where a plan would do both at once, binaries keep the two apart (see
/// `Restrictions`).
struct GridConnection {
    let imported: Family
    let exported: Family
    /// Member of `exported` by site; nil where nothing may be exported.
    let exportMember: [Int?]
    private let rating: Family
    /// Member of `rating` by site; nil where nothing may be added.
    private let ratingMember: [Int?]

    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ schedules: [TariffSchedule],
        _ balance: PowerBalance, _ capacity: CapacityChoices, _ restrictions: Restrictions
    ) {
        let grid = scenario.grid
        let names = scenario.sites.map(\.id)
        imported = builder.addColumns(.gridImport, names, steps: grid.stepCount)
        let exporting = scenario.sites.indices.filter {
            scenario.sites[$0].connection.exportLimitMW > 0
        }
        exported = builder.addColumns(
            .gridExport, exporting.map { names[$0] }, steps: grid.stepCount)
        exportMember = names.indices.map { exporting.firstIndex(of: $0) }
        let growing = names.indices.filter { scenario.sites[$0].connection.expansion != nil }
        rating = builder.addRows(
            .importRating, growing.map { names[$0] }, steps: grid.stepCount, lower: -.infinity,
            upper: 0)
        ratingMember = names.indices.map { growing.firstIndex(of: $0) }
        for (index, site) in scenario.sites.enumerated() {
            for step in 0..<grid.stepCount {
                let dated = site.connection.datedLimit(grid, step)?.importLimitMW ?? .infinity
                let rating = site.connection.largestRatingMW
                builder.setBounds(
                    column: imported(index, step), lower: 0,
                    upper: min(
                        dated,
                        ratingMember[index] == nil ? rating : ProgramBuilder.neverReached(rating)))
                balance.add(
                    &builder, at: .site(index), step: step, column: imported(index, step), 1)
                balance.addAtNode(
                    &builder, ofSite: index, step: step, column: imported(index, step), -1)
                guard let member = exportMember[index] else { continue }
                let column = exported(member, step)
                builder.setBounds(
                    column: column, lower: 0, upper: site.connection.exportLimitMW)
                balance.add(&builder, at: .site(index), step: step, column: column, -1)
                balance.addAtNode(&builder, ofSite: index, step: step, column: column, 1)
                builder.addCost(
                    column: column,
                    -site.connection.exportPriceCNYPerMWh[step] * grid.stepHours)
            }
        }
        addRatings(&builder, scenario, capacity)
        addRamps(&builder, scenario)
        addExclusive(&builder, scenario, schedules, restrictions)
    }

    private func addExclusive(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ schedules: [TariffSchedule],
        _ restrictions: Restrictions
    ) {
        let pairs = scenario.sites.enumerated().flatMap { index, site -> [ExclusiveColumns] in
            guard let member = exportMember[index] else { return [] }
            var steps = Set(restrictions.steps(.connection(index)))
            if site.connection.excludesImportWhileExporting {
                steps.formUnion(
                    (0..<scenario.grid.stepCount).filter {
                        site.connection.exportPriceCNYPerMWh[$0]
                            > schedules[index].totalCNYPerMWh($0)
                    })
            }
            return steps.sorted().map { step in
                ExclusiveColumns(
                    name: "\(site.id),\(step)", first: imported(index, step),
                    second: exported(member, step))
            }
        }
        builder.addExclusive(pairs)
    }

    private func addRatings(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ capacity: CapacityChoices
    ) {
        for (index, site) in scenario.sites.enumerated() {
            guard let member = ratingMember[index], let built = capacity.column(.connection(index))
            else { continue }
            for step in 0..<scenario.grid.stepCount {
                let row = rating(member, step)
                builder.addTerm(row: row, column: imported(index, step), 1)
                builder.addTerm(row: row, column: built, -site.connection.megawattsPerMVA)
                builder.addConstant(row: row, -site.connection.ratingMW)
            }
        }
    }

    private func addRamps(_ builder: inout ProgramBuilder, _ scenario: Scenario) {
        let grid = scenario.grid
        let ramped = scenario.sites.indices.filter {
            scenario.sites[$0].connection.importRampMWPerHour != nil
        }
        // Without a known past the first step is free.
        let first = ramped.contains { scenario.sites[$0].connection.initialImportMW != nil } ? 0 : 1
        guard grid.stepCount > first else { return }
        let rows = builder.addRows(
            .importRamp, ramped.map { scenario.sites[$0].id }, steps: grid.stepCount - first,
            lower: -.infinity, upper: .infinity)
        for (member, site) in ramped.enumerated() {
            let connection = scenario.sites[site].connection
            let limit = (connection.importRampMWPerHour ?? 0) * grid.stepHours
            for step in first..<grid.stepCount where step > 0 || connection.initialImportMW != nil {
                let row = rows(member, step - first)
                builder.setBounds(row: row, lower: -limit, upper: limit)
                builder.addTerm(row: row, column: imported(site, step), 1)
                if step > 0 {
                    builder.addTerm(row: row, column: imported(site, step - 1), -1)
                } else {
                    builder.addConstant(row: row, -(connection.initialImportMW ?? 0))
                }
            }
        }
    }
}

extension GridConnection {
    /// What one more MW of import is worth in a step, CNY, and of equipment alone.
    func scarcity(
        _ scenario: Scenario, _ duals: [Double], _ reduced: [Double], site: Int, step: Int
    ) -> (ofImport: Double, equipment: Double) {
        let limit = max(0, -reduced[imported(site, step)])
        if let member = ratingMember[site] {
            let equipment = max(0, -duals[rating(member, step)])
            return (limit + equipment, equipment)
        }
        // More connection is worth nothing where a dated limit holds.
        let dated = scenario.sites[site].connection.importLimit(scenario.grid, step).reason
        return (limit, dated == nil ? limit : 0)
    }

    /// Reads the import of a site back, MW.
    func readImport(_ columns: [Double], _ site: Int) -> [Double] {
        imported.values(columns, site)
    }

    /// Reads the export of a site back, MW; zeros where there is none.
    func readExport(_ columns: [Double], _ site: Int, _ steps: Int) -> [Double] {
        exportMember[site].map { exported.values(columns, $0) }
            ?? [Double](repeating: 0, count: steps)
    }
}
