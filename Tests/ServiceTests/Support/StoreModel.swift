import Service

/// What a store of jobs does, in a dictionary: written from the protocol, not from a store.
struct StoreModel {
    struct Job: Equatable {
        var id: String
        var tenant: String
        var lane: Lane
        var priority: Int
        var neededBy: Moment?
        var createdAt: Moment
        var clientRef: String?
        var limit: Int
        var state = JobState.queued
        var attempt = 0
        var spent = 0
        var owner: String?
        var lease: Moment?
        var isStopped = false
        var isCancelled = false
        var supersededBy: String?
        var isDiscarded = false
        var events = 1
        var parts: [String] = []
    }

    private(set) var jobs: [String: Job] = [:]
    private(set) var auditLines = 0
    let admission = Submission.Admission(queuedPerLane: 12, queuedPerTenant: 14)

    init(auditLines: Int) { self.auditLines = auditLines }

    mutating func submit(_ new: [JobRecord], tenant: String) -> String {
        var references: Set<String> = []
        for job in new {
            if let reference = job.clientRef {
                let isTaken = jobs.values.contains {
                    $0.tenant == tenant && $0.clientRef == reference
                }
                if isTaken || !references.insert(reference).inserted { return "taken \(reference)" }
            }
            if let id = job.supersedes, jobs[id]?.tenant != tenant { return "nothing \(id)" }
        }
        let leaving = Set(new.compactMap(\.supersedes)).compactMap { jobs[$0] }
            .filter { $0.state == .queued }
        for lane in Lane.allCases {
            let coming = new.count { $0.lane == lane }
            let queued =
                jobs.values.count { $0.state == .queued && $0.lane == lane }
                - leaving.count { $0.lane == lane }
            if coming > 0, queued + coming > admission.queuedPerLane {
                return "full \(lane) \(queued)"
            }
        }
        let mine =
            jobs.values.count { $0.state == .queued && $0.tenant == tenant } - leaving.count
        if mine + new.count > admission.queuedPerTenant { return "full \(mine)" }
        for job in new { add(job) }
        return "accepted"
    }

    private mutating func add(_ job: JobRecord) {
        jobs[job.id] = Job(
            id: job.id, tenant: job.tenant, lane: job.lane, priority: job.priority,
            neededBy: job.neededBy, createdAt: job.createdAt, clientRef: job.clientRef,
            limit: job.attemptLimit)
        auditLines += 1
        guard let id = job.supersedes, var old = jobs[id] else { return }
        auditLines += 1
        old.supersededBy = job.id
        if old.state == .queued { end(&old, .cancelled) }
        if old.state == .running { old.isCancelled = true }
        jobs[id] = old
    }

    mutating func claim(_ lanes: [Lane], owner: String, at now: Moment, lease: Double) -> Job? {
        let waiting = jobs.values.filter { job in
            job.state == .queued && lanes.contains(job.lane)
                && job.neededBy.map { $0 > now } ?? true
        }
        func rank(_ job: Job) -> (Int64, Int, Int64, String) {
            (
                job.neededBy?.microseconds ?? .max, -job.priority, job.createdAt.microseconds,
                job.id
            )
        }
        guard var job = waiting.min(by: { rank($0) < rank($1) }) else { return nil }
        job.state = .running
        job.attempt += 1
        job.owner = owner
        job.lease = now.adding(seconds: lease)
        job.events += 1
        jobs[job.id] = job
        return job
    }

    mutating func heartbeat(_ id: String, _ attempt: Int, lease: Moment, hasProgress: Bool)
        -> Heartbeat
    {
        guard var job = held(id, attempt) else { return .lost }
        job.lease = lease
        if hasProgress { job.events += 1 }
        jobs[id] = job
        return .held(isStopRequested: job.isStopped, isCancelRequested: job.isCancelled)
    }

    mutating func finish(_ id: String, _ attempt: Int, _ state: JobState, parts: [String]) -> Bool {
        guard var job = held(id, attempt) else { return false }
        job.parts = parts.sorted()
        end(&job, state)
        jobs[id] = job
        auditLines += 1
        return true
    }

    mutating func abandon(_ id: String, _ attempt: Int) -> Bool {
        guard var job = held(id, attempt) else { return false }
        if job.isCancelled {
            end(&job, .cancelled)
        } else if job.attempt - job.spent < job.limit {
            end(&job, .queued)
        } else {
            end(&job, .failed)
        }
        jobs[id] = job
        auditLines += 1
        return true
    }

    mutating func sweep(at now: Moment) -> Int {
        let late = jobs.values.filter { job in
            job.state == .queued && job.neededBy.map { $0 <= now } ?? false
        }
        let lost = jobs.values.filter { job in job.lease.map { $0 <= now } ?? false }
        for var job in late {
            end(&job, .expired)
            jobs[job.id] = job
            auditLines += 1
        }
        for job in lost { _ = abandon(job.id, job.attempt) }
        return late.count + lost.count
    }

    /// `missing`, `refused` or `done`.
    mutating func ask(_ request: String, _ id: String, tenant: String, neededBy: Moment?) -> String
    {
        guard var job = jobs[id], job.tenant == tenant else { return "missing" }
        let before = job
        let hasEnded = job.state != .queued && job.state != .running
        switch request {
        case "cancel" where job.state == .queued: end(&job, .cancelled)
        case "cancel" where job.state == .running: job.isCancelled = true
        case "stop" where job.state == .running: job.isStopped = true
        case "retry" where hasEnded && job.state != .succeeded && !job.isDiscarded:
            job.neededBy = neededBy
            job.spent = job.attempt
            job.isStopped = false
            job.isCancelled = false
            job.parts = []
            end(&job, .queued)
        case "discard" where hasEnded:
            job.isDiscarded = true
            job.parts = []
        default: return "refused"
        }
        if job != before { auditLines += 1 }
        jobs[id] = job
        return "done"
    }

    private func held(_ id: String, _ attempt: Int) -> Job? {
        guard let job = jobs[id], job.state == .running, job.attempt == attempt else { return nil }
        return job
    }

    /// Leaves the queue or the worker.
    private func end(_ job: inout Job, _ state: JobState) {
        job.state = state
        job.owner = nil
        job.lease = nil
        job.events += 1
    }
}

extension StoreModel.Job {
    /// What a store has of it.
    init(_ record: JobRecord, parts: [String]) {
        self.init(
            id: record.id, tenant: record.tenant, lane: record.lane, priority: record.priority,
            neededBy: record.neededBy, createdAt: record.createdAt, clientRef: record.clientRef,
            limit: record.attemptLimit, state: record.state, attempt: record.attempt,
            spent: record.attemptsBefore, owner: record.owner, lease: record.leaseUntil,
            isStopped: record.isStopRequested, isCancelled: record.isCancelRequested,
            supersededBy: record.supersededBy, isDiscarded: record.discardedAt != nil,
            events: record.lastEvent, parts: parts)
    }
}
