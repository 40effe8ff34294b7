/// From IT power to facility power, its ramp, and cooling water.
///
/// For all s, t:
///
///     facility[s,t] = pue[s,t] · IT[s,t] + fixed_overhead[s,t]              (MW)
///     |facility[s,t] − facility[s,t−1]| ≤ ramp[s] · Δ                       (MW)
///     water_total[s,t] = water_total[s,t−1] + WUE[s] · Δ · IT[s,t]          (m³)
///
/// `Replicas` adds the terms of IT. Water needs no column unless it is capped: its price goes on
/// `facility`, since IT = (facility − fixed overhead) / pue. One litre per kWh is one m³ per MWh.
struct FacilityPower {
    let facility: Family
    private let definition: Family
    private let grid: TimeGrid
    private let sites: [Facility]

    init(_ builder: inout ProgramBuilder, _ scenario: Scenario, _ balance: PowerBalance) {
        grid = scenario.grid
        sites = scenario.sites.map(\.facility)
        let names = scenario.sites.map(\.id)
        facility = builder.addColumns(.facility, names, steps: grid.stepCount)
        definition = builder.addRows(
            .facilityPower, names, steps: grid.stepCount, lower: 0, upper: 0)
        for (site, value) in sites.enumerated() {
            for step in 0..<grid.stepCount {
                let column = facility(site, step)
                balance.add(&builder, at: .site(site), step: step, column: column, -1)
                builder.addTerm(row: definition(site, step), column: column, 1)
                builder.addConstant(row: definition(site, step), -value.fixedOverheadMW[step])
            }
        }
        addRamps(&builder, names)
        addWater(&builder, names)
    }

    /// Adds IT power `megawatts · column` to a site.
    func addIT(
        _ builder: inout ProgramBuilder, site: Int, step: Int, column: Int, megawatts: Double
    ) {
        builder.addTerm(
            row: definition(site, step), column: column, -sites[site].pue[step] * megawatts)
    }

    /// Adds constant IT power to a site.
    func addIT(_ builder: inout ProgramBuilder, site: Int, step: Int, megawatts: Double) {
        builder.addConstant(row: definition(site, step), -sites[site].pue[step] * megawatts)
    }

    private func addRamps(_ builder: inout ProgramBuilder, _ names: [String]) {
        let ramped = sites.indices.filter { sites[$0].rampMWPerHour != nil }
        // Without a known past the first step is free.
        let first = ramped.contains { sites[$0].initialFacilityMW != nil } ? 0 : 1
        let rows = builder.addRows(
            .facilityRamp, ramped.map { names[$0] }, steps: max(0, grid.stepCount - first),
            lower: -.infinity, upper: .infinity)
        for (member, site) in ramped.enumerated() {
            let limit = (sites[site].rampMWPerHour ?? 0) * grid.stepHours
            let initial = sites[site].initialFacilityMW
            for step in first..<max(first, grid.stepCount) where step > 0 || initial != nil {
                let row = rows(member, step - first)
                builder.setBounds(row: row, lower: -limit, upper: limit)
                builder.addTerm(row: row, column: facility(site, step), 1)
                if step > 0 {
                    builder.addTerm(row: row, column: facility(site, step - 1), -1)
                } else {
                    builder.addConstant(row: row, -(initial ?? 0))
                }
            }
        }
    }

    private func addWater(_ builder: inout ProgramBuilder, _ names: [String]) {
        let capped = sites.indices.filter { sites[$0].water?.capM3 != nil }
        let total = RunningTotal(
            &builder, column: .waterTotal, row: .waterState, members: capped.map { names[$0] },
            steps: grid.stepCount, initial: capped.map { sites[$0].water?.toDateM3 ?? 0 })
        for (site, value) in sites.enumerated() {
            guard let water = value.water else { continue }
            let member = capped.firstIndex(of: site)
            for step in 0..<grid.stepCount {
                let perMW = water.litresPerKWh * grid.stepHours / value.pue[step]
                let constant = -perMW * value.fixedOverheadMW[step]
                builder.addCost(column: facility(site, step), water.priceCNYPerM3 * perMW)
                builder.addOffset(water.priceCNYPerM3 * constant)
                guard let member else { continue }
                total.add(
                    &builder, member: member, step: step, column: facility(site, step), perMW)
                total.addConstant(&builder, member: member, step: step, constant)
            }
            if let member, let cap = water.capM3 {
                builder.setBounds(
                    column: total.total(member, grid.stepCount - 1), lower: -.infinity,
                    upper: cap)
            }
        }
    }
}
