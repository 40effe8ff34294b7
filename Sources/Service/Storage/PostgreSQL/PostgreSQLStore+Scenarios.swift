/// Scenarios, their versions and documents.
extension PostgreSQLStore {
    package func addScenario(
        _ scenario: ScenarioRecord, _ document: StoredDocument, by author: Author,
        _ idempotency: Idempotency?
    ) throws(StoreError) -> Written<ScenarioRecord> {
        try write { transaction throws(StoreError) in
            switch try transaction.repetition(of: idempotency, by: author) {
            case .same(let response): return .replayed(response)
            case .other: return .keyReused
            case nil: break
            }
            try transaction.keep(document, tenant: scenario.tenant)
            try transaction.connection.send(
                StoredTable.scenarios.insertStatement, scenario.parameters)
            try transaction.record(
                "scenario.add", "scenario \(scenario.id)", after: scenario.recordDigest,
                by: author)
            try transaction.keep(idempotency, by: author)
            return .done(scenario)
        }
    }

    package func replaceScenario(
        _ id: String, ifDigest: String, name: String?, _ document: StoredDocument,
        by author: Author
    ) throws(StoreError) -> Conditional<ScenarioRecord> {
        try write { transaction throws(StoreError) in
            let versions = try transaction.connection.versions(of: id, tenant: author.tenant)
            guard let newest = versions.first else { return .missing }
            guard newest.documentDigest == ifDigest else { return .refused(newest) }
            let next = ScenarioRecord(
                id: id, tenant: newest.tenant, version: newest.version + 1, name: name,
                documentDigest: document.digest, documentBytes: document.bytes.count,
                createdAt: author.at)
            try transaction.keep(document, tenant: next.tenant)
            try transaction.connection.send(
                StoredTable.scenarios.insertStatement, next.parameters)
            try transaction.record(
                "scenario.replace", "scenario \(id)", before: newest.recordDigest,
                after: next.recordDigest, by: author)
            return .done(next)
        }
    }

    package func deleteScenario(_ id: String, ifDigest: String, by author: Author)
        throws(StoreError) -> Conditional<ScenarioRecord>
    {
        try write { transaction throws(StoreError) in
            let versions = try transaction.connection.versions(of: id, tenant: author.tenant)
            guard let newest = versions.first else { return .missing }
            guard newest.documentDigest == ifDigest else { return .refused(newest) }
            try transaction.connection.send("DELETE FROM scenarios WHERE id = $1", [.text(id)])
            for digest in Set(versions.map(\.documentDigest)).sorted() {
                try transaction.dropDocumentIfUnused(digest, tenant: newest.tenant)
            }
            try transaction.record(
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
                SELECT \(StoredTable.scenarios.columnList) FROM scenarios
                WHERE tenant = $1 AND id = $2 AND version = coalesce($3, version)
                ORDER BY version DESC LIMIT 1
                """, [.text(tenant), .text(id), version.map { .number($0) } ?? .null]
            ) { row throws(StoreError) in try ScenarioRecord(&row) }
        }
    }

    package func scenarios(tenant: String, after: String?, limit: Int)
        throws(StoreError) -> Page<ScenarioRecord>
    {
        let found = try read { connection throws(StoreError) in
            try connection.rows(
                """
                SELECT DISTINCT ON (id) \(StoredTable.scenarios.columnList) FROM scenarios
                WHERE tenant = $1 AND id < coalesce($2, U&'\\+10FFFF')
                ORDER BY id DESC, version DESC LIMIT $3
                """, [.text(tenant), .maybe(after), .number(limit + 1)]
            ) { row throws(StoreError) in try ScenarioRecord(&row) }
        }
        return Page(found: found, limit: limit, cursor: \.id)
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
                "SELECT bytes FROM documents WHERE tenant = $1 AND digest = $2",
                [.text(tenant), .text(digest)]
            ) { row throws(StoreError) in try row.bytes() }
        }
    }
}

extension PostgreSQLConnection {
    fileprivate func versions(of id: String, tenant: String)
        throws(StoreError) -> [ScenarioRecord]
    {
        try rows(
            """
            SELECT \(StoredTable.scenarios.columnList) FROM scenarios
            WHERE tenant = $1 AND id = $2 ORDER BY version DESC
            """, [.text(tenant), .text(id)]
        ) { row throws(StoreError) in try ScenarioRecord(&row) }
    }
}
