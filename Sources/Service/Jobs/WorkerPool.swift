import Certificates
import Foundation
import Solver
import Synchronization

/// The workers of a service: processes of their own, so that a solve that aborts takes down one of
/// them and nothing else.
///
/// Dead workers are replaced; what they held is given back at once, with the reason. Once a second
/// the pool sweeps the store: leases of workers elsewhere that ran out, jobs that nobody began in
/// time.
package final class WorkerPool: Sendable {
    /// What a pool needs to know.
    package struct Settings: Sendable {
        package var database: StoreLocation
        /// How many workers each lane has.
        package var counts: [Lane: Int]
        /// The program that `worker` is a command of.
        package var program = "/proc/self/exe"
        /// Variables that workers get beside those of this process.
        package var environment: [String: String] = [:]
        /// How long workers may take to give their jobs back, seconds.
        package var drainSeconds = 10.0
        package var leaseSeconds = 15.0

        /// Creates settings.
        package init(database: StoreLocation, counts: [Lane: Int]) {
            self.database = database
            self.counts = counts
        }
    }

    /// A place for one worker after the other.
    private struct Place {
        let lane: Lane
        let number: Int
        /// How many have been started.
        var starts = 0
        var child: ChildProcess?
        var name = ""
        var startedAt: ContinuousClock.Instant
        var pause = RestartPause()
        /// When the next is started.
        var dueAt: ContinuousClock.Instant
    }

    private struct State {
        var places: [Place]
        var isDraining = false
    }

    private let store: any Store
    private let settings: Settings
    private let log: ServiceLog
    private let clock: @Sendable () -> Moment
    private let state: Mutex<State>
    private let ended = DispatchSemaphore(value: 0)
    /// Tells the workers of this pool from those of every other.
    private let id = Hexadecimal.text(RandomBytes.make(4))

    /// How often the pool looks after its workers, seconds.
    private static let lookSeconds = 0.05
    private static let sweepSeconds = 1.0
    /// How long before its deadline a job that waits is given up: two sweeps, since one can be late.
    private static let aheadSeconds = 2 * sweepSeconds

    /// The pool of a service.
    convenience init(store: any Store, settings: ServiceSettings, log: ServiceLog) throws {
        self.init(
            store: store,
            settings: Settings(
                database: try StoreLocation(settings.database),
                counts: [
                    .online: settings.onlineWorkers, .planning: settings.planningWorkers,
                ]), log: log)
    }

    /// Creates a pool; nothing runs before `start`.
    package init(
        store: any Store, settings: Settings, log: ServiceLog,
        clock: @escaping @Sendable () -> Moment = { .now }
    ) {
        self.store = store
        self.settings = settings
        self.log = log
        self.clock = clock
        let now = ContinuousClock.now
        let places = Lane.allCases.flatMap { lane in
            (0..<(settings.counts[lane] ?? 0)).map {
                Place(lane: lane, number: $0, startedAt: now, dueAt: now)
            }
        }
        state = Mutex(State(places: places))
    }

    /// Ids of the processes that live.
    package var processes: [Int32] {
        state.withLock { $0.places.compactMap { $0.child?.id } }
    }

    /// Starts the workers, and a thread that looks after them.
    package func start() {
        let thread = Thread { [self] in
            look()
            ended.signal()
        }
        thread.stackSize = 1 << 20
        thread.start()
    }

    /// Ends the workers: they give back what they hold.
    package func drain() {
        state.withLock { $0.isDraining = true }
        ended.wait()
    }

    // MARK: The thread

    private func look() {
        var sweptAt = ContinuousClock.now - .seconds(Self.sweepSeconds)
        while !state.withLock({ $0.isDraining }) {
            tend()
            if ContinuousClock.now - sweptAt >= .seconds(Self.sweepSeconds) {
                sweptAt = .now
                sweep()
            }
            Thread.sleep(forTimeInterval: Self.lookSeconds)
        }
        endAll()
    }

    /// Buries the dead and starts those that are due.
    private func tend() {
        for index in state.withLock({ $0.places.indices }) {
            let place = state.withLock { $0.places[index] }
            if let ending = place.child?.ending() {
                let lived = (ContinuousClock.now - place.startedAt) / .seconds(1)
                let hadJob = bury(place, ending)
                state.withLock { state in
                    state.places[index].child = nil
                    let pause = state.places[index].pause.seconds(
                        afterLifeOf: lived, inJob: hadJob)
                    state.places[index].dueAt = .now + .seconds(pause)
                }
            } else if place.child == nil, place.dueAt <= .now {
                start(index)
            }
        }
    }

    private func start(_ index: Int) {
        var place = state.withLock { $0.places[index] }
        place.starts += 1
        place.startedAt = .now
        place.name = "\(id)/\(place.lane.rawValue)-\(place.number)/\(place.starts)"
        var environment = ProcessInfo.processInfo.environment
        // The connection string can hold a password: arguments are seen by all users.
        environment[StoreLocation.variable] = settings.database.text
        environment.merge(settings.environment) { $1 }
        do {
            place.child = try ChildProcess(
                settings.program,
                [
                    "worker", "--lanes", place.lane.rawValue, "--name", place.name,
                    "--lease", "\(settings.leaseSeconds)", "--parent", "\(getpid())",
                ], environment: environment)
            log.note(
                .info, "worker_started",
                ["worker": .string(place.name), "process": .integer(Int(place.child?.id ?? 0))])
        } catch {
            place.dueAt = .now + .seconds(place.pause.seconds(afterLifeOf: 0, inJob: false))
            log.note(
                .error, "worker_not_started",
                ["worker": .string(place.name), "errno": .integer(Int(error.code))])
        }
        state.withLock { [place] in $0.places[index] = place }
    }

    /// Gives back what a dead worker held; true when it held something.
    @discardableResult
    private func bury(_ place: Place, _ ending: ChildProcess.Ending) -> Bool {
        log.note(
            ending == .exit(0) ? .info : .error, "worker_ended",
            ["worker": .string(place.name), "reason": .string(ending.reason)])
        do {
            let held = try store.held(by: place.name)
            for job in held { try giveBack(job, ending.reason) }
            return !held.isEmpty
        } catch {
            // The lease runs out by itself, and the sweep finds the job.
            log.note(.error, "store_failed", ["error": .string("\(error)")])
            return false
        }
    }

    private func giveBack(_ job: JobRecord, _ reason: String) throws(StoreError) {
        let isLast = job.attemptsLeft <= 0 && !job.isCancelRequested
        if isLast,
            let ending = try Fallback(job: job, store: store).ending(.workerDied, at: clock()),
            try store.finish(job.id, attempt: job.attempt, ending)
        {
            return note("job_answered_by_parent", job, reason)
        }
        let problem = JobProblem(
            .workerDied, "Attempt \(job.attempt), the last that the job had: \(reason).")
        _ = try store.abandon(
            job.id, attempt: job.attempt, reason: reason, problem: problem.bytes, at: clock())
        note("job_given_back", job, reason)
    }

    private func note(_ event: String, _ job: JobRecord, _ reason: String) {
        log.note(
            .warning, event,
            [
                "job_id": .string(job.id), "tenant": .string(job.tenant),
                "attempt": .integer(job.attempt), "reason": .string(reason),
            ])
    }

    private func sweep() {
        let problem = JobProblem(
            .workerDied, "The last attempt gave no sign of life until its lease ran out.")
        let now = clock()
        do {
            try settle(at: now)
            let count = try store.sweep(at: now, problem: problem.bytes)
            if count > 0 { log.note(.warning, "jobs_swept", ["count": .integer(count)]) }
        } catch {
            log.note(.error, "store_failed", ["error": .string("\(error)")])
        }
    }

    /// Gives the parts of their parents to jobs that nobody will answer in time.
    private func settle(at now: Moment) throws(StoreError) {
        // Ahead for those that wait: at the next sweep their moment would have passed.
        let next = now.adding(seconds: Self.aheadSeconds)
        for job in try store.unanswered(at: next) {
            let isQueued = job.state == .queued
            guard isQueued ? Self.isHopeless(job, at: now) : job.isUnanswered(at: now),
                let ending = try Fallback(job: job, store: store).ending(
                    isQueued ? .notBegun : .workerDied, at: now),
                try store.settle(job, ending, at: isQueued ? next : now)
            else { continue }
            note("job_answered_by_parent", job, ending.fallbackReason ?? "")
        }
    }

    /// Whether a job that waits is needed so soon that nobody will begin it; one that was ordered a
    /// moment before its deadline keeps half of that moment.
    private static func isHopeless(_ job: JobRecord, at now: Moment) -> Bool {
        guard let neededBy = job.neededBy else { return false }
        let ahead = min(aheadSeconds, neededBy.seconds(since: job.createdAt) / 2)
        return neededBy.seconds(since: now) <= max(0, ahead)
    }

    /// Asks all to end, waits, and ends by force what does not.
    private func endAll() {
        let limit = ContinuousClock.now + .seconds(settings.drainSeconds)
        for id in processes { kill(id, SIGTERM) }
        var isForced = false
        while !processes.isEmpty {
            if !isForced, ContinuousClock.now >= limit {
                isForced = true
                for id in processes { kill(id, SIGKILL) }
            }
            for index in state.withLock({ $0.places.indices }) {
                let place = state.withLock { $0.places[index] }
                guard let ending = place.child?.ending() else { continue }
                state.withLock { $0.places[index].child = nil }
                bury(place, ending)
            }
            Thread.sleep(forTimeInterval: Self.lookSeconds)
        }
    }
}
