/// The tables, by steps: a database of an older version takes the steps it lacks, never one back.
struct PostgreSQLSchema: Sendable {
    /// The statements of each version, from version 1 on.
    let steps: [[String]]

    /// The schema of this program.
    static let current = PostgreSQLSchema(steps: [version1, version2, version3])

    var version: Int { steps.count }

    /// Takes the missing steps in one transaction, while other processes wait.
    func migrate(_ connection: PostgreSQLConnection) throws(StoreError) {
        guard try found(connection) != version else { return }
        try connection.transaction { () throws(StoreError) in
            try connection.send(
                """
                SELECT pg_advisory_xact_lock(
                    \(PostgreSQLTransaction.lockClass), hashtext(current_schema()))
                """)
            // Another process may have been faster.
            let found = try found(connection)
            guard found <= version else { throw .schema(found: found, needed: version) }
            if found == 0 { try connection.send("CREATE TABLE wattoken_schema (version bigint)") }
            for statement in steps[found...].joined() { try connection.send(statement) }
            let change =
                found == 0
                ? "INSERT INTO wattoken_schema (version) VALUES ($1)"
                : "UPDATE wattoken_schema SET version = $1"
            try connection.run(change, [.number(version)])
        }
    }

    /// Writes the version that is there and says which: proof that the database takes writes.
    func touch(_ connection: PostgreSQLConnection) throws(StoreError) {
        let found = try connection.number(
            "UPDATE wattoken_schema SET version = version RETURNING version")
        guard found == version else { throw .schema(found: found, needed: version) }
    }

    /// The version that is there; 0 in an empty schema.
    private func found(_ connection: PostgreSQLConnection) throws(StoreError) -> Int {
        // By the rows of the catalog: names are resolved from a cache, which knows nothing of what
        // another process made while this one waited for the lock.
        let tables = try connection.rows(
            """
            SELECT relname::text FROM pg_class WHERE relnamespace = current_schema()::regnamespace
            AND relname IN ('wattoken_schema', 'audit', 'jobs')
            """
        ) { row throws(StoreError) in try row.text() }
        if tables.contains("wattoken_schema") {
            return try connection.number("SELECT version FROM wattoken_schema")
        }
        guard tables.isEmpty else {
            throw .damaged("the database has tables of another program")
        }
        return 0
    }
}
