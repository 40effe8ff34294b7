import CMicroHTTPD

/// An owner's share of a response in libmicrohttpd's form.
// The library counts references to a response under its own lock, and nothing changes a response
// after the initialisers below, so shares may be held and given back on any thread.
@safe final class NativeResponse: @unchecked Sendable {
    let pointer: OpaquePointer
    /// The bytes of the body, 0 for a stream.
    let bodyCount: Int

    /// Copies headers and body; `nil` when memory is short.
    init?(_ response: HTTPResponse) {
        let made = unsafe response.body.withUnsafeBytes { body in
            unsafe MHD_create_response_from_buffer(
                body.count, UnsafeMutableRawPointer(mutating: body.baseAddress),
                .RESPMEM_MUST_COPY)
        }
        guard let made = unsafe made else { return nil }
        unsafe pointer = made
        bodyCount = response.body.count
        addHeaders(response.headers)
    }

    /// A response whose body comes from `stream`, which it keeps; `nil` when memory is short.
    init?(_ headers: HTTPHeaders, stream: HTTPStream) {
        let context = unsafe Unmanaged.passRetained(stream)
        let made = unsafe MHD_create_response_from_callback(
            UInt64.max, Self.blockBytes,
            { context, _, room, count in
                guard let context = unsafe context, let room = unsafe room else {
                    return MHD_CONTENT_READER_END_WITH_ERROR
                }
                let stream = unsafe Unmanaged<HTTPStream>.fromOpaque(context).takeUnretainedValue()
                return unsafe stream.fill(UnsafeMutableRawBufferPointer(start: room, count: count))
            },
            context.toOpaque(),
            { context in
                guard let context = unsafe context else { return }
                unsafe Unmanaged<HTTPStream>.fromOpaque(context).release()
            })
        guard let made = unsafe made else {
            unsafe context.release()
            return nil
        }
        unsafe pointer = made
        bodyCount = 0
        addHeaders(headers)
    }

    /// The room for a client of HTTP/1.0, who gets the stream without chunks.
    private static let blockBytes = 4_096

    deinit { unsafe MHD_destroy_response(pointer) }

    /// What the library refuses is left out: Content-Length is its own business.
    private func addHeaders(_ headers: HTTPHeaders) {
        unsafe headers.forEachCString { name, value in
            _ = unsafe MHD_add_response_header(pointer, name, value)
        }
    }
}
