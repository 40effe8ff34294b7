/// Spinning reserve of the grid: what generators that run could still give.
///
/// For each group of nodes and step, in MW:
///
///     Σ_d (available[d,t] · on[d,t] + availability · built[d] − output[d,t]) ≥ share · load[t]
///
/// A generator without commitment is always on. The load is what the nodes take: their own, and the
/// import of sites there less their export.
struct SpinningReserve {
    private let scenario: Scenario
    private let rows: Family

    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ generators: GeneratorOperation,
        _ commitment: UnitCommitment, _ connection: GridConnection, _ capacity: CapacityChoices
    ) {
        self.scenario = scenario
        let nodes = scenario.powerGrid?.nodes ?? []
        rows = builder.addRows(
            .spinningReserve, scenario.reserve.spinning.indices.map { "\($0)" },
            steps: scenario.grid.stepCount, lower: 0, upper: .infinity)
        for (row, group) in scenario.reserve.spinning.enumerated() {
            let own = nodes.indices.filter {
                group.nodes.isEmpty || group.nodes.contains(nodes[$0].id)
            }
            addLoad(&builder, row, Set(own), share: group.share, connection)
            for (member, entry) in generators.entries.enumerated()
            where entry.place.node.map(own.contains) ?? false {
                addGenerator(&builder, row, generators, member, commitment, capacity)
            }
        }
    }

    private func addLoad(
        _ builder: inout ProgramBuilder, _ row: Int, _ own: Set<Int>, share: Double,
        _ connection: GridConnection
    ) {
        let nodes = scenario.powerGrid?.nodes ?? []
        let names = Set(own.map { nodes[$0].id })
        for step in 0..<scenario.grid.stepCount {
            let target = rows(row, step)
            let load = own.sorted().reduce(0) { $0 + nodes[$1].demandMW(step) }
            builder.addConstant(row: target, -share * load)
            for (site, value) in scenario.sites.enumerated()
            where value.node.map(names.contains) ?? false {
                builder.addTerm(row: target, column: connection.imported(site, step), -share)
                guard let member = connection.exportMember[site] else { continue }
                builder.addTerm(row: target, column: connection.exported(member, step), share)
            }
        }
    }

    private func addGenerator(
        _ builder: inout ProgramBuilder, _ row: Int, _ generators: GeneratorOperation,
        _ member: Int, _ commitment: UnitCommitment, _ capacity: CapacityChoices
    ) {
        let generator = generators.entries[member].generator
        for step in 0..<scenario.grid.stepCount {
            let target = rows(row, step)
            let available = generator.availableMW(step)
            builder.addTerm(row: target, column: generators.output(member, step), -1)
            if let on = commitment.column(member: member, step: step) {
                builder.addTerm(row: target, column: on, available)
            } else {
                builder.addConstant(row: target, available)
            }
            if let built = capacity.column(.generator(member)) {
                builder.addTerm(
                    row: target, column: built, generator.availabilityShare[step])
            }
        }
    }
}
