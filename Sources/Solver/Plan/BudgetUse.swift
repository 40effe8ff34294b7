/// What a plan uses of budgets over the horizon, from its schedule alone.
struct BudgetUse {
    private let schedule: Schedule
    private let time: TimeGrid
    private let supplies: [String: Schedule.GeneratorUse]
    private let stores: [String: Schedule.StorageUse]
    private let lines: [String: Double]
    private let dcLines: [String: Double]

    init(_ schedule: Schedule, _ grid: PowerGrid, _ time: TimeGrid) {
        self.schedule = schedule
        self.time = time
        supplies = Self.table(
            schedule.generators.filter { $0.place.node != nil }.map { ($0.generator.id, $0) })
        stores = Self.table(
            schedule.storages.filter { $0.place.node != nil }.map { ($0.storage.id, $0) })
        lines = Self.table(grid.lines.map { ($0.id, $0.limitMW ?? 0) })
        dcLines = Self.table(grid.dcLines.map { ($0.id, $0.capacityMW) })
    }

    private static func table<Value>(_ pairs: [(String, Value)]) -> [String: Value] {
        Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    /// The total of a budget, in its own unit.
    func total(_ budget: GridBudget) -> Double {
        let energy = budget.supplies.reduce(0) { sum, term in
            (supplies[term.id]?.outputMW ?? []).enumerated().reduce(sum) {
                $0 + term.factor[$1.offset] * time.weightedHours($1.offset) * $1.element
            }
        }
        let drawn = budget.storages.reduce(0) { sum, term in
            guard let use = stores[term.id], let end = use.stateOfChargeMWh.last else { return sum }
            return sum + term.factor[0] * (use.storage.initialMWh - end)
        }
        return energy + drawn
            + capacity(budget.supplyCapacities, .generator) {
                supplies[$0]?.generator.capacityMW
            }
            + capacity(budget.storageCapacities, .storage) { stores[$0]?.storage.energyMWh }
            + capacity(budget.lineCapacities, .line) { lines[$0] }
            + capacity(budget.dcLineCapacities, .dcLine) { dcLines[$0] }
    }

    /// What stands and what is added, with its factors.
    private func capacity(
        _ terms: [GridBudget.Term], _ kind: Expansion.Kind, _ standing: (String) -> Double?
    ) -> Double {
        terms.reduce(0) {
            $0 + $1.factor[0] * ((standing($1.id) ?? 0) + added(kind, $1.id))
        }
    }

    /// Added to a thing of the grid, whose subject ends with its own name.
    private func added(_ kind: Expansion.Kind, _ id: String) -> Double {
        schedule.capacity.reduce(0) { sum, choice in
            let name = choice.subject.split(separator: ",").last.map(String.init)
            let isIt = choice.kind == kind && choice.site == nil && name == id
            return isIt ? sum + choice.added : sum
        }
    }
}
