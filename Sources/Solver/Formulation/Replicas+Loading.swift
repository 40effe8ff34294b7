// Loading of replicas: what it costs and draws, and the replicas it keeps busy.
extension Replicas {
    func addLoading(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ facility: FacilityPower
    ) {
        let rows = builder.addRows(
            .loading, loadingUse.map { uses[$0].name }, steps: grid.stepCount, lower: 0,
            upper: .infinity)
        for (member, index) in loadingUse.enumerated() {
            let use = uses[index]
            let pool = scenario.sites[use.site].pools[use.pool]
            let initial = pool.serves[use.service].initialReplicas
            for step in 0..<grid.stepCount {
                let column = loaded(member, step)
                let row = rows(member, step)
                builder.setBounds(
                    column: column, lower: 0,
                    upper: ProgramBuilder.neverReached(
                        (pool.accelerators.largest + (pool.expansion?.maximum ?? 0))
                            / Double(use.profile.acceleratorsPerReplica)))
                builder.addCost(column: column, use.profile.loading.priceCNY)
                facility.addIT(
                    &builder, site: use.site, step: step, column: column,
                    megawatts: use.profile.loading.energyKWh / 1000 / grid.stepHours)
                builder.addTerm(row: row, column: column, 1)
                // Without a known past the first step's loading is free: its row says nothing.
                guard step > 0 || initial != nil else { continue }
                builder.addTerm(row: row, column: on(index, step), -1)
                if step > 0 {
                    builder.addTerm(row: row, column: on(index, step - 1), 1)
                } else if let initial {
                    builder.addConstant(row: row, initial)
                }
            }
        }
    }

    /// Adds the replicas of a use that are busy with loading to a row of each step.
    ///
    /// A loading begun before the horizon occupies its replicas until it is done; steps without a
    /// row are left out.
    func addOccupied(_ builder: inout ProgramBuilder, use member: Int, rowOf: (Int) -> Int?) {
        let use = uses[member]
        for part in use.permission.initialLoading {
            let steps = part.remainingMinutes / Double(grid.stepMinutes)
            for step in 0..<min(grid.stepCount, Int(steps.rounded(.up))) {
                guard let row = rowOf(step) else { continue }
                builder.addConstant(row: row, part.replicas * min(1, steps - Double(step)))
            }
        }
        guard let column = loadingMember[member] else { return }
        for (delay, share) in loadingShares(use).enumerated() {
            for step in delay..<max(delay, grid.stepCount) {
                guard let row = rowOf(step) else { continue }
                builder.addTerm(row: row, column: loaded(column, step - delay), share)
            }
        }
    }

    /// w_j: the share of step j after its begin that a loading occupies.
    private func loadingShares(_ use: Use) -> [Double] {
        let steps = use.profile.loading.minutes / Double(grid.stepMinutes)
        return (0..<Int(steps.rounded(.up))).map { min(1, steps - Double($0)) }
    }
}
