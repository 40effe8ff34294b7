/// Jobs that may be interrupted, moved or scaled, told step by step.
///
/// For a job j of w steps of work, each pool p that may run it and the steps t of its window:
///
///     Σ_p run[j,p,t] ≤ 1                                                        (run binary)
///     minimum scale · run ≤ scale ≤ run        (scale = run where the minimum is 1)
///     begin[j,p,t] ≥ run[j,p,t] − run[j,p,t−1]
///     first[j,t] ≤ Σ_p begin[j,p,t],   Σ_t first ≤ 1       (the first begin is no restart)
///     progress[t] = progress[t−1] + (Σ_p scale − lost · (Σ_p begin − first)) / w
///     progress[end] + left + declined = 1
///     accelerators · scale in the pool's limit
///
/// A job that is not preemptible begins once. `left` is the share left for after the horizon, no
/// more than its deadline lets be done then. Where it can be late, in steps after it is due:
///
///     open[t] ≥ 1 − declined − progress[t−1]                                    (open binary)
///     late ≥ w · left · Δ − (due − end of the horizon)₊
///
/// A job that neither loses time nor pays at a restart needs no begins. Begins are bounded from
/// above where time is lost, else power that is paid for could be burnt in restarts.
struct JobSteps {
    /// A pool that may run a job.
    struct Option: Sendable {
        let place: JobWindow.Place
        let run: Family
        /// Share of the accelerators at work; `run` where that is all or none.
        let scale: Family
        let begin: Family?
    }

    /// The columns of one job.
    struct Columns: Sendable {
        let isPreemptible: Bool
        /// Work in steps at full scale.
        let work: Double
        /// Steps of work lost at a restart.
        let lost: Double
        var options: [Option] = []
        var first: Family?
        var left: Int?
        /// Steps in which it is late while open, with the hours that count.
        var open: [(column: Int, hours: Double)] = []
        var late: Int?
        /// Hours late before its window begins.
        var lateBefore = 0.0
    }

    private let columns: [Int: Columns]
    private let grid: TimeGrid

    init(
        _ builder: inout ProgramBuilder, _ entries: [TrainingJobs.Entry], declined: [Int?],
        _ room: JobRoom
    ) {
        grid = room.scenario.grid
        let own = entries.indices.filter { !entries[$0].job.isFixedGang }
        let work = builder.addRows(
            .jobWork, own.map { entries[$0].job.id }, steps: 1, lower: 1, upper: 1)
        var columns: [Int: Columns] = [:]
        for (member, index) in own.enumerated() {
            let writer = JobStepWriter(
                entry: entries[index], room: room, declined: declined[index], work: work(member, 0))
            columns[index] = writer.write(&builder)
        }
        self.columns = columns
    }
}

extension JobSteps {
    func running(_ index: Int, site: Int?, _ step: Int) -> [Int] {
        (columns[index]?.options ?? []).filter {
            $0.scale.steps.contains(step) && (site ?? $0.place.site) == $0.place.site
        }.map { $0.scale(0, step) }
    }

    /// Tells a job from its steps.
    func read(_ values: [Double], _ index: Int, declined: Double) -> JobTold {
        guard let columns = columns[index] else { return JobTold() }
        var told = JobTold()
        for option in columns.options {
            var scale = [Double](repeating: 0, count: grid.stepCount)
            for step in option.scale.steps {
                scale[step] = max(0, values[option.scale(0, step)])
                if let begin = option.begin { told.restarts += values[begin(0, step)] }
            }
            told.hoursDone += scale.reduce(0, +) * grid.stepHours
            guard scale.contains(where: { $0 > 1e-6 }) else { continue }
            told.places.append(
                Schedule.JobRun.Place(
                    site: option.place.site, pool: option.place.pool, scale: scale))
        }
        if let first = columns.first {
            told.restarts -= first.steps.reduce(0) { $0 + values[first(0, $1)] }
        }
        // One that cannot be interrupted begins, and never again.
        if !columns.isPreemptible { told.restarts = 0 }
        told.hoursDone -= told.restarts * columns.lost * grid.stepHours
        told.hoursLeft = columns.left.map { values[$0] * columns.work * grid.stepHours } ?? 0
        told.lateHours =
            columns.lateBefore * (1 - declined)
            + columns.open.reduce(0) { $0 + values[$1.column] * $1.hours }
            + (columns.late.map { values[$0] } ?? 0)
        return told
    }
}
