package import Certificates

/// The registry in PostgreSQL.
extension PostgreSQLStore {
    package func perform(
        _ requests: [RegistryRequest], documents: [[UInt8]], by author: Author
    ) throws(StoreError) -> [RegistryAnswer] {
        let documents = Dictionary(documents.map { (Digest(of: $0), $0) }) { first, _ in first }
        return try write { transaction throws(StoreError) in
            let rows = PostgreSQLRegistryRows(transaction.connection)
            let registry = Registry(rows)
            var answers: [RegistryAnswer] = []
            for request in requests {
                answers.append(
                    try transaction.perform(request, registry, rows, documents, by: author))
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
            "owner = $2 AND id > $1", [.text(after ?? ""), .text(account)], limit, id: \.id)
    }

    package func certificates(ofAccount account: String?, after: String?, limit: Int)
        throws(StoreError) -> Page<CertificateRow>
    {
        let condition = account == nil ? "id > $1" : "owner = $2 AND id > $1"
        let values = [after ?? ""] + [account].compactMap { $0 }
        return try page(condition, values.map(PostgreSQLValue.text), limit, id: \.id)
    }

    package func registryPage<Row: RegistryRow>(
        _ query: RegistryQuery, after: RegistryCursor?, limit: Int, as type: Row.Type
    ) throws(StoreError) -> Page<Row> {
        let (sql, values) = query.statement(
            of: Row.table, after: after, limit: limit + 1, place: { "$\($0)" })
        return Page(rows: try typedRows(sql, values.map(PostgreSQLValue.init)), limit: limit)
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
                "SELECT bytes FROM certificate_documents WHERE digest = $1",
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
                """
                SELECT number, entry, hash FROM log_leaves WHERE number >= $1
                ORDER BY number LIMIT $2
                """, [.integer(number), .number(limit)]
            ) { row throws(StoreError) in try StoredLeaf(&row) }
        }
    }

    package func registryDigest() throws(StoreError) -> Digest {
        try read { connection throws(StoreError) in
            try connection.transaction { () throws(StoreError) in
                // All tables as they are at one moment.
                try connection.send("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                var digest = RegistryDigest()
                for table in RegistryTable.allCases {
                    digest.begin(table)
                    try connection.eachRow(of: table) { row in digest.add(row) }
                }
                return digest.finish()
            }
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

    /// Rows of a condition that has its cursor as first parameter.
    private func page<Row: RegistryRow>(
        _ condition: String, _ values: [PostgreSQLValue], _ limit: Int, id: (Row) -> String
    ) throws(StoreError) -> Page<Row> {
        let columns = Row.table.columns
        let sql = """
            SELECT \(columns.joined(separator: ", ")) FROM \(Row.table.rawValue)
            WHERE \(condition) ORDER BY id LIMIT $\(values.count + 1)
            """
        let found: [Row] = try typedRows(sql, values + [.number(limit + 1)])
        return Page(found: found, limit: limit, cursor: id)
    }

    private func typedRows<Row: RegistryRow>(
        _ sql: String, _ values: [PostgreSQLValue]
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
        _ body: (PostgreSQLRegistryRows) throws(RegistryFault) -> Value
    ) throws(StoreError) -> Value {
        try read { connection throws(StoreError) in
            let rows = PostgreSQLRegistryRows(connection)
            do throws(RegistryFault) {
                return try body(rows)
            } catch {
                throw rows.failure ?? .damaged("\(error)")
            }
        }
    }
}

extension PostgreSQLTransaction {
    /// Does one request, or says why not; throws only where the store fails.
    fileprivate func perform(
        _ request: RegistryRequest, _ registry: Registry, _ rows: PostgreSQLRegistryRows,
        _ documents: [Digest: [UInt8]], by author: Author
    ) throws(StoreError) -> RegistryAnswer {
        let named = request.operation.documents
        for digest in named where documents[digest] == nil {
            let known = try connection.number(
                "SELECT count(*) FROM certificate_documents WHERE digest = $1",
                [.text(digest.hexadecimal)])
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
            try connection.send(
                StoredTable.certificateDocuments.insertStatement + " ON CONFLICT DO NOTHING",
                [.text(digest.hexadecimal), .bytes(bytes)])
        }
        try record(
            "registry.\(receipt.kind)", "request \(request.account) \(request.id)",
            after: RegistryWork.digest(of: rows.leaves), by: author)
        return .done(receipt)
    }
}

extension PostgreSQLConnection {
    private static let portion = 5000

    /// All rows of a table in the order of its key, never all in memory.
    fileprivate func eachRow(of table: RegistryTable, _ body: ([RegistryValue]) -> Void)
        throws(StoreError)
    {
        let columns = table.columns
        let keys = columns.prefix(table.keyCount).joined(separator: ", ")
        let places = (1...table.keyCount).map { "$\($0)" }.joined(separator: ", ")
        let head = "SELECT \(columns.joined(separator: ", ")) FROM \(table.rawValue)"
        var last: [PostgreSQLValue] = []
        while true {
            let condition = last.isEmpty ? "" : "WHERE (\(keys)) > (\(places))"
            let rows = try rows(
                "\(head) \(condition) ORDER BY \(keys) LIMIT \(Self.portion)", last
            ) { row throws(StoreError) in try row.registryValues(columns.count) }
            for row in rows { body(row) }
            guard rows.count == Self.portion, let row = rows.last else { return }
            last = row.prefix(table.keyCount).map(PostgreSQLValue.init)
        }
    }
}
