/// One bit for each certificate, set when it is revoked: W3C Bitstring Status List 1.0.
///
/// Index 0 is the highest bit of the first byte. What is revoked stays revoked: no bit is cleared.
public struct StatusList: Sendable, Hashable {
    /// The fewest entries of a list, so that the place of one says little about it: 16 KiB.
    public static let fewestEntries = 131_072
    /// The most entries that are read or made: 1 MiB.
    public static let mostEntries = 1 << 23

    private var bytes: [UInt8]

    /// A list in which nothing is revoked; nil unless the number of entries is a multiple of 8
    /// between the fewest and the most.
    public init?(entries: Int = fewestEntries) {
        guard (Self.fewestEntries...Self.mostEntries).contains(entries), entries.isMultiple(of: 8)
        else { return nil }
        bytes = [UInt8](repeating: 0, count: entries / 8)
    }

    /// The number of entries.
    public var entries: Int { bytes.count * 8 }

    /// True when an entry is revoked; nil outside the list.
    public func isRevoked(_ index: Int) -> Bool? {
        guard (0..<entries).contains(index) else { return nil }
        return bytes[index / 8] & (0x80 >> UInt8(index % 8)) != 0
    }

    /// Revokes an entry, for good.
    public mutating func revoke(_ index: Int) throws(StatusFault) {
        guard (0..<entries).contains(index) else { throw .index(Int64(index)) }
        bytes[index / 8] |= 0x80 >> UInt8(index % 8)
    }

    /// GZIP in multibase base64url, as `encodedList` has it; the same list gives the same text.
    public var encoded: String { Multibase.text(StatusListGzip.deflated(bytes), .base64URL) }

    /// Reads `encodedList`, in time and memory bounded by the most entries.
    public init(encoded text: String) throws(StatusFault) {
        let most = Self.mostEntries / 8
        // Deflate stores what it cannot compress with 5 bytes for each 16 KiB at most.
        guard let compressed = Multibase.bytes(text, .base64URL, atMost: most + most / 1024 + 64)
        else { throw .encoding }
        bytes = try StatusListGzip.inflated(compressed, atMost: most)
        guard entries >= Self.fewestEntries else { throw .length(entries) }
    }
}

/// The first reason why a status list or a reference to one cannot be used.
public enum StatusFault: Error, Sendable, Equatable {
    /// The document or `credentialStatus` lacks a member, or it has another form or value.
    case member(String)
    /// `encodedList` is no base64url of the stated size.
    case encoding
    /// What `encodedList` encodes is no single GZIP member, or its check sum differs.
    case gzip
    /// The list inflates to more entries than are read.
    case tooLong
    /// The list has fewer entries than the recommendation asks for.
    case length(Int)
    /// The entry is in another list.
    case otherList(String)
    /// The entry lies outside the list.
    case index(Int64)
}
