import Glibc
import Synchronization

/// All open connections.
///
/// A descriptor in the table is open: entries leave before the library closes their socket, so that
/// under this lock a socket can be shut down or asked safely.
final class ConnectionTable: Sendable {
    private struct Entries {
        var byDescriptor: [Int32: Connection] = [:]
        var perClient: [IPAddress: Int] = [:]
    }

    private let entries = Mutex(Entries())

    /// The number of open connections.
    var count: Int { entries.withLock { $0.byDescriptor.count } }

    /// Whether any request is being read, handled or answered.
    var isBusy: Bool {
        entries.withLock { entries in entries.byDescriptor.values.contains { $0.isBusy } }
    }

    /// Adds a connection, unless its client already has `limit` of them.
    func add(_ connection: Connection, limit: Int) -> Bool {
        entries.withLock { entries in
            let client = connection.address.client
            guard entries.perClient[client, default: 0] < limit else { return false }
            entries.byDescriptor[connection.descriptor] = connection
            entries.perClient[client, default: 0] += 1
            return true
        }
    }

    subscript(descriptor: Int32) -> Connection? {
        entries.withLock { $0.byDescriptor[descriptor] }
    }

    /// Takes a connection out, before its socket is closed.
    func remove(_ connection: Connection) {
        entries.withLock { entries in
            guard entries.byDescriptor[connection.descriptor] === connection else { return }
            entries.byDescriptor[connection.descriptor] = nil
            let client = connection.address.client
            let left = entries.perClient[client, default: 1] - 1
            entries.perClient[client] = left > 0 ? left : nil
        }
    }

    /// Shuts a connection's socket down, if it is still open.
    func cut(_ connection: Connection) {
        entries.withLock { entries in
            if entries.byDescriptor[connection.descriptor] === connection { connection.shutDown() }
        }
    }

    /// Everything that is overdue, with its stage; streams must be read to their end until `later`.
    func overdue(
        at now: MonotonicTime, until later: MonotonicTime
    ) -> [(Connection, Connection.Stage)] {
        entries.withLock { entries in
            entries.byDescriptor.values.compactMap { connection in
                connection.overdue(at: now, until: later).map { (connection, $0) }
            }
        }
    }

    /// The stages of all connections.
    var stages: [Connection.Stage] {
        entries.withLock { entries in entries.byDescriptor.values.map(\.stage) }
    }

    /// The streams whose client has gone: nothing reads their sockets while they wait.
    func abandonedStreams() -> [HTTPStream] {
        entries.withLock { entries in
            var streams: [HTTPStream] = []
            var questions: [pollfd] = []
            for connection in entries.byDescriptor.values {
                guard case .stream(let stream) = connection.stage else { continue }
                streams.append(stream)
                questions.append(
                    pollfd(fd: connection.descriptor, events: Int16(Self.hangUp), revents: 0))
            }
            guard !questions.isEmpty,
                unsafe poll(&questions, nfds_t(questions.count), 0) > 0
            else { return [] }
            return zip(streams, questions).filter { $0.1.revents != 0 }.map { $0.0 }
        }
    }

    /// POLLRDHUP, which Glibc's module leaves out; POLLHUP and POLLERR come unasked.
    private static let hangUp = 0x2000
}
