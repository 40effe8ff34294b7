/// What imported energy costs: tariff components, PUE adder and rising tiers.
///
/// For all s, t:  cost = (Σ components[t] · multiplier[t] + PUE adder[t]) · Δ · import[s,t]
///
/// For sites with tiers, with cumulative monthly energy as a state and blocks at month end:
///
///     month_energy[t] = month_energy[t−1] + Δ · import[t]      (restarts with the month)
///     month_energy[end of month] = Σ_b tier_energy[b],  0 ≤ tier_energy[b] ≤ width[b]
///     cost = Σ_b adder[b] · tier_energy[b] − what the energy before the horizon has cost
///
/// Rising adders make the blocks fill in order by themselves.
struct EnergyPrice {
    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ schedules: [TariffSchedule],
        _ connection: GridConnection
    ) {
        let grid = scenario.grid
        for (site, schedule) in schedules.enumerated() {
            for step in 0..<grid.stepCount {
                builder.addCost(
                    column: connection.imported(site, step),
                    schedule.totalCNYPerMWh(step) * grid.stepHours)
            }
        }
        addTiers(&builder, scenario, schedules, connection)
    }

    private func addTiers(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ schedules: [TariffSchedule],
        _ connection: GridConnection
    ) {
        let grid = scenario.grid
        let tiered = scenario.sites.indices.filter { site in
            schedules[site].months.contains { !$0.version.tiers.isEmpty }
        }
        let names = tiered.map { scenario.sites[$0].id }
        let energy = RunningTotal(
            &builder, column: .monthEnergy, row: .monthEnergyState, members: names,
            steps: grid.stepCount,
            initial: tiered.map { scenario.sites[$0].account.monthToDateMWh })
        for (member, site) in tiered.enumerated() {
            for step in 0..<grid.stepCount {
                energy.add(
                    &builder, member: member, step: step,
                    column: connection.imported(site, step), grid.stepHours)
            }
            for (number, month) in schedules[site].months.enumerated() {
                if number > 0 {
                    energy.restart(
                        &builder, member: member, step: month.steps.lowerBound, from: 0)
                }
                let before = month.isFirst ? scenario.sites[site].account.monthToDateMWh : 0
                addBlocks(
                    &builder, month.version.tiers, name: "\(names[member]),\(number)",
                    total: energy.total(member, month.steps.upperBound - 1), before: before,
                    most: before + scenario.sites[site].connection.largestRatingMW
                        * grid.stepHours * Double(month.steps.count))
            }
        }
    }

    private func addBlocks(
        _ builder: inout ProgramBuilder, _ tiers: [TariffVersion.Tier], name: String, total: Int,
        before: Double, most: Double
    ) {
        guard !tiers.isEmpty else { return }
        let blocks = builder.addColumns(
            .tierEnergy, tiers.indices.map { "\(name),\($0)" }, steps: 1)
        let row = builder.addRows(.tierBalance, [name], steps: 1, lower: 0, upper: 0)
        builder.addTerm(row: row(0, 0), column: total, 1)
        for (index, tier) in tiers.enumerated() {
            let end =
                index + 1 < tiers.count
                ? tiers[index + 1].fromMWh : ProgramBuilder.neverReached(max(tier.fromMWh, most))
            builder.setBounds(
                column: blocks(index, 0), lower: 0, upper: end - tier.fromMWh)
            builder.addTerm(row: row(0, 0), column: blocks(index, 0), -1)
            builder.addCost(column: blocks(index, 0), tier.adderCNYPerMWh)
        }
        builder.addOffset(-TariffVersion.tierCost(tiers, energyMWh: before))
    }
}

extension TariffVersion {
    /// What the tiers add for a month's energy, CNY.
    static func tierCost(_ tiers: [Tier], energyMWh: Double) -> Double {
        tiers.enumerated().reduce(0) { sum, item in
            let end = item.offset + 1 < tiers.count ? tiers[item.offset + 1].fromMWh : .infinity
            let inside = max(0, min(energyMWh, end) - item.element.fromMWh)
            return sum + item.element.adderCNYPerMWh * inside
        }
    }
}
