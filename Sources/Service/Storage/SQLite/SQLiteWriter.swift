import Dispatch
import Foundation
import Synchronization

/// The one writing thread of a store: takes all changes that wait and commits them together, so
/// that one flush to the disk serves them all.
///
/// Each change runs in a savepoint of its own: one that fails leaves nothing and stops no other.
/// A caller is answered after the commit.
final class SQLiteWriter: Sendable {
    /// None after the end.
    private let connection: Mutex<SQLiteConnection?>
    private let queue = Mutex(Queue())
    private let work = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    private struct Queue {
        var changes: [any PendingChange] = []
        var isClosed = false
    }

    init(_ connection: sending SQLiteConnection) {
        self.connection = Mutex(connection)
    }

    /// Begins to work; ends with `close`.
    func start() {
        Thread.detachNewThread { [self] in
            while let changes = next() {
                connection.withLock { connection in
                    if let connection { Self.commit(changes, on: connection) }
                }
            }
            connection.withLock { $0 = nil }
            ended.signal()
        }
    }

    /// Makes a change; returns when it is durable.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (SQLiteConnection) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        let change = Change(body)
        let isAccepted = queue.withLock { queue in
            guard !queue.isClosed else { return false }
            queue.changes.append(change)
            return true
        }
        guard isAccepted else { throw .unavailable("the store is closed") }
        work.signal()
        return try change.wait()
    }

    /// Ends after the changes that were accepted.
    func close() {
        let isFirst = queue.withLock { queue in
            defer { queue.isClosed = true }
            return !queue.isClosed
        }
        guard isFirst else { return }
        work.signal()
        ended.wait()
    }

    /// All that waits, or nil at the end.
    private func next() -> [any PendingChange]? {
        while true {
            work.wait()
            let (changes, isClosed) = queue.withLock { queue in
                defer { queue.changes = [] }
                return (queue.changes, queue.isClosed)
            }
            // A signal without a change belongs to one that went with an earlier group.
            if !changes.isEmpty { return changes }
            if isClosed { return nil }
        }
    }

    private static func commit(_ changes: [any PendingChange], on connection: SQLiteConnection) {
        do throws(StoreError) {
            try connection.run("BEGIN IMMEDIATE")
            for change in changes {
                try connection.run("SAVEPOINT change")
                if !change.run(on: connection) {
                    // Fails when the error has undone the whole transaction at once.
                    try connection.run("ROLLBACK TO change")
                }
                try connection.run("RELEASE change")
            }
            try connection.run("COMMIT")
            for change in changes { change.finish() }
        } catch {
            rollBack(connection)
            guard changes.count > 1 else {
                for change in changes { change.fail(error) }
                return
            }
            // What one of them cannot have shall not keep the others from theirs.
            for change in changes { commit([change], on: connection) }
        }
    }

    private static func rollBack(_ connection: SQLiteConnection) {
        guard !connection.isOutsideTransaction else { return }
        // Fails only where SQLite has rolled back by itself.
        _ = try? connection.run("ROLLBACK")
    }
}

/// A change that waits, of whatever result.
private protocol PendingChange: Sendable {
    /// Runs it and keeps its result; false when it failed and has to be undone.
    func run(on connection: SQLiteConnection) -> Bool
    /// Answers the caller with the result.
    func finish()
    /// Answers the caller with an error of the commit, or the change's own error if it had one.
    func fail(_ error: StoreError)
}

private final class Change<Value: Sendable>: PendingChange {
    private let body: @Sendable (SQLiteConnection) throws(StoreError) -> Value
    private let result = Mutex<Result<Value, StoreError>?>(nil)
    private let done = DispatchSemaphore(value: 0)

    init(_ body: @escaping @Sendable (SQLiteConnection) throws(StoreError) -> Value) {
        self.body = body
    }

    func run(on connection: SQLiteConnection) -> Bool {
        do throws(StoreError) {
            let value = try body(connection)
            result.withLock { $0 = .success(value) }
            return true
        } catch {
            result.withLock { $0 = .failure(error) }
            return false
        }
    }

    func finish() { done.signal() }

    func fail(_ error: StoreError) {
        result.withLock { result in
            if case .failure = result { return }
            result = .failure(error)
        }
        done.signal()
    }

    func wait() throws(StoreError) -> Value {
        done.wait()
        guard let result = result.withLock({ $0 }) else { throw .unavailable("not run") }
        return try result.get()
    }
}
