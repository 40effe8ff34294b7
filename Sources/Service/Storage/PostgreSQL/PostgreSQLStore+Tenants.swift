/// Tenants and their keys.
extension PostgreSQLStore {
    package func bootstrap(_ tenant: Tenant, _ key: AccessKey, by author: Author)
        throws(StoreError) -> Bool
    {
        try write { transaction throws(StoreError) in
            let keys = try transaction.connection.number(
                "SELECT count(*) FROM (SELECT 1 FROM access_keys LIMIT 1) AS one")
            guard keys == 0 else { return false }
            _ = try transaction.add(tenant, by: author)
            try transaction.add(key, by: author)
            return true
        }
    }

    package func addTenant(_ tenant: Tenant, by author: Author) throws(StoreError) -> Bool {
        try write { transaction throws(StoreError) in try transaction.add(tenant, by: author) }
    }

    package func tenants() throws(StoreError) -> [Tenant] {
        try read { connection throws(StoreError) in
            try connection.rows(
                "SELECT \(StoredTable.tenants.columnList) FROM tenants ORDER BY id"
            ) { row throws(StoreError) in try Tenant(&row) }
        }
    }

    package func addKey(_ key: AccessKey, by author: Author, _ idempotency: Idempotency?)
        throws(StoreError) -> Written<AccessKey>
    {
        try write { transaction throws(StoreError) in
            switch try transaction.repetition(of: idempotency, by: author) {
            case .same(let response): return .replayed(response)
            case .other: return .keyReused
            case nil: break
            }
            try transaction.add(key, by: author)
            try transaction.keep(idempotency, by: author)
            return .done(key)
        }
    }

    package func key(_ id: String) throws(StoreError) -> AccessKey? {
        try read { connection throws(StoreError) in try connection.key(id) }
    }

    package func keys(tenant: String) throws(StoreError) -> [AccessKey] {
        try read { connection throws(StoreError) in
            try connection.rows(
                """
                SELECT \(StoredTable.accessKeys.columnList) FROM access_keys WHERE tenant = $1
                ORDER BY id
                """, [.text(tenant)]
            ) { row throws(StoreError) in try AccessKey(&row) }
        }
    }

    package func rotateKey(
        _ id: String, to key: AccessKey, oldExpiresAt: Moment, by author: Author
    ) throws(StoreError) -> Conditional<AccessKey> {
        try write { transaction throws(StoreError) in
            guard let old = try transaction.connection.key(id), old.tenant == author.tenant else {
                return .missing
            }
            guard old.revokedAt == nil, old.expiresAt.map({ author.at < $0 }) ?? true else {
                return .refused(old)
            }
            var ending = old
            ending.expiresAt = old.expiresAt.map { min($0, oldExpiresAt) } ?? oldExpiresAt
            try transaction.change(old, to: ending, "key.rotate", by: author)
            var new = key
            new.tenant = old.tenant
            new.rotatedFrom = id
            try transaction.add(new, by: author)
            return .done(new)
        }
    }

    package func revokeKey(_ id: String, by author: Author)
        throws(StoreError) -> Conditional<AccessKey>
    {
        try write { transaction throws(StoreError) in
            guard let old = try transaction.connection.key(id), old.tenant == author.tenant else {
                return .missing
            }
            guard old.revokedAt == nil else { return .refused(old) }
            var revoked = old
            revoked.revokedAt = author.at
            try transaction.change(old, to: revoked, "key.revoke", by: author)
            return .done(revoked)
        }
    }
}

extension PostgreSQLConnection {
    fileprivate func key(_ id: String) throws(StoreError) -> AccessKey? {
        try first(
            "SELECT \(StoredTable.accessKeys.columnList) FROM access_keys WHERE id = $1",
            [.text(id)]
        ) { row throws(StoreError) in try AccessKey(&row) }
    }
}

extension PostgreSQLTransaction {
    fileprivate func add(_ tenant: Tenant, by author: Author) throws(StoreError) -> Bool {
        let added = try connection.run(
            StoredTable.tenants.insertStatement + " ON CONFLICT DO NOTHING", tenant.parameters)
        guard added > 0 else { return false }
        try record("tenant.add", "tenant \(tenant.id)", after: tenant.recordDigest, by: author)
        return true
    }

    fileprivate func add(_ key: AccessKey, by author: Author) throws(StoreError) {
        try connection.send(StoredTable.accessKeys.insertStatement, key.parameters)
        try record("key.add", "key \(key.id)", after: key.recordDigest, by: author)
    }

    fileprivate func change(
        _ old: AccessKey, to new: AccessKey, _ action: String, by author: Author
    ) throws(StoreError) {
        try connection.send(
            "UPDATE access_keys SET expires_at = $1, revoked_at = $2 WHERE id = $3",
            [.maybe(new.expiresAt), .maybe(new.revokedAt), .text(new.id)])
        try record(
            action, "key \(new.id)", before: old.recordDigest, after: new.recordDigest, by: author)
    }
}
