import CJansson

/// Why bytes are not a JSON document, with the place.
public struct JSONFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// Line, counted from one.
    public let line: Int
    /// Column, counted from one.
    public let column: Int
    /// What the parser met.
    public let reason: String

    /// Place and reason in one line.
    public var description: String { "line \(line), column \(column): \(reason)" }
}

extension JSONValue {
    /// Parses UTF-8 bytes; a member that comes twice, a number that no double holds, half a surrogate
    /// pair and text after the document are errors.
    ///
    /// The parser is Jansson: depth at most 2048, time and memory linear in the bytes. Bytes in
    /// canonical form, as certificates and log entries are, need not trouble it.
    public init(parsing bytes: [UInt8]) throws(JSONFault) {
        if let value = Self.canonicalValue(of: bytes) {
            self = value
            return
        }
        var failure = json_error_t()
        let flags = size_t(
            JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL | JSON_DECODE_ANY | JSON_ALLOW_NUL)
        let root = unsafe bytes.withUnsafeBytes { buffer in
            unsafe json_loadb(
                buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count, flags,
                &failure)
        }
        guard let root = unsafe root else {
            let reason = unsafe withUnsafeBytes(of: &failure.text) { raw in
                unsafe String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            throw JSONFault(
                line: max(1, Int(failure.line)), column: max(1, Int(failure.column)),
                reason: bytes.isEmpty ? "the document is empty" : reason)
        }
        defer { unsafe json_decref(root) }
        self = unsafe try JSONValue(copying: root)
    }

    /// The value of bytes that are in canonical form for certain; nil where the parser has to tell.
    package static func canonicalValue(of bytes: [UInt8]) -> JSONValue? {
        guard var scanner = CanonicalScanner<ValueBuilder>(bytes), let value = scanner.value(),
            scanner.isAtEnd
        else { return nil }
        return value
    }

    /// Copies a Jansson tree, which stays its owner's.
    private init(copying node: UnsafeMutablePointer<json_t>) throws(JSONFault) {
        switch unsafe node.pointee.type {
        case JSON_OBJECT: self = unsafe .object(try Self.members(of: node))
        case JSON_ARRAY:
            let count = unsafe json_array_size(node)
            var elements: [JSONValue] = []
            elements.reserveCapacity(count)
            for index in 0..<count {
                if let element = unsafe json_array_get(node, index) {
                    elements.append(unsafe try JSONValue(copying: element))
                }
            }
            self = .array(elements)
        case JSON_STRING:
            let raw = unsafe UnsafeRawBufferPointer(
                start: json_string_value(node), count: json_string_length(node))
            self = unsafe .text(String(decoding: raw, as: UTF8.self))
        case JSON_INTEGER, JSON_REAL: self = unsafe .number(json_number_value(node))
        case JSON_TRUE: self = true
        case JSON_FALSE: self = false
        default: self = .null
        }
    }

    /// Names that differ only in how Unicode composes their letters are one name to Swift; RFC 8785
    /// keeps them apart, so a document that has both is refused rather than shortened.
    private static func members(
        of node: UnsafeMutablePointer<json_t>
    ) throws(JSONFault) -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        unsafe members.reserveCapacity(json_object_size(node))
        var place = unsafe json_object_iter(node)
        while let here = unsafe place {
            if let key = unsafe json_object_iter_key(here),
                let value = unsafe json_object_iter_value(here)
            {
                unsafe members[String(cString: key)] =
                    unsafe try JSONValue(copying: value)
            }
            unsafe place = unsafe json_object_iter_next(node, here)
        }
        guard unsafe json_object_size(node) == members.count else {
            throw JSONFault(line: 1, column: 1, reason: "two members whose names look the same")
        }
        return members
    }
}
