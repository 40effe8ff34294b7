/// Limits over a year: quotas, shares by volume, import at peak, ratios of direct supply.
///
/// Every limit i compares an amount with a share of a base, in MWh, over its sites and steps:
///
///     policy_total[i,t] = policy_total[i,t−1] + Δ · Σ_s (amount[s,t] − share · base[s,t])
///     policy_total[i,−1] = amount to date − share · base to date
///     policy_total[i,T−1] − excess[i] ≤ fixed − (amount − share · base of the remainder)
///
/// and + excess, ≥ for a floor. `excess` is zero for a hard limit; else it costs its price.
///
///     kind                amount                            base
///     energy_quota        import, consumption, or that      none; fixed is the quota
///                         less carbon-free supply
///     green_share  ≥      carbon-free used − export         consumption
///                         + received from the zone
///                         (counts_export: used + received − given up out of the export)
///     peak_import_share   import in the hours of peak       import
///     direct_self_use ≥   on-site used − export             on-site supply available
///     direct_load  ≥      on-site used − export             consumption
///     direct_export       export                            on-site supply available
///
/// Consumption is facility + charge − discharge, so the losses of storage count. All that a site
/// exports counts as carbon-free, whichever source it came from: unless a rule says otherwise,
/// none is met by exporting.
struct PolicyLimits {
    let limits: [YearLimit]
    private let excess: Family
    private let priced: [Int]
    private let rowOf: [Int]
    private let meter: EnergyMeter
    private let grid: TimeGrid

    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ schedules: [TariffSchedule],
        _ meter: EnergyMeter
    ) {
        grid = scenario.grid
        self.meter = meter
        let limits = scenario.yearLimits(schedules)
        self.limits = limits
        let names = limits.map(\.id)
        let total = RunningTotal(
            &builder, column: .policyTotal, row: .policyState, members: names,
            steps: grid.stepCount,
            initial: limits.map {
                $0.amount.toDateMWh - $0.share * ($0.base?.toDateMWh ?? 0)
            })
        priced = limits.indices.filter { limits[$0].violationPriceCNYPerMWh != nil }
        excess = builder.addColumns(.policyExcess, priced.map { names[$0] }, steps: 1)
        var rowOf = [Int](repeating: 0, count: limits.count)
        for (kind, members) in Self.families(limits) {
            let rows = builder.addRows(
                kind, members.map { names[$0] }, steps: 1, lower: -.infinity, upper: .infinity)
            for (row, member) in members.enumerated() { rowOf[member] = rows(row, 0) }
        }
        self.rowOf = rowOf
        for (member, limit) in limits.enumerated() {
            addTotal(&builder, total, member)
            let row = rowOf[member]
            let bound =
                limit.leftMWh + limit.amount.toDateMWh
                - limit.share * (limit.base?.toDateMWh ?? 0)
            builder.setBounds(
                row: row, lower: limit.isFloor ? bound : -.infinity,
                upper: limit.isFloor ? .infinity : bound)
            builder.addTerm(row: row, column: total.total(member, grid.stepCount - 1), 1)
        }
        addExcess(&builder, scenario)
    }

    /// The limits by the family of their rows.
    private static func families(_ limits: [YearLimit]) -> [(FamilyKind, [Int])] {
        let kinds: [(FamilyKind, LimitKind)] = [
            (.energyQuota, .energyQuota), (.greenShare, .greenShare),
            (.peakImportShare, .peakImportShare), (.directSelfUse, .directSelfUse),
            (.directLoad, .directLoad), (.directExport, .directExport),
        ]
        return kinds.map { family, kind in
            (family, limits.indices.filter { limits[$0].kind == kind })
        }
    }

    private func addTotal(
        _ builder: inout ProgramBuilder, _ total: RunningTotal, _ member: Int
    ) {
        let limit = limits[member]
        for step in 0..<grid.stepCount where limit.steps[step] {
            for (place, site) in limit.sites.enumerated() {
                func add(_ measure: YearLimit.Measure, _ factor: Double) {
                    let reading = meter.reading(measure, place: place, site: site, step: step)
                    for term in reading.terms {
                        total.add(
                            &builder, member: member, step: step, column: term.column,
                            factor * term.coefficient * grid.stepHours)
                    }
                    total.addConstant(
                        &builder, member: member, step: step,
                        factor * reading.constantMW * grid.stepHours)
                }
                add(limit.amount.measure, 1)
                if let base = limit.base { add(base.measure, -limit.share) }
            }
        }
    }

    private func addExcess(_ builder: inout ProgramBuilder, _ scenario: Scenario) {
        for (index, member) in priced.enumerated() {
            let limit = limits[member]
            let column = excess(index, 0)
            builder.addTerm(row: rowOf[member], column: column, limit.isFloor ? 1 : -1)
            builder.addCost(column: column, limit.violationPriceCNYPerMWh ?? 0)
            let most = limit.sites.reduce(abs(limit.leftMWh)) {
                $0 + EnergyMeter.mostMWh(scenario, site: $1)
            }
            builder.setBounds(
                column: column, lower: 0, upper: ProgramBuilder.neverReached(most))
        }
    }
}

extension PolicyLimits {
    /// Reads the limits back: what counted in the horizon, and by how much they are broken.
    func read(_ columns: [Double]) -> [Schedule.YearUse] {
        limits.enumerated().map { member, limit in
            func sum(_ measure: YearLimit.Measure) -> Double {
                var megawatts = 0.0
                for step in 0..<grid.stepCount where limit.steps[step] {
                    for (place, site) in limit.sites.enumerated() {
                        let reading = meter.reading(measure, place: place, site: site, step: step)
                        megawatts += reading.terms.reduce(reading.constantMW) {
                            $0 + $1.coefficient * columns[$1.column]
                        }
                    }
                }
                return megawatts * grid.stepHours
            }
            let broken = priced.firstIndex(of: member).map { columns[excess($0, 0)] } ?? 0
            return Schedule.YearUse(
                limit: limit, amountMWh: sum(limit.amount.measure),
                baseMWh: limit.base.map { sum($0.measure) }, excessMWh: max(0, broken))
        }
    }

    /// What breaking the limits costs.
    func costLines(_ uses: [Schedule.YearUse]) -> [CostLine] {
        uses.map { use in
            CostLine(
                kind: .policyViolation, site: nil,
                amountCNY: use.excessMWh * (use.limit.violationPriceCNYPerMWh ?? 0))
        }
    }

    /// What one more MWh of every limit is worth, CNY.
    func prices(_ duals: [Double]) -> [Prices.Policy] {
        zip(limits, rowOf).map { limit, row in
            Prices.Policy(
                kind: limit.kind, id: limit.id,
                worthCNYPerMWh: max(0, limit.isFloor ? duals[row] : -duals[row]))
        }
    }
}
