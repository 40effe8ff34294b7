extension JSON {
    /// The document as UTF-8 text: members in their order, two spaces a level, flat lists on one
    /// line, numbers as the shortest text that reads back to the same value.
    public func written(pretty: Bool = true) -> [UInt8] {
        var writer = JSONWriter(pretty: pretty)
        writer.write(self, depth: 0)
        if pretty { writer.out.append(UInt8(ascii: "\n")) }
        return writer.out
    }

    /// The shortest text of a number; integers without a fraction.
    static func text(of value: Double) -> String {
        guard value.isFinite else { return "null" }
        if value == value.rounded(), abs(value) < 9e15 { return String(Int64(value)) }
        return value.description
    }
}

private struct JSONWriter {
    let pretty: Bool
    var out: [UInt8] = []

    mutating func write(_ value: JSON, depth: Int) {
        switch value {
        case .null: out += Array("null".utf8)
        case .bool(let flag): out += Array((flag ? "true" : "false").utf8)
        case .number(let number): out += Array(JSON.text(of: number).utf8)
        case .string(let text): write(text)
        case .numbers(let numbers): write(numbers)
        case .array(let elements):
            writeItems(elements.count, between: "[]", depth: depth) { writer, index in
                writer.write(elements[index], depth: depth + 1)
            }
        case .object(let members):
            writeItems(members.count, between: "{}", depth: depth) { writer, index in
                writer.write(members[index].key)
                writer.out += Array((writer.pretty ? ": " : ":").utf8)
                writer.write(members[index].value, depth: depth + 1)
            }
        }
    }

    private mutating func write(_ numbers: [Double]) {
        out.append(UInt8(ascii: "["))
        for (index, number) in numbers.enumerated() {
            if index > 0 { out += Array((pretty ? ", " : ",").utf8) }
            out += Array(JSON.text(of: number).utf8)
        }
        out.append(UInt8(ascii: "]"))
    }

    private mutating func writeItems(
        _ count: Int, between brackets: StaticString, depth: Int,
        item: (inout JSONWriter, Int) -> Void
    ) {
        let pair = Array(brackets.description.utf8)
        out.append(pair[0])
        for index in 0..<count {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            newline(depth: depth + 1)
            item(&self, index)
        }
        if count > 0 { newline(depth: depth) }
        out.append(pair[1])
    }

    private mutating func newline(depth: Int) {
        guard pretty else { return }
        out.append(UInt8(ascii: "\n"))
        out.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
    }

    private mutating func write(_ text: String) {
        out.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): out += Array("\\\"".utf8)
            case UInt8(ascii: "\\"): out += Array("\\\\".utf8)
            case 0x0A: out += Array("\\n".utf8)
            case 0x0D: out += Array("\\r".utf8)
            case 0x09: out += Array("\\t".utf8)
            case 0..<0x20:
                let hex = Array("0123456789abcdef".utf8)
                out += Array("\\u00".utf8) + [hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            default: out.append(byte)
            }
        }
        out.append(UInt8(ascii: "\""))
    }
}
