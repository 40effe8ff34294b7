/// Limits over the whole horizon: energy of supplies, energy drawn from stores, capacity.
///
/// For every budget b:
///
///     budget_total[b,t] = budget_total[b,t−1] + Σ_g factor[b,g,t] · w[t] · Δ · output[g,t]
///     minimum ≤ budget_total[b,T−1] + Σ_s factor[b,s] · (initial[s] − soc[s,T−1])
///               + Σ_c factor[b,c] · (capacity[c] + built[c]) ≤ maximum
///
/// A supply, storage or line counts with its factor; w is the weight of the step.
struct HorizonBudgets {
    private let budgets: [GridBudget]
    /// The limits, one row each.
    let limits: Family

    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ generators: GeneratorOperation,
        _ storages: StorageOperation, _ capacity: CapacityChoices
    ) {
        let powerGrid = scenario.powerGrid
        budgets = powerGrid?.budgets ?? []
        let names = budgets.map(\.id)
        limits = builder.addRows(.budget, names, steps: 1, lower: -.infinity, upper: .infinity)
        for (index, budget) in budgets.enumerated() {
            builder.setBounds(
                row: limits(index, 0), lower: budget.minimum ?? -.infinity,
                upper: budget.maximum ?? .infinity)
        }
        guard let powerGrid else { return }
        addSupplies(&builder, scenario.grid, generators)
        addStorages(&builder, scenario.grid, storages)
        addCapacities(&builder, powerGrid, generators, storages, capacity)
    }

    private func addSupplies(
        _ builder: inout ProgramBuilder, _ grid: TimeGrid, _ generators: GeneratorOperation
    ) {
        let chained = budgets.indices.filter { !budgets[$0].supplies.isEmpty }
        let total = RunningTotal(
            &builder, column: .budgetTotal, row: .budgetState,
            members: chained.map {
                budgets[$0].id
            }, steps: grid.stepCount, initial: chained.map { _ in 0 })
        let members = generators.supplyMembers
        for (number, index) in chained.enumerated() {
            for term in budgets[index].supplies {
                guard let member = members[term.id] else { continue }
                for step in 0..<grid.stepCount {
                    total.add(
                        &builder, member: number, step: step,
                        column: generators.output(member, step),
                        term.factor[step] * grid.weightedHours(step))
                }
            }
            builder.addTerm(
                row: limits(index, 0), column: total.total(number, grid.stepCount - 1), 1)
        }
    }

    private func addStorages(
        _ builder: inout ProgramBuilder, _ grid: TimeGrid, _ storages: StorageOperation
    ) {
        let members = storages.nodeMembers
        for (index, budget) in budgets.enumerated() {
            for term in budget.storages {
                guard let member = members[term.id] else { continue }
                builder.addTerm(
                    row: limits(index, 0),
                    column: storages.stateOfCharge(member, grid.stepCount - 1), -term.factor[0])
                builder.addConstant(
                    row: limits(index, 0),
                    term.factor[0] * storages.entries[member].storage.initialMWh)
            }
        }
    }

    private func addCapacities(
        _ builder: inout ProgramBuilder, _ powerGrid: PowerGrid, _ generators: GeneratorOperation,
        _ storages: StorageOperation, _ capacity: CapacityChoices
    ) {
        func add(
            _ terms: [GridBudget.Term], _ row: Int,
            _ find: (String) -> (subject: CapacityChoices.Subject, standing: Double)?
        ) {
            for term in terms {
                guard let found = find(term.id) else { continue }
                if let built = capacity.column(found.subject) {
                    builder.addTerm(row: row, column: built, term.factor[0])
                }
                builder.addConstant(row: row, term.factor[0] * found.standing)
            }
        }
        let supplies = generators.supplyMembers
        let stores = storages.nodeMembers
        for (index, budget) in budgets.enumerated() {
            let row = limits(index, 0)
            add(budget.supplyCapacities, row) { id in
                supplies[id].map { (.generator($0), generators.entries[$0].generator.capacityMW) }
            }
            add(budget.storageCapacities, row) { id in
                stores[id].map { (.storage($0), storages.entries[$0].storage.energyMWh) }
            }
            add(budget.lineCapacities, row) { id in
                powerGrid.lines.firstIndex { $0.id == id }.map {
                    (.line($0), powerGrid.lines[$0].limitMW ?? 0)
                }
            }
            add(budget.dcLineCapacities, row) { id in
                powerGrid.dcLines.firstIndex { $0.id == id }.map {
                    (.dcLine($0), powerGrid.dcLines[$0].capacityMW)
                }
            }
        }
    }
}

extension HorizonBudgets {
    /// What a plan uses of each budget, from its schedule.
    func used(_ schedule: Schedule, _ scenario: Scenario) -> [Double] {
        guard let powerGrid = scenario.powerGrid else { return [] }
        let use = BudgetUse(schedule, powerGrid, scenario.grid)
        return budgets.map(use.total)
    }
}

extension GeneratorOperation {
    /// Number of each supply of the grid by its name.
    var supplyMembers: [String: Int] {
        Dictionary(
            entries.enumerated().compactMap { member, entry in
                entry.place.node.map { _ in (entry.generator.id, member) }
            }, uniquingKeysWith: { first, _ in first })
    }
}

extension StorageOperation {
    /// Number of each storage at a node by its name.
    var nodeMembers: [String: Int] {
        Dictionary(
            entries.enumerated().compactMap { member, entry in
                entry.place.node.map { _ in (entry.storage.id, member) }
            }, uniquingKeysWith: { first, _ in first })
    }
}
