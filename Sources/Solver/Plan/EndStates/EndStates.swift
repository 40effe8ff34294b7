import Foundation

/// What a horizon leaves to the next one, in the words of a scenario's starting states.
public struct EndStates: Sendable {
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

    /// Replicas of one use.
    public struct Loaded: Sendable {
        /// Loaded, those under way included.
        public let replicas: Double
        /// Those still loading, with the minutes until they serve.
        public let underWay: [(replicas: Double, remainingMinutes: Double)]
    }

    let scenario: Scenario
    let schedule: Schedule
    /// All jobs of the scenario, none lost.
    public let jobs: [JobState]
    /// Accounts by site.
    public let accounts: [Account]
    /// Backlog, the earliest due first in each demand.
    public let backlogs: [Backlog]
    /// Generators in the order of the schedule.
    public let generators: [Generator]
    /// Replicas in the order of the schedule's uses.
    public let replicas: [Loaded]

    init(_ scenario: Scenario, _ schedule: Schedule) {
        self.scenario = scenario
        self.schedule = schedule
        accounts = scenario.sites.indices.map { Self.account(scenario, schedule, $0) }
        backlogs = schedule.backlogs.flatMap { Self.ages(scenario, $0) }
        generators = schedule.generators.enumerated().map { index, use in
            Generator(
                generator: index,
                outputMW: use.switching?.isOn.last == false ? 0 : use.outputMW.last ?? 0,
                isOn: use.switching?.isOn.last,
                hours: Self.hoursInState(use, scenario.grid))
        }
        replicas = schedule.replicas.map { Self.loaded(scenario, $0) }
        let runs = Dictionary(uniqueKeysWithValues: schedule.jobs.map { ($0.job, $0) })
        jobs = scenario.jobs.enumerated().map { Self.state($1, number: $0, runs[$0]) }
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

    /// A loading begun with step t takes its minutes from the start of t.
    private static func loaded(_ scenario: Scenario, _ use: Schedule.ReplicaUse) -> Loaded {
        let grid = scenario.grid
        var underWay: [(replicas: Double, remainingMinutes: Double)] = []
        func add(_ replicas: Double, _ minutes: Double) {
            guard replicas > 1e-9, minutes > 1e-9 else { return }
            underWay.append((replicas, minutes))
        }
        let total = Double(grid.stepCount * grid.stepMinutes)
        for part in use.service.initialLoading {
            add(part.replicas, part.remainingMinutes - total)
        }
        for (step, replicas) in use.loaded.enumerated() {
            let elapsed = Double((grid.stepCount - step) * grid.stepMinutes)
            add(replicas, use.profile.loading.minutes - elapsed)
        }
        let busy = underWay.reduce(0) { $0 + $1.replicas }
        return Loaded(replicas: max(busy, use.on.last ?? 0), underWay: underWay)
    }

    /// Work is done first in, first out: what is left arrived last.
    ///
    /// Work of step s with a delay of D steps is late from the end of step s + D on.
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
            add(arrived, dueInHours: Double(step + delay + 1 - steps) * hours)
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

extension TimeGrid {
    /// Whether the step after the last one lies in another month.
    var endsWithMonth: Bool {
        let next = TimeGrid(
            start: instant(stepCount), stepMinutes: stepMinutes, stepCount: 1,
            timeZone: TimeZone(identifier: timeZoneIdentifier) ?? .gmt)
        return next.local.first?.date.month != local.last?.date.month
    }
}
