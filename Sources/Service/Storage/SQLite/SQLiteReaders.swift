import Synchronization

/// A few connections for reading, each used by one caller at a time.
final class SQLiteReaders: Sendable {
    private let readers: [Reader]
    private let turn = Atomic(0)

    init(_ path: String, count: Int) throws(StoreError) {
        var readers: [Reader] = []
        for _ in 0..<count { readers.append(try Reader(path)) }
        self.readers = readers
    }

    /// Reads on the first connection that is free, or waits for one.
    func read<Value: Sendable>(
        _ body: @Sendable (SQLiteConnection) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        let start = turn.wrappingAdd(1, ordering: .relaxed).oldValue & 0xFFFF
        for offset in readers.indices {
            let reader = readers[(start + offset) % readers.count]
            if let result = reader.tryToRead(body) { return try result.get() }
        }
        return try readers[start % readers.count].read(body).get()
    }

    func close() {
        for reader in readers { reader.close() }
    }

    private final class Reader: Sendable {
        private let connection: Mutex<SQLiteConnection?>

        init(_ path: String) throws(StoreError) {
            connection = Mutex(try SQLiteConnection(path, .read))
        }

        func tryToRead<Value: Sendable>(
            _ body: @Sendable (SQLiteConnection) throws(StoreError) -> Value
        ) -> Result<Value, StoreError>? {
            connection.withLockIfAvailable { Self.result(of: body, on: $0) }
        }

        func read<Value: Sendable>(
            _ body: @Sendable (SQLiteConnection) throws(StoreError) -> Value
        ) -> Result<Value, StoreError> {
            connection.withLock { Self.result(of: body, on: $0) }
        }

        func close() { connection.withLock { $0 = nil } }

        private static func result<Value: Sendable>(
            of body: @Sendable (SQLiteConnection) throws(StoreError) -> Value,
            on connection: SQLiteConnection?
        ) -> Result<Value, StoreError> {
            guard let connection else { return .failure(.unavailable("the store is closed")) }
            do throws(StoreError) {
                return .success(try body(connection))
            } catch {
                return .failure(error)
            }
        }
    }
}
