import Certificates

/// Ids of stored objects: UUID version 7 (RFC 9562), so that newer ids sort after older ones.
package enum RecordID {
    /// A new id for an object made at a moment.
    package static func make(at moment: Moment) -> String {
        let milliseconds = UInt64(max(0, moment.microseconds)) / 1000
        var bytes = (0..<6).map { UInt8(truncatingIfNeeded: milliseconds >> (40 - 8 * $0)) }
        // The 12 bits after the milliseconds carry their fraction (RFC 9562, method 3).
        let fraction = UInt64(max(0, moment.microseconds)) % 1000 * 4096 / 1000
        let random = RandomBytes.make(8)
        bytes.append(0x70 | UInt8(fraction >> 8))
        bytes.append(UInt8(fraction & 0xFF))
        bytes.append(0x80 | random[0] & 0x3F)
        bytes += random[1...]
        let text = Hexadecimal.text(bytes)
        var parts: [Substring] = []
        var rest = text[...]
        for count in [8, 4, 4, 4, 12] {
            parts.append(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        return parts.joined(separator: "-")
    }

    /// True for the form that `make` gives.
    package static func isValid(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 36 else { return false }
        return bytes.enumerated().allSatisfy { index, byte in
            [8, 13, 18, 23].contains(index)
                ? byte == UInt8(ascii: "-")
                : (48...57).contains(byte) || (97...102).contains(byte)
        }
    }
}
