/// Why this layer answers a request itself; each has one fixed answer.
package enum HTTPFault: String, Sendable, Equatable, CaseIterable, Error {
    case badTarget = "bad_target"
    case badPath = "bad_path"
    case targetTooLong = "target_too_long"
    case badMethod = "bad_method"
    case badHeader = "bad_header"
    case missingHost = "missing_host"
    case repeatedHost = "repeated_host"
    case repeatedLength = "repeated_content_length"
    case badLength = "bad_content_length"
    case twoFramings = "content_length_and_transfer_encoding"
    case badTransferCoding = "bad_transfer_encoding"
    case trailers
    case badExpectation = "expectation_failed"
    case bodyTooLarge = "body_too_large"
    case busy = "too_busy"
    case tooManyStreams = "too_many_streams"
    case answerLate = "answer_late"
    case stopping = "stopping"
    case noAnswer = "internal_error"

    /// The status of the answer.
    package var status: Int {
        switch self {
        case .badTarget, .badPath, .badMethod, .badHeader, .missingHost, .repeatedHost,
            .repeatedLength, .badLength, .twoFramings, .badTransferCoding, .trailers:
            400
        case .bodyTooLarge: 413
        case .targetTooLong: 414
        case .badExpectation: 417
        case .noAnswer: 500
        case .busy, .tooManyStreams, .answerLate, .stopping: 503
        }
    }

    /// One sentence for the reader of the answer.
    package var detail: String {
        switch self {
        case .badTarget:
            "The request target must be printable ASCII, with everything else percent-encoded as UTF-8 and no zero byte."
        case .badPath: "A path segment must not be . or .. in any encoding."
        case .targetTooLong: "The request target is longer than this service reads."
        case .badMethod: "The method must be a token of RFC 9110."
        case .badHeader:
            "A header line must be a token, a colon without blank before it, and a value without control characters, on one line ended by CRLF."
        case .missingHost: "A request by HTTP/1.1 must have a Host header."
        case .repeatedHost: "The Host header must be there once only."
        case .repeatedLength: "The Content-Length header must be there once only."
        case .badLength: "Content-Length must be a decimal number."
        case .twoFramings:
            "A request must not have both Content-Length and Transfer-Encoding."
        case .badTransferCoding:
            "Transfer-Encoding must be chunked, once, and by HTTP/1.1 only."
        case .trailers: "This service takes no header fields behind a chunked body."
        case .badExpectation: "The only expectation this service knows is 100-continue."
        case .bodyTooLarge: "The request body is larger than this resource takes."
        case .busy: "More requests wait than this service holds; try again."
        case .tooManyStreams: "More event streams are open than this service holds; try again."
        case .answerLate: "The answer took longer than the service allows; try again."
        case .stopping: "The service is stopping; try again."
        case .noAnswer: "The service failed to answer this request."
        }
    }
}
