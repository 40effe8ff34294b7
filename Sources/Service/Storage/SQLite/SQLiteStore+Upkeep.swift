/// The audit trail, what is deleted in time, and copies of rows.
extension SQLiteStore {
    package func audit(tenant: String?, after number: Int, limit: Int)
        throws(StoreError) -> [AuditRecord]
    {
        let condition = tenant == nil ? "" : "tenant = ? AND "
        let values = tenant.map { [StoredRow.Value.text($0)] } ?? []
        return try read { connection throws(StoreError) in
            try connection.rows(
                """
                SELECT \(StoredTable.audit.list) FROM audit WHERE \(condition)number > ?
                ORDER BY number LIMIT ?
                """, values + [.number(number), .number(limit)]
            ) { row throws(StoreError) in try AuditRecord(&row) }
        }
    }

    package func prune(
        endedBefore: Moment, idempotencyBefore: Moment, limit: Int, at moment: Moment
    ) throws(StoreError) -> Pruned {
        // Looked for beside the writers, since that reads all of them; each is looked at again.
        let unused = try read { connection throws(StoreError) in
            try connection.unusedDocuments(limit: limit)
        }
        return try write { connection throws(StoreError) in
            let jobs = try connection.jobs(
                """
                finished_at IS NOT NULL AND discarded_at IS NULL AND finished_at < ?
                ORDER BY finished_at, id LIMIT ?
                """, [.moment(endedBefore), .number(limit)])
            for job in jobs {
                _ = try connection.discard(job, by: .system(job.tenant, at: moment))
            }
            let keys = try connection.run(
                """
                DELETE FROM idempotency WHERE rowid IN (SELECT rowid FROM idempotency
                    WHERE created_at < ? ORDER BY created_at LIMIT ?)
                """, .moment(idempotencyBefore), .number(limit))
            var documents = 0
            for (tenant, digest) in unused {
                documents += try connection.dropDocumentIfUnused(digest, tenant: tenant)
            }
            if jobs.count + keys + documents > 0 {
                try connection.record("store.prune", "store", by: .system("", at: moment))
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
                "SELECT \(table.list) FROM \(table.rawValue) ORDER BY \(key) LIMIT ? OFFSET ?",
                [.number(limit), .number(after)]
            ) { row in
                StoredRow(columns: columns, values: columns.map { _ in row.value() })
            }
        }
    }

    package func restore(_ rows: [StoredRow], into table: StoredTable) throws(StoreError) {
        try write { connection throws(StoreError) in
            for row in rows {
                guard row.columns == table.columns, row.values.count == row.columns.count else {
                    throw .damaged("a row has other columns than \(table.rawValue)")
                }
                try connection.run(table.insertion, row.values)
            }
        }
    }
}
