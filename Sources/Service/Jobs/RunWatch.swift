/// When a running attempt tells of itself, and when it has to end; the time is given.
package struct RunWatch: Sendable {
    /// Why an attempt has to end before the solver says so; a later one outweighs an earlier one.
    package enum End: String, Sendable, CaseIterable, Comparable {
        /// The answer is needed now.
        case deadline
        /// Its owner wants the best plan so far.
        case stop
        /// The worker ends.
        case shutdown
        /// Its owner wants no answer.
        case cancel
        /// The job is no longer this attempt's.
        case lost

        package static func < (a: End, b: End) -> Bool {
            let order = End.allCases
            return order.firstIndex(of: a) ?? 0 < order.firstIndex(of: b) ?? 0
        }
    }

    /// News are told at most once in so many seconds.
    package static let newsSeconds = 1.0

    /// When the solve has to end; nil for never.
    package let deadline: Moment?
    /// When a solve that does not come back is answered for; nil for never.
    private var lastCall: Moment?
    /// Why it has to end; nil while it may go on.
    package private(set) var end: End?
    private let leaseSeconds: Double
    private var lastBeat: Moment

    /// Creates the watch of an attempt that begins now.
    package init(job: JobRecord, begun: Moment, leaseSeconds: Double) {
        let margin = job.neededBy.map { Self.margin(of: $0.seconds(since: begun)) } ?? 0
        deadline = job.neededBy?.adding(seconds: -margin)
        lastCall = job.parent == nil ? nil : job.neededBy?.adding(seconds: -margin / 2)
        end = job.isStopRequested ? .stop : nil
        self.leaseSeconds = leaseSeconds
        lastBeat = begun
    }

    /// What is kept of the time that is left, seconds, to write the answer down: a twentieth, from
    /// half a second to half a minute, and never more than half.
    package static func margin(of seconds: Double) -> Double {
        max(0, min(seconds / 2, max(0.5, min(30, seconds / 20))))
    }

    /// Seconds between two signs of life without news.
    package var beatSeconds: Double { leaseSeconds / 3 }

    /// Notes a reason to end.
    package mutating func note(_ reason: End) { end = max(end ?? reason, reason) }

    /// Looks at the clock; the reason to end, if there is one.
    package mutating func look(at now: Moment) -> End? {
        if let deadline, now >= deadline { note(.deadline) }
        return end
    }

    /// True once, when half the margin is over and the solve has not come back: it reads its input or
    /// writes its program, where nothing interrupts it.
    package mutating func isLastCall(at now: Moment) -> Bool {
        guard let last = lastCall, now >= last else { return false }
        lastCall = nil
        note(.deadline)
        return true
    }

    /// Whether a sign of life is due.
    package func isBeatDue(at now: Moment, hasNews: Bool) -> Bool {
        let seconds = now.seconds(since: lastBeat)
        // A clock that was set back must not silence the attempt.
        return seconds < 0
            || seconds >= (hasNews ? min(Self.newsSeconds, beatSeconds) : beatSeconds)
    }

    /// Notes that a sign of life was sent, and what came back; nil when the store did not answer.
    package mutating func beaten(_ answer: Heartbeat?, at now: Moment) {
        lastBeat = now
        switch answer {
        case .lost: note(.lost)
        case .held(let isStopRequested, let isCancelRequested):
            if isStopRequested { note(.stop) }
            if isCancelRequested { note(.cancel) }
        case nil: break
        }
    }
}

/// How long a worker without work waits before it asks again: longer each time.
package struct IdlePause: Sendable {
    private static let range = 0.02...0.25
    private var next = range.lowerBound

    package init() {}

    /// Seconds to wait now.
    package mutating func seconds() -> Double {
        defer { next = min(Self.range.upperBound, next * 2) }
        return next
    }
}

/// How long a worker process that died is left before the next is started.
package struct RestartPause: Sendable {
    private static let longest = 30.0
    /// Who lived so long did not die of its start, seconds.
    private static let healthy = 2.0
    private var next = 0.0

    package init() {}

    /// Seconds to wait after a life of so many seconds: none at first, then twice as long each time.
    ///
    /// Who died in a job did not die of its start either: jobs that kill have few attempts, and must
    /// not keep others waiting.
    package mutating func seconds(afterLifeOf lived: Double, inJob: Bool) -> Double {
        if lived >= Self.healthy || inJob { next = 0 }
        defer { next = min(Self.longest, max(0.1, next * 2)) }
        return next
    }
}
