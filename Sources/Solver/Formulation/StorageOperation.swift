import Glibc

/// Storage at sites and at nodes of the grid.
///
/// For every storage b and step, in MWh:
///
///     soc[t] = (1−σ)^Δ · soc[t−1] + η_c · Δ · charge[t] − Δ / η_d · discharge[t]
///              + Δ · (inflow[t] − spill[t])
///     minimum_share · (energy + built) ≤ soc[t] ≤ maximum_share · (energy + built)
///     charge[t] ≤ charge_share · (charge_mw + ρ · built);  and so for discharge
///     0 ≤ spill[t] ≤ inflow[t]
///     soc[T−1] = initial when cyclic;  soc[−1] = soc[T−1] when periodic
///
/// Where nothing is lost and charging earns what discharging costs, a storage at a node charges by
/// discharge below zero.
/// ρ is the power that comes with a MWh built. Costs: w·Δ · (wear · discharge + price · charge +
/// holding · soc + price · spill); with a free end, −final value · (soc[T−1] − initial).
/// Charging and discharging at once can only pay where the effective price is negative; binaries
/// keep the two apart there (see `Restrictions`).
struct StorageOperation {
    /// A storage and where it is.
    struct Entry: Sendable {
        let place: Place
        let storage: Storage

        /// Whether one column can hold both directions.
        ///
        /// Nothing is lost, and charging earns what discharging costs: two columns would allow
        /// any amount both ways at once.
        var isNet: Bool {
            place.node != nil && storage.chargeEfficiency == 1 && storage.dischargeEfficiency == 1
                && (storage.powerMWPerMWh == 0)
                && storage.earnsWhatItCosts
        }
    }

    let entries: [Entry]
    let charge: Family
    let discharge: Family
    let stateOfCharge: Family
    let balance: Family
    /// Spilled inflow; only of storages that have inflow.
    private let spill: Family
    private let spillMember: [Int?]
    private let grid: TimeGrid

    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ sites: PowerBalance,
        _ capacity: CapacityChoices, _ restrictions: Restrictions
    ) {
        grid = scenario.grid
        let entries = Self.entries(scenario)
        self.entries = entries
        let names = entries.map { "\($0.place.name(scenario)),\($0.storage.id)" }
        charge = builder.addColumns(.charge, names, steps: grid.stepCount)
        discharge = builder.addColumns(.discharge, names, steps: grid.stepCount)
        stateOfCharge = builder.addColumns(.stateOfCharge, names, steps: grid.stepCount)
        balance = builder.addRows(
            .storageBalance, names, steps: grid.stepCount, lower: 0, upper: 0)
        let fed = entries.indices.filter { entries[$0].storage.limits.inflowMW.largest > 0 }
        spill = builder.addColumns(.spill, fed.map { names[$0] }, steps: grid.stepCount)
        var members = [Int?](repeating: nil, count: entries.count)
        for (number, member) in fed.enumerated() { members[member] = number }
        spillMember = members
        for member in entries.indices {
            addEntry(&builder, member, sites)
            addInflow(&builder, member)
            addEnd(&builder, member)
        }
        addExpansions(&builder, names, capacity)
        builder.addExclusive(
            names.indices.flatMap { member in
                restrictions.steps(.storage(member)).map { step in
                    ExclusiveColumns(
                        name: "\(names[member]),\(step)", first: charge(member, step),
                        second: discharge(member, step))
                }
            })
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

    private func addEntry(
        _ builder: inout ProgramBuilder, _ member: Int, _ sites: PowerBalance
    ) {
        let entry = entries[member]
        let storage = entry.storage
        let hours = grid.stepHours
        let kept = pow(1 - storage.selfDischargeSharePerHour, hours)
        for step in 0..<grid.stepCount {
            let row = balance(member, step)
            setBounds(&builder, member, step)
            builder.addTerm(row: row, column: stateOfCharge(member, step), 1)
            if step > 0 {
                builder.addTerm(row: row, column: stateOfCharge(member, step - 1), -kept)
            } else if storage.final == .periodic {
                builder.addTerm(
                    row: row, column: stateOfCharge(member, grid.stepCount - 1), -kept)
            } else {
                builder.addConstant(
                    row: row, -(storage.initialIsAfterLoss ? 1 : kept) * storage.initialMWh)
            }
            builder.addTerm(
                row: row, column: charge(member, step), -storage.chargeEfficiency * hours)
            builder.addTerm(
                row: row, column: discharge(member, step), hours / storage.dischargeEfficiency)
            sites.add(
                &builder, at: entry.place, step: step, column: charge(member, step), -1)
            sites.add(
                &builder, at: entry.place, step: step, column: discharge(member, step), 1)
            let counted = grid.weightedHours(step)
            builder.addCost(
                column: discharge(member, step), storage.cycleCostCNYPerMWh[step] * counted)
            builder.addCost(
                column: charge(member, step), storage.chargeCostCNYPerMWh[step] * counted)
            builder.addCost(
                column: stateOfCharge(member, step),
                storage.holdingCostCNYPerMWhHour[step] * counted)
        }
    }

    /// Bounds of a step, with all that may be built.
    private func setBounds(_ builder: inout ProgramBuilder, _ member: Int, _ step: Int) {
        let storage = entries[member].storage
        let limits = storage.limits
        let most = storage.expansion?.choice.maximum ?? 0
        let power = most * storage.powerMWPerMWh
        let charging = limits.chargeShare[step] * (storage.chargeMW + power)
        let isNet = entries[member].isNet
        // What may grow is limited by rows; its bounds only keep proofs finite.
        func room(_ value: Double) -> Double {
            most > 0 ? ProgramBuilder.neverReached(value) : value
        }
        builder.setBounds(
            column: charge(member, step), lower: 0,
            upper: isNet ? 0 : power > 0 ? room(charging) : charging)
        let discharging = limits.dischargeShare[step] * (storage.dischargeMW + power)
        builder.setBounds(
            column: discharge(member, step), lower: isNet ? -charging : 0,
            upper: power > 0 ? room(discharging) : discharging)
        builder.setBounds(
            column: stateOfCharge(member, step), lower: storage.lowestMWh(step),
            upper: room(storage.highestMWh(step)))
    }

    private func addInflow(_ builder: inout ProgramBuilder, _ member: Int) {
        let storage = entries[member].storage
        for step in 0..<grid.stepCount {
            let inflow = storage.limits.inflowMW[step]
            builder.addConstant(row: balance(member, step), -inflow * grid.stepHours)
            guard let number = spillMember[member] else { continue }
            let column = spill(number, step)
            builder.setBounds(column: column, lower: 0, upper: max(0, inflow))
            builder.addTerm(row: balance(member, step), column: column, grid.stepHours)
            builder.addCost(
                column: column,
                storage.limits.spillCostCNYPerMWh[step] * grid.weightedHours(step))
        }
    }

    private func addEnd(_ builder: inout ProgramBuilder, _ member: Int) {
        let storage = entries[member].storage
        let last = stateOfCharge(member, grid.stepCount - 1)
        switch storage.final {
        case .cyclic:
            builder.setBounds(
                column: last, lower: storage.initialMWh, upper: storage.initialMWh)
        case .free:
            builder.addCost(column: last, -storage.finalValueCNYPerMWh)
            builder.addOffset(storage.finalValueCNYPerMWh * storage.initialMWh)
        case .periodic: break
        }
    }

    /// Where capacity may be added, power and energy are rows that grow with it.
    private func addExpansions(
        _ builder: inout ProgramBuilder, _ names: [String], _ capacity: CapacityChoices
    ) {
        let growing = entries.indices.filter { capacity.column(.storage($0)) != nil }
        let powered = growing.filter { entries[$0].storage.powerMWPerMWh > 0 }
        let lowered = growing.filter {
            let share = entries[$0].storage.limits.minimumShare
            return share.smallest != 0 || share.largest != 0
        }
        let limits = [
            Growth(
                kind: .chargeLimit, members: powered, column: charge, sign: 1,
                share: \.limits.chargeShare, standing: \.chargeMW, perMWh: \.powerMWPerMWh),
            Growth(
                kind: .dischargeLimit, members: powered, column: discharge, sign: 1,
                share: \.limits.dischargeShare, standing: \.dischargeMW, perMWh: \.powerMWPerMWh),
            Growth(
                kind: .energyLimit, members: growing, column: stateOfCharge, sign: 1,
                share: \.limits.maximumShare, standing: \.energyMWh, perMWh: nil),
            Growth(
                kind: .energyMinimum, members: lowered, column: stateOfCharge, sign: -1,
                share: \.limits.minimumShare, standing: \.energyMWh, perMWh: nil),
        ]
        for limit in limits { add(&builder, limit, names, capacity) }
    }

    /// A limit of some storages that grows with what is built:
    /// sign · (column − share · (standing + perMWh · built)) ≤ 0.
    private struct Growth {
        let kind: FamilyKind
        let members: [Int]
        let column: Family
        let sign: Double
        let share: KeyPath<Storage, Series>
        let standing: KeyPath<Storage, Double>
        /// What comes with each MWh built; one where it is the energy itself.
        let perMWh: KeyPath<Storage, Double>?
    }

    private func add(
        _ builder: inout ProgramBuilder, _ limit: Growth, _ names: [String],
        _ capacity: CapacityChoices
    ) {
        let rows = builder.addRows(
            limit.kind, limit.members.map { names[$0] }, steps: grid.stepCount, lower: -.infinity,
            upper: 0)
        for (number, member) in limit.members.enumerated() {
            guard let built = capacity.column(.storage(member)) else { continue }
            let storage = entries[member].storage
            let share = storage[keyPath: limit.share]
            let standing = storage[keyPath: limit.standing]
            let perMWh = limit.perMWh.map { storage[keyPath: $0] } ?? 1
            for step in 0..<grid.stepCount {
                let row = rows(number, step)
                let scale = limit.sign * share[step]
                builder.addTerm(row: row, column: limit.column(member, step), limit.sign)
                builder.addTerm(row: row, column: built, -scale * perMWh)
                builder.addConstant(row: row, -scale * standing)
            }
        }
    }
}

extension StorageOperation {
    /// Reads the storages back.
    func read(_ columns: [Double]) -> [Schedule.StorageUse] {
        entries.enumerated().map { member, entry in
            let into = charge.values(columns, member)
            let out = discharge.values(columns, member)
            return Schedule.StorageUse(
                place: entry.place, storage: entry.storage,
                chargeMW: entry.isNet ? out.map { max(0, -$0) } : into,
                dischargeMW: entry.isNet ? out.map { max(0, $0) } : out,
                stateOfChargeMWh: stateOfCharge.values(columns, member),
                spillMW: spillMember[member].map { spill.values(columns, $0) } ?? [])
        }
    }
}
