/// What a job does.
package enum JobKind: String, Sendable, CaseIterable {
    case solve
    case forecast
    /// A draft of certificates.
    case proposal
}

/// Work that hubs wait for, and work that planners wait for, never in one queue.
package enum Lane: String, Sendable, CaseIterable {
    case online
    case planning
}

/// The state of a job; the solver's outcome is another thing.
package enum JobState: String, Sendable, CaseIterable {
    /// Waits for a worker.
    case queued
    /// A worker holds its lease.
    case running
    /// Answered; `outcome` says with what.
    case succeeded
    /// Could not be answered; `problem` says why.
    case failed
    /// Ended by its owner, or superseded.
    case cancelled
    /// Not begun before it was needed.
    case expired

    /// True when nothing can change it any more.
    package var isTerminal: Bool { self != .queued && self != .running }
}

/// A job: its immutable order, and the state that the service owns.
package struct JobRecord: Sendable, Equatable {
    // The order.
    package var id: String
    package var tenant: String
    package var batch: String?
    package var kind: JobKind
    package var lane: Lane
    /// Higher goes first among equal deadlines.
    package var priority: Int
    package var neededBy: Moment?
    /// The client's own id, unique per tenant.
    package var clientRef: String?
    package var tags: [String]
    /// The job that this one plans anew, and the first of that line.
    package var parent: String?
    package var origin: String?
    package var supersedes: String?
    /// Settings of the work as JSON.
    package var spec: [UInt8]
    /// SHA-256 of the input document, hexadecimal.
    package var documentDigest: String
    package var attemptLimit: Int
    package var createdAt: Moment

    // The state.
    package var state: JobState = .queued
    /// Solver status, `fallback`, or nil.
    package var outcome: String?
    package var fallbackReason: String?
    package var supersededBy: String?
    /// Attempts begun; a retry goes on counting, so that no attempt is ever mistaken for another.
    package var attempt = 0
    /// Attempts begun before the last retry.
    package var attemptsBefore = 0
    /// The worker that holds it.
    package var owner: String?
    package var leaseUntil: Moment?
    /// Grows with every change but the mere prolonging of a lease.
    package var generation = 1
    /// Number of its last event; events count from 1 without a gap.
    package var lastEvent = 1
    package var isStopRequested = false
    package var isCancelRequested = false
    /// The last progress as JSON.
    package var progress: [UInt8]?
    /// Problem document of a failed job, JSON.
    package var problem: [UInt8]?
    package var startedAt: Moment?
    package var lastProgressAt: Moment?
    package var finishedAt: Moment?
    /// When its data were deleted; the record stays.
    package var discardedAt: Moment?

    /// Creates a queued job.
    package init(
        id: String, tenant: String, batch: String? = nil, kind: JobKind, lane: Lane,
        priority: Int = 0, neededBy: Moment? = nil, clientRef: String? = nil, tags: [String] = [],
        parent: String? = nil, origin: String? = nil, supersedes: String? = nil, spec: [UInt8],
        documentDigest: String, attemptLimit: Int = 3, createdAt: Moment
    ) {
        self.id = id
        self.tenant = tenant
        self.batch = batch
        self.kind = kind
        self.lane = lane
        self.priority = priority
        self.neededBy = neededBy
        self.clientRef = clientRef
        self.tags = tags
        self.parent = parent
        self.origin = origin
        self.supersedes = supersedes
        self.spec = spec
        self.documentDigest = documentDigest
        self.attemptLimit = attemptLimit
        self.createdAt = createdAt
    }
}

/// Something that happened to a job, kept for replay.
package struct JobEvent: Sendable, Equatable {
    /// Counts from 1 within its job.
    package var number: Int
    package var kind: Kind
    package var at: Moment
    /// JSON.
    package var data: [UInt8]

    /// Names on the wire.
    package enum Kind: String, Sendable {
        case state
        case progress
        case incumbent
        case end
    }

    package init(number: Int, kind: Kind, at: Moment, data: [UInt8]) {
        self.number = number
        self.kind = kind
        self.at = at
        self.data = data
    }
}

/// A part of an answer, a resource of its own.
package struct JobPart: Sendable, Equatable {
    /// Such as `plan`, `routing` or `prices`.
    package var name: String
    /// SHA-256 of the bytes, hexadecimal: its entity tag.
    package var digest: String
    /// JSON.
    package var bytes: [UInt8]

    package init(name: String, digest: String, bytes: [UInt8]) {
        self.name = name
        self.digest = digest
        self.bytes = bytes
    }
}
