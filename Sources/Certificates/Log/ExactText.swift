/// A text that is what its bytes are: two that only look the same are two.
///
/// Names of keys and origins of logs are compared byte by byte; Swift's own strings call texts equal
/// that compose their letters differently.
public struct ExactText: Sendable, Hashable, Comparable, ExpressibleByStringLiteral,
    CustomStringConvertible
{
    /// UTF-8.
    public let bytes: [UInt8]

    /// A text.
    public init(_ text: String) { bytes = Array(text.utf8) }

    /// A text from UTF-8; nil for other bytes.
    public init?(utf8 bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
        self.bytes = bytes
    }

    /// A literal.
    public init(stringLiteral value: String) { self.init(value) }

    /// The text for people.
    public var description: String { String(decoding: bytes, as: UTF8.self) }

    /// By bytes.
    public static func < (left: ExactText, right: ExactText) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }

    /// True when it can name a key: not empty, no `+`, no Unicode space, no control character.
    public var isKeyName: Bool {
        !bytes.isEmpty
            && description.unicodeScalars.allSatisfy {
                $0 != "+" && !$0.properties.isWhitespace && $0.value >= 0x20
            }
    }
}
