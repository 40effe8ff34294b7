// References of budgets to supplies, storages and lines of the grid.
extension Scenario {
    func checkBudgets(_ powerGrid: PowerGrid, _ decoding: Decoding) {
        _ = unique(powerGrid.budgets.map(\.id), "grid/budgets", decoding)
        let supplies = Set(powerGrid.supplies.map(\.generator.id))
        let storages = Set(powerGrid.storages.map(\.storage.id))
        let lines = Set(powerGrid.lines.map(\.id))
        let dcLines = Set(powerGrid.dcLines.map(\.id))
        for (index, budget) in powerGrid.budgets.enumerated() {
            let lists: [(String, String, [GridBudget.Term], Set<String>, String)] = [
                ("supplies", "supply", budget.supplies, supplies, "supplies"),
                ("storages", "storage", budget.storages, storages, "storages"),
                ("supply_capacities", "supply", budget.supplyCapacities, supplies, "supplies"),
                ("storage_capacities", "storage", budget.storageCapacities, storages, "storages"),
                ("line_capacities", "line", budget.lineCapacities, lines, "lines"),
                ("dc_line_capacities", "dc_line", budget.dcLineCapacities, dcLines, "DC lines"),
            ]
            for (list, key, terms, known, what) in lists {
                for (number, term) in terms.enumerated() {
                    refer(
                        term.id, in: known, at: "/grid/budgets/\(index)/\(list)/\(number)/\(key)",
                        what, decoding)
                }
            }
        }
    }
}
