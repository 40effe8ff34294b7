/// Jobs that run in one piece on all their accelerators, told by their start.
///
/// For a job j of n steps, a pool p that may run it, and the steps t from which it fits:
///
///     Σ_{p,t} start[j,p,t] + waiting[j] + declined[j] = 1              (start, waiting binary)
///     running[j,p,t] = running[j,p,t−1] + start[j,p,t] − start[j,p,t−n]
///     accelerators · running[j,p,t] in the pool's limit
///
/// `running` is Σ_{t−n < τ ≤ t} start[τ], written as a state: four nonzeros a step instead of n,
/// and the same polyhedron, since the starts fix it. This time-indexed form is tight: where each
/// hour has its price, its relaxation is integral but for jobs that compete for accelerators (a
/// product of simplices, one a job), and only what couples hours or jobs makes it fractional. On
/// two synthetic days of four hubs, with 6 and 9 jobs of all kinds, relaxation and optimum were
/// 0.03 and 0.01 % of controllable cost apart.
/// Starts are pruned by release, deadline and the accelerators in working order over the whole
/// run. `waiting` exists where the deadline lets the job start after the horizon. The sum over
/// all starts is an assignment and not a stock, so it is one row.
struct JobStarts {
    /// A pool that may run a job.
    private struct Option: Sendable {
        let place: JobWindow.Place
        let start: Family
        let running: Family
    }

    private let entries: [TrainingJobs.Entry]
    private let options: [Int: [Option]]
    private let waiting: Family
    private let waitingMember: [Int: Int]
    private let grid: TimeGrid

    init(
        _ builder: inout ProgramBuilder, _ entries: [TrainingJobs.Entry], declined: [Int?],
        _ room: JobRoom
    ) {
        self.entries = entries
        grid = room.scenario.grid
        let own = entries.indices.filter { entries[$0].job.isFixedGang }
        let waiters = own.filter { entries[$0].window.mayWait && !entries[$0].job.isHeld }
        waiting = builder.addColumns(
            .jobWaiting, waiters.map { entries[$0].job.id }, steps: 1, upper: 1)
        waitingMember = Dictionary(uniqueKeysWithValues: waiters.enumerated().map { ($1, $0) })
        let once = builder.addRows(
            .jobOnce, own.map { entries[$0].job.id }, steps: 1, lower: 1, upper: 1)
        var options: [Int: [Option]] = [:]
        for (member, index) in own.enumerated() {
            let entry = entries[index]
            let row = once(member, 0)
            if let column = declined[index] { builder.addTerm(row: row, column: column, 1) }
            if let number = waitingMember[index] {
                Self.addWaiting(
                    &builder, entry, column: waiting(number, 0), row: row, room.scenario.grid)
            }
            options[index] = entry.window.places.indices.compactMap {
                Self.option(&builder, entry, $0, once: row, room)
            }
        }
        self.options = options
    }

    /// A job that waits starts at the end of the horizon at the earliest.
    private static func addWaiting(
        _ builder: inout ProgramBuilder, _ entry: TrainingJobs.Entry, column: Int, row: Int,
        _ grid: TimeGrid
    ) {
        let length = entry.window.steps
        builder.setInteger(column)
        builder.addTerm(row: row, column: column, 1)
        builder.addCost(
            column: column,
            entry.terminalPriceCNYPerHour * Double(length) * grid.stepHours
                + entry.job.latenessPriceCNYPerHour
                * entry.lateHours(end: grid.stepCount + length, grid))
    }

    /// Writes the starts in one pool; nil where there is none.
    private static func option(
        _ builder: inout ProgramBuilder, _ entry: TrainingJobs.Entry, _ number: Int, once: Int,
        _ room: JobRoom
    ) -> Option? {
        let grid = room.scenario.grid
        let starts = entry.window.starts(number, isRunning: entry.job.isHeld)
        guard let first = starts.first, let last = starts.last else { return nil }
        let length = entry.window.steps
        let place = entry.window.places[number]
        let name = room.name(entry.job, place)
        let start = builder.addColumns(.jobStart, [name], in: first..<last + 1, upper: 0)
        let window = first..<min(grid.stepCount, last + length)
        let running = builder.addColumns(.jobRunning, [name], in: window, upper: 1)
        let state = builder.addRows(.jobRunningState, [name], in: window, lower: 0, upper: 0)
        for step in starts {
            let column = start(0, step)
            builder.setBounds(column: column, lower: 0, upper: 1)
            builder.setInteger(column)
            builder.addTerm(row: once, column: column, 1)
            let late = entry.lateHours(end: step + length, grid)
            let left = Double(max(0, step + length - grid.stepCount)) * grid.stepHours
            builder.addCost(
                column: column,
                entry.job.latenessPriceCNYPerHour * late + entry.terminalPriceCNYPerHour * left)
            builder.addTerm(row: state(0, step), column: column, -1)
            if window.contains(step + length) {
                builder.addTerm(row: state(0, step + length), column: column, 1)
            }
        }
        for step in window {
            builder.addTerm(row: state(0, step), column: running(0, step), 1)
            if step > first {
                builder.addTerm(row: state(0, step), column: running(0, step - 1), -1)
            }
            room.add(&builder, entry.job, place, step: step, column: running(0, step))
        }
        return Option(place: place, start: start, running: running)
    }
}

extension JobStarts {
    func starts(_ index: Int, site: Int?, _ step: Int) -> [Int] {
        (options[index] ?? []).filter {
            $0.start.steps.contains(step) && (site ?? $0.place.site) == $0.place.site
        }.map { $0.start(0, step) }
    }

    func running(_ index: Int, site: Int?, _ step: Int) -> [Int] {
        (options[index] ?? []).filter {
            $0.running.steps.contains(step) && (site ?? $0.place.site) == $0.place.site
        }.map { $0.running(0, step) }
    }

    /// Tells a job from its starts; nil for a job that is not written this way.
    func read(_ columns: [Double], _ index: Int, declined: Double) -> JobTold? {
        guard let options = options[index] else { return nil }
        let entry = entries[index]
        let length = entry.window.steps
        var told = JobTold()
        for option in options {
            var scale = [Double](repeating: 0, count: grid.stepCount)
            for step in option.running.steps {
                scale[step] = max(0, columns[option.running(0, step)])
            }
            for step in option.start.steps {
                let share = columns[option.start(0, step)]
                told.lateHours += share * entry.lateHours(end: step + length, grid)
                told.hoursLeft +=
                    share * Double(max(0, step + length - grid.stepCount)) * grid.stepHours
            }
            told.hoursDone += scale.reduce(0, +) * grid.stepHours
            guard scale.contains(where: { $0 > 1e-6 }) else { continue }
            told.places.append(
                Schedule.JobRun.Place(
                    site: option.place.site, pool: option.place.pool, scale: scale))
        }
        if let member = waitingMember[index] {
            let share = columns[waiting(member, 0)]
            told.hoursLeft += share * Double(length) * grid.stepHours
            told.lateHours += share * entry.lateHours(end: grid.stepCount + length, grid)
        }
        return told
    }
}
