/// An answer in the form the library takes, with what it means for the connection.
struct Answer: Sendable {
    let status: Int
    let native: NativeResponse
    var stream: HTTPStream?
    var fault: HTTPFault?

    /// `nil` when memory is short.
    init?(_ response: HTTPResponse, fault: HTTPFault? = nil) {
        guard let native = response.nativeForm() else { return nil }
        self.native = native
        self.fault = fault
        // A status that the library refuses would leave the client without any answer.
        status = (200...599).contains(response.status) ? response.status : 500
    }

    /// `nil` when memory is short.
    init?(status: Int, headers: HTTPHeaders, stream: HTTPStream) {
        guard let native = NativeResponse(headers, stream: stream) else { return nil }
        self.native = native
        self.stream = stream
        self.status = (200...599).contains(status) ? status : 500
    }
}
