import Glibc

/// Storage at sites and at nodes of the grid.
///
/// For every storage b and step, in MWh:
///
///     soc[t] = (1−σ)^Δ · soc[t−1] + η_c · Δ · charge[t] − Δ / η_d · discharge[t]
///     minimum ≤ soc[t] ≤ capacity + built;  soc[T−1] = initial when cyclic
///     charge[t], discharge[t] ≤ their power + power per MWh · built
///
/// Costs: wear · Δ · discharge; with a free end, −final value · (soc[T−1] − initial).
/// Charging and discharging at once can only pay where the effective price is negative; the plan
/// checks it and says so.
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
        _ capacity: CapacityChoices
    ) {
        let grid = scenario.grid
        entries = Self.entries(scenario)
        let names = entries.map { "\($0.place.name(scenario)),\($0.storage.id)" }
        charge = builder.addColumns(.charge, names, steps: grid.stepCount)
        discharge = builder.addColumns(.discharge, names, steps: grid.stepCount)
        stateOfCharge = builder.addColumns(.stateOfCharge, names, steps: grid.stepCount)
        balance = builder.addRows(
            .storageBalance, names, steps: grid.stepCount, lower: 0, upper: 0)
        for member in entries.indices {
            addEntry(&builder, grid, member, sites)
        }
        addExpansions(&builder, grid, names, capacity)
    }

    /// All storages: those of sites first, then those at nodes.
    static func entries(_ scenario: Scenario) -> [Entry] {
        let nodes = scenario.powerGrid?.nodeNumbers ?? [:]
        return scenario.sites.enumerated().flatMap { index, site in
            site.storages.map { Entry(place: .site(index), storage: $0) }
        }
            + (scenario.powerGrid?.storages ?? []).compactMap { entry in
                nodes[entry.node].map { Entry(place: .node($0), storage: entry.storage) }
            }
    }

    /// Where energy may be added, the limits become rows.
    private func addExpansions(
        _ builder: inout ProgramBuilder, _ grid: TimeGrid, _ names: [String],
        _ capacity: CapacityChoices
    ) {
        let growing = entries.indices.filter { capacity.column(.storage($0)) != nil }
        let families = [FamilyKind.chargeLimit, .dischargeLimit, .energyLimit].map {
            builder.addRows(
                $0, growing.map { names[$0] }, steps: grid.stepCount, lower: -.infinity, upper: 0)
        }
        for (index, member) in growing.enumerated() {
            let storage = entries[member].storage
            guard let built = capacity.column(.storage(member)), let growth = storage.expansion
            else { continue }
            let most = growth.choice.maximum
            for step in 0..<grid.stepCount {
                let limits = [
                    (charge(member, step), 0, storage.chargeMW, growth.powerMWPerMWh),
                    (discharge(member, step), 0, storage.dischargeMW, growth.powerMWPerMWh),
                    (stateOfCharge(member, step), storage.minimumMWh, storage.energyMWh, 1),
                ]
                for (rows, (column, lower, upper, share)) in zip(families, limits) {
                    let row = rows(index, step)
                    builder.addTerm(row: row, column: column, 1)
                    builder.addTerm(row: row, column: built, -share)
                    builder.addConstant(row: row, -upper)
                    let isEnd = column == stateOfCharge(member, grid.stepCount - 1)
                    guard !isEnd || storage.final == .free else { continue }
                    builder.setBounds(
                        column: column, lower: lower,
                        upper: ProgramBuilder.neverReached(upper + share * most))
                }
            }
        }
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
