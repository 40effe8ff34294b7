import CJansson

/// Why a text is not JSON, with its place.
public struct JSONSyntaxError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Line, counted from one.
    public let line: Int
    /// Column, counted from one.
    public let column: Int
    /// What the parser met.
    public let reason: String

    /// Place and reason in one line.
    public var description: String { "line \(line), column \(column): \(reason)" }
}

extension JSON {
    /// Parses UTF-8 bytes; duplicate keys, NaN and text after the document are errors.
    ///
    /// The parser is Jansson, which bounds the depth at 2048.
    public init(parsing bytes: [UInt8]) throws(JSONSyntaxError) {
        var failure = json_error_t()
        let flags = size_t(
            JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL | JSON_DECODE_ANY)
        let root = unsafe bytes.withUnsafeBytes { buffer in
            unsafe json_loadb(
                buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count, flags,
                &failure)
        }
        guard let root = unsafe root else {
            let text = unsafe withUnsafeBytes(of: &failure.text) { raw in
                unsafe String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            throw JSONSyntaxError(
                line: max(1, Int(failure.line)), column: max(1, Int(failure.column)),
                reason: bytes.isEmpty ? "the document is empty" : text)
        }
        defer { unsafe json_decref(root) }
        self = unsafe JSON(copying: root)
    }

    /// Copies a Jansson tree, which stays owned by the caller.
    private init(copying node: UnsafeMutablePointer<json_t>) {
        switch unsafe node.pointee.type {
        case JSON_OBJECT: self = unsafe .object(JSON.members(of: node))
        case JSON_ARRAY: self = unsafe JSON(copyingArray: node)
        case JSON_STRING:
            let start = unsafe json_string_value(node)
            let raw = unsafe UnsafeRawBufferPointer(start: start, count: json_string_length(node))
            self = unsafe .string(String(decoding: raw, as: UTF8.self))
        case JSON_INTEGER, JSON_REAL: self = unsafe .number(json_number_value(node))
        case JSON_TRUE: self = .bool(true)
        case JSON_FALSE: self = .bool(false)
        default: self = .null
        }
    }

    private init(copyingArray node: UnsafeMutablePointer<json_t>) {
        let count = unsafe json_array_size(node)
        var numbers: [Double] = []
        numbers.reserveCapacity(count)
        for index in 0..<count {
            guard let element = unsafe json_array_get(node, index),
                unsafe element.pointee.type == JSON_REAL
            else { break }
            unsafe numbers.append(json_real_value(element))
        }
        if numbers.count == count, count > 0 {
            self = .numbers(numbers)
            return
        }
        var elements: [JSON] = []
        elements.reserveCapacity(count)
        for index in 0..<count {
            guard let element = unsafe json_array_get(node, index) else { continue }
            unsafe elements.append(JSON(copying: element))
        }
        self = .array(elements)
    }

    private static func members(of node: UnsafeMutablePointer<json_t>) -> [Member] {
        var members: [Member] = []
        unsafe members.reserveCapacity(json_object_size(node))
        var iterator = unsafe json_object_iter(node)
        while let here = unsafe iterator {
            if let key = unsafe json_object_iter_key(here),
                let value = unsafe json_object_iter_value(here)
            {
                unsafe members.append(Member(String(cString: key), JSON(copying: value)))
            }
            unsafe iterator = json_object_iter_next(node, here)
        }
        return members
    }
}
