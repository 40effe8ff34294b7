import Dispatch
import Synchronization

/// A place for a connection, which is made when it is needed and left when it has ended.
final class PostgreSQLSlot: Sendable {
    private let server: PostgreSQLServer
    private let content = Mutex(Content())

    private struct Content {
        var connection: PostgreSQLConnection?
        var isClosed = false
    }

    init(_ server: PostgreSQLServer) { self.server = server }

    /// Runs a body on the connection; says with its error why it ended, if it did.
    func use<Value: Sendable>(
        _ body: (PostgreSQLConnection) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        try content.withLock { content throws(StoreError) in
            if content.isClosed { throw .unavailable("the store is closed") }
            let connection: PostgreSQLConnection
            if let kept = content.connection {
                connection = kept
            } else {
                connection = try server.connect()
            }
            // Kept only if it is whole afterwards.
            content.connection = nil
            defer { if !connection.isEnded { content.connection = connection } }
            return try body(connection)
        }
    }

    /// Ends the connection once nobody uses it.
    func close() {
        content.withLock { content in
            content.connection = nil
            content.isClosed = true
        }
    }
}

/// The connections for everything that does not go through the writer.
final class PostgreSQLPool: Sendable {
    private let slots: [PostgreSQLSlot]
    private let idle: Mutex<[PostgreSQLSlot]>
    private let count: DispatchSemaphore
    private let waitSeconds: Int

    init(_ server: PostgreSQLServer, count: Int, waitSeconds: Int) {
        let slots = (0..<max(1, count)).map { _ in PostgreSQLSlot(server) }
        self.slots = slots
        idle = Mutex(slots)
        self.count = DispatchSemaphore(value: slots.count)
        self.waitSeconds = waitSeconds
    }

    /// Runs a body on a connection of its own.
    ///
    /// A body whose connection broke is run once more on a new one, unless it was a commit that
    /// broke: after a restart of the server every connection that waited here is broken.
    func use<Value: Sendable>(
        _ body: (PostgreSQLConnection) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        guard count.wait(timeout: .now() + .seconds(waitSeconds)) == .success else {
            throw .unavailable("all connections to PostgreSQL are in use")
        }
        defer { count.signal() }
        guard let slot = idle.withLock({ $0.popLast() }) else {
            throw .unavailable("the store is closed")
        }
        defer { idle.withLock { $0.append(slot) } }
        var isWorthAnother = false
        for _ in 0..<Self.tries {
            do throws(StoreError) {
                return try slot.use { connection throws(StoreError) in
                    do throws(StoreError) {
                        return try body(connection)
                    } catch {
                        let isConflict = connection.failure?.isConflict == true
                        isWorthAnother =
                            isConflict || (connection.isEnded && !connection.isOutcomeUnknown)
                        throw error
                    }
                }
            } catch {
                guard isWorthAnother else { throw error }
                isWorthAnother = false
            }
        }
        return try slot.use(body)
    }

    private static let tries = 3

    func close() {
        for slot in slots { slot.close() }
    }
}
