/// Header fields that every answer carries (OWASP REST security cheat sheet).
enum SecurityHeaders {
    static let all: [(name: String, value: String)] = [
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'; base-uri 'none'"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ]

    /// Adds them, and `Cache-Control: no-store` where an answer does not say how it may be kept.
    static func add(to response: inout HTTPResponse) {
        for field in all where response.headers[field.name] == nil {
            response.headers.append(field.name, field.value)
        }
        if response.headers["Cache-Control"] == nil {
            response.headers.append("Cache-Control", "no-store")
        }
    }
}

extension Route.Deprecation {
    /// The fields of an answer of a route that is going to end.
    var headers: [(name: String, value: String)] {
        [
            ("Deprecation", "@\(since.microseconds / 1_000_000)"),
            ("Sunset", HTTPDate.text(sunset)),
            ("Link", "<\(successor)>; rel=\"successor-version\""),
        ]
    }
}
