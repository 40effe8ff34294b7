/// Wind, solar, hydro and nuclear: used, curtailed, and what they cost.
///
/// For every supply w and step:
///
///     0 ≤ used[w,t] ≤ capacity · output share                         (the rest is curtailed)
///     on site:            used enters the site balance; cost = price · Δ · used
///     through the grid:   Σ_w used[w,t] ≤ import[s,t]; the price replaces the energy component:
///                         cost = (price − energy component[t]) · Δ · used
///                         at a node of the power grid it enters the node instead
///     take-or-pay:        contract_energy[t] = contract_energy[t−1] + Δ · used[t]
///                         paid ≥ contract_energy[T−1], paid ≥ min_take · volume; cost = price · paid
///     curtailment:        cost = curtailment price · Δ · (available − used)
struct CarbonFreeSupply {
    /// A supply and its site.
    struct Entry: Sendable {
        let site: Int
        let renewable: Renewable
    }

    let entries: [Entry]
    let used: Family

    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ schedules: [TariffSchedule],
        _ balance: PowerBalance, _ connection: GridConnection
    ) {
        let grid = scenario.grid
        entries = scenario.sites.enumerated().flatMap { index, site in
            site.renewables.map { Entry(site: index, renewable: $0) }
        }
        used = builder.addColumns(
            .used, entries.map { "\(scenario.sites[$0.site].id),\($0.renewable.id)" },
            steps: grid.stepCount)
        let hours = grid.stepHours
        for (member, entry) in entries.enumerated() {
            let supply = entry.renewable
            for step in 0..<grid.stepCount {
                let column = used(member, step)
                let available = supply.availableMW(step)
                builder.setBounds(column: column, lower: 0, upper: available)
                builder.addOffset(supply.curtailmentPriceCNYPerMWh * hours * available)
                var price = -supply.curtailmentPriceCNYPerMWh
                if supply.takeOrPay == nil { price += supply.priceCNYPerMWh }
                switch supply.delivery {
                case .onSite:
                    balance.add(&builder, at: .site(entry.site), step: step, column: column, 1)
                case .grid:
                    price -= schedules[entry.site].energyCNYPerMWh(step)
                    balance.addAtNode(
                        &builder, ofSite: entry.site, step: step, column: column, 1)
                }
                builder.addCost(column: column, price * hours)
            }
        }
        addMatching(&builder, scenario, connection)
        addTakeOrPay(&builder, scenario)
    }

    /// Contracts through the grid cannot supply more than is imported.
    private func addMatching(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ connection: GridConnection
    ) {
        let byGrid = Dictionary(
            grouping: entries.indices.filter { entries[$0].renewable.delivery == .grid },
            by: { entries[$0].site })
        let sites = byGrid.keys.sorted()
        let rows = builder.addRows(
            .contractMatch, sites.map { scenario.sites[$0].id }, steps: scenario.grid.stepCount,
            lower: -.infinity, upper: 0)
        for (row, site) in sites.enumerated() {
            for step in 0..<scenario.grid.stepCount {
                builder.addTerm(
                    row: rows(row, step), column: connection.imported(site, step), -1)
                for member in byGrid[site] ?? [] {
                    builder.addTerm(row: rows(row, step), column: used(member, step), 1)
                }
            }
        }
    }

    private func addTakeOrPay(_ builder: inout ProgramBuilder, _ scenario: Scenario) {
        let bound = entries.indices.filter { entries[$0].renewable.takeOrPay != nil }
        let names = bound.map {
            "\(scenario.sites[entries[$0].site].id),\(entries[$0].renewable.id)"
        }
        let contracts = bound.compactMap { entries[$0].renewable.takeOrPay }
        let energy = RunningTotal(
            &builder, column: .contractEnergy, row: .contractState, members: names,
            steps: scenario.grid.stepCount, initial: contracts.map(\.volumeToDateMWh))
        let paid = builder.addColumns(.paidEnergy, names, steps: 1)
        let rows = builder.addRows(.paidVolume, names, steps: 1, lower: 0, upper: .infinity)
        for (member, entry) in bound.enumerated() {
            for step in 0..<scenario.grid.stepCount {
                energy.add(
                    &builder, member: member, step: step, column: used(entry, step),
                    scenario.grid.stepHours)
            }
            let contract = contracts[member]
            let price = entries[entry].renewable.priceCNYPerMWh
            let floor = max(
                contract.minTakeShare * contract.contractMWh, contract.volumeToDateMWh)
            let most = (0..<scenario.grid.stepCount).reduce(contract.volumeToDateMWh) {
                $0 + entries[entry].renewable.availableMW($1) * scenario.grid.stepHours
            }
            builder.setBounds(
                column: paid(member, 0), lower: floor,
                upper: ProgramBuilder.neverReached(max(floor, most)))
            builder.addTerm(row: rows(member, 0), column: paid(member, 0), 1)
            builder.addTerm(
                row: rows(member, 0), column: energy.total(member, scenario.grid.stepCount - 1),
                -1)
            builder.addCost(column: paid(member, 0), price)
            // What the contract owes already is not this horizon's to decide.
            builder.addOffset(-price * floor)
        }
    }
}

extension CarbonFreeSupply {
    /// Reads the supplies back.
    func read(_ columns: [Double], _ grid: TimeGrid) -> [Schedule.SupplyUse] {
        entries.enumerated().map { member, entry in
            Schedule.SupplyUse(
                site: entry.site, renewable: entry.renewable,
                usedMW: used.values(columns, member).map { max(0, $0) },
                availableMW: (0..<grid.stepCount).map { entry.renewable.availableMW($0) })
        }
    }
}
