/// When a job can run within the horizon, in steps, and where.
///
/// A release within a step counts from the next step on, a deadline within a step at its start:
/// jobs hold accelerators for whole steps. A step may lie beyond the horizon.
struct JobWindow: Sendable {
    /// A pool that may run the job.
    struct Place: Sendable, Equatable {
        let site: Int
        let pool: Int
    }

    /// First step in which it may run.
    let first: Int
    /// The step before which it must be done; nil without a deadline.
    let end: Int?
    /// Work left at the start, in steps at full scale, not rounded.
    let work: Double
    /// Work left in whole steps.
    let steps: Int
    /// Pools of the kind at allowed sites, with enough accelerators in some step.
    let places: [Place]
    /// Number in `places` of the pool that runs the job at the start.
    let runningPlace: Int?
    private let pools: [Pool]
    private let least: Double
    private let grid: TimeGrid

    init(_ job: Job, _ scenario: Scenario) {
        grid = scenario.grid
        let length = grid.stepMinutes * 60
        let start = grid.start.seconds
        let early = (job.release?.seconds ?? start) - start
        first = max(0, (early + length - 1) / length)
        end = job.deadline.map { Int((Double($0.seconds - start) / Double(length)).rounded(.down)) }
        work = (job.hours - (job.progress?.hoursDone ?? 0)) / grid.stepHours
        steps = Int((work - 1e-9).rounded(.up))
        least = Double(job.accelerators) * job.minimumScale
        var places: [Place] = []
        var running: Int?
        // What must go on where it runs can go nowhere else.
        let isHeld = job.progress?.site != nil && !job.isPreemptible
        for (index, site) in scenario.sites.enumerated()
        where job.allowedSites.isEmpty || job.allowedSites.contains(site.id) {
            for (number, pool) in site.pools.enumerated() where pool.accelerator == job.accelerator
            {
                let isRunning = job.progress?.site == site.id && job.progress?.pool == pool.id
                guard isRunning || !isHeld, pool.largestForJobs >= least else { continue }
                if isRunning { running = places.count }
                places.append(Place(site: index, pool: number))
            }
        }
        self.places = places
        runningPlace = running
        pools = places.map { scenario.sites[$0.site].pools[$0.pool] }
    }

    /// The last step in which a run in one piece may start, whatever the pools have.
    var latestStart: Int { end.map { $0 - steps } ?? .max }

    /// Steps of the horizon in which it may run.
    var range: Range<Int> {
        let last = min(grid.stepCount, end ?? .max)
        return min(first, last)..<max(min(first, last), last)
    }

    /// Whether it may still be waiting at the end of the horizon.
    var mayWait: Bool { latestStart >= grid.stepCount }

    /// Whether it concerns this horizon at all: released in it, and not done before.
    var isReleased: Bool { first < grid.stepCount && steps > 0 }

    /// Whether a pool has the accelerators that it needs at least in a step, those that the plan
    /// may add among them.
    func fits(_ place: Int, _ step: Int) -> Bool {
        pools[place].accelerators[step] + pools[place].addable >= least
    }

    /// Starts at a place from which it can run in one piece, as far as the horizon shows.
    func starts(_ place: Int, isRunning: Bool) -> [Int] {
        let last = isRunning ? 0 : min(grid.stepCount - 1, latestStart)
        guard first <= last, last <= latestStart else { return [] }
        // Free steps in a row, from the end.
        var free = [Int](repeating: 0, count: grid.stepCount + 1)
        for step in stride(from: grid.stepCount - 1, through: first, by: -1) {
            free[step] = fits(place, step) ? free[step + 1] + 1 : 0
        }
        return (first...last).filter { free[$0] >= min(steps, grid.stepCount - $0) }
    }
}

extension Pool {
    /// Accelerators that the plan may add.
    fileprivate var addable: Double { expansion?.maximum ?? 0 }

    /// Most accelerators that there may be in a step.
    var largestForJobs: Double { accelerators.largest + addable }
}

extension Job {
    /// Whether it runs in one piece on all its accelerators: a start alone tells everything.
    var isFixedGang: Bool { !isPreemptible && minimumScale >= 1 }

    /// Whether it must go on where it runs.
    var isHeld: Bool { progress?.site != nil && !isPreemptible }
}
