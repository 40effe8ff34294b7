/// The target of a request, taken apart and decoded.
struct HTTPTarget: Sendable {
    /// The decoded segments of the path; a slash that came encoded stays inside its segment.
    private(set) var path: [String] = []
    /// The decoded fields of the query, in order.
    private(set) var query: [(name: String, value: String)] = []

    /// Reads `/a/b?c=d`, `*`, or a whole `http://` address, whose authority is passed over.
    ///
    /// Errors: `.badTarget` for anything else, bytes outside printable ASCII, a broken `%`,
    /// a zero byte or bytes that are not UTF-8; `.badPath` for a segment `.` or `..`.
    init(_ target: Span<UInt8>) throws(HTTPFault) {
        guard !target.isEmpty else { throw .badTarget }
        for index in target.indices where target[index] <= 0x20 || target[index] > 0x7E {
            throw .badTarget
        }
        if target.count == 1, target[0] == UInt8(ascii: "*") { return }
        let start = try Self.pathStart(target)
        var end = start
        while end < target.count, target[end] != UInt8(ascii: "?") { end += 1 }
        try readPath(target, start..<end)
        if end < target.count { try readQuery(target, (end + 1)..<target.count) }
    }

    private static func pathStart(_ target: Span<UInt8>) throws(HTTPFault) -> Int {
        if target[0] == UInt8(ascii: "/") { return 0 }
        for scheme in ["http://", "https://"] {
            let prefix = scheme.utf8
            guard target.count > prefix.count else { continue }
            var index = 0
            for byte in prefix where target[index].lowercased == byte { index += 1 }
            guard index == prefix.count else { continue }
            while index < target.count {
                if target[index] == UInt8(ascii: "/") { return index }
                guard target[index] != UInt8(ascii: "?") else { return index }
                index += 1
            }
            return index
        }
        throw .badTarget
    }

    private mutating func readPath(
        _ target: Span<UInt8>, _ range: Range<Int>
    ) throws(HTTPFault) {
        var start = range.lowerBound + 1
        guard start < range.upperBound else { return }
        for index in start...range.upperBound
        where index == range.upperBound || target[index] == UInt8(ascii: "/") {
            let segment = try Self.decode(target, start..<index, plusIsBlank: false)
            guard segment != ".", segment != ".." else { throw .badPath }
            path.append(segment)
            start = index + 1
        }
    }

    private mutating func readQuery(
        _ target: Span<UInt8>, _ range: Range<Int>
    ) throws(HTTPFault) {
        var start = range.lowerBound
        while start < range.upperBound {
            var end = start
            var equals: Int?
            while end < range.upperBound, target[end] != UInt8(ascii: "&") {
                if equals == nil, target[end] == UInt8(ascii: "=") { equals = end }
                end += 1
            }
            if end > start {
                let nameEnd = equals ?? end
                query.append(
                    (
                        try Self.decode(target, start..<nameEnd, plusIsBlank: true),
                        try Self.decode(
                            target, min(nameEnd + 1, end)..<end, plusIsBlank: true)
                    ))
            }
            start = end + 1
        }
    }

    private static func decode(
        _ target: Span<UInt8>, _ range: Range<Int>, plusIsBlank: Bool
    ) throws(HTTPFault) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            var byte = target[index]
            if byte == UInt8(ascii: "%") {
                guard index + 2 < range.upperBound, let high = target[index + 1].hexDigit,
                    let low = target[index + 2].hexDigit, high | low != 0
                else { throw .badTarget }
                byte = high << 4 | low
                index += 2
            } else if plusIsBlank, byte == UInt8(ascii: "+") {
                byte = 0x20
            }
            bytes.append(byte)
            index += 1
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .badTarget }
        return text
    }
}

extension UInt8 {
    /// The value of a hexadecimal digit.
    fileprivate var hexDigit: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }
}
