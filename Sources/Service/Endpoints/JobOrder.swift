import Solver

/// What every job may be told beside its work.
struct JobOrder: Sendable {
    var lane: Lane
    var priority: Int
    var neededBy: Moment?
    var clientRef: String?
    var tags: [String]
    var parent: String?
    var supersedes: String?

    /// Reads the members of a body.
    ///
    /// - Parameters:
    ///   - lane: the queue unless told.
    ///   - goesOn: whether such a job can go on from one before, whose answer stands in for its own.
    init(_ fields: Fields, lane standIn: Lane = .online, goesOn: Bool = true) {
        lane =
            fields.choice(
                "lane", "Which queue: work that hubs wait for, or work that planners wait for.",
                of: Lane.self, default: standIn) ?? standIn
        priority = fields.integer(
            "priority", "Among equal deadlines the higher goes first.", -100...100, default: 0)
        neededBy = fields.moment(
            "needed_by",
            "When the answer is needed: the best plan by then is given; not begun by then, the job expires."
        )
        clientRef = fields.tag("client_ref", "The client's own id; unique for the tenant.")
        tags = fields.words(
            "tags", "Words to find the job by.", allowed: Self.tagWords, item: Self.tagSchema,
            parse: { Self.isTag($0) ? $0 : nil })
        parent =
            goesOn
            ? fields.recordID(
                "parent", "The job that this one plans anew; its plan is the fallback.") : nil
        supersedes = fields.recordID("supersedes", "A job to cancel in the same moment.")
    }

    /// A queued job of this order.
    func job(
        id: String, kind: JobKind, spec: [UInt8], documentDigest: String, batch: String?,
        origin: String?, attemptLimit: Int, call: Call
    ) -> JobRecord {
        JobRecord(
            id: id, tenant: call.tenant, batch: batch, kind: kind, lane: lane,
            priority: priority, neededBy: neededBy, clientRef: clientRef, tags: tags,
            parent: parent, origin: origin, supersedes: supersedes, spec: spec,
            documentDigest: documentDigest, attemptLimit: attemptLimit, createdAt: call.now)
    }

    // MARK: Words

    static let tagWords = "1 to 128 of A–Z, a–z, 0–9, _ . : / and -"
    static let tagSchema: JSON = .fields([
        "type": "string", "pattern": "^[A-Za-z0-9_.:/-]{1,128}$",
    ])

    static func isTag(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2E, 0x3A, 0x2F, 0x2D: true
                default: false
                }
            }
    }
}

// Members of request bodies that scenarios do not have.
extension Fields {
    /// A moment with up to microseconds.
    func moment(_ key: String, _ meaning: String, required: Bool = false) -> Moment? {
        let schema = Fields.schema("string", meaning).adding("format", "date-time")
        guard let value = take(key, required: required, schema: schema) else { return nil }
        if case .string(let text) = value, let moment = Moment(text) { return moment }
        fault(
            key, .notAllowed, given: value.summary,
            allowed: "an instant with its offset, such as \"2026-09-15T00:00:00+08:00\"")
        return nil
    }

    /// A word that a client chose.
    func tag(_ key: String, _ meaning: String) -> String? {
        let schema = JobOrder.tagSchema.adding("description", .string(meaning))
        guard let value = take(key, required: false, schema: schema) else { return nil }
        if case .string(let text) = value, JobOrder.isTag(text) { return text }
        fault(key, .notAllowed, given: value.summary, allowed: JobOrder.tagWords)
        return nil
    }

    /// The id of a stored object.
    func recordID(_ key: String, _ meaning: String) -> String? {
        let schema = Fields.schema("string", meaning).adding("format", "uuid")
        guard let value = take(key, required: false, schema: schema) else { return nil }
        if case .string(let text) = value, RecordID.isValid(text) { return text }
        fault(key, .notAllowed, given: value.summary, allowed: "an id that this service gave")
        return nil
    }
}
