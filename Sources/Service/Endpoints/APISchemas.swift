import Solver

/// JSON Schemas of what the service answers with; those of bodies come from their readers.
enum APISchemas {
    /// Operations that take the id which another one answers with.
    static let nextOperations: [String: [String]] = [
        "createScenario": [
            "readScenario", "readScenarioDocument", "listScenarioVersions",
        ],
        "submitSolve": [
            "readSolve", "readSolveStatus", "readSolvePlan", "cancelSolve", "stopSolve",
        ],
        "submitForecast": ["readForecast", "readForecastStatus", "readForecastForecast"],
        "submitBatch": ["readBatch", "listBatchJobs"],
    ]

    /// Paths whose ids are names of the registry.
    private static let registryPaths = [
        "/v1/certificates/", "/v1/energy-certificates/", "/v1/receipts/", "/verify/",
    ]

    /// The schema of a name in a path.
    static func pathParameter(_ name: String, in template: String) -> JSON {
        switch name {
        case "id" where template.hasPrefix("/v1/series"): JobOrder.tagSchema
        case "id" where registryPaths.contains(where: template.hasPrefix): Fields.nameSchema
        case "id": .fields(["type": "string", "format": "uuid"])
        case "version": .fields(["type": "integer", "minimum": 1])
        default: .fields(["type": "string", "minLength": 1, "maxLength": 64])
        }
    }

    static let all: JSON = .object(
        [
            .init("Problem", problem), .init("Health", health), .init("AnyObject", anyObject),
            .init("HTML", .fields(["type": "string"])),
            .init("PrometheusText", .fields(["type": "string"])),
            .init("LogText", .fields(["type": "string"])),
            .init("LogBytes", .fields(["type": "string", "contentEncoding": "binary"])),
            .init("EventStream", event),
            .init("ScenarioDocument", scenarioDocument), .init("Scenario", scenario),
            .init("ScenarioPage", page("Scenario")), .init("ScenarioCheck", scenarioCheck),
            .init("JobAccepted", jobAccepted), .init("JobStatus", jobStatus), .init("Job", job),
            .init("JobPage", page("Job")), .init("AnswerPart", anyObject),
            .init("BatchAccepted", batchAccepted), .init("Batch", batch),
            .init("Series", series), .init("SeriesPage", page("Series")),
            .init("SeriesWritten", seriesWritten), .init("SeriesValues", seriesValues),
            .init("Key", key([])), .init("NewKey", key([text("key", "The key; not shown again.")])),
            .init("KeyPage", page("Key")), .init("Tenant", tenant),
            .init("TenantPage", page("Tenant")), .init("Access", access),
            .init("AuditLine", auditLine), .init("AuditPage", page("AuditLine")),
            .init("RegistryReceipt", RegistrySchemas.receipt),
            .init("SplitReceipt", RegistrySchemas.splitReceipt),
            .init("IssuerRotations", RegistrySchemas.rotations),
            .init("PublishedReceipt", RegistrySchemas.publishedReceipt),
            .init("Slice", RegistrySchemas.slice), .init("SlicePage", page("Slice")),
            .init("EnergyCertificate", RegistrySchemas.energy),
            .init("CertificateRecord", RegistrySchemas.certificate),
            .init("CertificatePage", page("CertificateRecord")),
            .init("Verification", RegistrySchemas.verification),
        ])

    // MARK: Fragments

    private struct Property {
        let name: String
        let schema: JSON
        let isRequired: Bool
    }

    private static func object(_ properties: [Property]) -> JSON {
        .fields([
            "type": "object",
            "properties": .object(properties.map { .init($0.name, $0.schema) }),
            "required": .array(properties.filter(\.isRequired).map { .string($0.name) }),
        ])
    }

    private static func text(_ name: String, _ meaning: String, required: Bool = true) -> Property {
        Property(name: name, schema: Fields.schema("string", meaning), isRequired: required)
    }

    private static func count(_ name: String, _ meaning: String, required: Bool = true) -> Property
    {
        Property(
            name: name, schema: Fields.schema("integer", meaning).adding("minimum", 0),
            isRequired: required)
    }

    private static func moment(
        _ name: String, _ meaning: String, required: Bool = true, nullable: Bool = false
    ) -> Property {
        Property(
            name: name,
            schema: .fields([
                "type": nullable ? .array(["string", "null"]) : "string", "format": "date-time",
                "description": .string(meaning),
            ]), isRequired: required)
    }

    private static func nullable(_ name: String, _ type: String, _ meaning: String) -> Property {
        Property(
            name: name,
            schema: .fields([
                "type": .array([.string(type), "null"]), "description": .string(meaning),
            ]), isRequired: true)
    }

    private static func words(_ name: String, _ meaning: String, _ values: [String]) -> Property {
        Property(
            name: name,
            schema: .fields([
                "type": "string", "enum": .array(values.map(JSON.string)),
                "description": .string(meaning),
            ]), isRequired: true)
    }

    private static func list(
        _ name: String, _ meaning: String, of items: JSON, required: Bool = true
    ) -> Property {
        Property(
            name: name,
            schema: .fields([
                "type": "array", "items": items, "description": .string(meaning),
            ]), isRequired: required)
    }

    private static func page(_ element: String) -> JSON {
        object([
            list("data", "The entries.", of: OpenAPIDocument.reference(element)),
            nullable("next", "string", "Cursor of the next page."),
        ])
    }

    private static let anyObject: JSON = .fields(["type": "object"])
    private static let string: JSON = .fields(["type": "string"])

    // MARK: Documents

    private static let problem = object([
        text("type", "URN of the kind of problem."), text("title", "Its title."),
        Property(
            name: "status",
            schema: Fields.schema("integer", "HTTP status.").adding("minimum", 400)
                .adding("maximum", 599), isRequired: true),
        text("code", "Stable name."), text("detail", "What is wrong here."),
        text("trace_id", "Under which the log has it."),
        list(
            "errors", "Everything wrong with the input.",
            of: object([
                text("pointer", "JSON Pointer into the body, or ?name of a parameter."),
                text("code", "Kind of the fault."), text("given", "What was found."),
                text("allowed", "What would be right."),
            ]), required: false),
        count("error_count", "How many faults there are in all.", required: false),
    ])

    /// One event of a stream.
    private static let event = object([
        text("id", "Number within the job.", required: false),
        text("event", "Kind: state, progress, incumbent, end, resync."),
        text("data", "JSON."),
    ])

    private static let health = object([text("status", "`ok`.")])

    /// The decoder's own schema, without columns of CSV files: a request has none beside it.
    private static let scenarioDocument = withoutFiles(Scenario.schema)

    private static func withoutFiles(_ json: JSON) -> JSON {
        switch json {
        case .object(let members):
            .object(
                members.filter { !["$schema", "$id", "$defs"].contains($0.key) }
                    .map { .init($0.key, withoutFiles($0.value)) })
        case .array(let items):
            .array(items.filter { $0["$ref"] == nil }.map(withoutFiles))
        default: json
        }
    }

    private static let scenario = object([
        text("id", "Its id."), count("version", "1, 2, 3, …"),
        nullable("name", "string", "Its name."), text("sha256", "Digest of the document."),
        count("bytes", "Size of the document."),
        moment("created_at", "When this version was made."),
    ])

    private static let scenarioCheck = object([
        Property(
            name: "valid", schema: Fields.schema("boolean", "True."), isRequired: true),
        text("sha256", "Digest of the document."), count("steps", "Number of time steps."),
        list("warnings", "Numbers that look as if in another unit.", of: string),
    ])

    private static let links = Property(
        name: "links", schema: .fields(["type": "object", "additionalProperties": string]),
        isRequired: true)

    private static let jobAccepted = object([
        text("id", "The job."), words("state", "Its state.", ["queued"]),
        text("client_ref", "The client's own id.", required: false),
        moment("needed_by", "When the answer is needed.", required: false), links,
    ])

    private static let statusProperties: [Property] = [
        text("id", "The job."), words("kind", "What it does.", JobKind.allCases.map(\.rawValue)),
        words("state", "Its state.", JobState.allCases.map(\.rawValue)),
        nullable("outcome", "string", "Status of the solver, or `fallback`."),
        text("fallback_reason", "Why the answer is a fallback.", required: false),
        count("generation", "Grows with every change."), count("attempt", "Attempts begun."),
        Property(
            name: "progress", schema: .fields(["type": .array(["object", "null"])]),
            isRequired: false),
        Property(
            name: "problem", schema: .fields(["type": .array(["object", "null"])]),
            isRequired: false),
        list(
            "conditions", "What is so, and since when.",
            of: object([
                text("type", "Name."),
                Property(
                    name: "status", schema: Fields.schema("boolean", "Whether it is so."),
                    isRequired: true),
                text("reason", "Why."), moment("last_transition_at", "Since when."),
            ])),
        moment("created_at", "Accepted."), moment("started_at", "Begun.", nullable: true),
        moment("last_progress_at", "Last sign of life.", nullable: true),
        moment("finished_at", "Ended.", nullable: true),
    ]

    private static let jobStatus = object(statusProperties)

    private static let job = object(
        statusProperties + [
            words("lane", "Its queue.", Lane.allCases.map(\.rawValue)),
            Property(
                name: "priority", schema: Fields.schema("integer", "Higher goes first."),
                isRequired: true),
            list("tags", "Words to find it by.", of: string),
            Property(name: "config", schema: anyObject, isRequired: false),
            text("input_sha256", "Digest of the input."), links,
        ])

    private static let batchAccepted = object([
        text("id", "The batch."), count("count", "Its jobs."),
        list("jobs", "Their ids, in the order of the items.", of: string),
    ])

    private static let batch = object([
        text("id", "The batch."), count("count", "Its jobs."), count("ended", "Those that ended."),
        Property(
            name: "is_done", schema: Fields.schema("boolean", "All have ended."),
            isRequired: true),
        Property(
            name: "states",
            schema: .fields([
                "type": "object", "additionalProperties": .fields(["type": "integer"]),
            ]), isRequired: true),
    ])

    private static let series = object([
        text("id", "Its name."), text("unit", "Unit of its values."),
        text("step", "ISO 8601 duration."), count("generation", "Grows with every append."),
        moment("created_at", "When it was made."),
    ])

    private static let seriesWritten = object([
        text("id", "The series."), moment("start", "First step."),
        moment("end", "End of the last."),
        count("count", "Values."), moment("known_at", "When they became known."),
    ])

    private static let seriesValues = object([
        text("id", "The series."), text("unit", "Unit of the values."),
        moment("start", "First step."), moment("end", "First instant after."),
        text("step", "ISO 8601 duration."), moment("known_at", "As known then."),
        list(
            "values", "One a step; null where there is none.",
            of: .fields(["type": .array(["number", "null"])])),
        count("estimated_count", "How many are estimates."),
        count("missing_count", "How many are not there."),
    ])

    private static func key(_ more: [Property]) -> JSON {
        object(
            [
                text("id", "Public part."), text("tenant", "Whose it is."),
                text("name", "What its owner calls it."),
                list("scopes", "What it may do.", of: string),
                moment("created_at", "When it was made."),
                moment("expires_at", "When it ends.", nullable: true),
                moment("revoked_at", "When it was ended.", nullable: true),
                nullable("rotated_from", "string", "The key it replaces."),
            ] + more)
    }

    private static let tenant = object([
        text("id", "Its id."), text("name", "Its name."), moment("created_at", "When it was made."),
    ])

    private static let access = object([
        text("tenant", "Whose key it is."), text("actor", "The key's public part."),
        list("scopes", "What it may do.", of: string),
    ])

    private static let auditLine = object([
        count("number", "Place in the chain."), moment("at", "When."), text("actor", "Who."),
        text("trace_id", "The request's trace."), text("action", "What."),
        text("object", "To what."),
        text("before", "Digest before."), text("after", "Digest after."),
        text("previous", "Digest of the line before."), text("digest", "Digest of this line."),
    ])
}
