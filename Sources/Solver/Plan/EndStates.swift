import Foundation

/// What a horizon leaves to the next one, in the words of a scenario's starting states.
public struct EndStates: Sendable {
    /// What a site hands over.
    public struct Account: Sendable {
        /// Index of the site.
        public let site: Int
        /// Import so far of the month in which the next step lies, MWh.
        public let monthToDateMWh: Double
        /// Largest 15-minute import so far of that month, MW.
        public let monthToDatePeakMW: Double
        /// Peak that the demand charge counts, floors included, MW; nil where peaks cost nothing.
        public let peakMW: Double?
        /// Import so far of the quarter of an hour that is under way, MWh; nil when none is.
        public let quarterToDateMWh: Double?
        /// Import of the last step, MW.
        public let importMW: Double
        /// Facility power of the last step, MW.
        public let facilityMW: Double
        /// Water to date, cubic metres; nil where it is not counted.
        public let waterM3: Double?
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

    /// Replicas of one use.
    public struct Loaded: Sendable {
        /// Loaded, those under way included.
        public let replicas: Double
        /// Those still loading, with the minutes until they serve.
        public let underWay: [(replicas: Double, remainingMinutes: Double)]
    }

    let scenario: Scenario
    let schedule: Schedule
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
                generator: index, outputMW: use.outputMW.last ?? 0, isOn: use.switching?.isOn.last,
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

    private static func account(
        _ scenario: Scenario, _ schedule: Schedule, _ index: Int
    ) -> Account {
        let grid = scenario.grid
        let site = scenario.sites[index]
        let power = schedule.sites[index]
        let imports = power.importMW.map { max(0, $0) }
        let month = grid.steps(ofMonth: grid.monthStarts.count - 1)
        // The month may end with the horizon: then the next one starts from nothing.
        let goesOn = !grid.endsWithMonth
        let isFirst = month.lowerBound == 0
        let energy = month.reduce(isFirst ? site.account.monthToDateMWh : 0) {
            $0 + imports[$1] * grid.stepHours
        }
        let peak = max(
            isFirst ? site.account.monthToDatePeakMW : 0,
            site.largestDemandMW(grid, month, imports))
        return Account(
            site: index, monthToDateMWh: goesOn ? energy : 0,
            monthToDatePeakMW: goesOn ? peak : 0, peakMW: power.peakMW.last,
            quarterToDateMWh: quarter(grid, site, imports), importMW: imports.last ?? 0,
            facilityMW: max(0, power.facilityMW.last ?? 0),
            waterM3: site.facility.water.map { power.waterM3.reduce($0.toDateM3, +) })
    }

    /// Import since the last full quarter; nil at a quarter, or when its start is not known.
    private static func quarter(_ grid: TimeGrid, _ site: Site, _ imports: [Double]) -> Double? {
        let end = grid.instant(grid.stepCount).seconds
        let steps = end % 900 / (grid.stepMinutes * 60)
        guard steps > 0 else { return nil }
        let inside = imports.suffix(steps).reduce(0) { $0 + $1 * grid.stepHours }
        if steps <= grid.stepCount { return inside }
        return site.account.quarterToDateMWh.map { $0 + inside }
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

    private static func state(
        _ job: Job, number: Int, _ run: Schedule.JobRun?
    ) -> JobState {
        let before = job.progress?.hoursDone ?? 0
        guard let run else {
            return JobState(
                job: number, status: before >= job.hours ? .done : .notReleased, hoursDone: before,
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
        // Whole steps may be more than the job has, and rounding less.
        let done = status == .done ? job.hours : min(job.hours, before + run.hoursDone)
        return JobState(
            job: number, status: status, hoursDone: max(0, done),
            hoursLeft: status == .declined ? job.hours - before : run.hoursLeft,
            site: isRunning ? last?.site : nil, pool: isRunning ? last?.pool : nil)
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
    fileprivate var endsWithMonth: Bool {
        let next = TimeGrid(
            start: instant(stepCount), stepMinutes: stepMinutes, stepCount: 1,
            timeZone: TimeZone(identifier: timeZoneIdentifier) ?? .gmt)
        return next.local.first?.date.month != local.last?.date.month
    }
}
