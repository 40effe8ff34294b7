/// The members of an object whose bytes are in canonical form already, found without making values.
///
/// Certificates are stored and sent in that form. Finding their few members that a proof needs takes a
/// tenth of the time of parsing; what the scanner is not sure of, such as an escape, a fraction or a
/// name outside ASCII, it leaves to the parser.
package struct CanonicalFrame {
    /// A member of the object.
    private struct Member {
        /// From the quotation mark of its name to the end of its value.
        let whole: Range<Int>
        /// Its value.
        let value: Range<Int>
    }

    private let bytes: [UInt8]
    private var members: [[UInt8]: Member] = [:]
    private var place = 0

    /// The deepest nesting that is scanned.
    private static let deepest = 64

    /// Nil unless the bytes are one object, for certain in canonical form.
    package init?(_ bytes: [UInt8]) {
        self.bytes = bytes
        guard bytes.first == UInt8(ascii: "{"), object(depth: 0), place == bytes.count,
            (try? UTF8Span(validating: bytes.span)) != nil
        else { return nil }
    }

    /// The parsed value of a member; nil where there is none.
    package func value(_ name: String) -> JSONValue? {
        guard let member = members[Array(name.utf8)] else { return nil }
        return try? JSONValue(parsing: Array(bytes[member.value]))
    }

    /// The canonical bytes of the object without a member.
    package func bytes(without name: String) -> [UInt8] {
        guard let range = members[Array(name.utf8)]?.whole else { return bytes }
        // The comma before it goes too, or the one behind it where it is the first.
        let isFirst = bytes[range.lowerBound - 1] != UInt8(ascii: ",")
        let hasNext = bytes[range.upperBound] == UInt8(ascii: ",")
        let start = isFirst ? range.lowerBound : range.lowerBound - 1
        let end = isFirst && hasNext ? range.upperBound + 1 : range.upperBound
        var rest: [UInt8] = []
        rest.reserveCapacity(bytes.count)
        rest += bytes[..<start]
        rest += bytes[end...]
        return rest
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard place < bytes.count, bytes[place] == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    private mutating func value(depth: Int) -> Bool {
        guard place < bytes.count, depth < Self.deepest else { return false }
        switch bytes[place] {
        case UInt8(ascii: "\""): return text(ascii: false) != nil
        case UInt8(ascii: "{"): return object(depth: depth)
        case UInt8(ascii: "["): return array(depth: depth)
        case UInt8(ascii: "t"): return word("true")
        case UInt8(ascii: "f"): return word("false")
        case UInt8(ascii: "n"): return word("null")
        default: return wholeNumber()
        }
    }

    private mutating func word(_ word: String) -> Bool {
        guard bytes[place...].starts(with: word.utf8) else { return false }
        place += word.utf8.count
        return true
    }

    /// A whole number that a double holds: the text that RFC 8785 writes, too.
    private mutating func wholeNumber() -> Bool {
        let isNegative = take("-")
        let start = place
        while place < bytes.count, (0x30...0x39).contains(bytes[place]) { place += 1 }
        let length = place - start
        guard (1...15).contains(length) else { return false }
        return bytes[start] != 0x30 || (length == 1 && !isNegative)
    }

    /// A text without escapes; gives what is between the quotation marks.
    private mutating func text(ascii: Bool) -> Range<Int>? {
        guard take("\"") else { return nil }
        let start = place
        while place < bytes.count {
            let byte = bytes[place]
            if byte == UInt8(ascii: "\"") {
                place += 1
                return start..<place - 1
            }
            guard byte >= 0x20, byte != UInt8(ascii: "\\"), !ascii || byte < 0x80 else {
                return nil
            }
            place += 1
        }
        return nil
    }

    private mutating func array(depth: Int) -> Bool {
        guard take("[") else { return false }
        if take("]") { return true }
        repeat { guard value(depth: depth + 1) else { return false } } while take(",")
        return take("]")
    }

    private mutating func object(depth: Int) -> Bool {
        guard take("{") else { return false }
        if take("}") { return true }
        var last: Range<Int>?
        repeat {
            let start = place
            guard let name = text(ascii: true), take(":") else { return false }
            // Ascending names are sorted, and none comes twice.
            if let last, !isBefore(last, name) { return false }
            last = name
            let valueStart = place
            guard value(depth: depth + 1) else { return false }
            if depth == 0 {
                members[Array(bytes[name])] = Member(
                    whole: start..<place, value: valueStart..<place)
            }
        } while take(",")
        return take("}")
    }

    private func isBefore(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        let common = min(left.count, right.count)
        for offset in 0..<common {
            let (one, other) = (bytes[left.lowerBound + offset], bytes[right.lowerBound + offset])
            if one != other { return one < other }
        }
        return left.count < right.count
    }
}
