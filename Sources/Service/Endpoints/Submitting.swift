import Solver

/// How jobs are accepted, whatever their kind.
enum Submitting {
    /// The body of a 202.
    static func accepted(_ job: JobRecord) -> StoredResponse {
        StoredResponse(
            status: 202, location: JobResource.path(job),
            body: JSON.fields([
                "id": .string(job.id), "state": "queued",
                "client_ref": job.clientRef.map(JSON.string),
                "needed_by": job.neededBy.map { .string($0.text) },
                "links": JobResource.links(job),
            ]).written(pretty: false))
    }

    /// Stores jobs and answers.
    static func submit(
        _ jobs: [JobRecord], documents: [StoredDocument], _ accepted: StoredResponse,
        endpoint: String, _ call: Call
    ) throws(Problem) -> HTTPResponse {
        for job in jobs {
            if let neededBy = job.neededBy, neededBy <= call.now {
                throw Problem(
                    .invalidBody,
                    Text(en: "It is needed before now.", zh: "所需时间早于当前时间。"),
                    faults: [
                        Fault(
                            pointer: "/needed_by", kind: .notAllowed, given: neededBy.text,
                            allowed: "a moment after \(call.now.text)")
                    ])
            }
        }
        let submission = Submission(
            author: call.author, idempotency: call.idempotency(endpoint, accepted),
            jobs: jobs, documents: documents, admission: call.application.settings.admission)
        let result = try call.stored { store throws(StoreError) in try store.submit(submission) }
        switch result {
        case .accepted: return .first(accepted, ["Retry-After": "1"])
        case .replayed(let stored): return .replay(stored)
        case .keyReused: throw Call.keyReused
        case .clientRefTaken(let reference, let job):
            throw Problem(
                .alreadyExists,
                Text(
                    en: "The client_ref \"\(reference)\" is that of job \(job).",
                    zh: "client_ref“\(reference)”已属于作业 \(job)。"))
        case .nothingToSupersede(let job): throw unknown("supersedes", job)
        case .noParent(let job): throw unknown("parent", job)
        case .laneFull(let lane, let queued):
            throw full(
                Text(
                    en: "\(queued) jobs wait in the lane \(lane.rawValue).",
                    zh: "\(lane.rawValue) 队列已有 \(queued) 个作业等待。"))
        case .tenantFull(let queued):
            throw full(
                Text(
                    en: "\(queued) jobs of yours wait already.", zh: "您已有 \(queued) 个作业在等待。"))
        }
    }

    /// A body that names an object which this tenant does not have.
    static func unknown(_ member: String, _ id: String) -> Problem {
        Problem(
            .invalidBody,
            Text(en: "The body names something unknown.", zh: "请求体引用了不存在的对象。"),
            faults: [
                Fault(
                    pointer: "/" + member, kind: .unknownReference, given: id,
                    allowed: "the id of an object of this tenant")
            ])
    }

    private static func full(_ detail: Text) -> Problem {
        Problem(.queueFull, detail, headers: ["Retry-After": "5"])
    }
}
