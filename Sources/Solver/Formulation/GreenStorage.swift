import Glibc

/// Carbon-free energy followed through the storages that carry it.
///
/// For every such storage b at a site where something is matched, with the losses of the storage:
///
///     green_stored[t] = (1−σ)^Δ · green_stored[t−1] + η_c · Δ · green_charge[t]
///                       − Δ / η_d · green_discharge[t]
///     green_stored ≤ state of charge,  green_charge ≤ charge,  green_discharge ≤ discharge
///     green_stored[−1] = initial green share · initial state of charge
///     green_stored[T−1] ≥ green_stored[−1] when cyclic: no green energy is taken from the future
///
/// Green charge is a use of the site's assigned supply, green discharge a source of it.
struct GreenStorage {
    /// Members of `StorageOperation` that carry green energy.
    let members: [Int]
    let charge: Family
    let discharge: Family
    let stored: Family
    private let balance: Family

    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ matching: GreenMatching,
        _ storage: StorageOperation
    ) {
        let sites = Set(matching.zones.flatMap { $0 })
        let members = storage.entries.indices.filter { index in
            let entry = storage.entries[index]
            return entry.storage.carriesGreen && entry.place.site.map(sites.contains) ?? false
        }
        self.members = members
        let names = members.map { index in
            let entry = storage.entries[index]
            return "\(entry.place.name(scenario)),\(entry.storage.id)"
        }
        let steps = scenario.grid.stepCount
        charge = builder.addColumns(.greenCharge, names, steps: steps)
        discharge = builder.addColumns(.greenDischarge, names, steps: steps)
        stored = builder.addColumns(.greenStored, names, steps: steps)
        balance = builder.addRows(.greenStorage, names, steps: steps, lower: 0, upper: 0)
        addWithin(&builder, .greenChargeLimit, names, charge, storage.charge)
        addWithin(&builder, .greenDischargeLimit, names, discharge, storage.discharge)
        addWithin(&builder, .greenStoredLimit, names, stored, storage.stateOfCharge)
        for (row, member) in members.enumerated() {
            addChain(&builder, scenario.grid, row, storage.entries[member].storage)
            guard let site = storage.entries[member].place.site else { continue }
            for step in 0..<steps {
                matching.addDemand(&builder, site, step, column: charge(row, step))
                matching.addSource(&builder, site, step, column: discharge(row, step))
            }
        }
    }

    /// The green part is at most the whole.
    private func addWithin(
        _ builder: inout ProgramBuilder, _ kind: FamilyKind, _ names: [String], _ part: Family,
        _ whole: Family
    ) {
        let rows = builder.addRows(
            kind, names, steps: part.stepCount, lower: -.infinity, upper: 0)
        for (row, member) in members.enumerated() {
            for step in 0..<part.stepCount {
                builder.addTerm(row: rows(row, step), column: part(row, step), 1)
                builder.addTerm(row: rows(row, step), column: whole(member, step), -1)
            }
        }
    }

    private func addChain(
        _ builder: inout ProgramBuilder, _ grid: TimeGrid, _ row: Int, _ storage: Storage
    ) {
        let kept = pow(1 - storage.selfDischargeSharePerHour, grid.stepHours)
        let initial = storage.initialGreenShare * storage.initialMWh
        for step in 0..<grid.stepCount {
            let state = balance(row, step)
            let isEnd = step == grid.stepCount - 1 && storage.final == .cyclic
            builder.setBounds(
                column: stored(row, step), lower: isEnd ? initial : 0, upper: storage.largestMWh)
            builder.setBounds(column: charge(row, step), lower: 0, upper: storage.largestChargeMW)
            builder.setBounds(
                column: discharge(row, step), lower: 0, upper: storage.largestDischargeMW)
            builder.addTerm(row: state, column: stored(row, step), 1)
            if step > 0 {
                builder.addTerm(row: state, column: stored(row, step - 1), -kept)
            } else {
                builder.addConstant(row: state, -kept * initial)
            }
            builder.addTerm(
                row: state, column: charge(row, step), -storage.chargeEfficiency * grid.stepHours)
            builder.addTerm(
                row: state, column: discharge(row, step),
                grid.stepHours / storage.dischargeEfficiency)
        }
    }
}

extension Storage {
    /// Charging power with all that may be added, MW.
    var largestChargeMW: Double { chargeMW + addedMW }
    /// Discharging power with all that may be added, MW.
    var largestDischargeMW: Double { dischargeMW + addedMW }
    /// Energy with all that may be added, MWh.
    var largestMWh: Double { energyMWh + (expansion?.choice.maximum ?? 0) }

    private var addedMW: Double {
        expansion.map { $0.choice.maximum * $0.powerMWPerMWh } ?? 0
    }
}

extension GreenStorage {
    /// Costs of the second stage: what is stored at the end is green as far as that costs nothing.
    ///
    /// A window does not see who will ask for it; without this it might call the same energy grey.
    func addTieBreak(_ costs: inout [Double]) {
        for row in members.indices { costs[stored(row, stored.stepCount - 1)] = -1e-3 }
    }

    /// Reads the green part of the storages back.
    func read(_ columns: [Double]) -> [Schedule.GreenStorageUse] {
        members.enumerated().map { row, member in
            Schedule.GreenStorageUse(
                storage: member, chargeMW: charge.values(columns, row),
                dischargeMW: discharge.values(columns, row),
                storedMWh: stored.values(columns, row))
        }
    }
}
