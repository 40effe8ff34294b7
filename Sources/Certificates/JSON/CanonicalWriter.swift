/// Writes values in their canonical form; certificates have thousands of members, so it is written for
/// speed: nothing is copied but the bytes that come out.
struct CanonicalWriter {
    /// What was written.
    private(set) var bytes: [UInt8] = []

    /// Writes a value.
    mutating func append(_ value: JSONValue) {
        switch value {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .number(let value): bytes += JSONValue.text(of: value).utf8
        case .text(let text): append(text)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            var isFirst = true
            for element in elements {
                if !isFirst { bytes.append(UInt8(ascii: ",")) }
                isFirst = false
                append(element)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members): append(members)
        }
    }

    private mutating func append(_ members: [String: JSONValue]) {
        bytes.append(UInt8(ascii: "{"))
        var isFirst = true
        for name in SortedName.all(of: members) {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            let (key, value) = members[name.place]
            append(key)
            bytes.append(UInt8(ascii: ":"))
            append(value)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    /// RFC 8785, 3.2.2.2: two-character escapes where JSON has them, `\\u00xx` for other control
    /// characters, everything else as it is.
    private mutating func append(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        let isWhole: Void? = unsafe text.utf8.withContiguousStorageIfAvailable { characters in
            unsafe append(whole: characters)
        }
        // Texts that came from elsewhere may lie in pieces.
        if isWhole == nil { for byte in text.utf8 { append(escaping: byte) } }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func append(whole characters: UnsafeBufferPointer<UInt8>) {
        var plain = 0
        while plain < characters.count, unsafe !Self.isEscaped(characters[plain]) {
            plain += 1
        }
        unsafe bytes.append(contentsOf: characters.prefix(plain))
        for place in plain..<characters.count {
            unsafe append(escaping: characters[place])
        }
    }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x22 || byte == 0x5C
    }

    private mutating func append(escaping byte: UInt8) {
        switch byte {
        case 0x22, 0x5C: bytes += [0x5C, byte]
        case 0x08: bytes += #"\b"#.utf8
        case 0x09: bytes += #"\t"#.utf8
        case 0x0A: bytes += #"\n"#.utf8
        case 0x0C: bytes += #"\f"#.utf8
        case 0x0D: bytes += #"\r"#.utf8
        case 0..<0x20: bytes += (#"\u00"# + Hexadecimal.text([byte])).utf8
        default: bytes.append(byte)
        }
    }
}

/// The name of a member with its place in the dictionary, for sorting.
private struct SortedName {
    /// The first eight bytes, the first one highest: most names differ there.
    let head: UInt64
    let place: Dictionary<String, JSONValue>.Index

    /// The names of an object by the UTF-16 code units of RFC 8785, 3.2.3.
    ///
    /// UTF-8 sorts alike, except that UTF-16 has the letters beyond U+FFFF before U+E000…U+FFFF; in
    /// UTF-8 both begin with 0xEE or more.
    static func all(of members: [String: JSONValue]) -> [SortedName] {
        var names: [SortedName] = []
        names.reserveCapacity(members.count)
        var isPlain = true
        for place in members.indices {
            var head: UInt64 = 0
            var length = 0
            for byte in members.keys[place].utf8 {
                if byte >= 0xEE { isPlain = false }
                if length < 8 { head = head << 8 | UInt64(byte) }
                length += 1
            }
            if length < 8 { head <<= UInt64(8 * (8 - length)) }
            names.append(SortedName(head: head, place: place))
        }
        guard isPlain else {
            names.sort {
                members.keys[$0.place].utf16.lexicographicallyPrecedes(members.keys[$1.place].utf16)
            }
            return names
        }
        names.sort {
            $0.head != $1.head
                ? $0.head < $1.head
                : members.keys[$0.place].utf8.lexicographicallyPrecedes(members.keys[$1.place].utf8)
        }
        return names
    }
}
