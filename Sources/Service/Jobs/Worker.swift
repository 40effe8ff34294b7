import Foundation
import Glibc
import Solver

/// Takes jobs from a store and works them out, one after the other.
///
/// One thread solves; the thread of `run` watches it, tells the store that the attempt lives, and
/// writes the end. An attempt that lost its lease changes nothing: the store refuses it.
package final class Worker: Sendable {
    /// How a worker works.
    package struct Settings: Sendable, Equatable {
        /// Unique among the living.
        package var name: String
        package var lanes: [Lane] = Lane.allCases
        /// For how long a job is held after the last sign of life, seconds.
        package var leaseSeconds = 15.0
        /// Whether it ends when no job waits.
        package var endsWhenIdle = false
        /// A hook of tests: what happens in a job that is tagged `crash`; nil for nothing.
        package var crash: Crash?

        /// Creates settings with the defaults.
        package init(name: String) { self.name = name }
    }

    /// Ways to die in a solve.
    package enum Crash: String, Sendable, CaseIterable {
        /// As GLPK does: abort, signal 6.
        case signal
        case exit
        /// Not at all, but for three seconds nothing interrupts it.
        case hang
    }

    private let store: any Store
    private let settings: Settings
    private let log: ServiceLog
    private let clock: @Sendable () -> Moment
    private let isShutDown: @Sendable () -> Bool

    /// Creates a worker; it ends, and gives its job back, once `isShutDown` says so.
    package init(
        store: any Store, settings: Settings, log: ServiceLog,
        clock: @escaping @Sendable () -> Moment = { .now },
        isShutDown: @escaping @Sendable () -> Bool = { false }
    ) {
        self.store = store
        self.settings = settings
        self.log = log
        self.clock = clock
        self.isShutDown = isShutDown
    }

    /// Stack of the thread that solves: documents and searches go deep.
    private static let stackBytes = 256 << 20
    /// How often the watching thread looks up, seconds.
    private static let lookSeconds = 0.05
    /// For how long a finished answer is offered to a store that does not take it, seconds.
    private static let offerSeconds = 300.0

    /// Works until it is shut down, or until no job waits if it was told to end then.
    package func run() {
        var pause = IdlePause()
        while !isShutDown() {
            do {
                let claim = Claim(
                    owner: settings.name, lanes: settings.lanes, at: clock(),
                    leaseSeconds: settings.leaseSeconds)
                if let job = try store.claim(claim) {
                    work(on: job)
                    pause = IdlePause()
                    continue
                }
                if settings.endsWhenIdle { return }
            } catch {
                log.note(
                    .warning, "claim_failed",
                    ["worker": .string(settings.name), "error": .string("\(error)")])
                if settings.endsWhenIdle { return }
            }
            Thread.sleep(forTimeInterval: pause.seconds())
        }
    }

    /// Works one claimed job out.
    private func work(on job: JobRecord) {
        let start = clock()
        let running = RunningAttempt(
            RunWatch(job: job, begun: start, leaseSeconds: settings.leaseSeconds), clock: clock)
        let answer = JobAnswer(job: job, store: store, running: running, clock: clock)
        let crash = job.tags.contains("crash") ? settings.crash : nil
        let thread = Thread {
            crash?.die()
            running.finish(answer.ending())
        }
        thread.stackSize = Self.stackBytes
        thread.start()
        while !running.isFinished(within: Self.lookSeconds) {
            if isShutDown() {
                running.note(.shutdown)
                giveBack(job, reason: JobRecord.shutdown)
                return
            }
            beat(job, running)
            if running.isLastCall(), let ending = answer.endingWithoutSolve() {
                write(ending, of: job, start)
                running.note(.lost)
            }
        }
        finish(job, running, start)
    }

    private func beat(_ job: JobRecord, _ running: RunningAttempt) {
        guard let news = running.beatIfDue() else { return }
        do {
            let answer = try store.heartbeat(
                job.id, attempt: job.attempt, at: clock(),
                leaseSeconds: settings.leaseSeconds, progress: news?.event)
            if answer == .lost, running.end != .lost { note(.warning, "lease_lost", job) }
            running.beaten(answer)
        } catch {
            running.beaten(nil)
            note(.warning, "heartbeat_failed", job, ["error": .string("\(error)")])
        }
    }

    /// Writes the end of an attempt, if it still holds the job.
    private func finish(_ job: JobRecord, _ running: RunningAttempt, _ start: Moment) {
        guard running.end != .lost else { return }
        guard let ending = running.ending else {
            giveBack(job, reason: "the input could not be read")
            return
        }
        write(ending, of: job, start)
    }

    private func write(_ ending: Ending, of job: JobRecord, _ start: Moment) {
        let isWritten = offer(job) { store throws(StoreError) in
            try store.finish(job.id, attempt: job.attempt, ending)
        }
        note(
            isWritten ? .info : .warning, isWritten ? "job_ended" : "lease_lost", job,
            [
                "state": .string(ending.state.rawValue),
                "outcome": ending.outcome.map { .string($0) },
                "seconds": .number(clock().seconds(since: start)),
            ])
    }

    private func giveBack(_ job: JobRecord, reason: String) {
        let problem = JobProblem(
            .workerDied, "Attempt \(job.attempt) was the last, and its worker ended: \(reason).")
        _ = offer(job) { store throws(StoreError) in
            try store.abandon(
                job.id, attempt: job.attempt, reason: reason, problem: problem.bytes, at: clock())
        }
        note(.info, "job_given_back", job, ["reason": .string(reason)])
    }

    /// Makes a change that has to be made; false when the attempt no longer holds the job, or when
    /// the store does not answer for long.
    private func offer(
        _ job: JobRecord, _ change: (any Store) throws(StoreError) -> Bool
    ) -> Bool {
        let start = ContinuousClock.now
        var pause = IdlePause()
        while true {
            do {
                return try change(store)
            } catch {
                note(.warning, "end_not_written", job, ["error": .string("\(error)")])
                let seconds = (ContinuousClock.now - start) / .seconds(1)
                guard seconds < (isShutDown() ? 1 : Self.offerSeconds) else { return false }
                // The lease is kept while the store takes signs of life but no answer.
                _ = try? store.heartbeat(
                    job.id, attempt: job.attempt, at: clock(),
                    leaseSeconds: settings.leaseSeconds, progress: nil)
                Thread.sleep(forTimeInterval: pause.seconds())
            }
        }
    }

    private func note(
        _ level: ServiceLog.Level, _ event: String, _ job: JobRecord,
        _ members: KeyValuePairs<String, JSON?> = [:]
    ) {
        let head: KeyValuePairs<String, JSON?> = [
            "worker": .string(settings.name), "tenant": .string(job.tenant),
            "job_id": .string(job.id), "attempt": .integer(job.attempt),
        ]
        log.note(level, event, members: Array(head) + Array(members))
    }
}

extension Worker.Crash {
    /// Ends the process at once, or holds it up.
    func die() {
        switch self {
        case .signal: abort()
        case .exit: Glibc.exit(70)
        case .hang: sleep(3)
        }
    }
}
