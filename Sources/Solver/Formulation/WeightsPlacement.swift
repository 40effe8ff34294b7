/// Weights that are not at a site and may be brought there.
///
/// For every service with a transfer and every step:
///
///     present[t] ≥ present[t−1],  present is 0 or 1,  present = 0 before the transfer's hours
///     on[t] ≤ most replicas of the pool · present[t]
///
/// Cost: the transfer's price · present[T−1]. The transfer begins its hours before `present`
/// becomes 1; begun in the horizon and finished after it, it would serve nothing here and is the
/// next horizon's to decide.
struct WeightsPlacement {
    /// The uses that need their weights brought, by number in `Replicas`.
    private let movable: [Int]
    private let present: Family
    private let transfers: [WeightsTransfer]
    private let uses: [Replicas.Use]

    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ uses: [Replicas.Use], _ on: Family
    ) {
        self.uses = uses
        let services = uses.map { scenario.sites[$0.site].pools[$0.pool].serves[$0.service] }
        movable = uses.indices.filter { services[$0].transfer != nil }
        transfers = movable.compactMap { services[$0].transfer }
        let names = movable.map { uses[$0].name }
        let steps = scenario.grid.stepCount
        present = builder.addColumns(.present, names, steps: steps, upper: 1)
        let order = builder.addRows(
            .weightsState, names, steps: steps, lower: 0, upper: .infinity)
        let here = builder.addRows(
            .weightsHere, names, steps: steps, lower: -.infinity, upper: 0)
        for (index, use) in movable.enumerated() {
            let pool = scenario.sites[uses[use].site].pools[uses[use].pool]
            let most =
                (pool.accelerators.largest + (pool.expansion?.maximum ?? 0))
                / Double(uses[use].profile.acceleratorsPerReplica)
            for step in 0..<steps {
                let column = present(index, step)
                builder.setInteger(column)
                if Double(step) * scenario.grid.stepHours < transfers[index].hours - 1e-9 {
                    builder.setBounds(column: column, lower: 0, upper: 0)
                }
                builder.addTerm(row: order(index, step), column: column, 1)
                if step > 0 {
                    builder.addTerm(
                        row: order(index, step), column: present(index, step - 1), -1)
                }
                builder.addTerm(row: here(index, step), column: on(use, step), 1)
                builder.addTerm(row: here(index, step), column: column, -most)
            }
            builder.addCost(column: present(index, steps - 1), transfers[index].costCNY)
        }
    }

    /// The column that says whether the weights of a use are there; nil when they always are.
    func column(use: Int, _ step: Int) -> Int? {
        movable.firstIndex(of: use).map { present($0, step) }
    }
}

extension WeightsPlacement {
    /// Reads the transfers back.
    func read(_ columns: [Double]) -> [Schedule.Transfer] {
        movable.enumerated().map { index, use in
            Schedule.Transfer(
                site: uses[use].site, pool: uses[use].pool, profile: uses[use].profile.id,
                transfer: transfers[index],
                isPresent: present.values(columns, index).map { $0 > 0.5 })
        }
    }

    /// What the transfers cost, by site.
    func costLines(_ transfers: [Schedule.Transfer]) -> [CostLine] {
        transfers.map {
            CostLine(
                kind: .weightsTransfer, site: $0.site,
                amountCNY: $0.isPresent.last == true ? $0.transfer.costCNY : 0)
        }
    }
}
