import Solver

/// What each change makes of a job, without any store: the table of states in one place.
///
/// Every change of state gives the job's next event to store with it: `end` where the job ends,
/// `state` elsewhere.
extension JobRecord {
    /// Attempts that may still begin.
    package var attemptsLeft: Int { attemptLimit - (attempt - attemptsBefore) }

    /// Whether this attempt holds the job; whoever no longer holds it changes nothing.
    package func isHeld(byAttempt number: Int) -> Bool { state == .running && attempt == number }

    /// Whether it ends without an answer at a moment, although the job before may have one.
    package func isUnanswered(at moment: Moment) -> Bool {
        guard parent != nil, let neededBy else { return false }
        switch state {
        case .queued: return neededBy <= moment
        case .running:
            let isLeft = leaseUntil.map { $0 <= moment } ?? false
            return isLeft && attemptsLeft <= 0 && !isCancelRequested
        default: return false
        }
    }

    /// Whether it can be queued anew: it has ended without an answer and has its data.
    package var isRetriable: Bool {
        state.isTerminal && state != .succeeded && discardedAt == nil
    }

    /// Whether a worker takes this queued job before another one.
    package func isMoreUrgent(than other: JobRecord) -> Bool {
        if neededBy != other.neededBy {
            guard let mine = neededBy else { return false }
            guard let others = other.neededBy else { return true }
            return mine < others
        }
        if priority != other.priority { return priority > other.priority }
        if createdAt != other.createdAt { return createdAt < other.createdAt }
        return id < other.id
    }

    /// Event 1 of a new job.
    package var firstEvent: JobEvent {
        JobEvent(number: 1, kind: .state, at: createdAt, data: stateData(reason: nil))
    }

    /// A worker takes the queued job.
    package mutating func begin(_ claim: Claim) -> JobEvent {
        attempt += 1
        owner = claim.owner
        leaseUntil = claim.at.adding(seconds: claim.leaseSeconds)
        startedAt = claim.at
        return move(to: .running, at: claim.at)
    }

    /// Its worker lives, and may have come further.
    package mutating func prolong(until lease: Moment, progress: Progress?, at moment: Moment)
        -> JobEvent?
    {
        leaseUntil = lease
        guard let progress else { return nil }
        self.progress = progress.data
        lastProgressAt = moment
        generation += 1
        lastEvent += 1
        return JobEvent(number: lastEvent, kind: progress.kind, at: moment, data: progress.data)
    }

    /// Its worker ends it.
    package mutating func end(_ ending: Ending) -> JobEvent {
        outcome = ending.outcome
        fallbackReason = ending.fallbackReason
        problem = ending.problem
        var event = move(to: ending.state, at: ending.at)
        event.data = ending.event
        return event
    }

    /// Its worker left: cancelled if that was asked, queued while an attempt is left, else failed.
    package mutating func abandon(reason: String, problem: [UInt8], at moment: Moment) -> JobEvent {
        if isCancelRequested { return move(to: .cancelled, at: moment, reason: reason) }
        // A worker that is told to end says nothing about the job.
        if reason == Self.shutdown { attemptsBefore += 1 }
        if attemptsLeft > 0 {
            forgetAttempt()
            return move(to: .queued, at: moment, reason: reason)
        }
        self.problem = problem
        return move(to: .failed, at: moment, reason: reason)
    }

    /// The reason of a worker that was told to end: such an attempt does not count.
    package static let shutdown = "shutdown"

    /// Nobody began it in time.
    package mutating func expire(at moment: Moment) -> JobEvent { move(to: .expired, at: moment) }

    /// Its owner asks for its end with the best plan; false when that was asked before.
    package mutating func requestStop() -> Bool {
        guard !isStopRequested else { return false }
        isStopRequested = true
        generation += 1
        return true
    }

    /// Its owner wants it no more: a queued job ends now, a running one is asked to.
    ///
    /// False when that was asked before; the event of a queued one is added to `events`.
    package mutating func cancel(reason: String? = nil, at moment: Moment, events: inout [JobEvent])
        -> Bool
    {
        if state == .queued {
            events.append(move(to: .cancelled, at: moment, reason: reason))
            return true
        }
        guard state == .running, !isCancelRequested else { return false }
        isCancelRequested = true
        generation += 1
        return true
    }

    /// Another job takes its place.
    package mutating func supersede(by job: String, at moment: Moment, events: inout [JobEvent]) {
        if !cancel(reason: "superseded", at: moment, events: &events) { generation += 1 }
        supersededBy = job
    }

    /// Its owner wants it once more, with all its attempts.
    package mutating func retry(neededBy: Moment?, at moment: Moment) -> JobEvent {
        self.neededBy = neededBy
        attemptsBefore = attempt
        outcome = nil
        fallbackReason = nil
        problem = nil
        finishedAt = nil
        isStopRequested = false
        isCancelRequested = false
        forgetAttempt()
        return move(to: .queued, at: moment, reason: "retry")
    }

    /// Its data are gone.
    package mutating func discard(at moment: Moment) {
        discardedAt = moment
        generation += 1
    }

    private mutating func forgetAttempt() {
        startedAt = nil
        progress = nil
        lastProgressAt = nil
    }

    private mutating func move(to state: JobState, at moment: Moment, reason: String? = nil)
        -> JobEvent
    {
        self.state = state
        generation += 1
        lastEvent += 1
        if state != .running {
            owner = nil
            leaseUntil = nil
        }
        if state.isTerminal { finishedAt = moment }
        return JobEvent(
            number: lastEvent, kind: state.isTerminal ? .end : .state, at: moment,
            data: stateData(reason: reason))
    }

    /// `{"state": …, "attempt": …, "reason": …}`, the reason only where there is one.
    private func stateData(reason: String?) -> [UInt8] {
        JSON.fields([
            "state": .string(state.rawValue), "attempt": .integer(attempt),
            "reason": reason.map(JSON.string),
        ]).written(pretty: false)
    }
}
