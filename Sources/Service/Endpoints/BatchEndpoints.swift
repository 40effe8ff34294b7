import Solver

/// `/v1/batches`: many solves with one status.
enum BatchEndpoints {
    static let routes: [Route] = [submit, read, children]
    static let largest = 1000

    private static let submit = Route(
        method: "POST", template: "/v1/batches", operation: "submitBatch",
        summary: Text(
            en: "Have several scenarios solved; all are accepted or none", zh: "提交一批求解；全部接受或全部拒绝"),
        tag: .batches,
        scope: .scheduleWrite, parameters: [Call.idempotencyParameter],
        body: .init(
            schema: Decoding.schema { BatchOrder($0) },
            example: .fields([
                "items": .array([
                    .fields(["scenario": SmallScenario.json]),
                    .fields([
                        "scenario": SmallScenario.json,
                        "config": .fields([
                            "set": .array(["carbon.price_cny_per_tonne=120"])
                        ]),
                    ]),
                ])
            ]),
            limitBytes: Route.Body.scenarioLimitBytes),
        answers: [
            .init(
                status: 202, meaning: Text(en: "All stored.", zh: "已全部保存。"),
                schema: "BatchAccepted",
                headers: ["Location"])
        ],
        run: { call in
            let order = try call.body { BatchOrder($0) }
            let batch = RecordID.make(at: call.now)
            var jobs: [JobRecord] = []
            var documents: [String: StoredDocument] = [:]
            for (index, item) in order.items.enumerated() {
                do {
                    let input = try item.input(call)
                    if let document = input.document { documents[document.digest] = document }
                    jobs.append(
                        item.job.job(
                            id: RecordID.make(at: call.now), kind: .solve,
                            spec: item.config.json.written(pretty: false),
                            documentDigest: input.digest, batch: batch,
                            origin: try SolveEndpoints.origin(of: item.job, call),
                            attemptLimit: call.application.settings.attemptLimit, call: call))
                } catch let problem as Problem {
                    throw problem.moved(under: "/items/\(index)")
                }
            }
            let accepted = StoredResponse(
                status: 202, location: "/v1/batches/\(batch)",
                body: JSON.fields([
                    "id": .string(batch), "count": .integer(jobs.count),
                    "jobs": .array(jobs.map { .string($0.id) }),
                ]).written(pretty: false))
            return .response(
                try Submitting.submit(
                    jobs, documents: documents.keys.sorted().compactMap { documents[$0] },
                    accepted, endpoint: "submitBatch", call))
        })

    private static let read = Route(
        method: "GET", template: "/v1/batches/{id}", operation: "readBatch",
        summary: Text(en: "How many jobs of a batch are in each state", zh: "批次中各状态的作业数"),
        tag: .batches,
        scope: .scheduleRead,
        answers: [
            .init(status: 200, meaning: Text(en: "The counts.", zh: "各状态的数量。"), schema: "Batch")
        ],
        run: { call in
            let id = try call.id()
            let counts = try call.stored { store throws(StoreError) in
                try store.counts(ofBatch: id, tenant: call.tenant)
            }
            guard !counts.isEmpty else { throw Problem.notFound }
            let total = counts.values.reduce(0, +)
            let ended = counts.reduce(0) { $0 + ($1.key.isTerminal ? $1.value : 0) }
            return .response(
                .json(
                    .fields([
                        "id": .string(id), "count": .integer(total), "ended": .integer(ended),
                        "is_done": .bool(ended == total),
                        "states": .object(
                            JobState.allCases.map {
                                .init($0.rawValue, .integer(counts[$0] ?? 0))
                            }),
                    ])))
        })

    private static let children = Route(
        method: "GET", template: "/v1/batches/{id}/jobs", operation: "listBatchJobs",
        summary: Text(en: "The jobs of a batch", zh: "批次中的作业"), tag: .batches, scope: .scheduleRead,
        parameters: Paging.parameters,
        answers: [
            .init(
                status: 200, meaning: Text(en: "A page.", zh: "一页结果。"), schema: "JobPage",
                headers: ["Link"])
        ],
        run: { call in
            let id = try call.id()
            let (after, limit) = try Paging.window(call)
            let page = try call.stored { store throws(StoreError) in
                try store.jobs(
                    JobFilter(batch: id), tenant: call.tenant, after: after, limit: limit)
            }
            if page.elements.isEmpty, after == nil { throw Problem.notFound }
            return .response(Paging.response(page, call, JobResource.json))
        })
}

/// The body of `POST /v1/batches`.
struct BatchOrder: Sendable {
    let items: [SolveOrder]

    init(_ fields: Fields) {
        items = fields.list(
            "items", "What to solve, as for /v1/solves.", atLeast: 1,
            atMost: BatchEndpoints.largest, element: { SolveOrder($0) })
    }
}

extension Problem {
    /// The same problem of a part of the body.
    func moved(under prefix: String) -> Problem {
        var problem = self
        problem.faults = faults.map {
            Fault(
                pointer: $0.pointer.hasPrefix("/") ? prefix + $0.pointer : $0.pointer,
                kind: $0.kind, given: $0.given, allowed: $0.allowed)
        }
        return problem
    }
}
