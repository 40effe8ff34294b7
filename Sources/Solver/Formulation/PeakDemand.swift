/// Demand charge by a running maximum.
///
/// For sites charged by maximum or contracted power, for all t:
///
///     peak[t] ≥ peak[t−1]                                (restarts with the month)
///     peak[t] ≥ intra_step_factor · import[t]            (15-minute mean; Δ ≥ 15 min)
///     peak[t] ≥ mean of import over the 15 minutes that end with t   (Δ = 5 min)
///     peak[t] ≥ floor
///
/// A transformer that is added pays the capacity charge for the horizon's share of the year.
///
/// The floor is the largest of the month-to-date maximum, the planned peak of the month, and the
/// contracted power. Each kW above it costs the full month's price; only reports prorate.
struct PeakDemand {
    let peak: Family
    /// Member of `peak` by site; nil where peaks cost nothing.
    let member: [Int?]
    private let reached: Family

    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ schedules: [TariffSchedule],
        _ connection: GridConnection, _ capacity: CapacityChoices
    ) {
        let grid = scenario.grid
        let charged = scenario.sites.indices.filter { site in
            schedules[site].months.contains {
                Self.terms($0, scenario.sites[site])?.priceCNYPerMW ?? 0 > 0
            }
        }
        member = scenario.sites.indices.map { charged.firstIndex(of: $0) }
        let names = charged.map { scenario.sites[$0].id }
        peak = builder.addColumns(.peak, names, steps: grid.stepCount)
        let state = builder.addRows(
            .peakState, names, steps: grid.stepCount, lower: 0, upper: .infinity)
        reached = builder.addRows(
            .peakImport, names, steps: grid.stepCount, lower: 0, upper: .infinity)
        for (member, site) in charged.enumerated() {
            for month in schedules[site].months {
                let terms = Self.terms(month, scenario.sites[site])
                for step in month.steps {
                    let column = peak(member, step)
                    // No import can bring the peak higher: a finite bound keeps proofs exact.
                    let floor = terms?.floorMW ?? 0
                    let highest =
                        scenario.sites[site].connection.largestRatingMW
                        * scenario.sites[site].account.intraStepFactor
                        + (scenario.sites[site].account.quarterToDateMWh ?? 0) / 0.25
                    builder.setBounds(
                        column: column, lower: floor,
                        upper: ProgramBuilder.neverReached(max(floor, highest)))
                    if step > month.steps.lowerBound {
                        builder.addTerm(row: state(member, step), column: column, 1)
                        builder.addTerm(
                            row: state(member, step), column: peak(member, step - 1), -1)
                    }
                    guard
                        let mean = scenario.sites[site].demandMean(grid, endingWith: step)
                    else { continue }
                    builder.addTerm(row: reached(member, step), column: column, 1)
                    builder.addConstant(row: reached(member, step), -mean.beforeMW)
                    for part in mean.steps {
                        builder.addTerm(
                            row: reached(member, step),
                            column: connection.imported(site, part), -mean.perStep)
                    }
                }
                guard let terms, let last = month.steps.last else { continue }
                builder.addCost(column: peak(member, last), terms.priceCNYPerMW)
                builder.addOffset(-terms.priceCNYPerMW * terms.floorMW)
            }
        }
        for (site, schedule) in schedules.enumerated() {
            guard let column = capacity.column(.connection(site)) else { continue }
            builder.addCost(
                column: column, schedule.capacityChargeCNYPerMVA(scenario.grid))
        }
    }

    /// Floor and price of a month's peak; nil where the tariff does not charge one.
    static func terms(
        _ month: TariffSchedule.Month, _ site: Site
    ) -> (floorMW: Double, priceCNYPerMW: Double)? {
        let sofar = month.isFirst ? site.account.monthToDatePeakMW : 0
        let floor = max(sofar, site.account.plannedPeakMW)
        switch month.version.demandCharge {
        case .maximum(let price)?: return (floor, price * 1000)
        case .contracted(let price, let contracted, let multiplier, let share)?:
            let paid = max(contracted, share * site.connection.transformerMVA)
            return (max(floor, paid), price * multiplier * 1000)
        case .capacity?, nil: return nil
        }
    }
}

extension PeakDemand {
    /// Reads the running maximum of a site back, MW; empty where peaks cost nothing.
    func read(_ columns: [Double], _ site: Int) -> [Double] {
        member[site].map { peak.values(columns, $0) } ?? []
    }

    /// What one more MW of import in each step adds to the demand charge, CNY.
    func prices(_ formulation: Formulation, _ duals: [Double], site: Int) -> [Double] {
        let grid = formulation.scenario.grid
        var prices = [Double](repeating: 0, count: grid.stepCount)
        guard let member = member[site] else { return prices }
        for end in prices.indices {
            guard
                let mean = formulation.scenario.sites[site].demandMean(grid, endingWith: end)
            else { continue }
            let dual = duals[reached(member, end)] * mean.perStep
            for step in mean.steps { prices[step] += dual }
        }
        return prices
    }
}

extension TariffSchedule {
    /// Capacity charge of one more MVA, for the horizon's share of a year of twelve months, CNY.
    func capacityChargeCNYPerMVA(_ grid: TimeGrid) -> Double {
        months.reduce(0) { sum, month in
            guard case .capacity(let price)? = month.version.demandCharge else { return sum }
            return sum + price * 1000 * 12 * Double(month.steps.count) * grid.stepHours / 8760
        }
    }
}
