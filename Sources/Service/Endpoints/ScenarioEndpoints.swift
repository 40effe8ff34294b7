import Certificates
import Solver

/// `/v1/scenarios`: documents with versions.
enum ScenarioEndpoints {
    static let routes: [Route] = [create, list, read, replace, delete, document, versions, version]

    private static let idName = "/v1/scenarios/{id}"

    static let create = Route(
        method: "POST", template: "/v1/scenarios", operation: "createScenario",
        summary: Text(en: "Store a scenario, or only validate it", zh: "保存场景，或仅校验"),
        tag: .scenarios,
        scope: .scenarioWrite,
        parameters: [
            .init(
                name: "validate_only",
                meaning: Text(en: "Check it and store nothing.", zh: "只校验，不保存。"),
                schema: .fields(["type": "boolean", "default": false])),
            Call.idempotencyParameter,
        ],
        body: .scenario,
        answers: [
            .init(
                status: 201, meaning: Text(en: "Stored.", zh: "已保存。"), schema: "Scenario",
                headers: ["Location", "ETag"]),
            .init(
                status: 200, meaning: Text(en: "Valid; nothing stored.", zh: "有效；未保存。"),
                schema: "ScenarioCheck"),
        ],
        run: { call in
            let checked = try CheckedScenario(call)
            let only = try call.choice("validate_only", of: Flag.self) == .yes
            if only { return .response(.json(checked.json)) }
            let record = checked.record(
                id: RecordID.make(at: call.now), version: 1, tenant: call.tenant, at: call.now)
            let location = "/v1/scenarios/\(record.id)"
            let stored = StoredResponse(
                status: 201, location: location, body: json(record).written(pretty: false))
            let idempotency = call.idempotency("createScenario", stored)
            let written = try call.stored { store throws(StoreError) in
                try store.addScenario(record, checked.document, by: call.author, idempotency)
            }
            return .response(try call.answer(written) { .first(stored, tag($0)) })
        })

    static let list = Route(
        method: "GET", template: "/v1/scenarios", operation: "listScenarios",
        summary: Text(en: "Scenarios, newest first", zh: "场景列表，最新的在前"), tag: .scenarios,
        scope: .scenarioRead,
        parameters: Paging.parameters,
        answers: [
            .init(
                status: 200, meaning: Text(en: "A page.", zh: "一页结果。"), schema: "ScenarioPage",
                headers: ["Link"])
        ],
        run: { call in
            let (after, limit) = try Paging.window(call)
            let page = try call.stored { store throws(StoreError) in
                try store.scenarios(tenant: call.tenant, after: after, limit: limit)
            }
            return .response(Paging.response(page, call, json))
        })

    static let read = Route(
        method: "GET", template: idName, operation: "readScenario",
        summary: Text(en: "A scenario's newest version: its record", zh: "场景最新版本的记录"),
        tag: .scenarios,
        scope: .scenarioRead,
        answers: [
            .init(
                status: 200, meaning: Text(en: "Its record.", zh: "记录。"), schema: "Scenario",
                headers: ["ETag"])
        ],
        run: { call in
            let record = try newest(call)
            if let response = call.notModified(EntityTag.of(digest: record.documentDigest)) {
                return .response(response)
            }
            return .response(.json(json(record), headers: tag(record)))
        })

    static let replace = Route(
        method: "PUT", template: idName, operation: "replaceScenario",
        summary: Text(
            en: "Store a new version; If-Match names the version it replaces",
            zh: "保存新版本；If-Match 指明被替换的版本"),
        tag: .scenarios, scope: .scenarioWrite, parameters: [ifMatch], body: .scenario,
        answers: [
            .init(
                status: 200, meaning: Text(en: "Stored.", zh: "已保存。"), schema: "Scenario",
                headers: ["ETag"])
        ],
        run: { call in
            let current = try newest(call)
            let checked = try CheckedScenario(call)
            try call.requireMatch(current)
            let result = try call.stored { store throws(StoreError) in
                try store.replaceScenario(
                    current.id, ifDigest: current.documentDigest, name: checked.name,
                    checked.document, by: call.author)
            }
            let record = try changed(result)
            return .response(.json(json(record), headers: tag(record)))
        })

    static let delete = Route(
        method: "DELETE", template: idName, operation: "deleteScenario",
        summary: Text(
            en: "Delete all versions; jobs keep what they were given", zh: "删除全部版本；已提交的作业保留其输入"),
        tag: .scenarios,
        scope: .scenarioWrite, parameters: [ifMatch],
        answers: [.init(status: 204, meaning: Text(en: "Deleted.", zh: "已删除。"))],
        run: { call in
            let current = try newest(call)
            try call.requireMatch(current)
            let result = try call.stored { store throws(StoreError) in
                try store.deleteScenario(
                    current.id, ifDigest: current.documentDigest, by: call.author)
            }
            _ = try changed(result)
            call.application.cache.forget()
            return .response(HTTPResponse(status: 204))
        })

    static let document = Route(
        method: "GET", template: idName + "/document", operation: "readScenarioDocument",
        summary: Text(en: "The newest document", zh: "最新版本的文档"), tag: .scenarios,
        scope: .scenarioRead,
        answers: [
            .init(
                status: 200, meaning: Text(en: "The document.", zh: "文档。"),
                schema: "ScenarioDocument",
                headers: ["ETag"])
        ],
        run: { call in .response(try documentResponse(call, newest(call))) })

    static let versions = Route(
        method: "GET", template: idName + "/versions", operation: "listScenarioVersions",
        summary: Text(en: "All versions, newest first", zh: "全部版本，最新的在前"), tag: .scenarios,
        scope: .scenarioRead,
        answers: [
            .init(
                status: 200, meaning: Text(en: "The records.", zh: "各版本的记录。"),
                schema: "ScenarioPage")
        ],
        run: { call in
            let id = try call.id()
            let records = try call.stored { store throws(StoreError) in
                try store.versions(ofScenario: id, tenant: call.tenant)
            }
            guard !records.isEmpty else { throw Problem.notFound }
            return .response(
                Paging.response(Page(elements: records, next: nil), call, json))
        })

    static let version = Route(
        method: "GET", template: idName + "/versions/{version}", operation: "readScenarioVersion",
        summary: Text(en: "The document of one version", zh: "某一版本的文档"), tag: .scenarios,
        scope: .scenarioRead,
        answers: [
            .init(
                status: 200, meaning: Text(en: "The document.", zh: "文档。"),
                schema: "ScenarioDocument",
                headers: ["ETag"])
        ],
        run: { call in
            let id = try call.id()
            guard let version = call.parameters["version"].flatMap(Int.init), version > 0,
                let record = try call.stored({ store throws(StoreError) in
                    try store.scenario(id, version: version, tenant: call.tenant)
                })
            else { throw Problem.notFound }
            return .lasting(try documentResponse(call, record))
        })

    // MARK: Shared

    private static let ifMatch = Route.Parameter(
        name: "If-Match", place: .header,
        meaning: Text(
            en: "ETag of the version that was read; without it the answer is 428.",
            zh: "所读版本的 ETag；缺少时答复 428。"),
        schema: .fields(["type": "string"]))

    /// The newest version of the scenario that the path names.
    static func newest(_ call: Call) throws(Problem) -> ScenarioRecord {
        let id = try call.id()
        let record = try call.stored { store throws(StoreError) in
            try store.scenario(id, version: nil, tenant: call.tenant)
        }
        guard let record else { throw .notFound }
        return record
    }

    private static func changed(
        _ result: Conditional<ScenarioRecord>
    ) throws(Problem) -> ScenarioRecord {
        switch result {
        case .done(let record): return record
        case .missing: throw .notFound
        case .refused(let newest):
            throw Call.versionChanged(EntityTag.of(digest: newest.documentDigest))
        }
    }

    private static func documentResponse(
        _ call: Call, _ record: ScenarioRecord
    ) throws(Problem) -> HTTPResponse {
        if let response = call.notModified(EntityTag.of(digest: record.documentDigest)) {
            return response
        }
        let bytes = try call.stored { store throws(StoreError) in
            try store.document(record.documentDigest, tenant: call.tenant)
        }
        guard let bytes else { throw .notFound }
        return .json(bytes: bytes, headers: tag(record))
    }

    private static func tag(_ record: ScenarioRecord) -> HTTPHeaders {
        ["ETag": EntityTag.of(digest: record.documentDigest)]
    }

    static func json(_ record: ScenarioRecord) -> JSON {
        .fields([
            "id": .string(record.id), "version": .integer(record.version),
            "name": record.name.map(JSON.string) ?? .null,
            "sha256": .string(record.documentDigest), "bytes": .integer(record.documentBytes),
            "created_at": .string(record.createdAt.text),
        ])
    }
}

/// `true` or `false` in a query.
enum Flag: String, CaseIterable {
    case yes = "true"
    case no = "false"
}

/// A scenario document that was found valid.
struct CheckedScenario {
    let name: String?
    let document: StoredDocument
    private let suspicions: [UnitSuspicion]
    private let steps: Int

    /// Validates the body of a request.
    init(_ call: Call) throws(Problem) {
        let json = try call.json()
        do {
            try self.init(json)
        } catch {
            throw Problem(error)
        }
    }

    /// Validates a document.
    init(_ json: JSON) throws(ScenarioError) {
        let scenario = try Scenario(json)
        let bytes = json.written(pretty: false)
        name = scenario.name?.en
        steps = scenario.grid.stepCount
        suspicions = scenario.unitSuspicions
        document = StoredDocument(digest: Digest(of: bytes).hexadecimal, bytes: bytes)
    }

    func record(id: String, version: Int, tenant: String, at moment: Moment) -> ScenarioRecord {
        ScenarioRecord(
            id: id, tenant: tenant, version: version, name: name,
            documentDigest: document.digest, documentBytes: document.bytes.count,
            createdAt: moment)
    }

    /// What `validate_only` answers.
    var json: JSON {
        .fields([
            "valid": true, "sha256": .string(document.digest), "steps": .integer(steps),
            "warnings": .array(
                suspicions.map { .string(NumericsDocument.sentence($0)[.english]) }),
        ])
    }
}

extension Route.Body {
    /// A whole scenario; its schema is served at `/schema/scenario-1.json`.
    static let scenario = Route.Body(
        schema: .fields(["$ref": "#/components/schemas/ScenarioDocument"]),
        example: SmallScenario.json, limitBytes: scenarioLimitBytes)
}
