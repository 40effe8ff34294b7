/// What the changes of one group share: the connection and the head of the audit trail.
final class PostgreSQLTransaction {
    let connection: PostgreSQLConnection
    private var chain: AuditChain
    /// The last line written in this transaction.
    private(set) var lastLine: AuditRecord?
    /// Names that are known to be free, so that nobody has to look.
    private var freeNames: PostgreSQLNames
    /// Queued jobs as counted in this transaction; nil when something else may have changed them.
    var queued: PostgreSQLQueuedCounts?
    /// Queued jobs as they were counted last, maybe in an earlier transaction.
    var lastCount: PostgreSQLQueuedCounts?
    /// The last line before this transaction.
    let firstLine: Int

    /// Begins with the lock on the trail, which other processes wait for until the commit.
    init(
        _ connection: PostgreSQLConnection, _ names: PostgreSQLNames,
        _ lastCount: PostgreSQLQueuedCounts?
    ) throws(StoreError) {
        self.connection = connection
        try Self.lock(connection)
        var chain = AuditChain()
        var sought = PostgreSQLNames.Sought(names)
        let rows = try connection.rows(Self.opening, sought.parameters) {
            row throws(StoreError) in
            (try row.integer(), try row.integer(), row.optionalText())
        }
        for (kind, number, digest) in rows {
            if let digest {
                chain = AuditChain(count: number, head: digest)
            } else {
                sought.take(kind, number)
            }
        }
        self.chain = chain
        firstLine = chain.count
        self.lastCount = lastCount
        freeNames = sought.free
    }

    /// The head of the trail and the free names, in one round trip.
    private static let opening = """
        (SELECT 0::bigint, number, digest FROM audit ORDER BY number DESC LIMIT 1)
        UNION ALL \(PostgreSQLNames.Sought.search)
        """

    /// Puts the lock into the line: one for each schema of the database, so by its table.
    static func lock(_ connection: PostgreSQLConnection) throws(StoreError) {
        try connection.send("SELECT pg_advisory_xact_lock(\(lockClass), 'audit'::regclass::int)")
    }

    /// Number of the last line, this transaction's included.
    var lineCount: Int { chain.count }

    /// `WATT`: whose lock it is.
    static let lockClass = 0x5741_5454

    /// Adds the next line of the trail.
    func record(
        _ action: String, _ object: String, before: String = "", after: String = "",
        by author: Author
    ) throws(StoreError) {
        let line = chain.next(
            author: author, action: action, object: object, before: before, after: after)
        try connection.send(StoredTable.audit.insertStatement, line.parameters)
        chain = AuditChain(after: line)
        lastLine = line
    }

    /// An answer given before under an idempotency key.
    enum Repetition {
        case same(StoredResponse)
        case other
    }

    func repetition(of idempotency: Idempotency?, by author: Author) throws(StoreError)
        -> Repetition?
    {
        guard let idempotency, !freeNames.contains(idempotency, of: author.tenant) else {
            return nil
        }
        let found = try connection.first(
            """
            SELECT fingerprint, status, location, body FROM idempotency
            WHERE tenant = $1 AND endpoint = $2 AND key = $3
            """, [.text(author.tenant), .text(idempotency.endpoint), .text(idempotency.key)]
        ) { row throws(StoreError) in
            (
                try row.text(),
                StoredResponse(
                    status: try row.integer(), location: row.optionalText(),
                    body: try row.bytes())
            )
        }
        guard let (fingerprint, response) = found else { return nil }
        return fingerprint == idempotency.fingerprint ? .same(response) : .other
    }

    func keep(_ idempotency: Idempotency?, by author: Author) throws(StoreError) {
        guard let idempotency else { return }
        freeNames.remove(idempotency, of: author.tenant)
        let response = idempotency.response
        try connection.send(
            StoredTable.idempotency.insertStatement,
            [
                .text(author.tenant), .text(idempotency.endpoint), .text(idempotency.key),
                .text(idempotency.fingerprint), .number(response.status),
                .maybe(response.location), .bytes(response.body), .moment(author.at),
            ])
    }

    /// The job that has a client reference.
    func holder(of reference: String, tenant: String) throws(StoreError) -> String? {
        if freeNames.contains(reference: reference, of: tenant) { return nil }
        return try connection.first(
            "SELECT id FROM jobs WHERE tenant = $1 AND client_ref = $2",
            [.text(tenant), .text(reference)]
        ) { row throws(StoreError) in try row.text() }
    }

    /// Adds a new job with its first event.
    func add(_ job: JobRecord) throws(StoreError) {
        if let reference = job.clientRef { freeNames.remove(reference: reference, of: job.tenant) }
        queued?.add(1, job.lane, tenant: job.tenant)
        try connection.send(StoredTable.jobs.insertStatement, job.parameters)
        try connection.send(
            StoredTable.jobEvents.insertStatement, job.firstEvent.parameters(job: job.id))
    }

    func keep(_ document: StoredDocument, tenant: String) throws(StoreError) {
        try connection.send(
            StoredTable.documents.insertStatement + " ON CONFLICT DO NOTHING",
            [.text(tenant), .text(document.digest), .bytes(document.bytes)])
    }

    /// Deletes a document that no version of a scenario and no job with its data names.
    func dropDocumentIfUnused(_ digest: String, tenant: String) throws(StoreError) {
        try connection.send(
            "DELETE FROM documents WHERE tenant = $1 AND digest = $2 AND \(Self.isUnused)",
            [.text(tenant), .text(digest)])
    }

    /// The condition of such documents.
    static let isUnused = """
        NOT EXISTS (SELECT 1 FROM scenarios
            WHERE scenarios.tenant = documents.tenant AND document_digest = documents.digest)
        AND NOT EXISTS (SELECT 1 FROM jobs
            WHERE jobs.tenant = documents.tenant AND document_digest = documents.digest
            AND discarded_at IS NULL)
        """
}
