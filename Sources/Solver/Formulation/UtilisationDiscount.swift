/// The ×0.9 on the demand price where the month's energy decides it.
///
/// For every site and month with the exact rule, with z = high_utilisation (0 or 1), E the month's
/// energy at the end of its steps and P the running maximum there:
///
///     E + remainder ≥ 260 kWh/kVA · capacity · z
///     0 ≤ discounted_peak ≤ P − floor,   discounted_peak ≤ (most − floor) · z
///     cost = −0.1 · (charge at the floor · z + price · discounted_peak)
///
/// The two rows are the product z · (P − floor) between known bounds, whose relaxation is its
/// convex hull. E is the month to date and the horizon; `remainder` is the forecast of the days of
/// the last month beyond the horizon, given by the user: the rule looks at whole months. The charge
/// that is owed already is discounted too, so that reaching the threshold earns its tenth.
struct UtilisationDiscount {
    /// One site and month under the rule.
    struct Entry: Sendable {
        let site: Int
        /// Number of the month in the horizon.
        let month: Int
        /// What the month costs at the floor, CNY.
        let chargeAtFloorCNY: Double
    }

    let entries: [Entry]
    private let earned: Family
    private let discounted: Family

    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ schedules: [TariffSchedule],
        _ peak: PeakDemand, _ energy: EnergyPrice
    ) {
        entries = schedules.enumerated().flatMap { site, schedule in
            schedule.months.enumerated().compactMap { number, month in
                guard month.version.highUtilisation == .exact, peak.member[site] != nil,
                    let charge = PeakDemand.chargeAtFloorCNY(month, scenario.sites[site])
                else { return nil }
                return Entry(site: site, month: number, chargeAtFloorCNY: charge)
            }
        }
        let names = entries.map { "\(scenario.sites[$0.site].id),\($0.month)" }
        earned = builder.addColumns(.highUtilisation, names, steps: 1, upper: 1)
        discounted = builder.addColumns(.discountedPeak, names, steps: 1)
        let reached = builder.addRows(
            .utilisationReached, names, steps: 1, lower: 0, upper: .infinity)
        let limits = builder.addRows(
            .discountLimit, names.flatMap { [$0 + ",peak", $0 + ",earned"] }, steps: 1,
            lower: -.infinity, upper: 0)
        for (index, entry) in entries.enumerated() {
            let site = scenario.sites[entry.site]
            let month = schedules[entry.site].months[entry.month]
            guard let terms = PeakDemand.terms(month, site), let last = month.steps.last,
                let total = energy.monthEnergy(site: entry.site, last),
                let member = peak.member[entry.site]
            else { continue }
            let (z, d) = (earned(index, 0), discounted(index, 0))
            builder.setInteger(z)
            builder.addTerm(row: reached(index, 0), column: total, 1)
            builder.addTerm(
                row: reached(index, 0), column: z, -HighUtilisation.thresholdMWh(site.connection))
            builder.addConstant(
                row: reached(index, 0), site.remainderMWh(month, scenario.grid))
            let most = max(0, site.highestPeakMW - terms.floorMW)
            builder.setBounds(column: d, lower: 0, upper: most)
            builder.addTerm(row: limits(2 * index, 0), column: d, 1)
            builder.addTerm(row: limits(2 * index, 0), column: peak.peak(member, last), -1)
            builder.addConstant(row: limits(2 * index, 0), terms.floorMW)
            builder.addTerm(row: limits(2 * index + 1, 0), column: d, 1)
            builder.addTerm(row: limits(2 * index + 1, 0), column: z, -most)
            let share = 1 - HighUtilisation.factor
            builder.addCost(column: z, -share * entry.chargeAtFloorCNY)
            builder.addCost(column: d, -share * terms.priceCNYPerMW)
        }
    }

    /// Whether each month of the horizon earns the discount at a site.
    func read(_ columns: [Double], _ scenario: Scenario, site: Int) -> [Bool] {
        var months = [Bool](repeating: false, count: scenario.grid.monthStarts.count)
        for (index, entry) in entries.enumerated() where entry.site == site {
            months[entry.month] = columns[earned(index, 0)] > 0.5
        }
        return months
    }
}

extension Site {
    /// Import of a month beyond the horizon, MWh: the forecast for the last month, else none.
    func remainderMWh(_ month: TariffSchedule.Month, _ grid: TimeGrid) -> Double {
        month.steps.upperBound == grid.stepCount ? account.forecastRemainderMWh ?? 0 : 0
    }
}
