import Solver

/// What solves and forecasts share: lists, status, events, and what one can ask of a job.
struct JobEndpoints {
    let kind: JobKind
    /// Names of the parts of an answer, each a resource, with what it is.
    let parts: [(name: String, meaning: Text)]

    var routes: [Route] {
        [list, read, status, events] + parts.map(part)
            + [
                delete,
                action(
                    "stop",
                    Text(en: "Stop a running job and keep its best plan", zh: "停止运行中的作业并保留其最佳计划")
                ) {
                    store, id, author throws(StoreError) in
                    try store.requestStop(id, by: author)
                },
                action("cancel", Text(en: "End a job without an answer", zh: "结束作业，不给答复")) {
                    store, id, author throws(StoreError) in
                    try store.cancel(id, by: author)
                },
                action(
                    "retry",
                    Text(
                        en: "Queue a failed, cancelled or expired job anew", zh: "将失败、取消或过期的作业重新排队")
                ) {
                    store, id, author throws(StoreError) in
                    try store.retry(id, neededBy: nil, by: author)
                },
                action(
                    "discard",
                    Text(
                        en: "Delete the data of a job that has ended; its record stays",
                        zh: "删除已结束作业的数据；记录保留")
                ) {
                    store, id, author throws(StoreError) in
                    try store.discard(id, by: author)
                },
            ]
    }

    private var collection: String { JobResource.collection(kind) }
    private var item: String { collection + "/{id}" }
    private var noun: String { kind.rawValue }
    private var name: String { noun.prefix(1).uppercased() + noun.dropFirst() }
    private var tag: Route.Tag {
        switch kind {
        case .solve: .solves
        case .forecast: .forecasts
        case .proposal: .certificates
        }
    }
    private var title: Text {
        kind == .proposal ? Text(en: "Drafts", zh: "证书草案") : tag.title
    }
    private var reading: Scope { kind == .proposal ? .certificateRead : .scheduleRead }
    private var writing: Scope { kind == .proposal ? .certificatePropose : .scheduleWrite }

    // MARK: Reading

    private var list: Route {
        Route(
            method: "GET", template: collection, operation: "list\(name)s",
            summary: Text(en: "\(name)s, newest first", zh: "\(title.zh)列表，最新的在前"), tag: tag,
            scope: reading,
            parameters: Paging.parameters + [
                .init(
                    name: "state", meaning: Text(en: "Only jobs in this state.", zh: "仅限处于该状态的作业。"),
                    schema: .fields([
                        "enum": .array(JobState.allCases.map { .string($0.rawValue) })
                    ])),
                .init(
                    name: "tag", meaning: Text(en: "Only jobs with this tag.", zh: "仅限带有该标签的作业。"),
                    schema: JobOrder.tagSchema),
                .init(
                    name: "client_ref",
                    meaning: Text(en: "Only the job with this reference.", zh: "仅限带有该引用号的作业。"),
                    schema: JobOrder.tagSchema),
            ],
            answers: [
                .init(
                    status: 200, meaning: Text(en: "A page.", zh: "一页结果。"), schema: "JobPage",
                    headers: ["Link"])
            ],
            run: { call in
                let (after, limit) = try Paging.window(call)
                for name in ["tag", "client_ref"] {
                    if let text = call.query[name], !JobOrder.isTag(text) {
                        throw call.invalid(name, text, JobOrder.tagWords)
                    }
                }
                let filter = JobFilter(
                    kind: kind, state: try call.choice("state", of: JobState.self),
                    tag: call.query["tag"], clientRef: call.query["client_ref"])
                let page = try call.stored { store throws(StoreError) in
                    try store.jobs(filter, tenant: call.tenant, after: after, limit: limit)
                }
                return .response(Paging.response(page, call, JobResource.json))
            })
    }

    private var read: Route {
        Route(
            method: "GET", template: item, operation: "read\(name)",
            summary: Text(
                en: "A \(noun): what was asked, and how it stands", zh: "\(title.zh)：所提要求与当前状态"),
            tag: tag,
            scope: reading,
            answers: [
                .init(
                    status: 200, meaning: Text(en: "The job.", zh: "作业。"), schema: "Job",
                    headers: ["ETag"])
            ],
            run: { call in
                let job = try job(call)
                if let response = call.notModified(EntityTag.of(generation: job.generation)) {
                    return .response(response)
                }
                return .response(
                    .json(
                        JobResource.json(job),
                        headers: ["ETag": EntityTag.of(generation: job.generation)]))
            })
    }

    private var status: Route {
        Route(
            method: "GET", template: item + "/status", operation: "read\(name)Status",
            summary: Text(
                en: "How a \(noun) stands; with `Prefer: wait=20` once it has changed",
                zh: "\(title.zh)的状态；带 `Prefer: wait=20` 时等到状态变化再答复"), tag: tag,
            scope: reading,
            parameters: [
                .init(
                    name: "Prefer", place: .header,
                    meaning:
                        Text(
                            en:
                                "`wait=S`: answer when the status is no longer that of If-None-Match, or the job has ended; at the latest after S seconds.",
                            zh: "`wait=S`：状态与 If-None-Match 不同或作业结束时答复；最迟 S 秒后。"),
                    schema: .fields(["type": "string"]))
            ],
            answers: [
                .init(
                    status: 200, meaning: Text(en: "The status.", zh: "状态。"), schema: "JobStatus",
                    headers: ["ETag"])
            ],
            run: { call in
                let job = try job(call)
                let answer = Self.statusResponse(job, call)
                guard let seconds = Self.wait(call), !job.state.isTerminal else {
                    return .response(answer)
                }
                let known = call.request.headers["If-None-Match"]
                let tag = EntityTag.of(generation: job.generation)
                if let known, !EntityTag.isListed(tag, in: known) { return .response(answer) }
                return .wait(job: job, seconds: seconds) {
                    try Self.statusResponse(self.job(call), call)
                }
            })
    }

    private static func statusResponse(_ job: JobRecord, _ call: Call) -> HTTPResponse {
        let tag = EntityTag.of(generation: job.generation)
        var response =
            call.notModified(tag) ?? .json(JobResource.status(job), headers: ["ETag": tag])
        if !job.state.isTerminal { response.headers.append("Retry-After", "1") }
        return response
    }

    /// Seconds of `Prefer: wait=S` (RFC 7240), within the limit.
    private static func wait(_ call: Call) -> Double? {
        let fields = call.request.headers.all("Prefer").flatMap { $0.split(separator: ",") }
        for field in fields {
            let parts = field.split(separator: "=").map { $0.filter { $0 != " " } }
            if parts.count == 2, parts[0].lowercased() == "wait", let seconds = Int(parts[1]),
                seconds > 0
            {
                return min(Double(seconds), call.application.settings.longestWaitSeconds)
            }
        }
        return nil
    }

    private var events: Route {
        Route(
            method: "GET", template: item + "/events", operation: "read\(name)Events",
            summary: Text(
                en: "What happens to a \(noun), as server-sent events",
                zh: "以服务器推送事件给出\(title.zh)的进展"), tag: tag,
            scope: reading,
            parameters: [
                .init(
                    name: "Last-Event-ID", place: .header,
                    meaning: Text(
                        en: "Number of the last event seen; later ones are replayed.",
                        zh: "已收到的最后一个事件的编号；之后的事件会重放。"),
                    schema: .fields(["type": "string"]))
            ],
            answers: [
                .init(
                    status: 200,
                    meaning: Text(en: "Events until the job has ended.", zh: "直到作业结束的事件。"),
                    schema: "EventStream",
                    mediaType: "text/event-stream")
            ],
            run: { call in
                let job = try job(call)
                let text = call.request.headers["Last-Event-ID"] ?? "0"
                guard let after = Int(text), after >= 0 else {
                    throw call.invalid("Last-Event-ID", text, "a number")
                }
                return .events(job: job, after: after)
            })
    }

    private func part(_ part: (name: String, meaning: Text)) -> Route {
        let operation = "read\(name)" + part.name.prefix(1).uppercased() + part.name.dropFirst()
        return Route(
            method: "GET", template: item + "/" + part.name, operation: operation,
            summary: part.meaning, tag: tag, scope: reading,
            answers: [
                .init(
                    status: 200, meaning: part.meaning, schema: "AnswerPart", headers: ["ETag"])
            ],
            run: { call in
                let id = try call.id()
                let stored = try call.stored { store throws(StoreError) in
                    try store.part(part.name, ofJob: id, tenant: call.tenant)
                }
                guard let stored else { throw try absent(part.name, call) }
                let headers: HTTPHeaders = [
                    "ETag": EntityTag.of(digest: stored.digest),
                    "Cache-Control": "private, no-cache",
                ]
                if let response = call.notModified(EntityTag.of(digest: stored.digest)) {
                    return .response(response)
                }
                return .lasting(.json(bytes: stored.bytes, headers: headers))
            })
    }

    /// Why a job has no such part.
    private func absent(_ part: String, _ call: Call) throws(Problem) -> Problem {
        let job = try job(call)
        if job.discardedAt != nil {
            return Problem(
                .gone, Text(en: "Its data were discarded.", zh: "其数据已被清除。"))
        }
        guard job.state.isTerminal else {
            return Problem(
                .notEnded,
                Text(
                    en: "The job is \(job.state.rawValue); wait for /status.",
                    zh: "作业状态为 \(job.state.rawValue)，请等待 /status。"),
                headers: ["Retry-After": "1"])
        }
        guard job.state == .succeeded else {
            return Problem(
                .jobFailed,
                Text(
                    en: "The job ended as \(job.state.rawValue); /status says why.",
                    zh: "作业以 \(job.state.rawValue) 结束；原因见 /status。"))
        }
        return Problem(
            .notFound,
            Text(
                en: "An answer with the outcome \(job.outcome ?? "none") has no \(part).",
                zh: "结果为 \(job.outcome ?? "none") 的答复没有 \(part)。"))
    }

    // MARK: Asking

    private var delete: Route {
        var route = action(
            "delete",
            Text(
                en: "Stop a running job and keep its best; cancel a queued one",
                zh: "停止运行中的作业并保留最佳结果；取消排队中的作业")
        ) {
            store, id, author throws(StoreError) in
            let stopped = try store.requestStop(id, by: author)
            guard case .refused = stopped else { return stopped }
            return try store.cancel(id, by: author)
        }
        route.method = "DELETE"
        route.template = item
        route.operation = "delete\(name)"
        return route
    }

    private func action(
        _ verb: String, _ summary: Text,
        _ change:
            @escaping @Sendable (any Store, String, Author) throws(StoreError) ->
            Conditional<JobRecord>
    ) -> Route {
        Route(
            method: "POST", template: item + "/" + verb, operation: "\(verb)\(name)",
            summary: summary, tag: tag, scope: writing,
            answers: [
                .init(
                    status: 202,
                    meaning: Text(
                        en: "Asked for; /status tells when it is so.", zh: "已受理；何时完成见 /status。"),
                    schema: "JobStatus", headers: ["ETag"])
            ],
            run: { call in
                let id = try job(call).id
                let result = try call.stored { store throws(StoreError) in
                    try change(store, id, call.author)
                }
                switch result {
                case .missing: throw Problem.notFound
                case .refused(let job):
                    throw Problem(
                        .wrongState,
                        Text(
                            en: "The job is \(job.state.rawValue).",
                            zh: "作业状态为 \(job.state.rawValue)。"))
                case .done(let job):
                    if verb == "discard" || verb == "retry" { call.application.cache.forget() }
                    return .response(
                        .json(
                            JobResource.status(job), status: 202,
                            headers: ["ETag": EntityTag.of(generation: job.generation)]))
                }
            })
    }

    /// The job that the path names, if it is of this kind.
    private func job(_ call: Call) throws(Problem) -> JobRecord {
        let id = try call.id()
        let job = try call.stored { store throws(StoreError) in
            try store.job(id, tenant: call.tenant)
        }
        guard let job, job.kind == kind else { throw .notFound }
        return job
    }
}
