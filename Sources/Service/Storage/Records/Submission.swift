/// One or several jobs that are accepted or refused together.
package struct Submission: Sendable {
    package var author: Author
    package var idempotency: Idempotency?
    /// New jobs; those of a batch share `batch`.
    package var jobs: [JobRecord]
    /// The documents they need; those already there are kept as they are.
    package var documents: [StoredDocument]
    /// How many may wait.
    package var admission: Admission

    package init(
        author: Author, idempotency: Idempotency?, jobs: [JobRecord],
        documents: [StoredDocument], admission: Admission
    ) {
        self.author = author
        self.idempotency = idempotency
        self.jobs = jobs
        self.documents = documents
        self.admission = admission
    }

    /// How many jobs may wait before new ones are refused.
    package struct Admission: Sendable, Equatable {
        /// Queued jobs of one lane, all tenants.
        package var queuedPerLane = 10_000
        /// Queued jobs of one tenant.
        package var queuedPerTenant = 2_000

        package init(queuedPerLane: Int = 10_000, queuedPerTenant: Int = 2_000) {
            self.queuedPerLane = queuedPerLane
            self.queuedPerTenant = queuedPerTenant
        }
    }

    /// What became of it.
    package enum Result: Sendable {
        /// All jobs are stored and will be worked on.
        case accepted
        /// Accepted before under the same idempotency key.
        case replayed(StoredResponse)
        /// The idempotency key belongs to another request.
        case keyReused
        /// A job of this tenant has that `client_ref` already.
        case clientRefTaken(clientRef: String, job: String)
        /// The job to be superseded does not exist for this tenant.
        case nothingToSupersede(job: String)
        /// `parent` does not exist for this tenant.
        case noParent(job: String)
        /// The lane has no room.
        case laneFull(Lane, queued: Int)
        /// The tenant has no room.
        case tenantFull(queued: Int)
    }
}

/// A worker's request for work.
package struct Claim: Sendable {
    /// Name of the worker, unique among the living.
    package var owner: String
    package var lanes: [Lane]
    package var at: Moment
    package var leaseSeconds: Double

    package init(owner: String, lanes: [Lane], at: Moment, leaseSeconds: Double) {
        self.owner = owner
        self.lanes = lanes
        self.at = at
        self.leaseSeconds = leaseSeconds
    }
}

/// What a heartbeat brings back.
package enum Heartbeat: Sendable, Equatable {
    /// Go on.
    case held(isStopRequested: Bool, isCancelRequested: Bool)
    /// The lease is another's, or the job has ended: whatever is written now is ignored.
    case lost
}

/// How an attempt ended.
package struct Ending: Sendable {
    /// `succeeded`, `failed` or `cancelled`.
    package var state: JobState
    package var outcome: String?
    package var fallbackReason: String?
    /// Problem document of a failure, JSON.
    package var problem: [UInt8]?
    package var parts: [JobPart]
    /// Gap between a plan with whole numbers and its bound; nil without one.
    package var relativeGap: Double?
    /// Data of the `end` event, JSON.
    package var event: [UInt8]
    package var at: Moment

    package init(
        state: JobState, outcome: String? = nil, fallbackReason: String? = nil,
        problem: [UInt8]? = nil, parts: [JobPart] = [], event: [UInt8], at: Moment
    ) {
        self.state = state
        self.outcome = outcome
        self.fallbackReason = fallbackReason
        self.problem = problem
        self.parts = parts
        self.event = event
        self.at = at
    }
}

/// What a list of jobs is narrowed to.
package struct JobFilter: Sendable, Equatable {
    package var kind: JobKind?
    package var state: JobState?
    package var tag: String?
    package var batch: String?
    package var clientRef: String?

    package init(
        kind: JobKind? = nil, state: JobState? = nil, tag: String? = nil, batch: String? = nil,
        clientRef: String? = nil
    ) {
        self.kind = kind
        self.state = state
        self.tag = tag
        self.batch = batch
        self.clientRef = clientRef
    }
}

/// The queue of one lane.
package struct QueueFigures: Sendable, Equatable {
    package var lane: Lane
    package var queued: Int
    package var running: Int
    /// Creation of the oldest queued job.
    package var oldestQueuedAt: Moment?

    package init(lane: Lane, queued: Int, running: Int, oldestQueuedAt: Moment?) {
        self.lane = lane
        self.queued = queued
        self.running = running
        self.oldestQueuedAt = oldestQueuedAt
    }
}
