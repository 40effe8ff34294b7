/// The way back to one client: answered once, from any thread.
///
/// A reply that goes away unanswered answers 500. Answers after the first, after the deadline and
/// after the end of the service are dropped.
package final class HTTPReply: Sendable {
    private let exchange: Exchange
    private let core: ServerCore

    init(_ exchange: Exchange, core: ServerCore) {
        self.exchange = exchange
        self.core = core
    }

    deinit { exchange.answer(core.faultAnswers[.noAnswer]) }

    /// Whether an answer would still reach the client, as far as is known.
    package var isOpen: Bool { exchange.isOpen }

    /// Answers; false when the request was answered before.
    @discardableResult
    package func send(_ response: HTTPResponse) -> Bool {
        exchange.answer(Answer(response) ?? core.faultAnswers[.noAnswer])
    }

    /// Answers with a stream.
    ///
    /// The stream is closed from the start when the request was answered before, when its method is
    /// HEAD, and when all streams are taken, which the client is told.
    package func stream(status: Int = 200, headers: HTTPHeaders) -> HTTPStream {
        if exchange.isHead {
            // The library would send the end of a body behind the head.
            send(HTTPResponse(status: status, headers: headers))
            return HTTPStream()
        }
        guard core.takeStream() else {
            exchange.answer(core.faultAnswers[.tooManyStreams])
            return HTTPStream()
        }
        let stream = HTTPStream(exchange, limit: core.settings.streamBytes) { [core] connection in
            core.cut(connection, .streamUnread)
        }
        stream.onClose { [core] in core.giveStreamBack() }
        let answer = Answer(status: status, headers: headers, stream: stream)
        if !exchange.answer(answer) { stream.finish() }
        return stream
    }
}
