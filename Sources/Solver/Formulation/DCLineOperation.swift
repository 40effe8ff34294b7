/// DC lines and links of the grid: their flow is decided.
///
/// For every DC line and step, in MW, with net = flow − back and back only where reverse flow has
/// costs or losses of its own:
///
///     minimum + minimum_share · (capacity + built) ≤ net ≤ availability · (capacity + built)
///     at from:          − flow + efficiency · back
///     at to:            efficiency · flow − back − fixed loss
///     at each output:   its efficiency · flow
///
/// Cost: price · w·Δ · (flow + back). Flow both ways at once loses power and can only pay where
/// prices are negative; binaries keep the two apart there (see `Restrictions`). Under maintenance the
/// rows of the window take the place of the limits, so that a line that must carry need not.
struct DCLineOperation {
    let lines: [DCLine]
    let flow: Family
    private let back: Family
    private let backMember: [Int?]
    private let grid: TimeGrid
    private let maintained: [HeldThing: [Double]]

    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ balance: PowerBalance,
        _ capacity: CapacityChoices, _ restrictions: Restrictions
    ) {
        grid = scenario.grid
        maintained = scenario.maintainedShares(.dcLine)
        let lines = scenario.powerGrid?.dcLines ?? []
        self.lines = lines
        flow = builder.addColumns(
            .dcFlow, lines.map(\.id), steps: grid.stepCount, lower: -.infinity)
        let split = lines.indices.filter { lines[$0].splitsReverse }
        back = builder.addColumns(.dcBack, split.map { lines[$0].id }, steps: grid.stepCount)
        var members = [Int?](repeating: nil, count: lines.count)
        for (member, index) in split.enumerated() { members[index] = member }
        backMember = members
        let nodes = scenario.powerGrid?.nodeNumbers ?? [:]
        for index in lines.indices { addLine(&builder, index, nodes, balance) }
        addExpansions(&builder, capacity)
        builder.addExclusive(lines.indices.flatMap { exclusive(restrictions, $0) })
    }

    /// The steps in which a line sends one way only.
    private func exclusive(_ restrictions: Restrictions, _ index: Int) -> [ExclusiveColumns] {
        guard let member = backMember[index] else { return [] }
        return restrictions.steps(.dcLine(index)).map { step in
            ExclusiveColumns(
                name: "\(lines[index].id),\(step)", first: flow(index, step),
                second: back(member, step))
        }
    }

    private func addLine(
        _ builder: inout ProgramBuilder, _ index: Int, _ nodes: [String: Int],
        _ balance: PowerBalance
    ) {
        let line = lines[index]
        func place(_ node: String) -> Place { .node(nodes[node] ?? 0) }
        for step in 0..<grid.stepCount {
            let bounds = bounds(index, step)
            let column = flow(index, step)
            let price = line.priceCNYPerMWh[step] * grid.weightedHours(step)
            let efficiency = line.efficiency[step]
            builder.addCost(column: column, price)
            balance.add(&builder, at: place(line.from), step: step, column: column, -1)
            balance.add(&builder, at: place(line.to), step: step, column: column, efficiency)
            for output in line.outputs {
                balance.add(
                    &builder, at: place(output.node), step: step, column: column,
                    output.efficiency)
            }
            balance.addConstant(&builder, at: place(line.to), step: step, -line.fixedLossMW)
            guard let member = backMember[index] else {
                builder.setBounds(column: column, lower: bounds.0, upper: bounds.1)
                continue
            }
            let reverse = back(member, step)
            builder.setBounds(column: column, lower: max(0, bounds.0), upper: max(0, bounds.1))
            builder.setBounds(
                column: reverse, lower: max(0, -bounds.1), upper: max(0, -bounds.0))
            builder.addCost(column: reverse, price)
            balance.add(&builder, at: place(line.from), step: step, column: reverse, efficiency)
            balance.add(&builder, at: place(line.to), step: step, column: reverse, -1)
        }
    }

    private func addExpansions(_ builder: inout ProgramBuilder, _ capacity: CapacityChoices) {
        let growing = lines.indices.filter { capacity.column(.dcLine($0)) != nil }
        let names = growing.map { lines[$0].id }
        let most = builder.addRows(
            .dcLimit, names, steps: grid.stepCount, lower: -.infinity, upper: 0)
        let least = builder.addRows(
            .dcMinimum, names, steps: grid.stepCount, lower: 0, upper: .infinity)
        for (row, index) in growing.enumerated() {
            guard let built = capacity.column(.dcLine(index)) else { continue }
            let line = lines[index]
            for step in 0..<grid.stepCount {
                guard !isMaintained(index, step) else {
                    builder.setBounds(row: most(row, step), lower: -.infinity, upper: .infinity)
                    builder.setBounds(row: least(row, step), lower: -.infinity, upper: .infinity)
                    continue
                }
                addNet(&builder, row: most(row, step), index, step)
                builder.addTerm(
                    row: most(row, step), column: built, -line.availabilityShare[step])
                builder.addConstant(row: most(row, step), -line.availableMW(step))
                addNet(&builder, row: least(row, step), index, step)
                builder.addTerm(row: least(row, step), column: built, -line.minimumShare[step])
                builder.addConstant(row: least(row, step), -line.minimumMW(step))
            }
        }
    }

    private func isMaintained(_ index: Int, _ step: Int) -> Bool {
        (maintained[.dcLine(index)]?[step] ?? 1) < 1
    }

    /// Bounds of the net flow; nothing under maintenance is always among them.
    private func bounds(_ index: Int, _ step: Int) -> (Double, Double) {
        let own = lines[index].bounds(step)
        return isMaintained(index, step) ? (min(0, own.0), max(0, own.1)) : own
    }

    /// Adds a multiple of the net flow to a row.
    func addNet(
        _ builder: inout ProgramBuilder, row: Int, _ index: Int, _ step: Int, factor: Double = 1
    ) {
        for term in net(index, step) {
            builder.addTerm(row: row, column: term.column, factor * term.factor)
        }
    }

    /// The net flow as a sum of columns.
    func net(_ index: Int, _ step: Int) -> [DecisionColumns.Term] {
        let forward = (column: flow(index, step), factor: 1.0)
        return [forward] + (backMember[index].map { [(back($0, step), -1)] } ?? [])
    }
}

extension DCLine {
    /// Whether reverse flow needs a column of its own.
    var splitsReverse: Bool {
        guard reverseLoss == .symmetric, canTurn else { return false }
        return efficiency.smallest != 1 || efficiency.largest != 1
            || priceCNYPerMWh.smallest != 0 || priceCNYPerMWh.largest != 0
    }

    /// Bounds of the net flow, what may be built included, MW.
    func bounds(_ step: Int) -> (Double, Double) {
        let most = expansion?.maximum ?? 0
        return (
            minimumMW(step) + min(0, minimumShare[step] * most),
            availableMW(step) + max(0, availabilityShare[step] * most)
        )
    }
}

extension DCLineOperation {
    /// Reads the DC lines back.
    func read(_ columns: [Double]) -> [Schedule.DCLineUse] {
        lines.indices.map { index in
            let forward = flow.values(columns, index)
            let reverse =
                backMember[index].map { back.values(columns, $0) }
                ?? [Double](repeating: 0, count: grid.stepCount)
            return Schedule.DCLineUse(line: lines[index], flowMW: forward, backMW: reverse)
        }
    }

    /// What carrying costs, by line.
    func costLines(_ uses: [Schedule.DCLineUse]) -> [CostLine] {
        uses.map { use in
            let cost = use.flowMW.indices.reduce(0) {
                $0 + use.line.priceCNYPerMWh[$1] * (use.flowMW[$1] + use.backMW[$1])
                    * grid.weightedHours($1)
            }
            return CostLine(kind: .transfer, site: nil, amountCNY: cost)
        }
    }
}
