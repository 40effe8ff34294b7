import Dispatch
import Foundation
import Synchronization

/// Takes all changes that wait and commits them in one transaction.
///
/// Each line of the trail follows from the one before, so changes can only be made one after the
/// other, and each would wait for the flush of the one before. Together they share one flush, one
/// lock and one reading of the trail's head. No thread is kept for it: the caller that finds nobody
/// at work commits what waits, and then hands over to one of those that came meanwhile.
final class PostgreSQLWriter: Sendable {
    private let slot: PostgreSQLSlot
    private let outcomeSeconds: Double
    private let queue = Mutex(Queue())
    private let lastCount = Mutex<PostgreSQLQueuedCounts?>(nil)

    private struct Queue {
        var waiting: [any PostgreSQLPendingChange] = []
        var isLed = false
        var isClosed = false
    }

    /// So that the first of a group waits for no more than some milliseconds of work.
    private static let groupLimit = 256
    private static let tries = 6

    init(_ server: PostgreSQLServer, outcomeSeconds: Double) {
        slot = PostgreSQLSlot(server)
        self.outcomeSeconds = outcomeSeconds
    }

    /// Makes a change; returns when it is durable.
    func write<Value: Sendable>(
        _ names: PostgreSQLNames,
        _ body: @escaping @Sendable (PostgreSQLTransaction) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        let change = PostgreSQLChange(names, body)
        let (isAccepted, leads) = queue.withLock { queue in
            guard !queue.isClosed else { return (false, false) }
            queue.waiting.append(change)
            defer { queue.isLed = true }
            return (true, !queue.isLed)
        }
        guard isAccepted else { throw .unavailable("the store is closed") }
        if leads || change.waitIsForLead() { lead() }
        return try change.result()
    }

    /// Ends the connection after the group at work.
    func close() {
        queue.withLock { $0.isClosed = true }
        slot.close()
    }

    /// Commits one group, in which the caller's own change is the first.
    private func lead() {
        let group = queue.withLock { queue in
            let group = Array(queue.waiting.prefix(Self.groupLimit))
            queue.waiting.removeFirst(group.count)
            return group
        }
        commit(group)
        let next = queue.withLock { queue in
            queue.isLed = !queue.waiting.isEmpty
            return queue.waiting.first
        }
        next?.takeLead()
    }

    private func commit(_ group: [any PostgreSQLPendingChange]) {
        do throws(StoreError) {
            try run(group)
            for change in group { change.finish() }
        } catch {
            guard group.count > 1, !error.isUnavailable else {
                for change in group { change.fail(error) }
                return
            }
            // What one of them cannot have shall not keep the others from theirs.
            for change in group { commit([change]) }
        }
    }

    /// Runs a group until it is committed or cannot be.
    private func run(_ group: [any PostgreSQLPendingChange]) throws(StoreError) {
        for _ in 1..<Self.tries {
            switch try attempt(group) {
            case .committed: return
            case .again: continue
            case .unknown(let line): if try isThere(line) { return }
            }
        }
        guard case .committed = try attempt(group) else {
            throw .unavailable("PostgreSQL did not complete the change")
        }
    }

    private enum Attempt: Sendable {
        case committed
        /// Nothing has changed, and another try may pass.
        case again
        /// The connection broke after COMMIT was sent; if it held, this line is in the trail.
        case unknown(AuditRecord)
    }

    private func attempt(_ group: [any PostgreSQLPendingChange]) throws(StoreError) -> Attempt {
        try slot.use { connection throws(StoreError) in
            var last: AuditRecord?
            var count: PostgreSQLQueuedCounts?
            do throws(StoreError) {
                try connection.transaction { () throws(StoreError) in
                    let transaction = try PostgreSQLTransaction(
                        connection, PostgreSQLNames(group.map(\.names)),
                        lastCount.withLock { $0 })
                    for change in group { try change.run(in: transaction) }
                    last = transaction.lastLine
                    count = transaction.lastCount
                }
                lastCount.withLock { $0 = count }
                return .committed
            } catch {
                if connection.isOutcomeUnknown { return last.map { .unknown($0) } ?? .again }
                let isConflict = connection.failure?.isConflict == true
                let isBroken = connection.isEnded && connection.failure?.state != "25006"
                if isConflict || isBroken { return .again }
                throw error
            }
        }
    }

    /// Whether a line came into the trail, once the server can be asked.
    private func isThere(_ line: AuditRecord) throws(StoreError) -> Bool {
        let end = ContinuousClock.now + .seconds(outcomeSeconds)
        while true {
            do throws(StoreError) {
                return try slot.use { connection throws(StoreError) in
                    try connection.transaction { () throws(StoreError) in
                        // Waits for the old connection's transaction where that still goes on.
                        try PostgreSQLTransaction.lock(connection)
                        return try connection.number(
                            "SELECT count(*) FROM audit WHERE number = $1 AND digest = $2",
                            [.number(line.number), .text(line.digest)]) == 1
                    }
                }
            } catch {
                guard error.isUnavailable, ContinuousClock.now < end else { throw error }
                Thread.sleep(forTimeInterval: 0.1)
            }
        }
    }
}

extension StoreError {
    fileprivate var isUnavailable: Bool { if case .unavailable = self { true } else { false } }
}
