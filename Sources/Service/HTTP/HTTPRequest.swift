/// One request, checked and decoded; its head alone while its body has not been read.
package struct HTTPRequest: Sendable {
    /// The method as sent: a token, in its own case.
    package var method: String
    /// The request target as received: printable ASCII.
    package var target: String
    /// The decoded segments of the path, `[]` for `/`; an encoded slash stays in its segment.
    package var path: [String]
    /// The decoded fields of the query, in order; a name without `=` has an empty value.
    package var query: [(name: String, value: String)]
    /// The header fields.
    package var headers: HTTPHeaders
    /// The body, `[]` before it was read.
    package var body: [UInt8]
    /// The numeric address of the client's socket, without its port.
    package var remoteAddress: String

    /// A request from its parts, for tests above this layer.
    package init(
        method: String, target: String, path: [String], query: [(name: String, value: String)] = [],
        headers: HTTPHeaders = [:], body: [UInt8] = [], remoteAddress: String = "127.0.0.1"
    ) {
        self.method = method
        self.target = target
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.remoteAddress = remoteAddress
    }

    /// A request without body, its target decoded as a server would; for tests above this layer.
    ///
    /// Errors: `.badTarget`, `.badPath`.
    package init(
        _ method: String, _ target: String, headers: HTTPHeaders = [:], body: [UInt8] = []
    ) throws(HTTPFault) {
        let bytes = Array(target.utf8)
        let decoded = try HTTPTarget(bytes.span)
        self.init(
            method: method, target: target, path: decoded.path, query: decoded.query,
            headers: headers, body: body)
    }

    /// The first query value under this name.
    package func queryValue(_ name: String) -> String? {
        query.first { $0.name == name }?.value
    }
}
