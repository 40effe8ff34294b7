/// Carbon-free energy that one site of a zone gives up and another one receives.
///
/// For the sites s of a deliverability zone in which something is matched, in MW:
///
///     Σ_s green_received = Σ_s green_given_up + Σ_s green_exported
///     0 ≤ green_exported[s,t] ≤ export[s,t]                  given up out of what leaves the site
///     green_received[s,t] + Σ contracts[s,t] ≤ import[s,t]   what is received comes by the grid
///
/// A site that gives up what it uses itself buys the residual mix for it; one that receives needs
/// none: market-based emissions change by residual · Δ · (green_given_up − green_received). What
/// is given up out of the export was never the site's, so it changes nothing there. So every MWh
/// counts once. Among plans of equal cost the one that moves least is picked, out of the export
/// first.
struct GreenTransfer {
    let received: Family
    let givenUp: Family
    let exported: Family
    /// Sites that take part, the members of `received` and `givenUp`.
    let sites: [Int]
    /// Sites that may export, the members of `exported`.
    let exporting: [Int]

    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ matching: GreenMatching,
        _ connection: GridConnection, _ supply: CarbonFreeSupply, _ carbon: CarbonAccount
    ) {
        let zones = matching.zones.filter { $0.count > 1 }
        let sites = zones.flatMap { $0 }.sorted()
        let exporting = sites.filter { site in
            let place = scenario.sites[site]
            return connection.exportMember[site] != nil
                && (place.renewables.contains { $0.delivery == .onSite }
                    || place.storages.contains(where: \.carriesGreen))
        }
        self.sites = sites
        self.exporting = exporting
        let steps = scenario.grid.stepCount
        func names(_ list: [Int]) -> [String] { list.map { scenario.sites[$0].id } }
        received = builder.addColumns(.greenReceived, names(sites), steps: steps)
        givenUp = builder.addColumns(.greenGivenUp, names(sites), steps: steps)
        exported = builder.addColumns(.greenExported, names(exporting), steps: steps)
        addZones(&builder, scenario, zones)
        addDelivery(&builder, scenario, connection, supply)
        addExport(&builder, scenario, connection)
        addTerms(&builder, scenario, matching, carbon)
    }

    /// Bounds, and the terms in the rows of matching and of carbon.
    private func addTerms(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ matching: GreenMatching,
        _ carbon: CarbonAccount
    ) {
        let users = Set(matching.entries.map(\.site))
        for step in 0..<scenario.grid.stepCount {
            for (member, site) in sites.enumerated() {
                let place = scenario.sites[site]
                let mayReceive =
                    users.contains(site) || place.storages.contains(where: \.carriesGreen)
                let (gain, loss) = (received(member, step), givenUp(member, step))
                builder.setBounds(
                    column: gain, lower: 0, upper: mayReceive ? place.connection.largestRatingMW : 0
                )
                builder.setBounds(
                    column: loss, lower: 0,
                    upper: ProgramBuilder.neverReached(Self.mostMW(place, step)))
                matching.addSource(&builder, site, step, column: gain)
                matching.addDemand(&builder, site, step, column: loss)
                carbon.addReceived(&builder, scenario, site: site, step: step, column: gain, 1)
                carbon.addReceived(&builder, scenario, site: site, step: step, column: loss, -1)
            }
            for (member, site) in exporting.enumerated() {
                matching.addDemand(&builder, site, step, column: exported(member, step))
            }
        }
    }

    /// The most that a site can give up in a step, MW.
    private static func mostMW(_ site: Site, _ step: Int) -> Double {
        site.renewables.reduce(0) { $0 + $1.largestMW(step) }
            + site.storages.reduce(0) { $0 + ($1.carriesGreen ? $1.largestDischargeMW : 0) }
    }

    private func addZones(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ zones: [[Int]]
    ) {
        let names = zones.map { scenario.sites[$0[0]].zone ?? "" }
        let rows = builder.addRows(
            .greenZone, names, steps: scenario.grid.stepCount, lower: 0, upper: 0)
        let rowOf = Dictionary(
            uniqueKeysWithValues: zones.enumerated().flatMap { row, zone in
                zone.map { ($0, row) }
            })
        for step in 0..<scenario.grid.stepCount {
            for (member, site) in sites.enumerated() {
                let row = rows(rowOf[site] ?? 0, step)
                builder.addTerm(row: row, column: received(member, step), 1)
                builder.addTerm(row: row, column: givenUp(member, step), -1)
            }
            for (member, site) in exporting.enumerated() {
                builder.addTerm(
                    row: rows(rowOf[site] ?? 0, step), column: exported(member, step), -1)
            }
        }
    }

    private func addDelivery(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ connection: GridConnection,
        _ supply: CarbonFreeSupply
    ) {
        let rows = builder.addRows(
            .greenDelivery, sites.map { scenario.sites[$0].id }, steps: scenario.grid.stepCount,
            lower: -.infinity, upper: 0)
        let contracts = Dictionary(
            grouping: supply.entries.indices.filter {
                supply.entries[$0].renewable.delivery == .grid
            }, by: { supply.entries[$0].site })
        for (row, site) in sites.enumerated() {
            for step in 0..<scenario.grid.stepCount {
                builder.addTerm(row: rows(row, step), column: received(row, step), 1)
                builder.addTerm(
                    row: rows(row, step), column: connection.imported(site, step), -1)
                for member in contracts[site] ?? [] {
                    builder.addTerm(row: rows(row, step), column: supply.used(member, step), 1)
                }
            }
        }
    }

    private func addExport(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ connection: GridConnection
    ) {
        let rows = builder.addRows(
            .greenExport, exporting.map { scenario.sites[$0].id },
            steps: scenario.grid.stepCount, lower: -.infinity, upper: 0)
        for (row, site) in exporting.enumerated() {
            guard let member = connection.exportMember[site] else { continue }
            for step in 0..<scenario.grid.stepCount {
                builder.addTerm(row: rows(row, step), column: exported(row, step), 1)
                builder.addTerm(
                    row: rows(row, step), column: connection.exported(member, step), -1)
            }
        }
    }
}

extension GreenTransfer {
    /// Costs of the second stage: least energy moved, out of the export first.
    func addTieBreak(_ costs: inout [Double]) {
        for index in received.first..<received.first + received.count { costs[index] = 1e-4 }
        for index in givenUp.first..<givenUp.first + givenUp.count { costs[index] = 1e-4 }
    }

    /// What the carbon price charges or spares; nothing by the location-based method.
    func costLines(_ scenario: Scenario, _ transfers: [Schedule.GreenTransferUse]) -> [CostLine] {
        guard scenario.carbon.method == .marketBased else { return [] }
        return transfers.map { use in
            let kilograms = use.receivedMW.indices.reduce(0) {
                $0 + (use.receivedMW[$1] - use.givenUpMW[$1]) * scenario.grid.stepHours
                    * CarbonAccount.factor(.marketBased, scenario.sites[use.site], $1)
            }
            return CostLine(
                kind: .carbon, site: use.site,
                amountCNY: -kilograms / 1000 * scenario.carbon.priceCNYPerTonne)
        }
    }

    /// Reads what sites give up and receive, by site; empty where there is no zone to share.
    func read(_ columns: [Double]) -> [Schedule.GreenTransferUse] {
        sites.enumerated().map { member, site in
            let values = exporting.firstIndex(of: site).map { exported.values(columns, $0) }
            return Schedule.GreenTransferUse(
                site: site, receivedMW: received.values(columns, member),
                givenUpMW: givenUp.values(columns, member),
                exportedMW: values ?? [Double](repeating: 0, count: received.stepCount))
        }
    }
}
