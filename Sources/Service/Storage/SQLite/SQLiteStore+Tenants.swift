/// Tenants and their keys.
extension SQLiteStore {
    package func bootstrap(_ tenant: Tenant, _ key: AccessKey, by author: Author)
        throws(StoreError) -> Bool
    {
        try write { connection throws(StoreError) in
            guard try connection.number("SELECT count(*) FROM access_keys") == 0 else {
                return false
            }
            _ = try connection.add(tenant, by: author)
            try connection.add(key, by: author)
            return true
        }
    }

    package func addTenant(_ tenant: Tenant, by author: Author) throws(StoreError) -> Bool {
        try write { connection throws(StoreError) in try connection.add(tenant, by: author) }
    }

    package func tenants() throws(StoreError) -> [Tenant] {
        try read { connection throws(StoreError) in
            try connection.rows("SELECT \(StoredTable.tenants.list) FROM tenants ORDER BY id") {
                row throws(StoreError) in try Tenant(&row)
            }
        }
    }

    package func addKey(_ key: AccessKey, by author: Author, _ idempotency: Idempotency?)
        throws(StoreError) -> Written<AccessKey>
    {
        try write { connection throws(StoreError) in
            switch try connection.repetition(of: idempotency, by: author) {
            case .same(let response): return .replayed(response)
            case .other: return .keyReused
            case nil: break
            }
            try connection.add(key, by: author)
            try connection.keep(idempotency, by: author)
            return .done(key)
        }
    }

    package func key(_ id: String) throws(StoreError) -> AccessKey? {
        try read { connection throws(StoreError) in try connection.key(id) }
    }

    package func keys(tenant: String) throws(StoreError) -> [AccessKey] {
        try read { connection throws(StoreError) in
            try connection.rows(
                "SELECT \(StoredTable.accessKeys.list) FROM access_keys WHERE tenant = ? ORDER BY id",
                [.text(tenant)]
            ) { row throws(StoreError) in try AccessKey(&row) }
        }
    }

    package func rotateKey(
        _ id: String, to key: AccessKey, oldExpiresAt: Moment, by author: Author
    ) throws(StoreError) -> Conditional<AccessKey> {
        try write { connection throws(StoreError) in
            guard let old = try connection.key(id), old.tenant == author.tenant else {
                return .missing
            }
            guard old.revokedAt == nil, old.expiresAt.map({ author.at < $0 }) ?? true else {
                return .refused(old)
            }
            var ending = old
            ending.expiresAt = old.expiresAt.map { min($0, oldExpiresAt) } ?? oldExpiresAt
            try connection.change(old, to: ending, "key.rotate", by: author)
            var new = key
            new.tenant = old.tenant
            new.rotatedFrom = id
            try connection.add(new, by: author)
            return .done(new)
        }
    }

    package func revokeKey(_ id: String, by author: Author)
        throws(StoreError) -> Conditional<AccessKey>
    {
        try write { connection throws(StoreError) in
            guard let old = try connection.key(id), old.tenant == author.tenant else {
                return .missing
            }
            guard old.revokedAt == nil else { return .refused(old) }
            var revoked = old
            revoked.revokedAt = author.at
            try connection.change(old, to: revoked, "key.revoke", by: author)
            return .done(revoked)
        }
    }
}

extension SQLiteConnection {
    fileprivate func add(_ tenant: Tenant, by author: Author) throws(StoreError) -> Bool {
        let added = try run(StoredTable.tenants.insertion + " ON CONFLICT DO NOTHING", tenant.row)
        guard added > 0 else { return false }
        try record("tenant.add", "tenant \(tenant.id)", after: tenant.recordDigest, by: author)
        return true
    }

    fileprivate func add(_ key: AccessKey, by author: Author) throws(StoreError) {
        try run(StoredTable.accessKeys.insertion, key.row)
        try record("key.add", "key \(key.id)", after: key.recordDigest, by: author)
    }

    fileprivate func key(_ id: String) throws(StoreError) -> AccessKey? {
        try first(
            "SELECT \(StoredTable.accessKeys.list) FROM access_keys WHERE id = ?", [.text(id)]
        ) { row throws(StoreError) in try AccessKey(&row) }
    }

    fileprivate func change(
        _ old: AccessKey, to new: AccessKey, _ action: String, by author: Author
    ) throws(StoreError) {
        try run(
            "UPDATE access_keys SET expires_at = ?, revoked_at = ? WHERE id = ?",
            .maybe(new.expiresAt), .maybe(new.revokedAt), .text(new.id))
        try record(
            action, "key \(new.id)", before: old.recordDigest, after: new.recordDigest, by: author)
    }
}
