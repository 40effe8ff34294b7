import Certificates
import Solver

extension Call {
    /// The header of operations that may be repeated.
    static let idempotencyParameter = Route.Parameter(
        name: "Idempotency-Key", place: .header,
        meaning:
            Text(
                en:
                    "Repeats of a request with one key are done once, and get the same answer for 48 hours.",
                zh: "同一键的重复请求只执行一次，48 小时内得到相同答复。"),
        schema: .fields(["type": "string", "pattern": "^[ -~]{1,255}$"]))

    /// Refuses a request whose key cannot be one.
    func checkIdempotencyKey() throws(Problem) {
        guard let key = request.headers["Idempotency-Key"] else { return }
        guard (1...255).contains(key.utf8.count),
            key.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F })
        else {
            throw Problem(
                .invalidParameter,
                Text(en: "Idempotency-Key is not valid.", zh: "Idempotency-Key 无效。"),
                faults: [
                    Fault(
                        pointer: "Idempotency-Key", kind: .notAllowed,
                        given: String(key.prefix(80)), allowed: "1 to 255 printable characters")
                ])
        }
    }

    /// The record of this request's key, with the answer that repeats get; nil without a key.
    func idempotency(_ endpoint: String, _ response: StoredResponse) -> Idempotency? {
        guard let key = request.headers["Idempotency-Key"] else { return nil }
        // The caller is part of the request: another key of the same tenant may do it, too.
        let content = Array("\(request.target)\n".utf8) + request.body
        return Idempotency(
            endpoint: endpoint, key: key, fingerprint: Digest(of: content).hexadecimal,
            response: response)
    }

    /// The answer of a change that may have been made before.
    func answer<Value>(
        _ written: Written<Value>, _ fresh: (Value) -> HTTPResponse
    ) throws(Problem) -> HTTPResponse {
        switch written {
        case .done(let value): return fresh(value)
        case .replayed(let stored): return .replay(stored)
        case .keyReused: throw Self.keyReused
        }
    }

    static let keyReused = Problem(
        .idempotencyKeyReused,
        Text(
            en: "Use a new Idempotency-Key for a new request.",
            zh: "新的请求请使用新的 Idempotency-Key。"))
}

extension HTTPResponse {
    /// The answer that a repeated request gets.
    static func replay(_ stored: StoredResponse) -> HTTPResponse {
        var headers: HTTPHeaders = ["Idempotent-Replayed": "true"]
        if let location = stored.location { headers.append("Location", location) }
        return .json(bytes: stored.body, status: stored.status, headers: headers)
    }

    /// The answer that a stored one is.
    static func first(_ stored: StoredResponse, _ more: HTTPHeaders = [:]) -> HTTPResponse {
        var headers = more
        if let location = stored.location { headers.append("Location", location) }
        return .json(bytes: stored.body, status: stored.status, headers: headers)
    }
}
