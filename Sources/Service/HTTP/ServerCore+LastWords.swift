import CMicroHTTPD
import Glibc

extension ServerCore {
    /// Sends a fault's answer past the library, which takes no answer in the middle of a body, and
    /// ends this direction of the socket.
    ///
    /// Nothing else is on its way out then.
    func sendLastWords(_ fault: HTTPFault, on connection: Connection) {
        let response = handlers.problem(fault.status, fault.rawValue, fault.detail)
        let phrase = unsafe String(cString: MHD_get_reason_phrase_for(UInt32(fault.status)))
        var text = "HTTP/1.1 \(fault.status) \(phrase)\r\n"
        for (name, value) in response.headers.list { text += "\(name): \(value)\r\n" }
        text += "Connection: close\r\nContent-Length: \(response.body.count)\r\n\r\n"
        let bytes = Array(text.utf8) + response.body
        _ = unsafe bytes.withUnsafeBytes { bytes in
            unsafe send(
                connection.descriptor, bytes.baseAddress, bytes.count,
                Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
        }
        _ = shutdown(connection.descriptor, Int32(SHUT_WR))
    }
}
