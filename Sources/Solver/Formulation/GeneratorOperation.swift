/// Generators at sites and supplies at nodes of the grid; `UnitCommitment` adds on and off.
///
/// For every generator d and step, in MW:
///
///     minimum[d,t] + s_min·built ≤ output[d,t] ≤ capacity · availability[d,t] + availability·built
///     output[d,t] − output[d,t−1] ≤ (ramp_up[d] + share·built) · Δ           and so for falling
///     generation_cost[d,t] ≥ slope_i · output[d,t] + intercept_i       (each piece of a curve)
///
/// With commitment the limits, ramps and intercepts are those of `UnitCommitment`.
/// Cost, CNY: w·Δ · (price · output + fixed cost), or w·Δ · generation_cost with a curve; a quadratic
/// part is met by tangents (see `QuadraticCost`).
struct GeneratorOperation {
    /// A generator and where it is.
    struct Entry: Sendable {
        let place: Place
        let generator: Generator
    }

    let entries: [Entry]
    let output: Family
    let names: [String]
    private let curved: [Int]
    private let curveCost: Family
    /// First row of each curved generator's pieces.
    private var curveRows: [Family] = []
    private let grid: TimeGrid

    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ balance: PowerBalance,
        _ capacity: CapacityChoices
    ) {
        grid = scenario.grid
        let entries = Self.entries(scenario)
        self.entries = entries
        names = entries.map { "\($0.place.name(scenario)),\($0.generator.id)" }
        output = builder.addColumns(.output, names, steps: grid.stepCount)
        curved = entries.indices.filter { !entries[$0].generator.costPoints.isEmpty }
        curveCost = builder.addColumns(
            .generationCost, curved.map { [names] in names[$0] }, steps: grid.stepCount,
            lower: -.infinity)
        for (member, entry) in entries.enumerated() {
            for step in 0..<grid.stepCount {
                let column = output(member, step)
                balance.add(&builder, at: entry.place, step: step, column: column, 1)
                let least = entry.generator.commitment == nil ? entry.generator.minimumMW(step) : 0
                builder.setBounds(
                    column: column, lower: least, upper: entry.generator.availableMW(step))
                builder.addCost(
                    column: column, entry.generator.priceCNYPerMWh[step] * grid.weightedHours(step))
                builder.addOffset(entry.generator.fixedCNYPerHour * grid.weightedHours(step))
            }
        }
        addExpansions(&builder, capacity)
        addRamps(&builder)
        addGrowingRamps(&builder, capacity)
        addCurves(&builder)
    }

    /// All generators: those of sites first, then the supplies of the grid.
    static func entries(_ scenario: Scenario) -> [Entry] {
        let nodes = scenario.powerGrid?.nodeNumbers ?? [:]
        return scenario.sites.enumerated().flatMap { index, site in
            site.generators.map { Entry(place: .site(index), generator: $0) }
        }
            + (scenario.powerGrid?.supplies ?? []).compactMap { supply in
                nodes[supply.node].map { Entry(place: .node($0), generator: supply.generator) }
            }
    }

    /// Where capacity may be added, the limits of output become rows.
    private func addExpansions(_ builder: inout ProgramBuilder, _ capacity: CapacityChoices) {
        let growing = entries.indices.filter { capacity.column(.generator($0)) != nil }
        let growingNames = growing.map { names[$0] }
        let most = builder.addRows(
            .outputLimit, growingNames, steps: grid.stepCount, lower: -.infinity, upper: 0)
        let least = builder.addRows(
            .outputMinimum, growingNames, steps: grid.stepCount, lower: 0, upper: .infinity)
        for (row, member) in growing.enumerated() {
            guard let built = capacity.column(.generator(member)) else { continue }
            let generator = entries[member].generator
            let maximum = generator.expansion?.maximum ?? 0
            for step in 0..<grid.stepCount {
                let share = generator.availabilityShare[step]
                let minimum = generator.minimumShare[step]
                let column = output(member, step)
                builder.setBounds(
                    column: column,
                    lower: generator.minimumMW(step) + min(0, minimum * maximum),
                    upper: ProgramBuilder.neverReached(
                        max(0, generator.availableMW(step) + max(0, share * maximum))))
                builder.addTerm(row: most(row, step), column: column, 1)
                builder.addTerm(row: most(row, step), column: built, -share)
                builder.addConstant(row: most(row, step), -generator.availableMW(step))
                builder.addTerm(row: least(row, step), column: column, 1)
                builder.addTerm(row: least(row, step), column: built, -minimum)
                builder.addConstant(row: least(row, step), -generator.minimumMW(step))
            }
        }
    }

    private func addRamps(_ builder: inout ProgramBuilder) {
        let ramped = entries.indices.filter {
            entries[$0].generator.isRamped && entries[$0].generator.commitment == nil
                && !entries[$0].generator.rampGrows
        }
        let rows = builder.addRows(
            .outputRamp, ramped.map { names[$0] }, steps: grid.stepCount, lower: -.infinity,
            upper: .infinity)
        for (row, member) in ramped.enumerated() {
            let generator = entries[member].generator
            let rise = (generator.rampUpMWPerHour ?? .infinity) * grid.stepHours
            let fall = (generator.rampDownMWPerHour ?? .infinity) * grid.stepHours
            // Without a known past the first step is free.
            for step in 0..<grid.stepCount where step > 0 || generator.initialMW != nil {
                builder.setBounds(row: rows(row, step), lower: -fall, upper: rise)
                builder.addTerm(row: rows(row, step), column: output(member, step), 1)
                if step > 0 {
                    builder.addTerm(row: rows(row, step), column: output(member, step - 1), -1)
                } else {
                    builder.addConstant(row: rows(row, step), -(generator.initialMW ?? 0))
                }
            }
        }
    }

    /// Where the ramp grows with the capacity, each direction is a row of its own.
    private func addGrowingRamps(_ builder: inout ProgramBuilder, _ capacity: CapacityChoices) {
        let growing = entries.indices.filter { entries[$0].generator.rampGrows }
        for isUp in [true, false] {
            let sign = isUp ? 1.0 : -1
            let members = growing.filter {
                let generator = entries[$0].generator
                return (isUp ? generator.rampUpMWPerHour : generator.rampDownMWPerHour) != nil
            }
            let rows = builder.addRows(
                .outputRamp, members.map { names[$0] + (isUp ? ",up" : ",down") },
                steps: grid.stepCount, lower: -.infinity, upper: .infinity)
            for (number, member) in members.enumerated() {
                let generator = entries[member].generator
                let limit = isUp ? generator.rampUpMWPerHour : generator.rampDownMWPerHour
                let share = isUp ? generator.rampUpSharePerHour : generator.rampDownSharePerHour
                for step in 0..<grid.stepCount where step > 0 || generator.initialMW != nil {
                    let row = rows(number, step)
                    builder.setBounds(
                        row: row, lower: -.infinity, upper: (limit ?? 0) * grid.stepHours)
                    builder.addTerm(row: row, column: output(member, step), sign)
                    if step > 0 {
                        builder.addTerm(row: row, column: output(member, step - 1), -sign)
                    } else {
                        builder.addConstant(row: row, -sign * (generator.initialMW ?? 0))
                    }
                    if let built = capacity.column(.generator(member)) {
                        builder.addTerm(row: row, column: built, -(share ?? 0) * grid.stepHours)
                    }
                }
            }
        }
    }

    /// Ties the intercepts of a generator's cost curve to being on: a unit that is off costs 0.
    func addIntercepts(_ builder: inout ProgramBuilder, member: Int, step: Int, on: Int) {
        guard let index = curved.firstIndex(of: member) else { return }
        for (line, value) in entries[member].generator.costLines.enumerated() {
            builder.addTerm(row: curveRows[index](line, step), column: on, -value.intercept)
        }
    }

    private mutating func addCurves(_ builder: inout ProgramBuilder) {
        for (index, member) in curved.enumerated() {
            let lines = entries[member].generator.costLines
            let rows = builder.addRows(
                .costCurve, lines.indices.map { "\(names[member]),\($0)" },
                steps: grid.stepCount, lower: 0, upper: .infinity)
            for (line, value) in lines.enumerated() {
                for step in 0..<grid.stepCount {
                    let row = rows(line, step)
                    builder.addTerm(row: row, column: curveCost(index, step), 1)
                    builder.addTerm(row: row, column: output(member, step), -value.slope)
                    guard entries[member].generator.commitment == nil else { continue }
                    builder.addConstant(row: row, -value.intercept)
                }
            }
            curveRows.append(rows)
            for step in 0..<grid.stepCount {
                let column = curveCost(index, step)
                let most = Self.largestCost(lines, builder.bounds(column: output(member, step)))
                builder.setBounds(column: column, lower: -most, upper: most)
                builder.addCost(column: column, grid.weightedHours(step))
            }
        }
    }

    /// What no point of a cost curve reaches in size, on or off; a safe bound needs such a number.
    private static func largestCost(
        _ lines: [(slope: Double, intercept: Double)], _ output: (lower: Double, upper: Double)
    ) -> Double {
        let most = max(abs(output.lower), abs(output.upper))
        return ProgramBuilder.neverReached(
            lines.reduce(0) { max($0, abs($1.slope) * most + abs($1.intercept)) })
    }
}

extension GeneratorOperation {
    /// Reads the generators back.
    func read(
        _ columns: [Double], _ commitment: UnitCommitment
    ) -> [Schedule.GeneratorUse] {
        entries.enumerated().map { member, entry in
            Schedule.GeneratorUse(
                place: entry.place, generator: entry.generator,
                outputMW: output.values(columns, member),
                switching: commitment.read(columns, generator: member))
        }
    }

    /// What generation costs, by generator.
    func costLines(_ uses: [Schedule.GeneratorUse]) -> [CostLine] {
        uses.map { use in
            let cost = use.outputMW.indices.reduce(0) {
                $0 + use.generationCNYPerHour($1) * grid.weightedHours($1)
            }
            return CostLine(kind: .generation, site: use.place.site, amountCNY: cost)
        }
    }
}

extension Schedule.GeneratorUse {
    /// Cost of the output in a step, without start, stop and no-load, CNY an hour.
    func generationCNYPerHour(_ step: Int) -> Double {
        generator.costCNYPerHour(
            outputMW[step], step: step, isOn: switching?.isOn[step] ?? true)
    }
}

extension Generator {
    /// Whether any ramp limits it.
    var isRamped: Bool { rampUpMWPerHour != nil || rampDownMWPerHour != nil }

    /// Whether its ramps grow with an expansion.
    var rampGrows: Bool {
        expansion != nil && (rampUpSharePerHour != nil || rampDownSharePerHour != nil)
    }

    /// Cost of an output in a step, CNY an hour; a unit that is off has no cost curve.
    package func costCNYPerHour(_ outputMW: Double, step: Int, isOn: Bool = true) -> Double {
        let curve = isOn ? costLines.map { $0.slope * outputMW + $0.intercept }.max() ?? 0 : 0
        return fixedCNYPerHour + priceCNYPerMWh[step] * outputMW
            + quadraticCNYPerMW2h * outputMW * outputMW + curve
    }
}
