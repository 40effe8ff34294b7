import Synchronization

/// What all connections of a server share: its settings, its handlers, its table of connections.
final class ServerCore: Sendable {
    let settings: HTTPServerSettings
    let handlers: HTTPHandlers
    let onEvent: @Sendable (HTTPEvent) -> Void
    let connections = ConnectionTable()
    let pool: HandlerPool
    /// The answers to every fault, made once.
    let faultAnswers: [HTTPFault: Answer]
    private let streams = Atomic(0)
    private let bodyBytes = Atomic(0)
    private let draining = Atomic(false)
    private let stopping = Atomic(false)

    init(
        settings: HTTPServerSettings, handlers: HTTPHandlers,
        onEvent: @escaping @Sendable (HTTPEvent) -> Void
    ) {
        self.settings = settings
        self.handlers = handlers
        self.onEvent = onEvent
        pool = HandlerPool(threads: settings.handlerThreads, queue: settings.handlerQueue)
        var answers: [HTTPFault: Answer] = [:]
        for fault in HTTPFault.allCases {
            var response = handlers.problem(fault.status, fault.rawValue, fault.detail)
            if fault.status == 503 { response.headers["Retry-After"] = "1" }
            if fault == .stopping || fault == .trailers { response.headers["Connection"] = "close" }
            answers[fault] = Answer(response.shared(), fault: fault)
        }
        faultAnswers = answers
    }

    /// Requests are refused; those that run go on.
    var isDraining: Bool { draining.load(ordering: .acquiring) }

    /// Nothing may wait any more.
    var isStopping: Bool { stopping.load(ordering: .sequentiallyConsistent) }

    var bodyByteCount: Int { bodyBytes.load(ordering: .relaxed) }

    var streamCount: Int { streams.load(ordering: .relaxed) }

    func beginDraining() { draining.store(true, ordering: .releasing) }

    /// Wakes everything that waits.
    ///
    /// The flag comes first: whoever begins to wait after the table was read sees it.
    func beginStopping() {
        stopping.store(true, ordering: .sequentiallyConsistent)
        for stage in connections.stages {
            switch stage {
            case .handler(let exchange): exchange.answer(faultAnswers[.stopping])
            case .stream(let stream): stream.cut()
            case .header, .body, .answer: break
            }
        }
    }

    /// One more stream, if there may be one.
    func takeStream() -> Bool {
        let number = streams.add(1, ordering: .relaxed).newValue
        if number <= settings.streamLimit { return true }
        giveStreamBack()
        return false
    }

    func giveStreamBack() { streams.subtract(1, ordering: .relaxed) }

    /// Counts bytes of a body that are kept; false when all bodies together are too large.
    func takeMemory(_ count: Int) -> Bool {
        bodyBytes.add(count, ordering: .relaxed).newValue <= settings.bodyMemoryBytes
    }

    func giveMemoryBack(_ count: Int) {
        if count > 0 { bodyBytes.subtract(count, ordering: .relaxed) }
    }

    /// Closes a connection from this side.
    func cut(_ connection: Connection, _ reason: HTTPCut) {
        connections.cut(connection)
        onEvent(.cut(remoteAddress: connection.remoteAddress, reason))
    }

    /// Until when `count` bytes must have passed.
    func transferDeadline(_ count: Int, from start: MonotonicTime) -> MonotonicTime {
        start + (settings.transferSeconds + Double(count) / settings.transferBytesPerSecond)
    }
}
