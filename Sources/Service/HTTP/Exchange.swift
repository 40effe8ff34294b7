import Synchronization

/// One request and its answer, from the request line to the last byte.
///
/// The thread that serves the connection drives it; handlers and the doorkeeper answer it.
final class Exchange: Sendable {
    /// How far the exchange has come.
    enum Phase: Sendable {
        /// The request line is there.
        case started
        /// The head is answered; the answer goes out when the body, if any, has been read past.
        case decided(Answer)
        /// The body is coming in.
        case reading
        /// A handler has the request.
        case handling
        /// The answer is with the library.
        case answered
    }

    private struct State {
        var phase = Phase.started
        var request: HTTPRequest?
        var body: [UInt8] = []
        /// Bytes of the body that came.
        var bodyCount = 0
        /// Bytes of it that were kept.
        var bodyBytes = 0
        var bodyLimit = 0
        var isChunked = false
        var answer: Answer?
        var isSuspended = false
    }

    let connection: Connection
    let handle: ConnectionHandle
    let target: String
    let started: MonotonicTime
    private let state = Mutex(State())

    init(connection: Connection, handle: ConnectionHandle, target: String, started: MonotonicTime) {
        self.connection = connection
        self.handle = handle
        self.target = target
        self.started = started
    }

    var phase: Phase { state.withLock { $0.phase } }

    /// What an exchange came to.
    struct Outcome: Sendable {
        var request: HTTPRequest?
        var answer: Answer?
        let bodyCount: Int
        let bodyBytes: Int
    }

    /// Ends the exchange; what it came to is moved out, once.
    func conclude() -> Outcome {
        state.withLock { state in
            var outcome = Outcome(bodyCount: state.bodyCount, bodyBytes: state.bodyBytes)
            swap(&outcome.request, &state.request)
            swap(&outcome.answer, &state.answer)
            state.phase = .answered
            return outcome
        }
    }

    /// Whether the answer has no body.
    var isHead: Bool { state.withLock { $0.request?.method == "HEAD" } }

    /// Keeps the head.
    func take(_ request: consuming HTTPRequest) {
        var kept = Optional(request)
        state.withLock { swap(&$0.request, &kept) }
    }

    /// Fixes the answer before the body was read.
    func decide(_ answer: Answer) { state.withLock { $0.phase = .decided(answer) } }

    /// Lets the body come in: `declared` bytes, or `nil` for chunks.
    func read(limit: Int, declared: Int?) {
        state.withLock { state in
            state.phase = .reading
            state.bodyLimit = limit
            state.isChunked = declared == nil
            state.body.reserveCapacity(min(declared ?? 0, limit, Self.reservedBytes))
        }
    }

    /// Memory taken on a declared length alone.
    private static let reservedBytes = 65_536

    /// Counts and keeps a piece of the body; false when it goes beyond the limit.
    func append(_ piece: UnsafeRawBufferPointer) -> Bool {
        state.withLock { state in
            state.bodyCount += piece.count
            guard state.bodyCount <= state.bodyLimit else {
                state.body = []
                return false
            }
            state.bodyBytes += piece.count
            unsafe state.body.append(contentsOf: piece)
            return true
        }
    }

    /// Counts a piece of a body that nobody wants.
    func discard(_ count: Int) { state.withLock { $0.bodyCount += count } }

    var bodyCount: Int { state.withLock { $0.bodyCount } }

    var isChunked: Bool { state.withLock { $0.isChunked } }

    /// The whole request; from here on a handler may answer.
    func beginHandling() -> HTTPRequest? {
        state.withLock { state in
            state.phase = .handling
            var request = state.request
            request?.body = state.body
            state.body = []
            return request
        }
    }

    var isOpen: Bool {
        state.withLock { state in
            if case .handling = state.phase { state.answer == nil } else { false }
        }
    }

    /// Gives the answer, if there is none yet, and lets the connection go on.
    ///
    /// On any thread.
    @discardableResult
    func answer(_ answer: Answer?) -> Bool {
        guard let answer else { return false }
        return state.withLock { state in
            guard case .handling = state.phase, state.answer == nil else { return false }
            state.answer = answer
            // Inside the lock: a server that stops finds either no sleeper or one that was woken.
            if state.isSuspended { handle.resume() }
            state.isSuspended = false
            return true
        }
    }

    /// The answer, or `nil` after suspending the connection until there is one; `orElse` is asked
    /// before it would be suspended.
    func awaitAnswer(orElse: () -> Answer?) -> Answer? {
        state.withLock { state in
            if state.answer == nil { state.answer = orElse() }
            if state.answer == nil {
                handle.suspend()
                state.isSuspended = true
            }
            return state.answer
        }
    }

    /// The answer goes to the library now.
    func beginAnswer(_ answer: Answer) {
        state.withLock { state in
            state.phase = .answered
            state.answer = answer
        }
    }
}
