/// What imported energy costs: tariff components, PUE adder and tiers.
///
/// For all s, t:  cost = (Σ components[t] · multiplier[t] + PUE adder[t]) · Δ · import[s,t]
///
/// For sites with tiers, with cumulative monthly energy as a state and blocks at month end:
///
///     month_energy[t] = month_energy[t−1] + Δ · import[t]      (restarts with the month)
///     month_energy[end of month] = Σ_b tier_energy[b],  0 ≤ tier_energy[b] ≤ width[b]
///     cost = Σ_b adder[b] · tier_energy[b] − what the energy before the horizon has cost
///
/// Rising adders make the blocks fill in order by themselves. Where an adder falls from block k to
/// the next, a binary full[k] keeps the order (the incremental form, whose relaxation is as tight
/// as can be: M. Padberg, "Approximating separable nonlinear functions via mixed zero-one
/// programs", Oper. Res. Lett. 27, 2000). With the blocks between two falls as a run:
///
///     tier_energy[b] ≥ width[b] · full[k]        for the blocks of the run that ends with k
///     tier_energy[b] ≤ width[b] · full[k]        for the blocks of the run that follows
struct EnergyPrice {
    /// Import of the month so far, MWh, for the sites that need it.
    private var energy: RunningTotal
    /// Member of `energy` by site.
    private let member: [Int?]

    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ schedules: [TariffSchedule],
        _ connection: GridConnection
    ) {
        let grid = scenario.grid
        let counted = scenario.sites.indices.filter { site in
            schedules[site].months.contains {
                !$0.version.tiers.isEmpty || $0.version.highUtilisation == .exact
            }
        }
        member = scenario.sites.indices.map { counted.firstIndex(of: $0) }
        energy = RunningTotal(
            &builder, column: .monthEnergy, row: .monthEnergyState,
            members: counted.map { scenario.sites[$0].id }, steps: grid.stepCount,
            initial: counted.map { scenario.sites[$0].account.monthToDateMWh })
        for (site, schedule) in schedules.enumerated() {
            for step in 0..<grid.stepCount {
                builder.addCost(
                    column: connection.imported(site, step),
                    schedule.totalCNYPerMWh(step) * grid.stepHours)
            }
        }
        addMonths(&builder, scenario, schedules, connection)
    }

    /// The state of monthly energy, for tiers and for the high-utilisation rule.
    private mutating func addMonths(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ schedules: [TariffSchedule],
        _ connection: GridConnection
    ) {
        let grid = scenario.grid
        for (site, schedule) in schedules.enumerated() {
            guard let member = member[site] else { continue }
            for step in 0..<grid.stepCount {
                energy.add(
                    &builder, member: member, step: step,
                    column: connection.imported(site, step), grid.stepHours)
            }
            for (number, month) in schedule.months.enumerated() {
                if number > 0 {
                    energy.restart(
                        &builder, member: member, step: month.steps.lowerBound, from: 0)
                }
                let before = month.isFirst ? scenario.sites[site].account.monthToDateMWh : 0
                let blocks = TierBlocks(
                    tiers: month.version.tiers, name: "\(scenario.sites[site].id),\(number)",
                    total: energy.total(member, month.steps.upperBound - 1), before: before,
                    most: before + scenario.sites[site].connection.largestRatingMW
                        * grid.stepHours * Double(month.steps.count))
                blocks.add(&builder)
            }
        }
    }

    /// The column of a site's import of the month up to the end of a step, MWh; nil where neither
    /// tiers nor the high-utilisation rule need it.
    func monthEnergy(site: Int, _ step: Int) -> Int? {
        member[site].map { energy.total($0, step) }
    }
}

/// The blocks of one site and month.
private struct TierBlocks {
    let tiers: [TariffVersion.Tier]
    let name: String
    /// Column of the month's energy at its end.
    let total: Int
    let before: Double
    let most: Double

    private var names: [String] { tiers.indices.map { "\(name),\($0)" } }

    func add(_ builder: inout ProgramBuilder) {
        guard !tiers.isEmpty else { return }
        let blocks = builder.addColumns(.tierEnergy, names, steps: 1)
        let row = builder.addRows(.tierBalance, [name], steps: 1, lower: 0, upper: 0)
        builder.addTerm(row: row(0, 0), column: total, 1)
        for (index, tier) in tiers.enumerated() {
            builder.setBounds(column: blocks(index, 0), lower: 0, upper: width(index))
            builder.addTerm(row: row(0, 0), column: blocks(index, 0), -1)
            builder.addCost(column: blocks(index, 0), tier.adderCNYPerMWh)
        }
        builder.addOffset(-TariffVersion.tierCost(tiers, energyMWh: before))
        addOrder(&builder, blocks)
    }

    private func width(_ index: Int) -> Double {
        let from = tiers[index].fromMWh
        let end =
            index + 1 < tiers.count
            ? tiers[index + 1].fromMWh : ProgramBuilder.neverReached(max(from, most))
        return end - from
    }

    /// Binaries where a block is cheaper than the one before it.
    private func addOrder(_ builder: inout ProgramBuilder, _ blocks: Family) {
        let falls = tiers.indices.dropLast().filter {
            tiers[$0 + 1].adderCNYPerMWh < tiers[$0].adderCNYPerMWh
        }
        let full = builder.addColumns(.tierFull, falls.map { names[$0] }, steps: 1, upper: 1)
        for (index, last) in falls.enumerated() {
            let first = index > 0 ? falls[index - 1] + 1 : 0
            let next = index + 1 < falls.count ? falls[index + 1] : tiers.count - 1
            let column = full(index, 0)
            builder.setInteger(column)
            let here = builder.addRows(
                .tierOrder, (first...last).map { "\(names[last]),full,\($0)" }, steps: 1,
                lower: 0, upper: .infinity)
            let after = builder.addRows(
                .tierOrder, (last + 1...next).map { "\(names[last]),open,\($0)" }, steps: 1,
                lower: -.infinity, upper: 0)
            for block in first...last {
                builder.addTerm(row: here(block - first, 0), column: blocks(block, 0), 1)
                builder.addTerm(row: here(block - first, 0), column: column, -width(block))
            }
            for block in last + 1...next {
                builder.addTerm(row: after(block - last - 1, 0), column: blocks(block, 0), 1)
                builder.addTerm(row: after(block - last - 1, 0), column: column, -width(block))
            }
        }
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
