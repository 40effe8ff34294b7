/// Training runs and other gangs: which pool runs them, and when.
///
/// A job j is done, declined, or left for after the horizon. Jobs that run in one piece on all
/// their accelerators are told by their start (`JobStarts`); jobs that may be interrupted, moved
/// or scaled are told step by step (`JobSteps`). Both take accelerators from the pool's limit and
/// draw their power at its site. For every job, in CNY:
///
///     cost = − value · (share not yet done) · (1 − declined) + lateness price · late hours
///            + checkpoint cost · restarts + terminal price · hours of run time left
///
/// The value of all jobs is a constant of the objective and declining one costs its value, as
/// revenue and unserved tokens do. What the horizon cannot finish counts as if it were done, and
/// costs the terminal price: the mean over its sites of what an hour of it takes at the site's
/// mean price. A job ends with the step of its last work; late hours count from its due instant,
/// or from the start of the horizon. Jobs released after the horizon are not part of it.
struct TrainingJobs {
    /// A job of this horizon with what does not depend on how it is written.
    struct Entry: Sendable {
        /// Index in the scenario.
        let number: Int
        let job: Job
        let window: JobWindow
        /// Value of what is not yet done, CNY.
        let valueCNY: Double
        /// Cost of an hour of run time after the horizon, CNY.
        let terminalPriceCNYPerHour: Double
        /// Hours from the start of the horizon until it is late; nil when it never is.
        let dueHours: Double?

        /// Late hours when it ends with the step before `end`, which may lie beyond the horizon.
        func lateHours(end: Int, _ grid: TimeGrid) -> Double {
            guard let dueHours else { return 0 }
            return max(0, Double(end) * grid.stepHours - dueHours)
        }
    }

    let entries: [Entry]
    let starts: JobStarts
    let steps: JobSteps
    private let declined: Family
    private let decliners: [Int]
    private let scenario: Scenario

    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ schedules: [TariffSchedule],
        _ replicas: Replicas, _ facility: FacilityPower
    ) {
        self.scenario = scenario
        let entries = Self.entries(scenario, schedules)
        self.entries = entries
        let decliners = entries.indices.filter { entries[$0].job.mayBeDeclined }
        self.decliners = decliners
        declined = builder.addColumns(
            .jobDeclined, decliners.map { entries[$0].job.id }, steps: 1, upper: 1)
        var column = [Int?](repeating: nil, count: entries.count)
        for (member, index) in decliners.enumerated() {
            column[index] = declined(member, 0)
            builder.setInteger(declined(member, 0))
            builder.addCost(column: declined(member, 0), entries[index].valueCNY)
        }
        builder.addOffset(-entries.reduce(0) { $0 + $1.valueCNY })
        let room = JobRoom(scenario: scenario, replicas: replicas, facility: facility)
        starts = JobStarts(&builder, entries, declined: column, room)
        steps = JobSteps(&builder, entries, declined: column, room)
    }

    /// The jobs released before the end of the horizon.
    private static func entries(_ scenario: Scenario, _ schedules: [TariffSchedule]) -> [Entry] {
        guard !scenario.jobs.isEmpty else { return [] }
        let prices = TerminalPrice(scenario, Reach(scenario), schedules).meanPrice
        let start = scenario.grid.start.seconds
        return scenario.jobs.enumerated().compactMap { number, job in
            let window = JobWindow(job, scenario)
            guard window.isReleased else { return nil }
            let sites = Set(window.places.map(\.site)).sorted()
            let mean = sites.reduce(0) { $0 + prices[$1] } / Double(max(1, sites.count))
            let done = (job.progress?.hoursDone ?? 0) / job.hours
            let due = job.latenessPriceCNYPerHour > 0 ? job.due : nil
            return Entry(
                number: number, job: job, window: window, valueCNY: job.valueCNY * (1 - done),
                terminalPriceCNYPerHour: job.terminalPriceCNYPerHour
                    ?? mean * job.busyKW * Double(job.accelerators) / 1000,
                dueHours: due.map { max(0, Double($0.seconds - start) / 3600) })
        }
    }
}

/// Where jobs put their accelerators and their power.
struct JobRoom {
    let scenario: Scenario
    let replicas: Replicas
    let facility: FacilityPower

    /// Lets a job run in a pool as far as a column says.
    func add(
        _ builder: inout ProgramBuilder, _ job: Job, _ place: JobWindow.Place, step: Int,
        column: Int
    ) {
        replicas.addAccelerators(
            &builder, scenario, facility, site: place.site, pool: place.pool, step: step,
            column: column, accelerators: Double(job.accelerators), busyKW: job.busyKW)
    }

    /// The name of a job at a place: `job,site,pool`.
    func name(_ job: Job, _ place: JobWindow.Place) -> String {
        let site = scenario.sites[place.site]
        return "\(job.id),\(site.id),\(site.pools[place.pool].id)"
    }
}

extension TrainingJobs {
    /// Reads the jobs back, in the order of the scenario.
    func read(_ columns: [Double]) -> [Schedule.JobRun] {
        var declinedShare = [Double](repeating: 0, count: entries.count)
        for (member, index) in decliners.enumerated() {
            declinedShare[index] = columns[declined(member, 0)]
        }
        return entries.indices.map { index in
            let told =
                starts.read(columns, index, declined: declinedShare[index])
                ?? steps.read(columns, index, declined: declinedShare[index])
            let entry = entries[index]
            return Schedule.JobRun(
                job: entry.number, places: told.places, declined: declinedShare[index],
                hoursDone: told.hoursDone, hoursLeft: told.hoursLeft, lateHours: told.lateHours,
                restarts: told.restarts, valueCNY: entry.valueCNY,
                terminalPriceCNYPerHour: entry.terminalPriceCNYPerHour)
        }
    }

    /// What jobs bring and cost beside their electricity.
    func costLines(_ runs: [Schedule.JobRun]) -> [CostLine] {
        runs.flatMap { run in
            let job = scenario.jobs[run.job]
            func line(_ kind: CostLine.Kind, _ amount: Double) -> CostLine {
                CostLine(kind: kind, site: nil, amountCNY: amount)
            }
            return [
                line(.jobValue, -run.valueCNY * (1 - run.declined)),
                line(.lateness, job.latenessPriceCNYPerHour * run.lateHours),
                line(.checkpoints, job.checkpointCostCNY * run.restarts),
                line(.backlog, run.terminalPriceCNYPerHour * run.hoursLeft),
            ]
        }
    }

    /// The columns that say that a job in one piece starts in a step.
    func starts(_ job: Int, site: Int?, _ step: Int) -> [Int] {
        guard let index = entries.firstIndex(where: { $0.number == job }) else { return [] }
        return starts.starts(index, site: site, step)
    }

    /// The columns whose sum is the share of a job's accelerators at work in a step.
    func running(_ job: Int, site: Int?, _ step: Int) -> [Int] {
        guard let index = entries.firstIndex(where: { $0.number == job }) else { return [] }
        return starts.running(index, site: site, step) + steps.running(index, site: site, step)
    }

    /// Value of all jobs as the objective's constant has it, CNY, negative.
    var valueOffset: Double { -entries.reduce(0) { $0 + $1.valueCNY } }
}

/// What a way of writing a job has to tell about it.
struct JobTold {
    /// Share of its accelerators at work, by pool and step.
    var places: [Schedule.JobRun.Place] = []
    /// Hours of run time done in the horizon, less what restarts lost.
    var hoursDone = 0.0
    /// Hours of run time left at the end.
    var hoursLeft = 0.0
    /// Hours late, those after the horizon included.
    var lateHours = 0.0
    /// Restarts.
    var restarts = 0.0
}
