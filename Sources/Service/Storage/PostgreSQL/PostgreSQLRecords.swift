/// How records lie in rows: parameters in the order of `StoredTable.columns`, and back.
extension StoredTable {
    /// All columns, for a SELECT.
    var columnList: String { columns.joined(separator: ", ") }

    /// The statement that adds a row.
    var insertStatement: String {
        let places = (1...columns.count).map { "$\($0)" }.joined(separator: ", ")
        return "INSERT INTO \(rawValue) (\(columnList)) VALUES (\(places))"
    }
}

extension Tenant {
    var parameters: [PostgreSQLValue] { [.text(id), .text(name), .moment(createdAt)] }

    init(_ row: inout PostgreSQLRow) throws(StoreError) {
        self.init(id: try row.text(), name: try row.text(), createdAt: try row.moment())
    }
}

extension AccessKey {
    var parameters: [PostgreSQLValue] {
        [
            .text(id), .text(tenant), .text(name), .text(secretDigest), .list(scopes),
            .moment(createdAt), .maybe(expiresAt), .maybe(revokedAt), .maybe(rotatedFrom),
        ]
    }

    init(_ row: inout PostgreSQLRow) throws(StoreError) {
        self.init(
            id: try row.text(), tenant: try row.text(), name: try row.text(),
            secretDigest: try row.text(), scopes: try row.list(), createdAt: try row.moment(),
            expiresAt: try row.optionalMoment(), revokedAt: try row.optionalMoment(),
            rotatedFrom: row.optionalText())
    }
}

extension ScenarioRecord {
    var parameters: [PostgreSQLValue] {
        [
            .text(id), .number(version), .text(tenant), .maybe(name), .text(documentDigest),
            .number(documentBytes), .moment(createdAt),
        ]
    }

    init(_ row: inout PostgreSQLRow) throws(StoreError) {
        let id = try row.text()
        let version = try row.integer()
        self.init(
            id: id, tenant: try row.text(), version: version, name: row.optionalText(),
            documentDigest: try row.text(), documentBytes: try row.integer(),
            createdAt: try row.moment())
    }
}

extension JobRecord {
    var parameters: [PostgreSQLValue] { orderParameters + changingParameters }

    /// The first columns: what a job is from its beginning.
    private var orderParameters: [PostgreSQLValue] {
        [
            .text(id), .text(tenant), .maybe(batch), .text(kind.rawValue), .text(lane.rawValue),
            .number(priority), .maybe(neededBy), .maybe(clientRef), .list(tags), .maybe(parent),
            .maybe(origin), .maybe(supersedes), .bytes(spec), .text(documentDigest),
            .number(attemptLimit), .moment(createdAt),
        ]
    }

    /// The columns from `state` on: what changes.
    var changingParameters: [PostgreSQLValue] {
        [
            .text(state.rawValue), .maybe(outcome), .maybe(fallbackReason), .maybe(supersededBy),
            .number(attempt), .number(attemptsBefore), .maybe(owner), .maybe(leaseUntil),
            .number(generation), .number(lastEvent), .flag(isStopRequested),
            .flag(isCancelRequested), .maybe(progress), .maybe(problem), .maybe(startedAt),
            .maybe(lastProgressAt), .maybe(finishedAt), .maybe(discardedAt),
        ]
    }

    /// The names of those columns.
    static var changingColumns: [String] {
        Array(StoredTable.jobs.columns.drop { $0 != "state" })
    }

    init(_ row: inout PostgreSQLRow) throws(StoreError) {
        let (id, tenant, batch) = (try row.text(), try row.text(), row.optionalText())
        let (kind, lane): (JobKind, Lane) = (try row.name(), try row.name())
        let (priority, neededBy) = (try row.integer(), try row.optionalMoment())
        let (clientRef, tags) = (row.optionalText(), try row.list())
        let (parent, origin) = (row.optionalText(), row.optionalText())
        self.init(
            id: id, tenant: tenant, batch: batch, kind: kind, lane: lane, priority: priority,
            neededBy: neededBy, clientRef: clientRef, tags: tags, parent: parent, origin: origin,
            supersedes: row.optionalText(), spec: try row.bytes(),
            documentDigest: try row.text(), attemptLimit: try row.integer(),
            createdAt: try row.moment())
        try readState(&row)
    }

    private mutating func readState(_ row: inout PostgreSQLRow) throws(StoreError) {
        state = try row.name()
        outcome = row.optionalText()
        fallbackReason = row.optionalText()
        supersededBy = row.optionalText()
        attempt = try row.integer()
        attemptsBefore = try row.integer()
        owner = row.optionalText()
        leaseUntil = try row.optionalMoment()
        generation = try row.integer()
        lastEvent = try row.integer()
        isStopRequested = try row.flag()
        isCancelRequested = try row.flag()
        progress = row.optionalBytes()
        problem = row.optionalBytes()
        startedAt = try row.optionalMoment()
        lastProgressAt = try row.optionalMoment()
        finishedAt = try row.optionalMoment()
        discardedAt = try row.optionalMoment()
    }
}

extension JobEvent {
    func parameters(job: String) -> [PostgreSQLValue] {
        [.text(job), .number(number), .text(kind.rawValue), .moment(at), .bytes(data)]
    }

    /// Reads number, kind, moment and data.
    init(_ row: inout PostgreSQLRow) throws(StoreError) {
        self.init(
            number: try row.integer(), kind: try row.name(), at: try row.moment(),
            data: try row.bytes())
    }
}

extension SeriesRecord {
    var parameters: [PostgreSQLValue] {
        [
            .text(tenant), .text(id), .text(unit), .number(stepSeconds), .moment(createdAt),
            .number(generation),
        ]
    }

    init(_ row: inout PostgreSQLRow) throws(StoreError) {
        let tenant = try row.text()
        self.init(
            id: try row.text(), tenant: tenant, unit: try row.text(),
            stepSeconds: try row.integer(), createdAt: try row.moment(),
            generation: try row.integer())
    }
}

extension SeriesSegment {
    func parameters(of series: SeriesRecord, number: Int) -> [PostgreSQLValue] {
        [
            .text(series.tenant), .text(series.id), .number(number), .moment(start),
            .moment(end(stepSeconds: series.stepSeconds)), .moment(knownAt), .flag(isEstimated),
            .bytes(valueBytes),
        ]
    }

    /// Reads start, moment of knowledge, estimation and values.
    init(_ row: inout PostgreSQLRow) throws(StoreError) {
        let (start, knownAt, isEstimated) = (try row.moment(), try row.moment(), try row.flag())
        guard let values = SeriesSegment.values(from: try row.bytes()) else {
            throw .damaged("a segment of a series has part of a value")
        }
        self.init(start: start, knownAt: knownAt, values: values, isEstimated: isEstimated)
    }
}

extension JobTotal {
    var parameters: [PostgreSQLValue] {
        [.text(figure.rawValue), .text(label), .integer(bound), .number(count), .integer(sum)]
    }

    init(_ row: inout PostgreSQLRow) throws(StoreError) {
        self.init(
            figure: try row.name(), label: try row.text(), bound: Int64(try row.integer()),
            count: try row.integer(), sum: Int64(try row.integer()))
    }
}

extension AuditRecord {
    var parameters: [PostgreSQLValue] {
        [
            .number(number), .text(author.tenant), .text(author.actor), .text(author.traceID),
            .moment(author.at), .text(action), .text(object), .text(before), .text(after),
            .text(previous), .text(digest),
        ]
    }

    init(_ row: inout PostgreSQLRow) throws(StoreError) {
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
