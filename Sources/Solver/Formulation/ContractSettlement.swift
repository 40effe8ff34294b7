/// Contract curves: the declaration, and the settlement of deviations at spot.
///
/// For a site with a contract, a point n of the declaration (a quarter of an hour, or a longer
/// step), q̄ the mean over the point of import less contracts for carbon-free supply through the
/// grid, in MW:
///
///     q̄[n] = declared[n] + within[n] + above[n] − below[n]
///     |within[n]| ≤ band · declared[n]
///     −limit ≤ q̄[n] − declared[n] ≤ limit
///
///     cost = Σ_t Δ · (contract price · contract + day-ahead · (declared − contract)
///            + real-time · (q − declared)) + Σ_n hours · (short · above + long · below)
///
/// Energy at the margin costs the real-time price: `TariffSchedule` has it as the energy component,
/// so that `EnergyPrice` and `CarbonFreeSupply` need not know; here stands the rest.
struct ContractSettlement {
    /// A site with a contract.
    struct Entry: Sendable {
        let site: Int
        let contract: EnergyContract
    }

    let entries: [Entry]
    let declared: Family
    private let above: Family
    private let below: Family
    private let points: [Range<Int>]

    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ connection: GridConnection,
        _ supply: CarbonFreeSupply
    ) {
        entries = scenario.sites.enumerated().compactMap { index, site in
            site.contract.map { Entry(site: index, contract: $0) }
        }
        points = scenario.grid.settlementPoints
        let names = entries.map { scenario.sites[$0.site].id }
        let count = entries.isEmpty ? 1 : points.count
        declared = builder.addColumns(.declared, names, steps: count)
        let within = builder.addColumns(.deviationWithin, names, steps: count)
        above = builder.addColumns(.deviationAbove, names, steps: count)
        below = builder.addColumns(.deviationBelow, names, steps: count)
        let rows = Rows(
            balance: builder.addRows(.deviation, names, steps: count, lower: 0, upper: 0),
            bandAbove: builder.addRows(
                .bandAbove, names, steps: count, lower: -.infinity, upper: 0),
            bandBelow: builder.addRows(
                .bandBelow, names, steps: count, lower: 0, upper: .infinity),
            limit: builder.addRows(
                .deviationLimit, names, steps: count, lower: -.infinity, upper: .infinity))
        for (member, entry) in entries.enumerated() {
            let rating = scenario.sites[entry.site].connection.largestRatingMW
            for point in points.indices {
                addBounds(&builder, member, point, within, most: rating)
                addRows(&builder, rows, member, point, within)
                addCosts(&builder, scenario.grid, member, point)
                addSpot(&builder, rows, member, point, connection, supply)
            }
        }
    }

    /// The import that is settled at spot: without contracts for carbon-free supply.
    private func addSpot(
        _ builder: inout ProgramBuilder, _ rows: Rows, _ member: Int, _ point: Int,
        _ connection: GridConnection, _ supply: CarbonFreeSupply
    ) {
        let site = entries[member].site
        let share = 1 / Double(points[point].count)
        let contracts = supply.entries.indices.filter {
            supply.entries[$0].site == site && supply.entries[$0].renewable.delivery == .grid
        }
        for step in points[point] {
            for row in [rows.balance(member, point), rows.limit(member, point)] {
                builder.addTerm(row: row, column: connection.imported(site, step), share)
                for number in contracts {
                    builder.addTerm(row: row, column: supply.used(number, step), -share)
                }
            }
        }
    }

    private struct Rows {
        let balance: Family
        let bandAbove: Family
        let bandBelow: Family
        let limit: Family
    }

    private func addBounds(
        _ builder: inout ProgramBuilder, _ member: Int, _ point: Int, _ within: Family,
        most: Double
    ) {
        let contract = entries[member].contract
        let fixed = contract.declaredMW.map { $0[points[point].lowerBound] }
        let largest = ProgramBuilder.neverReached(max(most, fixed ?? 0))
        builder.setBounds(
            column: declared(member, point), lower: fixed ?? 0,
            upper: fixed ?? most)
        let band = contract.bandShare * largest
        builder.setBounds(column: within(member, point), lower: -band, upper: band)
        for column in [above(member, point), below(member, point)] {
            builder.setBounds(column: column, lower: 0, upper: largest)
        }
    }

    private func addRows(
        _ builder: inout ProgramBuilder, _ rows: Rows, _ member: Int, _ point: Int,
        _ within: Family
    ) {
        let contract = entries[member].contract
        let column = declared(member, point)
        builder.addTerm(row: rows.balance(member, point), column: column, -1)
        builder.addTerm(
            row: rows.balance(member, point), column: within(member, point), -1)
        builder.addTerm(row: rows.balance(member, point), column: above(member, point), -1)
        builder.addTerm(row: rows.balance(member, point), column: below(member, point), 1)
        for (row, sign) in [
            (rows.bandAbove(member, point), -1.0), (rows.bandBelow(member, point), 1.0),
        ] {
            builder.addTerm(row: row, column: within(member, point), 1)
            builder.addTerm(row: row, column: column, sign * contract.bandShare)
        }
        builder.addTerm(row: rows.limit(member, point), column: column, -1)
        builder.setBounds(
            row: rows.limit(member, point), lower: -contract.deviationLimitMW,
            upper: contract.deviationLimitMW)
    }

    private func addCosts(
        _ builder: inout ProgramBuilder, _ grid: TimeGrid, _ member: Int, _ point: Int
    ) {
        let contract = entries[member].contract
        let hours = Double(points[point].count) * grid.stepHours
        for step in points[point] {
            let dayAhead = contract.dayAheadCNYPerMWh[step]
            builder.addCost(
                column: declared(member, point),
                (dayAhead - contract.realTimeCNYPerMWh[step]) * grid.stepHours)
            builder.addOffset(
                (contract.priceCNYPerMWh[step] - dayAhead) * contract.contractMW[step]
                    * grid.stepHours)
        }
        builder.addCost(column: above(member, point), contract.shortPenaltyCNYPerMWh * hours)
        builder.addCost(column: below(member, point), contract.longPenaltyCNYPerMWh * hours)
    }
}

extension ContractSettlement {
    /// Reads the declarations back, MW by step.
    func read(_ columns: [Double]) -> [Schedule.Declaration] {
        entries.enumerated().map { member, entry in
            let values = declared.values(columns, member)
            return Schedule.Declaration(
                site: entry.site,
                declaredMW: zip(points, values).flatMap { steps, value in
                    steps.map { _ in max(0, value) }
                })
        }
    }

    /// What the contracts cost, without the energy that contracts through the grid replace.
    func costLines(_ schedule: Schedule, _ grid: TimeGrid) -> [CostLine] {
        zip(entries, schedule.declarations).flatMap { entry, declaration -> [CostLine] in
            let spot = importBySpot(schedule, entry.site)
            let steps = 0..<grid.stepCount
            func settled(_ power: [Double]) -> Settlement {
                Settlement(
                    contract: entry.contract, grid: grid, importMW: power,
                    declaredMW: declaration.declaredMW)
            }
            // The supplies' own lines deduct what they replace at the real-time price.
            let all = settled(schedule.sites[entry.site].importMW)
            func line(_ kind: CostLine.Kind, _ line: Settlement.Line) -> CostLine {
                CostLine(kind: kind, site: entry.site, amountCNY: line.amountCNY)
            }
            return [
                line(.contractEnergy, all.contractLine(steps)),
                line(.dayAheadDeviation, all.dayAhead(steps)),
                line(.realTimeDeviation, all.realTime(steps)),
                line(.deviationPenalty, settled(spot).penalty(steps)),
            ]
        }
    }

    /// Import that is settled: contracts for carbon-free supply through the grid are not.
    private func importBySpot(_ schedule: Schedule, _ site: Int) -> [Double] {
        schedule.supplies.filter { $0.site == site && $0.renewable.delivery == .grid }
            .reduce(schedule.sites[site].importMW) { zip($0, $1.usedMW).map(-) }
    }

    /// Second stage: among declarations that cost the same, the one nearest to the import.
    func tieBreak(_ costs: inout [Double]) {
        for family in [above, below] {
            for index in family.first..<family.first + family.count { costs[index] = 1 }
        }
    }
}
