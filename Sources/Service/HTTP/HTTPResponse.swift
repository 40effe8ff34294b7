/// A whole answer: status, headers and body.
///
/// Content-Length, Date, the answer to HEAD and the end of the connection are this layer's
/// business; a header `Connection: close` closes the connection behind the answer.
package struct HTTPResponse: Sendable {
    /// The status code, 200 to 599.
    package var status: Int
    /// The header fields.
    package var headers: HTTPHeaders { didSet { native = nil } }
    /// The body; left out by itself in answers to HEAD and with status 204 and 304.
    package var body: [UInt8] { didSet { native = nil } }

    private var native: NativeResponse?

    /// An answer; the default is an empty one.
    package init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The same answer in the form that is sent, made once: for answers that are kept and sent many
    /// times, whose body is then never copied again.
    ///
    /// Changing headers or body undoes it.
    package func shared() -> HTTPResponse {
        var copy = self
        copy.native = native ?? NativeResponse(self)
        return copy
    }

    /// The form that is sent, `nil` when memory is short.
    func nativeForm() -> NativeResponse? { native ?? NativeResponse(self) }
}
