import Certificates
import Solver

/// `/v1/solves`: plans as jobs.
enum SolveEndpoints {
    static let jobs = JobEndpoints(
        kind: .solve,
        parts: [
            ("summary", Text(en: "Proof, totals, notices, versions", zh: "最优性证明、合计、提示、版本")),
            ("plan", Text(en: "The whole plan", zh: "完整计划")),
            ("routing", Text(en: "Shares of each origin's tokens by site", zh: "各来源词元在各站点的分配比例")),
            (
                "prices",
                Text(en: "Marginal prices of tokens, power and limits", zh: "词元、电力与各约束的边际价格")
            ),
            (
                "chain",
                Text(
                    en: "WATT → FLOPS → TOKENS → VALUES by product and site",
                    zh: "按产品与站点的 瓦特 → 算力 → 词元 → 价值 链")
            ),
            ("carbon", Text(en: "Emissions, location- and market-based", zh: "碳排放：基于位置与基于市场")),
            (
                "labels",
                Text(
                    en: "The green grade of each product and step: planned, not certified",
                    zh: "各产品各时段的绿色等级：计划值，未认证")
            ),
            (
                "explain",
                Text(
                    en: "Which limits bind and what each is worth, or why there is no plan",
                    zh: "哪些约束起作用、各值多少，或为何没有计划")
            ),
        ])

    static let routes: [Route] = [submit] + jobs.routes

    static let submit = Route(
        method: "POST", template: "/v1/solves", operation: "submitSolve",
        summary: Text(en: "Have a scenario solved; the answer is a job", zh: "提交场景求解；返回一个作业"),
        tag: .solves,
        scope: .scheduleWrite, parameters: [Call.idempotencyParameter],
        body: .init(
            schema: Decoding.schema { SolveOrder($0) },
            example: .fields([
                "scenario": SmallScenario.json, "client_ref": "day-ahead/2026-09-15",
                "config": .fields(["limits": .fields(["wall": "PT1M"])]),
            ]),
            limitBytes: Route.Body.scenarioLimitBytes),
        answers: [
            .init(
                status: 202, meaning: Text(en: "Stored, and will be solved.", zh: "已保存，等待求解。"),
                schema: "JobAccepted",
                headers: ["Location", "Retry-After"])
        ],
        run: { call in
            let order = try call.body { SolveOrder($0) }
            let input = try order.input(call)
            let id = RecordID.make(at: call.now)
            let job = order.job.job(
                id: id, kind: .solve, spec: order.config.json.written(pretty: false),
                documentDigest: input.digest, batch: nil,
                origin: try origin(of: order.job, call),
                attemptLimit: call.application.settings.attemptLimit, call: call)
            let accepted = Submitting.accepted(job)
            return .response(
                try Submitting.submit(
                    [job], documents: input.document.map { [$0] } ?? [], accepted,
                    endpoint: "submitSolve", call))
        })

    /// The first job of the line that a job goes on with.
    static func origin(of order: JobOrder, _ call: Call) throws(Problem) -> String? {
        guard let parent = order.parent else { return nil }
        let job = try call.stored { store throws(StoreError) in
            try store.job(parent, tenant: call.tenant)
        }
        guard let job else { throw Submitting.unknown("parent", parent) }
        return job.origin ?? job.id
    }
}

/// The body of `POST /v1/solves`, and of an item of a batch.
struct SolveOrder: Sendable {
    let scenario: JSON?
    let scenarioID: String?
    let scenarioVersion: Int?
    let config: SolveSpec
    let job: JobOrder

    init(_ fields: Fields) {
        scenario = fields.document(
            "scenario", "A scenario; or name a stored one with scenario_id.",
            schema: .fields(["$ref": "#/components/schemas/ScenarioDocument"]))
        scenarioID = fields.recordID("scenario_id", "A stored scenario.")
        scenarioVersion = fields.optionalInteger(
            "scenario_version", "Its version; the newest unless told.", 1...1_000_000_000)
        config =
            fields.object("config", "How to solve.", element: { SolveSpec($0) }) ?? SolveSpec()
        job = JobOrder(fields)
        fields.exactlyOne(of: "scenario", "scenario_id")
    }

    /// The document that is to be solved: its digest, and its bytes where they are new.
    func input(_ call: Call) throws(Problem) -> (digest: String, document: StoredDocument?) {
        if let scenario {
            do {
                let checked = try CheckedScenario(scenario)
                return (checked.document.digest, checked.document)
            } catch {
                throw Problem(error.moved(under: "/scenario"))
            }
        }
        let id = scenarioID ?? ""
        let version = scenarioVersion
        let record = try call.stored { store throws(StoreError) in
            try store.scenario(id, version: version, tenant: call.tenant)
        }
        guard let record else { throw Submitting.unknown("scenario_id", id) }
        return (record.documentDigest, nil)
    }
}

extension ScenarioError {
    /// The same faults, in a document that is part of another.
    func moved(under prefix: String) -> ScenarioError {
        ScenarioError(
            faults.map {
                Fault(
                    pointer: prefix + $0.pointer, kind: $0.kind, given: $0.given,
                    allowed: $0.allowed)
            })
    }
}

extension Fields {
    /// A document that another decoder reads.
    func document(_ key: String, _ meaning: String, schema: JSON) -> JSON? {
        take(key, required: false, schema: schema.adding("description", .string(meaning)))
    }
}
