import Synchronization

/// Watches a running method: reports progress, and tells when a limit is reached.
///
/// Loops tell it what they have done (`goesOn`). Every few milliseconds it looks at the clock, and a
/// few times a second it asks whoever waits, so that a stop takes effect in the middle of an
/// iteration, which may be seconds long.
package final class HorizonWatch {
    private let settings: SolveSettings
    private let start = ContinuousClock.now
    private var latest: SolveProgress
    private var asked = -1.0
    /// Seconds between two questions.
    private let patience: Double
    /// Work since the clock was looked at.
    private var work = 0
    /// Why the method has to stop; nil as long as it goes on.
    private(set) var reason: String? {
        didSet { stopped.store(reason != nil, ordering: .relaxed) }
    }
    private let stopped = Atomic(false)
    /// Work that was still done after that.
    package private(set) var workAfterStop = 0

    /// Numbers that a loop reads or writes in a few milliseconds.
    package static let interval = 1 << 20
    private static let method = "horizon interior point"

    package init(_ settings: SolveSettings, patience: Double = 0.05) {
        self.settings = settings
        self.patience = patience
        latest = SolveProgress(
            method: Self.method, iterations: 0, objective: .nan, infeasibility: .infinity,
            seconds: 0)
    }

    /// Whether there is a reason to stop, for a thread that does not own the watch.
    var isStopped: Bool { stopped.load(ordering: .relaxed) }

    /// Whether threads share work.
    var sharing: WorkSharing { settings.sharing }

    var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }

    /// Takes notice of work, numbers read or written; false when the method is to stop.
    @inline(__always)
    func goesOn(_ amount: Int) -> Bool {
        work += amount
        return work < Self.interval && reason == nil ? true : look()
    }

    /// Looks at the clock at once; true when the method is to stop.
    func hasToStop() -> Bool { !goesOn(Self.interval) }

    @inline(never)
    private func look() -> Bool {
        guard reason == nil else {
            workAfterStop += work
            work = 0
            return false
        }
        work = 0
        let now = seconds
        if now >= settings.timeLimitSeconds { reason = "the time limit was reached" }
        if now - asked >= patience { ask(at: now) }
        return reason == nil
    }

    private func ask(at now: Double) {
        asked = now
        latest.seconds = now
        if !settings.progress(latest) { reason = "interrupted" }
    }

    /// A reason to stop at the beginning of an iteration, or nil.
    ///
    /// - Parameters:
    ///   - state: where the method is.
    ///   - objective: of the program.
    func reason(_ state: InteriorPoint.State, _ objective: Double) -> String? {
        guard reason == nil else { return reason }
        latest = SolveProgress(
            method: Self.method, iterations: state.iteration, objective: objective,
            infeasibility: state.primalResidual, seconds: seconds)
        latest.dualInfeasibility = state.dualResidual
        latest.relativeGap = state.gap
        ask(at: latest.seconds)
        if reason == nil, latest.seconds >= settings.timeLimitSeconds {
            reason = "the time limit was reached"
        }
        if reason == nil, state.iteration >= settings.iterationLimit {
            reason = "the iteration limit was reached"
        }
        return reason
    }
}
