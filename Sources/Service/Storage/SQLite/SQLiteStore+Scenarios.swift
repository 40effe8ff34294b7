/// Scenarios, their versions and documents.
extension SQLiteStore {
    package func addScenario(
        _ scenario: ScenarioRecord, _ document: StoredDocument, by author: Author,
        _ idempotency: Idempotency?
    ) throws(StoreError) -> Written<ScenarioRecord> {
        try write { connection throws(StoreError) in
            switch try connection.repetition(of: idempotency, by: author) {
            case .same(let response): return .replayed(response)
            case .other: return .keyReused
            case nil: break
            }
            try connection.keep(document, tenant: scenario.tenant)
            try connection.run(StoredTable.scenarios.insertion, scenario.row)
            try connection.record(
                "scenario.add", "scenario \(scenario.id)", after: scenario.recordDigest,
                by: author)
            try connection.keep(idempotency, by: author)
            return .done(scenario)
        }
    }

    package func replaceScenario(
        _ id: String, ifDigest: String, name: String?, _ document: StoredDocument,
        by author: Author
    ) throws(StoreError) -> Conditional<ScenarioRecord> {
        try write { connection throws(StoreError) in
            guard let newest = try connection.versions(of: id, tenant: author.tenant).first else {
                return .missing
            }
            guard newest.documentDigest == ifDigest else { return .refused(newest) }
            let next = ScenarioRecord(
                id: id, tenant: newest.tenant, version: newest.version + 1, name: name,
                documentDigest: document.digest, documentBytes: document.bytes.count,
                createdAt: author.at)
            try connection.keep(document, tenant: next.tenant)
            try connection.run(StoredTable.scenarios.insertion, next.row)
            try connection.record(
                "scenario.replace", "scenario \(id)", before: newest.recordDigest,
                after: next.recordDigest, by: author)
            return .done(next)
        }
    }

    package func deleteScenario(_ id: String, ifDigest: String, by author: Author)
        throws(StoreError) -> Conditional<ScenarioRecord>
    {
        try write { connection throws(StoreError) in
            let versions = try connection.versions(of: id, tenant: author.tenant)
            guard let newest = versions.first else { return .missing }
            guard newest.documentDigest == ifDigest else { return .refused(newest) }
            try connection.run("DELETE FROM scenarios WHERE id = ?", .text(id))
            for digest in Set(versions.map(\.documentDigest)) {
                try connection.dropDocumentIfUnused(digest, tenant: newest.tenant)
            }
            try connection.record(
                "scenario.delete", "scenario \(id)", before: newest.recordDigest, by: author)
            return .done(newest)
        }
    }

    package func scenario(_ id: String, version: Int?, tenant: String)
        throws(StoreError) -> ScenarioRecord?
    {
        try read { connection throws(StoreError) in
            try connection.first(
                """
                SELECT \(StoredTable.scenarios.list) FROM scenarios
                WHERE tenant = ? AND id = ? AND version = coalesce(?, version)
                ORDER BY version DESC LIMIT 1
                """, [.text(tenant), .text(id), version.map { .number($0) } ?? .null]
            ) { row throws(StoreError) in try ScenarioRecord(&row) }
        }
    }

    package func scenarios(tenant: String, after: String?, limit: Int)
        throws(StoreError) -> Page<ScenarioRecord>
    {
        try read { connection throws(StoreError) in
            let found = try connection.rows(
                """
                SELECT \(StoredTable.scenarios.list) FROM scenarios AS one
                WHERE tenant = ?1 AND (?2 IS NULL OR id < ?2)
                AND version = (SELECT max(version) FROM scenarios WHERE id = one.id)
                ORDER BY id DESC LIMIT ?3
                """, [.text(tenant), .maybe(after), .number(limit + 1)]
            ) { row throws(StoreError) in try ScenarioRecord(&row) }
            return Page(found, limit: limit, cursor: \.id)
        }
    }

    package func versions(ofScenario id: String, tenant: String)
        throws(StoreError) -> [ScenarioRecord]
    {
        try read { connection throws(StoreError) in
            try connection.versions(of: id, tenant: tenant)
        }
    }

    package func document(_ digest: String, tenant: String) throws(StoreError) -> [UInt8]? {
        try read { connection throws(StoreError) in
            try connection.first(
                "SELECT bytes FROM documents WHERE tenant = ? AND digest = ?",
                [.text(tenant), .text(digest)]
            ) { row throws(StoreError) in try row.bytes() }
        }
    }
}

extension SQLiteConnection {
    fileprivate func versions(of id: String, tenant: String)
        throws(StoreError) -> [ScenarioRecord]
    {
        try rows(
            """
            SELECT \(StoredTable.scenarios.list) FROM scenarios WHERE tenant = ? AND id = ?
            ORDER BY version DESC
            """, [.text(tenant), .text(id)]
        ) { row throws(StoreError) in try ScenarioRecord(&row) }
    }
}

extension Page {
    /// A page of what was found when one more than its limit was asked for.
    init(_ found: [Element], limit: Int, cursor: (Element) -> String) {
        let elements = Array(found.prefix(limit))
        self.init(
            elements: elements, next: found.count > limit ? elements.last.map(cursor) : nil)
    }
}
