// Limits and ramps of the output of units that are switched.
extension UnitCommitment {
    func addOutputLimits(
        _ builder: inout ProgramBuilder, _ generators: GeneratorOperation
    ) {
        let names = units.map(\.name)
        let least = builder.addRows(
            .outputMinimum, names, steps: grid.stepCount, lower: 0, upper: .infinity)
        let most = builder.addRows(
            .outputLimit, names, steps: grid.stepCount, lower: -.infinity, upper: 0)
        let short = units.indices.filter { steps(units[$0].commitment.minimumUpHours) == 1 }
        let stopping = builder.addRows(
            .outputLimit, short.map { names[$0] + ",stop" }, steps: grid.stepCount,
            lower: -.infinity, upper: 0)
        for (index, unit) in units.enumerated() {
            let second = short.firstIndex(of: index)
            for step in 0..<grid.stepCount {
                let output = generators.output(unit.member, step)
                builder.addTerm(row: least(index, step), column: output, 1)
                builder.addTerm(
                    row: least(index, step), column: on(index, step),
                    -unit.generator.minimumMW(step))
                // One step on may be both the first and the last: each row then guards one edge.
                let (up, down) = (startRamp(unit, step), stopRamp(unit, step))
                let full = unit.generator.availableMW(step)
                let stopCut = second == nil ? full - down : max(0, up - down)
                addLimit(&builder, most(index, step), index, step, output, full - up, stopCut)
                guard let second else { continue }
                addLimit(
                    &builder, stopping(second, step), index, step, output, max(0, down - up),
                    full - down)
            }
        }
    }

    /// output − M·on + startCut·start + stopCut·stop[t+1] ≤ 0.
    private func addLimit(
        _ builder: inout ProgramBuilder, _ row: Int, _ index: Int, _ step: Int, _ output: Int,
        _ startCut: Double, _ stopCut: Double
    ) {
        builder.addTerm(row: row, column: output, 1)
        builder.addTerm(
            row: row, column: on(index, step), -units[index].generator.availableMW(step))
        builder.addTerm(row: row, column: start(index, step), startCut)
        if step + 1 < grid.stepCount {
            builder.addTerm(row: row, column: stop(index, step + 1), stopCut)
        }
    }

    /// Largest output in a step in which the unit starts, MW.
    private func startRamp(_ unit: Unit, _ step: Int) -> Double {
        min(unit.commitment.startUpRampMW ?? .infinity, unit.generator.availableMW(step))
    }

    /// Largest output in a step before the unit stops, MW.
    private func stopRamp(_ unit: Unit, _ step: Int) -> Double {
        min(unit.commitment.shutDownRampMW ?? .infinity, unit.generator.availableMW(step))
    }

    func addRamps(_ builder: inout ProgramBuilder, _ generators: GeneratorOperation) {
        let ramped = units.indices.filter { units[$0].generator.isRamped }
        let names = ramped.map { units[$0].name }
        let rising = builder.addRows(
            .outputRamp, names.map { $0 + ",up" }, steps: grid.stepCount, lower: -.infinity,
            upper: 0)
        let falling = builder.addRows(
            .outputRamp, names.map { $0 + ",down" }, steps: grid.stepCount, lower: -.infinity,
            upper: 0)
        for (row, index) in ramped.enumerated() {
            let unit = units[index]
            for step in 0..<grid.stepCount {
                guard let before = outputBefore(unit, step) else { continue }
                // Without a limit of its own a direction is free as far as the unit goes.
                let most = unit.generator.capacityMW
                let rise = min(most, (unit.generator.rampUpMWPerHour ?? .infinity) * grid.stepHours)
                let fall = min(
                    most, (unit.generator.rampDownMWPerHour ?? .infinity) * grid.stepHours)
                let (up, down) = (rising(row, step), falling(row, step))
                let output = generators.output(unit.member, step)
                builder.addTerm(row: up, column: output, 1)
                builder.addTerm(row: down, column: output, -1)
                if step > 0 {
                    let last = generators.output(unit.member, step - 1)
                    builder.addTerm(row: up, column: last, -1)
                    builder.addTerm(row: down, column: last, 1)
                } else {
                    builder.addConstant(row: up, -before.megawatts)
                    builder.addConstant(row: down, before.megawatts)
                }
                builder.addTerm(row: up, column: on(index, step), -rise)
                builder.addTerm(row: down, column: on(index, step), -fall)
                builder.addTerm(
                    row: up, column: start(index, step), rise - startRamp(unit, step))
                builder.addTerm(row: up, column: stop(index, step), before.least)
                builder.addTerm(
                    row: down, column: start(index, step), fall + unit.generator.minimumMW(step))
                builder.addTerm(row: down, column: stop(index, step), -before.most)
            }
        }
    }

    /// What the step before allows a ramp to count on: its output before the horizon, the least
    /// output of a unit that was on, and the most before a stop; nil when it is not known.
    private func outputBefore(
        _ unit: Unit, _ step: Int
    ) -> (megawatts: Double, least: Double, most: Double)? {
        guard step == 0 else {
            return (0, unit.generator.minimumMW(step - 1), stopRamp(unit, step - 1))
        }
        guard let past = unit.commitment.past else { return nil }
        guard past.isOn else { return (0, 0, 0) }
        guard let megawatts = unit.generator.initialMW else { return nil }
        return (megawatts, megawatts, megawatts)
    }
}
