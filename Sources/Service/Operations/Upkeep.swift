import Foundation
import Solver
import Synchronization

/// Deletes what has been kept long enough: data of ended jobs, and records of repeated requests.
package final class Upkeep: Sendable {
    private let store: any Store
    private let log: ServiceLog
    private let clock: @Sendable () -> Moment
    private let retentionDays: Int
    private let isEnded = Mutex(false)

    /// How long an idempotency key is remembered, seconds.
    static let idempotencySeconds = 48.0 * 3600
    /// How often it is looked for, seconds.
    static let periodSeconds = 3600.0

    package init(
        store: any Store, retentionDays: Int, log: ServiceLog,
        clock: @escaping @Sendable () -> Moment = { .now }
    ) {
        self.store = store
        self.retentionDays = retentionDays
        self.log = log
        self.clock = clock
    }

    /// Begins, on a thread of its own; the first time at once.
    package func start() {
        let thread = Thread { [self] in
            var due = ContinuousClock.now
            while !isEnded.withLock({ $0 }) {
                if ContinuousClock.now >= due {
                    run()
                    due = .now + .seconds(Self.periodSeconds)
                }
                Thread.sleep(forTimeInterval: 0.2)
            }
        }
        thread.name = "upkeep"
        thread.start()
    }

    /// Ends before the next time.
    package func end() { isEnded.withLock { $0 = true } }

    /// How much of each kind one transaction deletes: changes of others wait for it.
    package static let portion = 100

    /// Does it once, a portion at a time.
    package func run() {
        let now = clock()
        var jobs = 0
        do {
            while !isEnded.withLock({ $0 }) {
                let pruned = try store.prune(
                    endedBefore: now.adding(seconds: -Double(retentionDays) * 86_400),
                    idempotencyBefore: now.adding(seconds: -Self.idempotencySeconds),
                    limit: Self.portion, at: now)
                jobs += pruned.jobs
                guard pruned.isCut(by: Self.portion) else { break }
                // What waits goes first.
                Thread.sleep(forTimeInterval: 0.01)
            }
        } catch {
            log.note(.warning, "prune_failed", ["error": .string("\(error)")])
        }
        if jobs > 0 { log.note(.info, "pruned", ["jobs": .integer(jobs)]) }
    }
}
