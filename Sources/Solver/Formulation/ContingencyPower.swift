/// Columns of one loss.
struct ContingencyColumns {
    let flow: Family
    /// Busy replicas beyond the plan, by mode.
    let busy: Family
    /// Replicas started then, by use.
    let starting: Family
    let modes: [(use: Int, mode: Int)]
    let uses: [Int]
}

/// Replicas, accelerators and connections while a site is lost; the equations are in `LossReserve`.
struct ContingencyPower {
    let scenario: Scenario
    let replicas: Replicas
    let columns: ContingencyColumns
    let lossName: String

    private var steps: Range<Int> { columns.flow.steps }

    private func pool(_ use: Replicas.Use) -> Pool { scenario.sites[use.site].pools[use.pool] }

    private func most(_ use: Replicas.Use) -> Double {
        (pool(use).accelerators.largest + (pool(use).expansion?.maximum ?? 0))
            / Double(use.profile.acceleratorsPerReplica)
    }

    /// Finite bounds; what loads too slowly, or has no weights yet, cannot start.
    func bound(_ builder: inout ProgramBuilder) {
        for (member, index) in columns.uses.enumerated() {
            let use = replicas.uses[index]
            let isFast = use.profile.loading.minutes <= scenario.reserve.allowedOutageMinutes
            for step in steps {
                let isHere =
                    use.permission.availableFrom.map { $0 <= scenario.grid.instant(step) } ?? true
                builder.setBounds(
                    column: columns.starting(member, step), lower: 0,
                    upper: isFast && isHere ? ProgramBuilder.neverReached(most(use)) : 0)
            }
        }
        for (member, mode) in columns.modes.enumerated() {
            for step in steps {
                builder.setBounds(
                    column: columns.busy(member, step), lower: 0,
                    upper: ProgramBuilder.neverReached(most(replicas.uses[mode.use])))
            }
        }
    }

    func addBusy(_ builder: inout ProgramBuilder) {
        let rows = builder.addRows(
            .reserveBusy, columns.uses.map { "\(lossName),\(replicas.uses[$0].name)" },
            in: steps, lower: -.infinity, upper: 0)
        for (member, index) in columns.uses.enumerated() {
            let use = replicas.uses[index]
            for step in steps {
                let row = rows(member, step)
                builder.addTerm(row: row, column: replicas.on(index, step), -1)
                builder.addTerm(row: row, column: columns.starting(member, step), -1)
                for mode in use.profile.modes.indices {
                    builder.addTerm(
                        row: row, column: replicas.busy(use.firstMode + mode, step), 1)
                }
            }
            replicas.addOccupied(&builder, use: index) {
                steps.contains($0) ? rows(member, $0) : nil
            }
        }
        let memberOf = Dictionary(
            uniqueKeysWithValues: columns.uses.enumerated().map { ($1, $0) })
        for (member, mode) in columns.modes.enumerated() {
            guard let use = memberOf[mode.use] else { continue }
            for step in steps {
                builder.addTerm(row: rows(use, step), column: columns.busy(member, step), 1)
            }
        }
    }

    /// Pools in which something may start.
    ///
    /// - Parameter copies: the rows that get the terms of a pool's limit, by that limit.
    func addAccelerators(_ builder: inout ProgramBuilder, _ copies: inout [Int: [Int]]) {
        let fast = columns.uses.filter {
            replicas.uses[$0].profile.loading.minutes <= scenario.reserve.allowedOutageMinutes
        }
        let pools = Array(Set(fast.map { [replicas.uses[$0].site, replicas.uses[$0].pool] }))
            .sorted { $0.lexicographicallyPrecedes($1) }
        let rows = builder.addRows(
            .reserveAccelerators,
            pools.map {
                "\(lossName),\(scenario.sites[$0[0]].id),\(scenario.sites[$0[0]].pools[$0[1]].id)"
            }, in: steps, lower: -.infinity, upper: 0)
        // The pool's own limit, jobs and added capacity included, with what starts on top.
        for (row, place) in pools.enumerated() {
            let there = scenario.sites[place[0]].pools[place[1]]
            for step in steps {
                copies[replicas.acceleratorRow(place[0], place[1], step), default: []]
                    .append(rows(row, step))
                builder.setBounds(
                    row: rows(row, step), lower: -.infinity, upper: there.accelerators[step])
                for (member, index) in columns.uses.enumerated() {
                    let use = replicas.uses[index]
                    guard [use.site, use.pool] == place else { continue }
                    builder.addTerm(
                        row: rows(row, step), column: columns.starting(member, step),
                        Double(use.profile.acceleratorsPerReplica))
                }
            }
        }
    }

    /// The connection carries what is imported and what the tokens taken over draw.
    func addConnections(
        _ builder: inout ProgramBuilder, _ connection: GridConnection,
        _ capacity: CapacityChoices
    ) {
        let sites = Array(Set(columns.uses.map { replicas.uses[$0].site })).sorted()
        let rows = builder.addRows(
            .reserveConnection, sites.map { "\(lossName),\(scenario.sites[$0].id)" },
            in: steps, lower: -.infinity, upper: 0)
        for (row, site) in sites.enumerated() {
            let place = scenario.sites[site]
            for step in steps {
                let limit = place.connection.importLimit(scenario.grid, step).limitMW
                builder.setBounds(row: rows(row, step), lower: -.infinity, upper: limit)
                builder.addTerm(
                    row: rows(row, step), column: connection.imported(site, step), 1)
                if let built = capacity.column(.connection(site)) {
                    builder.addTerm(
                        row: rows(row, step), column: built, -place.connection.megawattsPerMVA)
                }
                addDraw(&builder, row: rows(row, step), site: site, step)
            }
        }
    }

    /// What started and busy replicas draw beyond the plan, at the meter.
    private func addDraw(_ builder: inout ProgramBuilder, row: Int, site: Int, _ step: Int) {
        let perKW = scenario.sites[site].facility.pue[step] / 1000
        for (member, index) in columns.uses.enumerated()
        where replicas.uses[index].site == site {
            let use = replicas.uses[index]
            let off =
                scenario.accelerators.first { $0.id == pool(use).accelerator }?.offKW ?? 0
            builder.addTerm(
                row: row, column: columns.starting(member, step),
                perKW
                    * (use.profile.loadedIdleKW
                        - off * Double(use.profile.acceleratorsPerReplica)))
        }
        for (member, mode) in columns.modes.enumerated()
        where replicas.uses[mode.use].site == site {
            let profile = replicas.uses[mode.use].profile
            builder.addTerm(
                row: row, column: columns.busy(member, step),
                perKW * (profile.modes[mode.mode].busyKW - profile.loadedIdleKW))
        }
    }
}
