/// What a horizon leaves to the next one, in the words of a scenario's starting states.
public struct EndStates: Sendable {
    /// Month to date of a site.
    public struct Account: Sendable {
        /// Index of the site.
        public let site: Int
        /// Import of the last month touched, MWh.
        public let monthToDateMWh: Double
        /// Largest 15-minute import of that month, MW; nil where peaks cost nothing.
        public let peakMW: Double?
    }

    /// Batch work left, by when it is due.
    public struct Backlog: Sendable {
        /// Index of the product.
        public let product: Int
        /// Index of the demand in its product.
        public let demand: Int
        /// Output tokens not yet made, million.
        public let millionTokens: Double
        /// Hours from the end of the horizon until it is late; 0 when it is late already.
        public let dueInHours: Double
    }

    /// A generator's output and state.
    public struct Generator: Sendable {
        /// Index of the generator in the schedule.
        public let generator: Int
        /// Output of the last step, MW.
        public let outputMW: Double
        /// Whether it is on; nil without commitment.
        public let isOn: Bool?
        /// Hours in that state; nil when longer than every minimum time.
        public let hours: Double?
    }

    /// Accounts by site.
    public let accounts: [Account]
    /// Backlog, the earliest due first in each demand.
    public let backlogs: [Backlog]
    /// Generators in the order of the schedule.
    public let generators: [Generator]

    init(_ scenario: Scenario, _ schedule: Schedule) {
        let month = scenario.grid.steps(ofMonth: scenario.grid.monthStarts.count - 1)
        accounts = scenario.sites.enumerated().map { index, site in
            let power = schedule.sites[index]
            let before = month.lowerBound == 0 ? site.account.monthToDateMWh : 0
            let energy = month.reduce(before) { $0 + power.importMW[$1] * scenario.grid.stepHours }
            return Account(
                site: index, monthToDateMWh: energy, peakMW: power.peakMW.last)
        }
        backlogs = schedule.backlogs.flatMap { Self.ages(scenario, $0) }
        generators = schedule.generators.enumerated().map { index, use in
            Generator(
                generator: index, outputMW: use.outputMW.last ?? 0, isOn: use.switching?.isOn.last,
                hours: Self.hoursInState(use, scenario.grid))
        }
    }

    /// How long the last state has lasted; a past that is not known counts for nothing.
    private static func hoursInState(
        _ use: Schedule.GeneratorUse, _ grid: TimeGrid
    ) -> Double? {
        guard let isOn = use.switching?.isOn, let last = isOn.last else { return nil }
        let steps = isOn.reversed().prefix { $0 == last }.count
        let hours = Double(steps) * grid.stepHours
        guard steps == isOn.count, let past = use.generator.commitment?.past, past.isOn == last
        else { return hours }
        return past.hours.map { $0 + hours }
    }

    /// Work is done first in, first out: what is left arrived last.
    private static func ages(_ scenario: Scenario, _ entry: Schedule.Backlog) -> [Backlog] {
        let product = scenario.products[entry.product]
        let demand = product.demand[entry.demand]
        let hours = scenario.grid.stepHours
        let steps = scenario.grid.stepCount
        let delay = product.delaySteps(scenario.grid)
        var left = entry.millionTokens.last ?? 0
        var found: [Backlog] = []
        func add(_ tokens: Double, dueInHours: Double) {
            guard tokens > 1e-9 else { return }
            found.append(
                Backlog(
                    product: entry.product, demand: entry.demand, millionTokens: tokens,
                    dueInHours: max(0, dueInHours)))
        }
        for step in stride(from: steps - 1, through: 0, by: -1) where left > 0 {
            let arrived = min(left, demand.millionTokensPerHour[step] * hours)
            add(arrived, dueInHours: Double(step + delay - steps) * hours)
            left -= arrived
        }
        // The rest was there at the start; what is due last is left longest.
        let start = product.initialBacklog.filter { $0.origin == demand.origin }
            .sorted { $0.dueInHours > $1.dueInHours }
        for part in start where left > 0 {
            let tokens = min(left, part.millionTokens)
            add(tokens, dueInHours: part.dueInHours - Double(steps) * hours)
            left -= tokens
        }
        return found.reversed()
    }
}
