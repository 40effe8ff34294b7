import Dispatch
import Foundation
import Synchronization

/// What the thread that solves and the thread that watches it share.
final class RunningAttempt: Sendable {
    private struct State {
        var watch: RunWatch
        var news: RunProgress?
        var best = Double.infinity
        var isFinished = false
        var ending: Ending?
    }

    private let state: Mutex<State>
    private let changed = DispatchSemaphore(value: 0)
    private let clock: @Sendable () -> Moment

    init(_ watch: RunWatch, clock: @escaping @Sendable () -> Moment) {
        state = Mutex(State(watch: watch))
        self.clock = clock
    }

    // MARK: The thread that solves

    /// Takes progress; false when the solve has to end.
    func goesOn(_ progress: RunProgress) -> Bool {
        let now = clock()
        return state.withLock { state in
            var progress = progress
            // Only a search with a bound has points that are feasible and not yet the best.
            if progress.relativeGap != nil, let objective = progress.objective,
                objective < state.best
            {
                state.best = objective
                progress.isIncumbent = true
            }
            // A better plan is not hidden by what comes after it in the same second.
            progress.isIncumbent = progress.isIncumbent || state.news?.isIncumbent == true
            state.news = progress
            return state.watch.look(at: now) == nil
        }
    }

    /// Why the solve had to end; nil when it ended by itself.
    var end: RunWatch.End? { state.withLock { $0.watch.end } }

    /// Seconds until it has to end.
    var secondsLeft: Double {
        let now = clock()
        return state.withLock { state in
            guard state.watch.look(at: now) == nil else { return 0 }
            return state.watch.deadline.map { $0.seconds(since: now) } ?? .infinity
        }
    }

    /// Hands over how it ended; nil when the input could not be read.
    func finish(_ ending: Ending?) {
        state.withLock { state in
            state.ending = ending
            state.isFinished = true
        }
        changed.signal()
    }

    // MARK: The thread that watches

    /// Waits for the end; true when it has come.
    func isFinished(within seconds: Double) -> Bool {
        _ = changed.wait(timeout: .now() + seconds)
        return state.withLock { $0.isFinished }
    }

    var ending: Ending? { state.withLock { $0.ending } }

    func note(_ end: RunWatch.End) { state.withLock { $0.watch.note(end) } }

    /// The progress to tell with a sign of life that is due; nil when none is due.
    func beatIfDue() -> RunProgress?? {
        let now = clock()
        return state.withLock { state -> RunProgress?? in
            guard state.watch.isBeatDue(at: now, hasNews: state.news != nil) else { return nil }
            defer { state.news = nil }
            return .some(state.news)
        }
    }

    /// True once, when the job has to be answered without the solve.
    func isLastCall() -> Bool {
        let now = clock()
        return state.withLock { $0.watch.isLastCall(at: now) }
    }

    func beaten(_ answer: Heartbeat?) {
        let now = clock()
        state.withLock { $0.watch.beaten(answer, at: now) }
    }
}
