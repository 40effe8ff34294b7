import CMicroHTTPD

/// The library's connection.
// It lives as long as its request does not complete, and a suspended one cannot complete:
// `resume` is allowed on any thread while it is suspended; everything else is only called on the
// thread that serves it. Exchange and HTTPStream keep to that under their locks.
@safe struct ConnectionHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    func suspend() { unsafe MHD_suspend_connection(pointer) }

    func resume() { unsafe MHD_resume_connection(pointer) }

    /// Hands an answer over; false when the library takes none now.
    func queue(_ answer: Answer) -> Bool {
        unsafe MHD_queue_response(pointer, UInt32(answer.status), answer.native.pointer)
            == MHD_Result.YES
    }
}
