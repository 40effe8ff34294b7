/// The wire form of events (WHATWG HTML, section 9.2).
enum ServerSentEvent {
    static func bytes(_ event: JobEvent) -> [UInt8] {
        Array("id: \(event.number)\nevent: \(event.kind.rawValue)\ndata: ".utf8)
            + event.data.filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
            + Array("\n\n".utf8)
    }

    /// A comment: keeps proxies from closing the connection.
    static let heartbeat = Array(": \n\n".utf8)
    /// A comment, the last: a new request will be told why.
    static let accessEnded = Array(": the key or token has ended\n\n".utf8)
    /// Events that the client asked for are not there: read the job anew.
    static let resync = Array("event: resync\ndata: {}\n\n".utf8)
    /// The header fields of a stream; the last keeps nginx from collecting it.
    static let headers: HTTPHeaders = [
        "Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-cache",
        "X-Accel-Buffering": "no",
    ]
}
