import CMicroHTTPD
import Synchronization

/// An answer that goes out piece by piece, such as server-sent events.
///
/// Its buffer is bounded: a client that falls behind by more is closed, not waited for.
package final class HTTPStream: Sendable {
    private struct State {
        var buffer: [UInt8] = []
        var head = 0
        /// Takes writes.
        var isOpen: Bool
        /// Ends the connection at once, without what is in the buffer.
        var isCut = false
        /// The connection is done with it.
        var isFinished: Bool
        /// The connection, while it is suspended for want of bytes.
        var sleeper: ConnectionHandle?
        var listeners: [@Sendable () -> Void] = []

        /// Lets the connection go on, if it waits.
        ///
        /// Inside the lock, so that a server that stops finds either a sleeper to wake or a
        /// connection that was woken.
        mutating func wake() {
            sleeper?.resume()
            sleeper = nil
        }

        mutating func take(_ count: Int, into room: UnsafeMutableRawBufferPointer) {
            unsafe buffer.withUnsafeBytes { bytes in
                unsafe room.copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: bytes[head..<head + count]))
            }
            head += count
            if head == buffer.count {
                buffer.removeAll(keepingCapacity: buffer.capacity <= 16_384)
                head = 0
            } else if head > buffer.count / 2 {
                buffer.removeFirst(head)
                head = 0
            }
        }
    }

    private let state: Mutex<State>
    private let limit: Int
    private let exchange: Exchange?
    private let onOverflow: @Sendable (Connection) -> Void

    /// A stream for the answer of `exchange`, holding at most `limit` bytes.
    init(
        _ exchange: Exchange, limit: Int, onOverflow: @escaping @Sendable (Connection) -> Void
    ) {
        self.exchange = exchange
        self.limit = limit
        self.onOverflow = onOverflow
        state = Mutex(State(isOpen: true, isFinished: false))
    }

    /// A stream that never opened.
    init() {
        exchange = nil
        limit = 0
        onOverflow = { _ in }
        state = Mutex(State(isOpen: false, isFinished: true))
    }

    /// Whether writes still reach the client, as far as is known.
    package var isOpen: Bool { state.withLock { $0.isOpen } }

    /// Sends bytes after those before; false, and nothing sent, when the stream has ended.
    ///
    /// Never waits: when the client is too far behind, the stream ends.
    @discardableResult
    package func write(_ bytes: some Collection<UInt8>) -> Bool {
        let isLate = state.withLock { (state) -> Bool? in
            guard state.isOpen else { return nil }
            guard state.buffer.count - state.head + bytes.count <= limit else {
                state.isOpen = false
                state.isCut = true
                state.wake()
                return true
            }
            state.buffer.append(contentsOf: bytes)
            state.wake()
            return false
        }
        if isLate == true, let exchange { onOverflow(exchange.connection) }
        return isLate == false
    }

    /// Ends the stream behind what was written.
    package func close() {
        state.withLock { state in
            state.isOpen = false
            state.wake()
        }
    }

    /// Calls `listener` once, when the stream has ended for whatever reason; at once if it has.
    ///
    /// The call comes on a thread that serves sockets and must not block.
    package func onClose(_ listener: @escaping @Sendable () -> Void) {
        let isOver = state.withLock { state in
            if !state.isFinished { state.listeners.append(listener) }
            return state.isFinished
        }
        if isOver { listener() }
    }

    /// Ends the stream and its connection without what was written.
    func cut() {
        state.withLock { state in
            state.isOpen = false
            state.isCut = true
            state.wake()
        }
    }

    /// The connection is done: tells the listeners.
    func finish() {
        let listeners = state.withLock { state in
            let listeners = state.isFinished ? [] : state.listeners
            state.isOpen = false
            state.isFinished = true
            state.listeners = []
            state.buffer = []
            state.head = 0
            return listeners
        }
        for listener in listeners { listener() }
    }

    /// Moves bytes into the library's room, on its thread; suspends the connection when there are
    /// none.
    ///
    /// The result is the number of bytes, or one of the library's codes for an end.
    func fill(_ room: UnsafeMutableRawBufferPointer) -> Int {
        state.withLock { state in
            if state.isCut { return MHD_CONTENT_READER_END_WITH_ERROR }
            let count = min(state.buffer.count - state.head, room.count)
            if count > 0 {
                unsafe state.take(count, into: room)
                return count
            }
            guard state.isOpen, let exchange else { return MHD_CONTENT_READER_END_OF_STREAM }
            exchange.handle.suspend()
            state.sleeper = exchange.handle
            return 0
        }
    }
}
