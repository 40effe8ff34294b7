/// Import and export of every site within its connection.
///
/// For all s, t, in MW:
///
///     0 ≤ import[s,t] ≤ min(rating[s], dated limits)        rating = MVA · power factor · (1−loss)
///     0 ≤ export[s,t] ≤ export limit[s]
///     |import[s,t] − import[s,t−1]| ≤ ramp[s] · Δ
///
/// Revenue: export price · Δ · export. Where the site asks for it and the export price is above the
/// import price, and where a plan would do both at once, binaries keep the two apart (see
/// `Restrictions`).
struct GridConnection {
    let imported: Family
    let exported: Family
    /// Member of `exported` by site; nil where nothing may be exported.
    let exportMember: [Int?]

    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ schedules: [TariffSchedule],
        _ balance: PowerBalance, _ restrictions: Restrictions
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
        for (index, site) in scenario.sites.enumerated() {
            for step in 0..<grid.stepCount {
                let limit = site.connection.importLimit(grid, step).limitMW
                builder.setBounds(column: imported(index, step), lower: 0, upper: limit)
                balance.add(
                    &builder, at: .site(index), step: step, column: imported(index, step), 1)
                guard let member = exportMember[index] else { continue }
                let column = exported(member, step)
                builder.setBounds(
                    column: column, lower: 0, upper: site.connection.exportLimitMW)
                balance.add(&builder, at: .site(index), step: step, column: column, -1)
                builder.addCost(
                    column: column,
                    -site.connection.exportPriceCNYPerMWh[step] * grid.stepHours)
            }
        }
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
                    name: "\(site.id),\(step)",
                    first: (
                        imported(index, step),
                        site.connection.importLimit(scenario.grid, step).limitMW
                    ), second: (exported(member, step), site.connection.exportLimitMW))
            }
        }
        builder.addExclusive(pairs)
    }

    private func addRamps(_ builder: inout ProgramBuilder, _ scenario: Scenario) {
        let grid = scenario.grid
        let ramped = scenario.sites.indices.filter {
            scenario.sites[$0].connection.importRampMWPerHour != nil
        }
        guard grid.stepCount > 1 else { return }
        let rows = builder.addRows(
            .importRamp, ramped.map { scenario.sites[$0].id }, steps: grid.stepCount - 1,
            lower: 0, upper: 0)
        for (member, site) in ramped.enumerated() {
            let ramp = scenario.sites[site].connection.importRampMWPerHour ?? 0
            for step in 0..<rows.stepCount {
                let row = rows(member, step)
                builder.setBounds(
                    row: row, lower: -ramp * grid.stepHours, upper: ramp * grid.stepHours)
                builder.addTerm(row: row, column: imported(site, step + 1), 1)
                builder.addTerm(row: row, column: imported(site, step), -1)
            }
        }
    }
}

extension GridConnection {
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
