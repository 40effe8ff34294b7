import Glibc
import Synchronization

/// One client's socket: what it is doing, and until when it may.
final class Connection: Sendable {
    /// What a connection is doing.
    enum Stage: Sendable {
        /// Nothing was read, or a header is coming in.
        case header
        /// A body is coming in.
        case body
        /// A handler has the request.
        case handler(Exchange)
        /// An answer is going out.
        case answer
        /// A stream is going out.
        case stream(HTTPStream)
    }

    private struct Watch {
        var stage = Stage.header
        var deadline: MonotonicTime
    }

    let descriptor: Int32
    let address: IPAddress
    /// The address as text, made once.
    let remoteAddress: String
    private let watch: Mutex<Watch>

    init(descriptor: Int32, address: IPAddress, deadline: MonotonicTime) {
        self.descriptor = descriptor
        self.address = address
        remoteAddress = address.description
        watch = Mutex(Watch(deadline: deadline))
    }

    /// Enters a stage, to be left before `deadline`.
    func enter(_ stage: Stage, until deadline: MonotonicTime) {
        watch.withLock { watch in watch = Watch(stage: stage, deadline: deadline) }
    }

    /// Moves the deadline of the stage that lasts.
    func extend(until deadline: MonotonicTime) {
        watch.withLock { $0.deadline = deadline }
    }

    var stage: Stage { watch.withLock { $0.stage } }

    /// Whether a request is being read, handled or answered.
    var isBusy: Bool {
        switch stage {
        case .header: false
        case .body, .handler, .answer, .stream: true
        }
    }

    /// The stage, if its deadline has passed; it is then not told again.
    ///
    /// A stream becomes an answer, whose end must be read until `later`.
    func overdue(at now: MonotonicTime, until later: MonotonicTime) -> Stage? {
        watch.withLock { watch in
            guard watch.deadline < now else { return nil }
            let stage = watch.stage
            watch.deadline = .never
            if case .stream = stage { watch = Watch(stage: .answer, deadline: later) }
            return stage
        }
    }

    /// Ends both directions of the socket; the library then sees its end and closes it.
    ///
    /// Only `ConnectionTable` calls this, while it holds off the closing.
    func shutDown() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }
}
