/// Import and export of every site within its connection.
///
/// For all s, t, in MW:
///
///     0 ≤ import[s,t] ≤ min(rating[s], dated limits)        rating = MVA · power factor · (1−loss)
///     0 ≤ export[s,t] ≤ export limit[s]
///     |import[s,t] − import[s,t−1]| ≤ ramp[s] · Δ
///
/// At a site of the power grid import is taken from its node and export enters it.
/// Revenue: export price · Δ · export.
struct GridConnection {
    let imported: Family
    let exported: Family
    /// Member of `exported` by site; nil where nothing may be exported.
    let exportMember: [Int?]

    init(_ builder: inout ProgramBuilder, _ scenario: Scenario, _ balance: PowerBalance) {
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
        addRamps(&builder, scenario)
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
