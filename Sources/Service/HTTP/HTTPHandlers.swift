/// What becomes of a request whose head is known.
package enum Admission: Sendable {
    /// Answered without reading its body.
    case refuse(HTTPResponse)
    /// Answered at once: the fast path of answers that are at hand.
    case answer(HTTPResponse)
    /// Read, up to this many bytes of body, and handled.
    case accept(bodyLimitBytes: Int)
}

/// The three questions that this layer asks the one above.
package struct HTTPHandlers: Sendable {
    /// What becomes of a request, by its head alone.
    ///
    /// Called on the thread that serves the socket: it must not block, wait, or read files.
    package let admit: @Sendable (HTTPRequest) -> Admission
    /// Handles an accepted request on a handler thread, and answers through the reply, there or
    /// later on any thread.
    package let handle: @Sendable (HTTPRequest, HTTPReply) -> Void
    /// Words an error of this layer: status, code, detail.
    ///
    /// Asked once per error, at the start.
    package let problem: @Sendable (_ status: Int, _ code: String, _ detail: String) -> HTTPResponse

    /// The three answers.
    package init(
        admit: @escaping @Sendable (HTTPRequest) -> Admission,
        handle: @escaping @Sendable (HTTPRequest, HTTPReply) -> Void,
        problem:
            @escaping @Sendable (_ status: Int, _ code: String, _ detail: String) ->
            HTTPResponse
    ) {
        self.admit = admit
        self.handle = handle
        self.problem = problem
    }
}
