import Dispatch
import Synchronization

/// A change that waits for its group, of whatever result.
protocol PostgreSQLPendingChange: Sendable {
    /// Names that it takes when they are free.
    var names: PostgreSQLNames { get }
    /// Runs it and keeps its result; may come again when the group did not commit.
    func run(in transaction: PostgreSQLTransaction) throws(StoreError)
    /// Answers the caller with the result.
    func finish()
    /// Answers the caller with an error.
    func fail(_ error: StoreError)
    /// Wakes the caller to commit the next group.
    func takeLead()
}

/// A change with its caller's thread, which waits for it.
final class PostgreSQLChange<Value: Sendable>: PostgreSQLPendingChange {
    let names: PostgreSQLNames
    private let body: @Sendable (PostgreSQLTransaction) throws(StoreError) -> Value
    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)

    private struct State {
        var result: Result<Value, StoreError>?
        var leads = false
    }

    init(
        _ names: PostgreSQLNames,
        _ body: @escaping @Sendable (PostgreSQLTransaction) throws(StoreError) -> Value
    ) {
        self.names = names
        self.body = body
    }

    func run(in transaction: PostgreSQLTransaction) throws(StoreError) {
        let value = try body(transaction)
        state.withLock { $0.result = .success(value) }
    }

    func finish() { wake.signal() }

    func fail(_ error: StoreError) {
        state.withLock { $0.result = .failure(error) }
        wake.signal()
    }

    func takeLead() {
        state.withLock { $0.leads = true }
        wake.signal()
    }

    /// Waits; true when the caller has to commit the next group, false when it is answered.
    func waitIsForLead() -> Bool {
        wake.wait()
        return state.withLock { $0.leads }
    }

    /// The answer, once there is one.
    func result() throws(StoreError) -> Value {
        guard let result = state.withLock({ $0.result }) else {
            throw .unavailable("the change was not made")
        }
        return try result.get()
    }
}
