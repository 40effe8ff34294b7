/// The audit trail, what is deleted in time, and copies of rows.
extension PostgreSQLStore {
    package func audit(tenant: String?, after number: Int, limit: Int)
        throws(StoreError) -> [AuditRecord]
    {
        let condition = tenant == nil ? "" : "tenant = $3 AND "
        let values = tenant.map { [PostgreSQLValue.text($0)] } ?? []
        return try read { connection throws(StoreError) in
            try connection.rows(
                """
                SELECT \(StoredTable.audit.columnList) FROM audit WHERE \(condition)number > $1
                ORDER BY number LIMIT $2
                """, [.number(number), .number(limit)] + values
            ) { row throws(StoreError) in try AuditRecord(&row) }
        }
    }

    package func prune(
        endedBefore: Moment, idempotencyBefore: Moment, limit: Int, at moment: Moment
    ) throws(StoreError) -> Pruned {
        // Looked for beside the writers, since that reads all of them; each is looked at again.
        let unused = try read { connection throws(StoreError) in
            try connection.rows(
                """
                SELECT tenant, digest FROM documents WHERE \(PostgreSQLTransaction.isUnused)
                LIMIT $1
                """, [.number(limit)]
            ) { row throws(StoreError) in (try row.text(), try row.text()) }
        }
        return try write { transaction throws(StoreError) in
            let jobs = try transaction.connection.jobs(
                """
                discarded_at IS NULL AND finished_at < $1 ORDER BY finished_at, id LIMIT $2
                FOR NO KEY UPDATE
                """, [.moment(endedBefore), .number(limit)])
            for job in jobs {
                _ = try transaction.discard(job, by: .system(job.tenant, at: moment))
            }
            let keys = try transaction.connection.run(
                """
                DELETE FROM idempotency WHERE (tenant, endpoint, key) IN (
                    SELECT tenant, endpoint, key FROM idempotency
                    WHERE created_at < $1 ORDER BY created_at LIMIT $2)
                """, [.moment(idempotencyBefore), .number(limit)])
            var documents = 0
            for (tenant, digest) in unused {
                documents += try transaction.connection.run(
                    """
                    DELETE FROM documents
                    WHERE tenant = $1 AND digest = $2 AND \(PostgreSQLTransaction.isUnused)
                    """, [.text(tenant), .text(digest)])
            }
            if jobs.count + keys + documents > 0 {
                try transaction.record("store.prune", "store", by: .system("", at: moment))
            }
            return Pruned(jobs: jobs.count, keys: keys, documents: documents)
        }
    }

    package func rows(of table: StoredTable, after: Int, limit: Int)
        throws(StoreError) -> [StoredRow]
    {
        let columns = table.columns
        let key = columns.prefix(table.keyCount).joined(separator: ", ")
        return try read { connection throws(StoreError) in
            try connection.rows(
                """
                SELECT \(table.columnList) FROM \(table.rawValue) ORDER BY \(key)
                LIMIT $1 OFFSET $2
                """, [.number(limit), .number(after)]
            ) { row throws(StoreError) in
                var values: [StoredRow.Value] = []
                for _ in columns { values.append(try row.value()) }
                return StoredRow(columns: columns, values: values)
            }
        }
    }

    package func restore(_ rows: [StoredRow], into table: StoredTable) throws(StoreError) {
        try transaction { connection throws(StoreError) in
            for row in rows {
                guard row.columns == table.columns, row.values.count == row.columns.count else {
                    throw .damaged("a row has other columns than \(table.rawValue)")
                }
                let values = zip(row.columns, row.values).map(PostgreSQLValue.init)
                try connection.send(table.insertStatement, values)
            }
        }
    }
}

extension PostgreSQLValue {
    /// A value of a copy: numbers of columns whose names ask a question are truth here.
    fileprivate init(column: String, _ value: StoredRow.Value) {
        self =
            switch value {
            case .null: .null
            case .integer(let number) where column.hasPrefix("is_"): .flag(number != 0)
            case .integer(let number): .integer(number)
            case .text(let text): .text(text)
            case .bytes(let bytes): .bytes(bytes)
            }
    }
}
