// The law of the angles in both forms, for every run of steps with the same lines in service.
extension GridFlow {
    /// A row for each cycle, scaled so that its largest coefficient is one.
    func addCycles(_ builder: inout ProgramBuilder) {
        var bases: [Int: CycleBasis] = [:]
        for run in service.runs {
            let basis = bases[run.topology] ?? CycleBasis(service.topologies[run.topology])
            bases[run.topology] = basis
            addCycles(&builder, basis, run)
        }
        addAngleLimits(&builder) { builder, index, row, step in
            let topology = service.topology(step)
            let branch = topology.branches[index]
            if branch.carries {
                add(&builder, row: row, index, step, topology.degreesPerMW(index))
                builder.addConstant(row: row, branch.shiftDegrees)
                return
            }
            for part in topology.path(from: branch.from, to: branch.to) {
                add(
                    &builder, row: row, part.branch, step,
                    part.sign * topology.degreesPerMW(part.branch))
                builder.addConstant(
                    row: row, part.sign * topology.branches[part.branch].shiftDegrees)
            }
        }
    }

    private func addCycles(
        _ builder: inout ProgramBuilder, _ basis: CycleBasis, _ run: GridService.Run
    ) {
        let rows = builder.addRows(
            .cycle, basis.cycles.map { lines[$0[0].branch].id }, in: run.steps, lower: 0, upper: 0)
        for (row, cycle) in basis.cycles.enumerated() {
            let scale = cycle.reduce(0) { max($0, abs(topology.branches[$1.branch].reactance)) }
            let shift = cycle.reduce(0) { $0 + $1.sign * topology.branches[$1.branch].shift }
            for step in run.steps {
                if let chord = column(cycle[0].branch, step) {
                    builder.suggestBasis(row: rows(row, step), column: chord)
                }
                builder.addConstant(row: rows(row, step), topology.baseMVA * shift / scale)
                for part in cycle {
                    add(
                        &builder, row: rows(row, step), part.branch, step,
                        part.sign * topology.branches[part.branch].reactance / scale)
                }
            }
        }
    }

    /// Angles of the nodes in degrees, zero at the root of what is tied together.
    func addAngles(_ builder: inout ProgramBuilder, _ scenario: Scenario) {
        let names = scenario.powerGrid?.nodes.map(\.id) ?? []
        let angle = builder.addColumns(.angle, names, steps: grid.stepCount, lower: -.infinity)
        for run in service.runs { addAngles(&builder, scenario, angle, run) }
        addAngleLimits(&builder) { builder, index, row, step in
            builder.addTerm(row: row, column: angle(topology.branches[index].from, step), 1)
            builder.addTerm(row: row, column: angle(topology.branches[index].to, step), -1)
        }
    }

    private func addAngles(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ angle: Family,
        _ run: GridService.Run
    ) {
        let topology = service.topologies[run.topology]
        let carrying = lines.indices.filter { topology.branches[$0].carries }
        let rows = builder.addRows(
            .lineAngle, carrying.map { lines[$0].id }, in: run.steps, lower: 0, upper: 0)
        let tying = angleLines.filter { !service.isOut($0, run) }
        let bounds = LargestFlow(scenario, topology).angles(tying: tying)
        for (node, bound) in bounds.enumerated() {
            for step in run.steps {
                builder.setBounds(column: angle(node, step), lower: -bound, upper: bound)
            }
        }
        for (row, index) in carrying.enumerated() {
            let branch = topology.branches[index]
            let perDegree = 1 / topology.degreesPerMW(index)
            for step in run.steps {
                let row = rows(row, step)
                suggestAngle(&builder, row: row, index, angle, step)
                add(&builder, row: row, index, step, 1)
                builder.addTerm(row: row, column: angle(branch.from, step), -perDegree)
                builder.addTerm(row: row, column: angle(branch.to, step), perDegree)
                builder.addConstant(row: row, perDegree * branch.shiftDegrees)
            }
        }
    }

    /// A line of the tree decides the angle of the node that it leads to, any other its own flow.
    private func suggestAngle(
        _ builder: inout ProgramBuilder, row: Int, _ index: Int, _ angle: Family, _ step: Int
    ) {
        let topology = service.topology(step)
        let branch = topology.branches[index]
        let child = [branch.from, branch.to].first { topology.parent[$0]?.branch == index }
        if let column = child.map({ angle($0, step) }) ?? column(index, step) {
            builder.suggestBasis(row: row, column: column)
        }
    }

    /// The limits of the lines in service: an open line ties no angles.
    private func addAngleLimits(
        _ builder: inout ProgramBuilder,
        _ terms: (inout ProgramBuilder, _ line: Int, _ row: Int, _ step: Int) -> Void
    ) {
        for (member, index) in angleLines.enumerated() {
            for step in 0..<grid.stepCount where !service.isOut(index, step) {
                let row = angleDifference(member, step)
                builder.setBounds(
                    row: row, lower: lines[index].angleMinimumDegrees ?? -.infinity,
                    upper: lines[index].angleMaximumDegrees ?? .infinity)
                terms(&builder, index, row, step)
            }
        }
    }
}
