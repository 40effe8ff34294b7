import Foundation
import Glibc

/// The embedded store: one SQLite file in WAL mode that several processes may share.
package final class SQLiteStore: Store {
    private let writer: SQLiteWriter
    private let readers: SQLiteReaders
    private let schema: SQLiteSchema
    let path: String

    /// Opens a file, makes it when it is not there, and brings it to the schema of this program.
    package convenience init(path: String) throws(StoreError) {
        try self.init(path: path, schema: .current)
    }

    package init(path: String, schema: SQLiteSchema) throws(StoreError) {
        self.path = path
        self.schema = schema
        Self.makePrivateFile(path)
        let connection = try SQLiteConnection(path, .write)
        // Before anything is written: a file of others stays as it is.
        _ = try schema.inspect(connection)
        let mode = try connection.first("PRAGMA journal_mode = WAL") { row throws(StoreError) in
            try row.text()
        }
        guard mode == "wal" else { throw .unavailable("the file cannot have a journal beside it") }
        try connection.execute("PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON")
        try schema.migrate(connection)
        readers = try SQLiteReaders(path, count: 4)
        writer = SQLiteWriter(connection)
        writer.start()
    }

    deinit { close() }

    /// `PRAGMA synchronous` of FULL.
    private static let flushesEachCommit = 2

    package func check() throws(StoreError) {
        let schema = schema
        try write { connection throws(StoreError) in
            let found = try schema.inspect(connection)
            let needed = schema.version
            guard found == needed else { throw .schema(found: found, needed: needed) }
            guard try connection.number("PRAGMA synchronous") == Self.flushesEachCommit else {
                throw .damaged("commits would not be flushed")
            }
            // Writes the first page and changes nothing.
            try connection.execute("PRAGMA user_version = \(needed)")
        }
    }

    package func close() {
        // The writer goes last: it moves the journal into the file and removes it.
        readers.close()
        writer.close()
    }

    /// Makes a change in a transaction; returns when it is durable.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (SQLiteConnection) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        try writer.write(body)
    }

    /// Reads what is committed.
    func read<Value: Sendable>(
        _ body: @Sendable (SQLiteConnection) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        try readers.read(body)
    }

    /// Makes a new file that only its owner may read; SQLite gives its other files the same rights.
    static func makePrivateFile(_ path: String) {
        let descriptor = unsafe open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        if descriptor >= 0 { Glibc.close(descriptor) }
    }
}
