/// What every change shares: its audit line, its idempotency record, its documents.
extension SQLiteConnection {
    /// Adds the next line of the trail.
    func record(
        _ action: String, _ object: String, before: String = "", after: String = "",
        by author: Author
    ) throws(StoreError) {
        let last = try first(
            "SELECT \(StoredTable.audit.list) FROM audit ORDER BY number DESC LIMIT 1"
        ) { row throws(StoreError) in try AuditRecord(&row) }
        let chain = last.map { AuditChain(after: $0) } ?? AuditChain()
        let line = chain.next(
            author: author, action: action, object: object, before: before, after: after)
        try run(StoredTable.audit.insertion, line.row)
    }

    /// An answer given before under an idempotency key.
    enum Repetition {
        case same(StoredResponse)
        case other
    }

    func repetition(of idempotency: Idempotency?, by author: Author) throws(StoreError)
        -> Repetition?
    {
        guard let idempotency else { return nil }
        let found = try first(
            """
            SELECT fingerprint, status, location, body FROM idempotency
            WHERE tenant = ? AND endpoint = ? AND key = ?
            """, [.text(author.tenant), .text(idempotency.endpoint), .text(idempotency.key)]
        ) { row throws(StoreError) in
            (
                try row.text(),
                StoredResponse(
                    status: try row.integer(), location: try row.optionalText(),
                    body: try row.bytes())
            )
        }
        guard let (fingerprint, response) = found else { return nil }
        return fingerprint == idempotency.fingerprint ? .same(response) : .other
    }

    func keep(_ idempotency: Idempotency?, by author: Author) throws(StoreError) {
        guard let idempotency else { return }
        let response = idempotency.response
        try run(
            StoredTable.idempotency.insertion, .text(author.tenant), .text(idempotency.endpoint),
            .text(idempotency.key), .text(idempotency.fingerprint), .number(response.status),
            .maybe(response.location), .bytes(response.body), .moment(author.at))
    }

    func keep(_ document: StoredDocument, tenant: String) throws(StoreError) {
        try run(
            "INSERT INTO documents (tenant, digest, bytes) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            .text(tenant), .text(document.digest), .bytes(document.bytes))
    }

    func hasDocument(_ digest: String, tenant: String) throws(StoreError) -> Bool {
        try number(
            "SELECT count(*) FROM documents WHERE tenant = ? AND digest = ?", .text(tenant),
            .text(digest)) > 0
    }

    /// Deletes a document that no version of a scenario and no job with its data names.
    @discardableResult
    func dropDocumentIfUnused(_ digest: String, tenant: String) throws(StoreError) -> Int {
        try run(
            "DELETE FROM documents WHERE tenant = ? AND digest = ? AND \(Self.isUnused)",
            .text(tenant), .text(digest))
    }

    /// Documents of that kind.
    func unusedDocuments(limit: Int) throws(StoreError) -> [(tenant: String, digest: String)] {
        try rows(
            "SELECT tenant, digest FROM documents WHERE \(Self.isUnused) LIMIT ?", [.number(limit)]
        ) { row throws(StoreError) in (try row.text(), try row.text()) }
    }

    private static let isUnused = """
        NOT EXISTS (SELECT 1 FROM scenarios
            WHERE scenarios.tenant = documents.tenant AND document_digest = documents.digest)
        AND NOT EXISTS (SELECT 1 FROM jobs
            WHERE jobs.tenant = documents.tenant AND document_digest = documents.digest
            AND discarded_at IS NULL)
        """
}
