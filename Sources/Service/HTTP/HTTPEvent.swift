/// What the HTTP layer tells its log and its metrics; told on its own threads, so the listener
/// must not block.
package enum HTTPEvent: Sendable {
    /// A client connected.
    case opened(remoteAddress: String)
    /// A connection ended.
    case closed(remoteAddress: String)
    /// A request was answered, or its connection ended before.
    case finished(HTTPFinish)
    /// A connection was closed from this side.
    case cut(remoteAddress: String, HTTPCut)
    /// A client had too many connections; this one was closed unread.
    case turnedAway(remoteAddress: String)
}

/// Why a connection was closed from this side.
package enum HTTPCut: String, Sendable, Equatable {
    case headerLate = "header_late"
    case bodyLate = "body_late"
    case answerUnread = "answer_unread"
    case streamUnread = "stream_unread"
}

/// A request at its end.
package struct HTTPFinish: Sendable {
    /// The request without its body; `nil` when its head was refused.
    package let request: HTTPRequest?
    /// Which fault this layer answered with, if it did so itself.
    package let fault: HTTPFault?
    /// The status sent; 0 when the connection ended before.
    package let status: Int
    /// Bytes of the request's body.
    package let requestBytes: Int
    /// Bytes of the answer's body, 0 for a stream.
    package let responseBytes: Int
    /// Time from the request line to the end of the answer, seconds.
    package let seconds: Double
    /// Whether the whole answer was handed to the system.
    package let isComplete: Bool
    /// The numeric address of the client's socket.
    package let remoteAddress: String
}
