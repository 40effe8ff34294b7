import Glibc

/// Storage at sites and at nodes of the grid.
///
/// For every storage b and step, in MWh:
///
///     soc[t] = (1−σ)^Δ · soc[t−1] + η_c · Δ · charge[t] − Δ / η_d · discharge[t]
///     minimum ≤ soc[t] ≤ capacity;  soc[T−1] = initial when cyclic
///
/// Costs: wear · Δ · discharge; with a free end, −final value · (soc[T−1] − initial).
/// Charging and discharging at once can only pay where the effective price is negative; binaries
/// keep the two apart there (see `Restrictions`).
struct StorageOperation {
    /// A storage and where it is.
    struct Entry: Sendable {
        let place: Place
        let storage: Storage
    }

    let entries: [Entry]
    let charge: Family
    let discharge: Family
    let stateOfCharge: Family
    let balance: Family

    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ sites: PowerBalance,
        _ restrictions: Restrictions
    ) {
        let grid = scenario.grid
        let nodes = scenario.powerGrid?.nodeNumbers ?? [:]
        entries =
            scenario.sites.enumerated().flatMap { index, site in
                site.storages.map { Entry(place: .site(index), storage: $0) }
            }
            + (scenario.powerGrid?.storages ?? []).compactMap { entry in
                nodes[entry.node].map { Entry(place: .node($0), storage: entry.storage) }
            }
        let names = entries.map { "\($0.place.name(scenario)),\($0.storage.id)" }
        charge = builder.addColumns(.charge, names, steps: grid.stepCount)
        discharge = builder.addColumns(.discharge, names, steps: grid.stepCount)
        stateOfCharge = builder.addColumns(.stateOfCharge, names, steps: grid.stepCount)
        balance = builder.addRows(
            .storageBalance, names, steps: grid.stepCount, lower: 0, upper: 0)
        for member in entries.indices {
            addEntry(&builder, grid, member, sites)
        }
        builder.addExclusive(
            entries.enumerated().flatMap { member, entry in
                restrictions.steps(.storage(member)).map { step in
                    ExclusiveColumns(
                        name: "\(names[member]),\(step)",
                        first: (charge(member, step), entry.storage.chargeMW),
                        second: (discharge(member, step), entry.storage.dischargeMW))
                }
            })
    }

    private func addEntry(
        _ builder: inout ProgramBuilder, _ grid: TimeGrid, _ member: Int, _ sites: PowerBalance
    ) {
        let entry = entries[member]
        let storage = entry.storage
        let hours = grid.stepHours
        let kept = pow(1 - storage.selfDischargeSharePerHour, hours)
        for step in 0..<grid.stepCount {
            let row = balance(member, step)
            builder.setBounds(column: charge(member, step), lower: 0, upper: storage.chargeMW)
            builder.setBounds(
                column: discharge(member, step), lower: 0, upper: storage.dischargeMW)
            builder.setBounds(
                column: stateOfCharge(member, step), lower: storage.minimumMWh,
                upper: storage.energyMWh)
            builder.addTerm(row: row, column: stateOfCharge(member, step), 1)
            if step > 0 {
                builder.addTerm(row: row, column: stateOfCharge(member, step - 1), -kept)
            } else {
                builder.addConstant(row: row, -kept * storage.initialMWh)
            }
            builder.addTerm(
                row: row, column: charge(member, step), -storage.chargeEfficiency * hours)
            builder.addTerm(
                row: row, column: discharge(member, step), hours / storage.dischargeEfficiency)
            builder.addCost(
                column: discharge(member, step), storage.cycleCostCNYPerMWh * hours)
            sites.add(
                &builder, at: entry.place, step: step, column: charge(member, step), -1)
            sites.add(
                &builder, at: entry.place, step: step, column: discharge(member, step), 1)
        }
        let last = stateOfCharge(member, grid.stepCount - 1)
        switch storage.final {
        case .cyclic:
            builder.setBounds(
                column: last, lower: storage.initialMWh, upper: storage.initialMWh)
        case .free:
            builder.addCost(column: last, -storage.finalValueCNYPerMWh)
            builder.addOffset(storage.finalValueCNYPerMWh * storage.initialMWh)
        }
    }
}

extension StorageOperation {
    /// Reads the storages back.
    func read(_ columns: [Double]) -> [Schedule.StorageUse] {
        entries.enumerated().map { member, entry in
            Schedule.StorageUse(
                place: entry.place, storage: entry.storage,
                chargeMW: charge.values(columns, member),
                dischargeMW: discharge.values(columns, member),
                stateOfChargeMWh: stateOfCharge.values(columns, member))
        }
    }
}
