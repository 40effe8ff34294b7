import Certificates

/// The trace that a request belongs to (W3C Trace Context, level 1).
package struct TraceContext: Sendable, Equatable {
    /// 32 hexadecimal digits.
    package let traceID: String
    /// This request within the trace, 16 hexadecimal digits.
    package let spanID: String

    /// Goes on with the caller's trace, or begins one where the header is missing or wrong.
    package init(traceparent: String?) {
        spanID = Hexadecimal.text(RandomBytes.make(8))
        traceID = traceparent.flatMap(Self.traceID) ?? Hexadecimal.text(RandomBytes.make(16))
    }

    /// The header for the answer.
    package var traceparent: String { "00-\(traceID)-\(spanID)-01" }

    private static func traceID(_ header: String) -> String? {
        let parts = header.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].count == 2, parts[0] != "ff",
            parts[0] != "00" || parts.count == 4, parts[1].utf8.count == 32,
            parts[2].utf8.count == 16, parts[3].utf8.count == 2,
            parts[0...3].allSatisfy({ $0.utf8.allSatisfy(isHexadecimal) }),
            parts[1].contains(where: { $0 != "0" }), parts[2].contains(where: { $0 != "0" })
        else { return nil }
        return String(parts[1])
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...102).contains(byte)
    }
}
