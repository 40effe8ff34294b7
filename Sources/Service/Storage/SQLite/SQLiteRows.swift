/// How records lie in rows: values in the order of `StoredTable.columns`, and back.
extension StoredRow.Value {
    static func maybe(_ text: String?) -> Self { text.map(Self.text) ?? .null }
    static func maybe(_ bytes: [UInt8]?) -> Self { bytes.map(Self.bytes) ?? .null }
    static func moment(_ moment: Moment) -> Self { .integer(moment.microseconds) }
    static func maybe(_ moment: Moment?) -> Self { moment.map(Self.moment) ?? .null }
    static func number(_ number: Int) -> Self { .integer(Int64(number)) }
    static func flag(_ flag: Bool) -> Self { .integer(flag ? 1 : 0) }
    static func list(_ list: [String]) -> Self { .text(TextList.text(list)) }
}

extension StoredTable {
    /// All columns, for a SELECT.
    var list: String { columns.joined(separator: ", ") }

    /// The statement that adds a row.
    var insertion: String {
        let places = columns.map { _ in "?" }.joined(separator: ", ")
        return "INSERT INTO \(rawValue) (\(list)) VALUES (\(places))"
    }
}

extension Tenant {
    var row: [StoredRow.Value] { [.text(id), .text(name), .moment(createdAt)] }

    init(_ row: inout SQLiteRow) throws(StoreError) {
        self.init(id: try row.text(), name: try row.text(), createdAt: try row.moment())
    }
}

extension AccessKey {
    var row: [StoredRow.Value] {
        [
            .text(id), .text(tenant), .text(name), .text(secretDigest), .list(scopes),
            .moment(createdAt), .maybe(expiresAt), .maybe(revokedAt), .maybe(rotatedFrom),
        ]
    }

    init(_ row: inout SQLiteRow) throws(StoreError) {
        self.init(
            id: try row.text(), tenant: try row.text(), name: try row.text(),
            secretDigest: try row.text(), scopes: try row.list(), createdAt: try row.moment(),
            expiresAt: try row.optionalMoment(), revokedAt: try row.optionalMoment(),
            rotatedFrom: try row.optionalText())
    }
}

extension ScenarioRecord {
    var row: [StoredRow.Value] {
        [
            .text(id), .number(version), .text(tenant), .maybe(name), .text(documentDigest),
            .number(documentBytes), .moment(createdAt),
        ]
    }

    init(_ row: inout SQLiteRow) throws(StoreError) {
        let id = try row.text()
        let version = try row.integer()
        self.init(
            id: id, tenant: try row.text(), version: version, name: try row.optionalText(),
            documentDigest: try row.text(), documentBytes: try row.integer(),
            createdAt: try row.moment())
    }
}

extension JobRecord {
    var row: [StoredRow.Value] { orderRow + stateRow }

    /// The first columns: what a job is from its beginning.
    private var orderRow: [StoredRow.Value] {
        [
            .text(id), .text(tenant), .maybe(batch), .text(kind.rawValue), .text(lane.rawValue),
            .number(priority), .maybe(neededBy), .maybe(clientRef), .list(tags), .maybe(parent),
            .maybe(origin), .maybe(supersedes), .bytes(spec), .text(documentDigest),
            .number(attemptLimit), .moment(createdAt),
        ]
    }

    /// The columns from `state` on: what changes.
    var stateRow: [StoredRow.Value] {
        [
            .text(state.rawValue), .maybe(outcome), .maybe(fallbackReason), .maybe(supersededBy),
            .number(attempt), .number(attemptsBefore), .maybe(owner), .maybe(leaseUntil),
            .number(generation), .number(lastEvent), .flag(isStopRequested),
            .flag(isCancelRequested), .maybe(progress), .maybe(problem), .maybe(startedAt),
            .maybe(lastProgressAt), .maybe(finishedAt), .maybe(discardedAt),
        ]
    }

    /// The names of those columns.
    static var stateColumns: [String] {
        Array(StoredTable.jobs.columns.drop { $0 != "state" })
    }

    init(_ row: inout SQLiteRow) throws(StoreError) {
        let (id, tenant, batch) = (try row.text(), try row.text(), try row.optionalText())
        let (kind, lane): (JobKind, Lane) = (try row.name(), try row.name())
        let (priority, neededBy) = (try row.integer(), try row.optionalMoment())
        let (clientRef, tags) = (try row.optionalText(), try row.list())
        let (parent, origin) = (try row.optionalText(), try row.optionalText())
        self.init(
            id: id, tenant: tenant, batch: batch, kind: kind, lane: lane, priority: priority,
            neededBy: neededBy, clientRef: clientRef, tags: tags, parent: parent, origin: origin,
            supersedes: try row.optionalText(), spec: try row.bytes(),
            documentDigest: try row.text(), attemptLimit: try row.integer(),
            createdAt: try row.moment())
        try readState(&row)
    }

    private mutating func readState(_ row: inout SQLiteRow) throws(StoreError) {
        state = try row.name()
        outcome = try row.optionalText()
        fallbackReason = try row.optionalText()
        supersededBy = try row.optionalText()
        attempt = try row.integer()
        attemptsBefore = try row.integer()
        owner = try row.optionalText()
        leaseUntil = try row.optionalMoment()
        generation = try row.integer()
        lastEvent = try row.integer()
        isStopRequested = try row.flag()
        isCancelRequested = try row.flag()
        progress = try row.optionalBytes()
        problem = try row.optionalBytes()
        startedAt = try row.optionalMoment()
        lastProgressAt = try row.optionalMoment()
        finishedAt = try row.optionalMoment()
        discardedAt = try row.optionalMoment()
    }
}

extension JobEvent {
    func row(job: String) -> [StoredRow.Value] {
        [.text(job), .number(number), .text(kind.rawValue), .moment(at), .bytes(data)]
    }

    /// Reads number, kind, moment and data.
    init(_ row: inout SQLiteRow) throws(StoreError) {
        self.init(
            number: try row.integer(), kind: try row.name(), at: try row.moment(),
            data: try row.bytes())
    }
}

extension SeriesRecord {
    var row: [StoredRow.Value] {
        [
            .text(tenant), .text(id), .text(unit), .number(stepSeconds), .moment(createdAt),
            .number(generation),
        ]
    }

    init(_ row: inout SQLiteRow) throws(StoreError) {
        let tenant = try row.text()
        self.init(
            id: try row.text(), tenant: tenant, unit: try row.text(),
            stepSeconds: try row.integer(), createdAt: try row.moment(),
            generation: try row.integer())
    }
}

extension SeriesSegment {
    func row(of series: SeriesRecord, number: Int) -> [StoredRow.Value] {
        [
            .text(series.tenant), .text(series.id), .number(number), .moment(start),
            .moment(end(stepSeconds: series.stepSeconds)), .moment(knownAt), .flag(isEstimated),
            .bytes(valueBytes),
        ]
    }

    /// Reads start, moment of knowledge, estimation and values.
    init(_ row: inout SQLiteRow) throws(StoreError) {
        let (start, knownAt, isEstimated) = (try row.moment(), try row.moment(), try row.flag())
        guard let values = SeriesSegment.values(from: try row.bytes()) else {
            throw .damaged("a segment of a series has part of a value")
        }
        self.init(start: start, knownAt: knownAt, values: values, isEstimated: isEstimated)
    }
}

extension JobTotal {
    var row: [StoredRow.Value] {
        [.text(figure.rawValue), .text(label), .integer(bound), .number(count), .integer(sum)]
    }

    init(_ row: inout SQLiteRow) throws(StoreError) {
        self.init(
            figure: try row.name(), label: try row.text(), bound: Int64(try row.integer()),
            count: try row.integer(), sum: Int64(try row.integer()))
    }
}

extension AuditRecord {
    var row: [StoredRow.Value] {
        [
            .number(number), .text(author.tenant), .text(author.actor), .text(author.traceID),
            .moment(author.at), .text(action), .text(object), .text(before), .text(after),
            .text(previous), .text(digest),
        ]
    }

    init(_ row: inout SQLiteRow) throws(StoreError) {
        let number = try row.integer()
        let author = Author(
            tenant: try row.text(), actor: try row.text(), traceID: try row.text(),
            at: try row.moment())
        self.init(
            number: number, author: author, action: try row.text(), object: try row.text(),
            before: try row.text(), after: try row.text(), previous: try row.text(),
            digest: try row.text())
    }
}
