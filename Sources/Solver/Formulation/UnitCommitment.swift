/// Generators that are switched on and off, in the three-binary form.
///
/// For every generator d with commitment and step, with U and D the minimum times in steps:
///
///     on[t] − on[t−1] = start[t] − stop[t]                          on is 0 or 1
///     Σ_{i>t−U} start[i] ≤ on[t]                                    (minimum up time)
///     Σ_{i>t−D} stop[i] ≤ 1 − on[t]                                 (minimum down time)
///     minimum[t] · on[t] ≤ output[t]
///     output[t] ≤ M·on[t] − (M−SU)·start[t] − (M−SD)·stop[t+1]      (U > 1; two rows where U = 1)
///     output[t] − output[t−1] ≤ R·(on[t] − start[t]) + SU·start[t] − minimum[t−1]·stop[t]
///     output[t−1] − output[t] ≤ R·(on[t] − start[t]) + SD·stop[t] − minimum[t]·start[t]
///
/// M is what is available, R = ramp·Δ, SU and SD the largest output in the step of a start and in
/// the step before a stop. The sums reach back over the edge of the horizon: a start h hours ago
/// counts until U is over, and an output above SD forbids a stop in the first step. Without a
/// known past the first state is free. Minimum times make `start` and `stop` whole as soon as `on`
/// is. Cost: start_up · start + shut_down · stop + Δ · no_load · on.
///
/// Minimum times: D. Rajan and S. Takriti, "Minimum up/down polytopes of the unit commitment
/// problem with start-up costs", IBM RC23628, 2005. Limits: C. Gentile, G. Morales-España,
/// A. Ramos, "A tight MIP formulation of the unit commitment problem with start-up and shut-down
/// constraints", EURO J. Comput. Optim. 5, 2017. Ramps after P. Damcı-Kurt et al., "A polyhedral
/// study of production ramping", Math. Program. 158, 2016.
struct UnitCommitment {
    /// A generator that is switched.
    struct Unit: Sendable {
        /// Its number in `GeneratorOperation`.
        let member: Int
        let name: String
        let generator: Generator
        let commitment: Commitment
    }

    let units: [Unit]
    let on: Family
    let start: Family
    let stop: Family
    let grid: TimeGrid

    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ generators: GeneratorOperation
    ) {
        grid = scenario.grid
        units = generators.entries.enumerated().compactMap { member, entry in
            entry.generator.commitment.map {
                Unit(
                    member: member, name: generators.names[member], generator: entry.generator,
                    commitment: $0)
            }
        }
        let names = units.map(\.name)
        let steps = grid.stepCount
        on = builder.addColumns(.committed, names, steps: steps, upper: 1)
        start = builder.addColumns(.started, names, steps: steps, upper: 1)
        stop = builder.addColumns(.stopped, names, steps: steps, upper: 1)
        addColumns(&builder, generators)
        addStates(&builder)
        addMinimumTimes(&builder)
        addOutputLimits(&builder, generators)
        addRamps(&builder, generators)
    }

    private func addColumns(_ builder: inout ProgramBuilder, _ generators: GeneratorOperation) {
        for (index, unit) in units.enumerated() {
            for step in 0..<grid.stepCount {
                let column = on(index, step)
                builder.setInteger(column)
                if unit.generator.availableMW(step) < unit.generator.minimumMW(step) {
                    builder.setBounds(column: column, lower: 0, upper: 0)
                }
                builder.addCost(
                    column: column, unit.commitment.noLoadCNYPerHour * grid.weightedHours(step))
                builder.addCost(column: start(index, step), unit.commitment.startUpCostCNY)
                builder.addCost(column: stop(index, step), unit.commitment.shutDownCostCNY)
                generators.addIntercepts(&builder, member: unit.member, step: step, on: column)
            }
            let before = unit.generator.initialMW ?? 0
            // Without a past nothing starts in the first step; from too high it cannot stop.
            if unit.commitment.past == nil {
                builder.setBounds(column: start(index, 0), lower: 0, upper: 0)
                builder.setBounds(column: stop(index, 0), lower: 0, upper: 0)
            } else if let ramp = unit.commitment.shutDownRampMW, before > ramp {
                builder.setBounds(column: stop(index, 0), lower: 0, upper: 0)
            }
        }
    }

    private func addStates(_ builder: inout ProgramBuilder) {
        let rows = builder.addRows(
            .commitmentState, units.map(\.name), steps: grid.stepCount, lower: 0, upper: 0)
        for (index, unit) in units.enumerated() {
            for step in 0..<grid.stepCount {
                let row = rows(index, step)
                if step == 0, unit.commitment.past == nil {
                    builder.setBounds(row: row, lower: 0, upper: 0)
                    continue
                }
                builder.addTerm(row: row, column: on(index, step), 1)
                builder.addTerm(row: row, column: start(index, step), -1)
                builder.addTerm(row: row, column: stop(index, step), 1)
                if step > 0 {
                    builder.addTerm(row: row, column: on(index, step - 1), -1)
                } else if unit.commitment.past?.isOn == true {
                    builder.addConstant(row: row, -1)
                }
            }
        }
    }

    private func addMinimumTimes(_ builder: inout ProgramBuilder) {
        let names = units.map(\.name)
        let up = builder.addRows(
            .minimumUpTime, names, steps: grid.stepCount, lower: -.infinity, upper: 0)
        let down = builder.addRows(
            .minimumDownTime, names, steps: grid.stepCount, lower: -.infinity, upper: 1)
        for (index, unit) in units.enumerated() {
            let upSteps = steps(unit.commitment.minimumUpHours)
            let downSteps = steps(unit.commitment.minimumDownHours)
            for step in 0..<grid.stepCount {
                builder.addTerm(row: up(index, step), column: on(index, step), -1)
                builder.addTerm(row: down(index, step), column: on(index, step), 1)
                for past in max(0, step - upSteps + 1)...step {
                    builder.addTerm(row: up(index, step), column: start(index, past), 1)
                }
                for past in max(0, step - downSteps + 1)...step {
                    builder.addTerm(row: down(index, step), column: stop(index, past), 1)
                }
                guard isBound(unit.commitment, step) else { continue }
                let isOn = unit.commitment.past?.isOn == true
                builder.addConstant(row: isOn ? up(index, step) : down(index, step), 1)
            }
        }
    }

    /// A minimum time in steps, rounded up.
    func steps(_ hours: Double) -> Int {
        max(1, Int((hours / grid.stepHours - 1e-9).rounded(.up)))
    }

    /// Whether the state before the horizon still has to last in a step.
    private func isBound(_ commitment: Commitment, _ step: Int) -> Bool {
        guard let past = commitment.past, let hours = past.hours else { return false }
        let least = past.isOn ? commitment.minimumUpHours : commitment.minimumDownHours
        return hours + Double(step) * grid.stepHours < least - 1e-9
    }
}

extension UnitCommitment {
    /// The column that says whether a generator is on; nil for one that is not switched.
    func column(member: Int, step: Int) -> Int? {
        units.firstIndex { $0.member == member }.map { on($0, step) }
    }

    /// Reads the states of a generator back; nil when it is not switched.
    func read(_ columns: [Double], generator member: Int) -> Schedule.Switching? {
        units.firstIndex { $0.member == member }.map { index in
            Schedule.Switching(
                isOn: on.values(columns, index).map { $0 > 0.5 },
                isStarted: start.values(columns, index).map { $0 > 0.5 },
                isStopped: stop.values(columns, index).map { $0 > 0.5 })
        }
    }

    /// What starts, stops and hours on cost, by generator.
    func costLines(_ uses: [Schedule.GeneratorUse]) -> [CostLine] {
        uses.flatMap { use -> [CostLine] in
            guard let switching = use.switching else { return [] }
            let steps = switching.isOn.indices
            let site = use.place.site
            return [
                CostLine(
                    kind: .startUp, site: site,
                    amountCNY: steps.reduce(0) { $0 + use.switchingCNY($1) }),
                CostLine(
                    kind: .noLoad, site: site,
                    amountCNY: steps.reduce(0) {
                        $0 + use.noLoadCNYPerHour($1) * grid.weightedHours($1)
                    }),
            ]
        }
    }
}

extension Schedule.GeneratorUse {
    /// All that the generator costs in a step, without carbon, CNY.
    func costCNY(_ step: Int, hours: Double) -> Double {
        (generationCNYPerHour(step) + noLoadCNYPerHour(step)) * hours + switchingCNY(step)
    }

    /// Direct emissions in a step, kg CO₂.
    func emissionKgCO2(_ step: Int, hours: Double) -> Double {
        outputMW[step] * hours * generator.emissionKgCO2PerMWh
    }

    /// Cost of starting and stopping in a step, CNY.
    func switchingCNY(_ step: Int) -> Double {
        guard let switching, let commitment = generator.commitment else { return 0 }
        return (switching.isStarted[step] ? commitment.startUpCostCNY : 0)
            + (switching.isStopped[step] ? commitment.shutDownCostCNY : 0)
    }

    /// Cost of being on in a step, CNY an hour.
    func noLoadCNYPerHour(_ step: Int) -> Double {
        switching?.isOn[step] == true ? generator.commitment?.noLoadCNYPerHour ?? 0 : 0
    }
}
