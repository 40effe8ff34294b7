package import Certificates

/// The registry in SQLite.
extension SQLiteStore {
    package func perform(
        _ requests: [RegistryRequest], documents: [[UInt8]], by author: Author
    ) throws(StoreError) -> [RegistryAnswer] {
        let documents = Dictionary(documents.map { (Digest(of: $0), $0) }) { first, _ in first }
        return try write { connection throws(StoreError) in
            let rows = SQLiteRegistryRows(connection)
            let registry = Registry(rows)
            var answers: [RegistryAnswer] = []
            for request in requests {
                answers.append(
                    try connection.perform(request, registry, rows, documents, by: author))
            }
            return answers
        }
    }

    package func registryRow<Row: RegistryRow>(_ type: Row.Type, _ key: RegistryValue...)
        throws(StoreError) -> Row?
    {
        try reading { rows throws(RegistryFault) in
            try rows.row(Row.table, key).map { values throws(RegistryFault) in
                try Row(values: values)
            }
        }
    }

    package func registryRows<Row: RegistryRow>(
        _ index: RegistryIndex, _ values: RegistryValue..., as type: Row.Type
    ) throws(StoreError) -> [Row] {
        try reading { rows throws(RegistryFault) in
            try rows.rows(index, values).map { values throws(RegistryFault) in
                try Row(values: values)
            }
        }
    }

    package func slices(ofAccount account: String, after: String?, limit: Int)
        throws(StoreError) -> Page<SliceRow>
    {
        try page(
            "owner = ? AND id > ? ORDER BY id LIMIT ?", [.text(account), .text(after ?? "")],
            limit, id: \.id)
    }

    package func certificates(ofAccount account: String?, after: String?, limit: Int)
        throws(StoreError) -> Page<CertificateRow>
    {
        guard let account else {
            return try page("id > ? ORDER BY id LIMIT ?", [.text(after ?? "")], limit, id: \.id)
        }
        return try page(
            "owner = ? AND id > ? ORDER BY id LIMIT ?", [.text(account), .text(after ?? "")],
            limit, id: \.id)
    }

    package func registryPage<Row: RegistryRow>(
        _ query: RegistryQuery, after: RegistryCursor?, limit: Int, as type: Row.Type
    ) throws(StoreError) -> Page<Row> {
        let (sql, values) = query.statement(
            of: Row.table, after: after, limit: limit + 1, place: { _ in "?" })
        return Page(rows: try typedRows(sql, values.map(StoredRow.Value.init)), limit: limit)
    }

    package func hours(ofCertificate id: String) throws(StoreError) -> [CertificateHour] {
        try reading { rows throws(RegistryFault) in try Registry(rows).hours(of: id) }
    }

    package func nextStatusIndex() throws(StoreError) -> Int64 {
        try reading { rows throws(RegistryFault) in try Registry(rows).nextStatusIndex() }
    }

    package func certificateDocument(_ digest: Digest) throws(StoreError) -> [UInt8]? {
        try read { connection throws(StoreError) in
            try connection.first(
                "SELECT bytes FROM certificate_documents WHERE digest = ?",
                [.text(digest.hexadecimal)]
            ) { row throws(StoreError) in try row.bytes() }
        }
    }

    package func leafCount() throws(StoreError) -> Int64 {
        try read { connection throws(StoreError) in try connection.leafCount() }
    }

    package func leaves(from number: Int64, limit: Int) throws(StoreError) -> [StoredLeaf] {
        try read { connection throws(StoreError) in
            try connection.rows(
                "SELECT number, entry, hash FROM log_leaves WHERE number >= ? ORDER BY number LIMIT ?",
                [.integer(number), .number(limit)]
            ) { row throws(StoreError) in try StoredLeaf(&row) }
        }
    }

    package func registryDigest() throws(StoreError) -> Digest {
        try read { connection throws(StoreError) in
            // One statement after the other sees one state only within a transaction.
            try connection.run("BEGIN")
            defer { _ = try? connection.run("COMMIT") }
            var digest = RegistryDigest()
            for table in RegistryTable.allCases {
                digest.begin(table)
                let columns = table.columns
                let key = columns.prefix(table.keyCount).joined(separator: ", ")
                let sql =
                    "SELECT \(columns.joined(separator: ", ")) FROM \(table.rawValue) ORDER BY \(key)"
                // Rows are added while the statement stands on them: never all in memory.
                _ = try connection.rows(sql) { row throws(StoreError) in
                    digest.add(try row.registryValues(columns.count))
                }
            }
            return digest.finish()
        }
    }

    package func checkRegistry() throws(StoreError) -> [String] {
        try read { connection throws(StoreError) in
            var problems: [String] = []
            for (problem, sql) in RegistryChecks.all {
                problems += try connection.rows(sql) { row throws(StoreError) in
                    "\(problem): \(try row.text())"
                }
            }
            return problems
        }
    }

    private func page<Row: RegistryRow>(
        _ condition: String, _ values: [StoredRow.Value], _ limit: Int,
        id: (Row) -> String
    ) throws(StoreError) -> Page<Row> {
        let columns = Row.table.columns
        let sql =
            "SELECT \(columns.joined(separator: ", ")) FROM \(Row.table.rawValue) WHERE \(condition)"
        let found: [Row] = try typedRows(sql, values + [.number(limit + 1)])
        let rows = Array(found.prefix(limit))
        return Page(elements: rows, next: found.count > limit ? rows.last.map(id) : nil)
    }

    private func typedRows<Row: RegistryRow>(
        _ sql: String, _ values: [StoredRow.Value]
    ) throws(StoreError) -> [Row] {
        try read { connection throws(StoreError) in
            try connection.rows(sql, values) { row throws(StoreError) in
                let values = try row.registryValues(Row.table.columns.count)
                do throws(RegistryFault) {
                    return try Row(values: values)
                } catch {
                    throw .damaged("\(error)")
                }
            }
        }
    }

    private func reading<Value: Sendable>(
        _ body: @Sendable (SQLiteRegistryRows) throws(RegistryFault) -> Value
    ) throws(StoreError) -> Value {
        try read { connection throws(StoreError) in
            let rows = SQLiteRegistryRows(connection)
            do throws(RegistryFault) {
                return try body(rows)
            } catch {
                throw rows.failure ?? .damaged("\(error)")
            }
        }
    }
}

extension SQLiteConnection {
    /// Does one request, or says why not; throws only where the store fails.
    fileprivate func perform(
        _ request: RegistryRequest, _ registry: Registry, _ rows: SQLiteRegistryRows,
        _ documents: [Digest: [UInt8]], by author: Author
    ) throws(StoreError) -> RegistryAnswer {
        let named = request.operation.documents
        for digest in named where documents[digest] == nil {
            let known = try number(
                "SELECT count(*) FROM certificate_documents WHERE digest = ?",
                .text(digest.hexadecimal))
            if known == 0 { return .refused(.documentMissing(digest.hexadecimal)) }
        }
        let receipt: RegistryReceipt
        do throws(RegistryFault) {
            receipt = try registry.perform(request)
        } catch {
            switch error {
            case .unreadable: throw rows.failure ?? .damaged("the rows gave no reason")
            case .damaged(let what): throw .damaged(what)
            default: return .refused(error)
            }
        }
        guard !receipt.isRepeated else { return .done(receipt) }
        for digest in named {
            guard let bytes = documents[digest] else { continue }
            try run(
                "INSERT INTO certificate_documents (digest, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING",
                .text(digest.hexadecimal), .bytes(bytes))
        }
        try record(
            "registry.\(receipt.kind)", "request \(request.account) \(request.id)",
            after: RegistryWork.digest(of: rows.leaves), by: author)
        return .done(receipt)
    }
}
