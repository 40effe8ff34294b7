/// Flows of the AC lines of the grid: DC power flow.
///
/// For every line ℓ and step, flow in MW, in one of two forms with the same points:
///
///     |flow[ℓ,t]| ≤ limit_share[ℓ,t] · (limit[ℓ] + built[ℓ])
///     cycles:  Σ_ℓ in c ± reactance[ℓ] · flow[ℓ,t] = −base · Σ_ℓ in c ± shift[ℓ]     (each cycle c)
///     angles:  reactance[ℓ] / base · flow[ℓ,t] = angle[from,t] − angle[to,t] − shift[ℓ]
///     angle_minimum[ℓ] ≤ angle of from over to ≤ angle_maximum[ℓ], in degrees
///
/// With cycles an angle limit is a limit on the line's own flow; for a line that carries nothing
/// it is one on the sum along the tree. Flow leaves `from` and enters `to`. See `GridTopology` for
/// the reactance of both DC models. In steps with lines out of service the law is that of the lines
/// that are in service then (`GridService`); it is written in `GridFlow+Law.swift`.
package struct GridFlow {
    /// How the law of the angles is written.
    package enum Form: String, Sendable {
        case cycles, angles
    }

    /// All lines in service.
    let topology: GridTopology
    let service: GridService
    let lines: [GridLine]
    package let form: Form
    /// Flows of the lines that carry.
    private let flow: Family
    private let member: [Int?]
    let angleDifference: Family
    /// Lines by member of `angleDifference`.
    let angleLines: [Int]
    let grid: TimeGrid

    /// - Parameter form: the form; nil for the sparser one (see `Form.init`).
    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ balance: PowerBalance,
        _ capacity: CapacityChoices, form chosen: Form? = nil
    ) {
        grid = scenario.grid
        let topology =
            scenario.powerGrid.map { GridTopology($0) }
            ?? GridTopology(branches: [], nodeCount: 0, baseMVA: 1)
        self.topology = topology
        let service = GridService(scenario, topology)
        self.service = service
        let lines = scenario.powerGrid?.lines ?? []
        self.lines = lines
        form = chosen ?? Form(service, lines)
        let largest = LargestFlow(scenario, topology)
        angleLines = lines.indices.filter { largest.angleBinds($0) }
        let carrying = lines.indices.filter { topology.branches[$0].carries }
        var member = [Int?](repeating: nil, count: lines.count)
        for (index, line) in carrying.enumerated() { member[line] = index }
        self.member = member
        flow = builder.addColumns(
            .lineFlow, carrying.map { lines[$0].id }, steps: grid.stepCount)
        angleDifference = builder.addRows(
            .angleDifference, angleLines.map { lines[$0].id }, steps: grid.stepCount,
            lower: -.infinity, upper: .infinity)
        for index in carrying {
            let branch = topology.branches[index]
            for step in 0..<grid.stepCount {
                guard let column = column(index, step) else { continue }
                let bounds = largest.bounds(index, step)
                builder.setBounds(column: column, lower: bounds.0, upper: bounds.1)
                balance.add(&builder, at: .node(branch.from), step: step, column: column, -1)
                balance.add(&builder, at: .node(branch.to), step: step, column: column, 1)
            }
        }
        suggestTree(&builder, balance)
        addExpansions(&builder, capacity)
        switch form {
        case .cycles: addCycles(&builder)
        case .angles: addAngles(&builder, scenario)
        }
    }

    /// The column of a line's flow; nil where it carries nothing.
    func column(_ line: Int, _ step: Int) -> Int? { member[line].map { flow($0, step) } }

    /// Adds a multiple of a line's flow to a row.
    func add(
        _ builder: inout ProgramBuilder, row: Int, _ line: Int, _ step: Int, _ factor: Double
    ) {
        guard let column = column(line, step) else { return }
        builder.addTerm(row: row, column: column, factor)
    }

    /// The flows that the balances alone decide: each node takes the line towards its root.
    ///
    /// Flows cost nothing, so a basis of all flows is as good as that of the slacks for the dual
    /// simplex method, and saves it an iteration for every node and line.
    private func suggestTree(_ builder: inout ProgramBuilder, _ balance: PowerBalance) {
        for run in service.runs {
            for (node, step) in service.topologies[run.topology].parent.enumerated() {
                guard let branch = step?.branch else { continue }
                for time in run.steps {
                    guard let column = column(branch, time) else { continue }
                    builder.suggestBasis(row: balance.nodeBalance(node, time), column: column)
                }
            }
        }
    }

    private func addExpansions(_ builder: inout ProgramBuilder, _ capacity: CapacityChoices) {
        let growing = lines.indices.filter { capacity.column(.line($0)) != nil }
        let names = growing.map { lines[$0].id }
        let forward = builder.addRows(
            .lineForward, names, steps: grid.stepCount, lower: -.infinity, upper: 0)
        let backward = builder.addRows(
            .lineBackward, names, steps: grid.stepCount, lower: -.infinity, upper: 0)
        for (row, index) in growing.enumerated() {
            guard let built = capacity.column(.line(index)) else { continue }
            for step in 0..<grid.stepCount {
                let share = lines[index].limitShare[step]
                for (family, sign) in [(forward, 1.0), (backward, -1.0)] {
                    add(&builder, row: family(row, step), index, step, sign)
                    builder.addTerm(row: family(row, step), column: built, -share)
                    builder.addConstant(
                        row: family(row, step), -share * (lines[index].limitMW ?? 0))
                }
            }
        }
    }
}

extension GridFlow.Form {
    /// Cycles, the sparser form, where they can say what is asked.
    ///
    /// A line that carries nothing and limits the angle between two islands needs angles: there is
    /// no way along which to add flows.
    init(_ service: GridService, _ lines: [GridLine]) {
        let whole = service.topologies[0]
        let limiting = lines.indices.filter { index in
            !whole.branches[index].carries
                && (lines[index].angleMinimumDegrees ?? lines[index].angleMaximumDegrees) != nil
        }
        let tiesIslands = service.used.contains { topology in
            limiting.contains { index in
                let branch = topology.branches[index]
                return topology.island[branch.from] != topology.island[branch.to]
            }
        }
        self = tiesIslands ? .angles : .cycles
    }
}

extension GridFlow {
    /// Reads the lines back.
    func read(_ columns: [Double]) -> [Schedule.LineUse] {
        lines.indices.map { index in
            Schedule.LineUse(
                line: lines[index],
                flowMW: member[index].map { flow.values(columns, $0) }
                    ?? [Double](repeating: 0, count: grid.stepCount))
        }
    }

    /// Angles by node and step, degrees; zero at the best-connected node of each island.
    func readAngles(_ columns: [Double]) -> [[Double]] {
        var angles = [[Double]](
            repeating: [Double](repeating: 0, count: grid.stepCount), count: topology.nodeCount)
        for step in 0..<grid.stepCount {
            let values = service.topology(step).angles { line in
                column(line, step).map { columns[$0] } ?? 0
            }
            for (node, value) in values.enumerated() { angles[node][step] = value }
        }
        return angles
    }
}
