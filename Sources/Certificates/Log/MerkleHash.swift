/// The hashes of an RFC 6962 tree (section 2.1).
extension Digest {
    /// The root of the empty tree: the hash of nothing.
    public static let emptyTree = Digest(of: [UInt8]())

    /// The hash of an entry: SHA-256(0x00 ‖ entry).
    public static func leaf(_ entry: some Collection<UInt8>) -> Digest {
        var input: [UInt8] = [0]
        input.reserveCapacity(entry.count + 1)
        input += entry
        return Digest(of: input)
    }

    /// The hash of an inner node: SHA-256(0x01 ‖ left ‖ right).
    public static func node(_ left: Digest, _ right: Digest) -> Digest {
        var input: [UInt8] = [1]
        input.reserveCapacity(65)
        input += left.bytes
        input += right.bytes
        return Digest(of: input)
    }

    /// A digest from its 32 bytes; nil for any other number of bytes.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        self.init(known: Array(bytes))
    }

    /// A digest in canonical base 64; nil for anything else.
    public init?(base64 text: some Collection<UInt8>) {
        guard let bytes = Base64.bytes(text, .standard) else { return nil }
        self.init(bytes: bytes)
    }

    /// Its 44 characters of base 64.
    public var base64: String { Base64.text(bytes, .standard) }
}
