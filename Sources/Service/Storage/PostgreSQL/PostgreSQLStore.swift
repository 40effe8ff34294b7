/// The store of several processes and machines: a PostgreSQL database of version 13 or later.
package final class PostgreSQLStore: Store {
    private let writer: PostgreSQLWriter
    private let pool: PostgreSQLPool
    private let schema: PostgreSQLSchema

    /// Connects, and brings the database to the schema of this program.
    package convenience init(_ settings: PostgreSQLSettings) throws(StoreError) {
        try self.init(settings, schema: .current)
    }

    init(_ settings: PostgreSQLSettings, schema: PostgreSQLSchema) throws(StoreError) {
        let server = try PostgreSQLServer(settings)
        self.schema = schema
        writer = PostgreSQLWriter(server, outcomeSeconds: settings.outcomeSeconds)
        pool = PostgreSQLPool(
            server, count: settings.connectionCount, waitSeconds: settings.statementSeconds)
        try pool.use { connection throws(StoreError) in try schema.migrate(connection) }
    }

    deinit { close() }

    package func check() throws(StoreError) {
        let schema = schema
        try transaction { connection throws(StoreError) in try schema.touch(connection) }
    }

    package func close() {
        writer.close()
        pool.close()
    }

    /// Makes a change together with others, with lines in the trail; returns when it is durable.
    ///
    /// Names that are known before spare it looking for each.
    func write<Value: Sendable>(
        _ names: PostgreSQLNames = PostgreSQLNames(),
        _ body: @escaping @Sendable (PostgreSQLTransaction) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        try writer.write(names, body)
    }

    /// Makes a change without a line in the trail, which need not wait for others.
    ///
    /// When its commit breaks, `unavailable` leaves open whether it was made.
    func transaction<Value: Sendable>(
        _ body: (PostgreSQLConnection) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        try pool.use { connection throws(StoreError) in
            try connection.transaction { () throws(StoreError) in try body(connection) }
        }
    }

    /// Reads what is committed.
    func read<Value: Sendable>(
        _ body: (PostgreSQLConnection) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        try pool.use(body)
    }
}

extension Page {
    /// A page of what was found when one more than its limit was asked for.
    init(found: [Element], limit: Int, cursor: (Element) -> String) {
        let elements = Array(found.prefix(limit))
        self.init(
            elements: elements, next: found.count > limit ? elements.last.map(cursor) : nil)
    }
}
