import Solver

/// A job as JSON: its order, and its state.
enum JobResource {
    /// Path of the list of such jobs.
    static func collection(_ kind: JobKind) -> String {
        switch kind {
        case .solve: "/v1/solves"
        case .forecast: "/v1/forecasts"
        case .proposal: "/v1/proposals"
        }
    }

    static func path(_ job: JobRecord) -> String { collection(job.kind) + "/" + job.id }

    /// Where a job and what changes of it are.
    static func links(_ job: JobRecord) -> JSON {
        .fields([
            "self": .string(path(job)), "status": .string(path(job) + "/status"),
            "events": .string(path(job) + "/events"),
        ])
    }

    /// The whole record.
    static func json(_ job: JobRecord) -> JSON {
        .object(members(order(job)) + members(status(job)))
    }

    /// What `/status` gives: small, and the same bytes as long as nothing has changed.
    static func status(_ job: JobRecord) -> JSON {
        .fields([
            "id": .string(job.id), "kind": .string(job.kind.rawValue),
            "state": .string(job.state.rawValue),
            "outcome": job.outcome.map(JSON.string) ?? .null,
            "fallback_reason": job.fallbackReason.map(JSON.string),
            "generation": .integer(job.generation), "attempt": .integer(job.attempt),
            "stop_requested": job.isStopRequested ? true : nil,
            "cancel_requested": job.isCancelRequested ? true : nil,
            "superseded_by": job.supersededBy.map(JSON.string),
            "progress": parsed(job.progress), "problem": parsed(job.problem),
            "conditions": .array(conditions(job)),
            "created_at": .string(job.createdAt.text),
            "started_at": moment(job.startedAt),
            "last_progress_at": moment(job.lastProgressAt),
            "finished_at": moment(job.finishedAt),
            "discarded_at": job.discardedAt.map { .string($0.text) },
        ])
    }

    private static func order(_ job: JobRecord) -> JSON {
        .fields([
            "lane": .string(job.lane.rawValue), "priority": .integer(job.priority),
            "needed_by": job.neededBy.map { .string($0.text) },
            "client_ref": job.clientRef.map(JSON.string),
            "tags": .array(job.tags.map(JSON.string)),
            "batch": job.batch.map(JSON.string), "parent": job.parent.map(JSON.string),
            "origin": job.origin.map(JSON.string),
            "supersedes": job.supersedes.map(JSON.string),
            "config": parsed(job.spec), "input_sha256": .string(job.documentDigest),
            "links": links(job),
        ])
    }

    /// Conditions as Kubernetes has them: each says whether something is so, and since when.
    private static func conditions(_ job: JobRecord) -> [JSON] {
        var list = [condition("Accepted", true, "Queued", job.createdAt)]
        if let started = job.startedAt {
            list.append(condition("Started", true, "Claimed", started))
        }
        if let finished = job.finishedAt {
            list.append(
                condition(
                    "Ended", true, job.outcome ?? job.state.rawValue, finished))
        }
        if job.neededBy != nil, let finished = job.finishedAt {
            let isLate = job.missedDeadline
            list.append(
                condition("InTime", !isLate, isLate ? "DeadlineMissed" : "DeadlineKept", finished))
        }
        return list
    }

    private static func condition(
        _ type: String, _ holds: Bool, _ reason: String, _ since: Moment
    ) -> JSON {
        .fields([
            "type": .string(type), "status": .bool(holds), "reason": .string(reason),
            "last_transition_at": .string(since.text),
        ])
    }

    private static func moment(_ moment: Moment?) -> JSON {
        moment.map { .string($0.text) } ?? .null
    }

    private static func parsed(_ bytes: [UInt8]?) -> JSON? {
        bytes.flatMap { try? JSON(parsing: $0) }
    }

    private static func members(_ json: JSON) -> [JSON.Member] {
        guard case .object(let members) = json else { return [] }
        return members
    }
}
