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

    /// A job as the next horizon finds it.
    public struct JobState: Sendable {
        /// What became of a job.
        public enum Status: String, Sendable, CaseIterable {
            /// Done within the horizon.
            case done
            /// Running across the end.
            case running
            /// Begun, and interrupted at the end.
            case paused
            /// Not begun.
            case waiting
            /// Left undone for good.
            case declined
            /// Released after the horizon.
            case notReleased = "not_released"
        }

        /// Index of the job.
        public let job: Int
        /// What became of it.
        public let status: Status
        /// Hours of run time done in all.
        public let hoursDone: Double
        /// Hours of run time left.
        public let hoursLeft: Double
        /// Index of the site where it runs at the end; nil when it does not.
        public let site: Int?
        /// Index of the pool in that site.
        public let pool: Int?
    }

    /// All jobs of the scenario, none lost.
    public let jobs: [JobState]
    /// Accounts by site.
    public let accounts: [Account]
    /// Backlog, the earliest due first in each demand.
    public let backlogs: [Backlog]

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
        let runs = Dictionary(uniqueKeysWithValues: schedule.jobs.map { ($0.job, $0) })
        jobs = scenario.jobs.enumerated().map { Self.state($1, number: $0, runs[$0]) }
    }

    private static func state(
        _ job: Job, number: Int, _ run: Schedule.JobRun?
    ) -> JobState {
        let before = job.progress?.hoursDone ?? 0
        guard let run else {
            return JobState(
                job: number, status: .notReleased, hoursDone: before,
                hoursLeft: job.hours - before, site: nil, pool: nil)
        }
        let status: JobState.Status
        let last = run.places.first { ($0.scale.last ?? 0) > 1e-6 }
        if run.declined > 0.5 {
            status = .declined
        } else if run.hoursLeft < 1e-6 {
            status = .done
        } else if last != nil {
            status = .running
        } else {
            status = before + run.hoursDone > 1e-6 ? .paused : .waiting
        }
        let isRunning = status == .running
        // Whole steps may be more than the job has.
        return JobState(
            job: number, status: status, hoursDone: min(job.hours, before + run.hoursDone),
            hoursLeft: status == .declined ? job.hours - before : run.hoursLeft,
            site: isRunning ? last?.site : nil, pool: isRunning ? last?.pool : nil)
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
