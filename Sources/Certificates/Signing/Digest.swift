import CSodium

/// A SHA-256 digest (FIPS 180-4) by libsodium.
public struct Digest: Sendable, Hashable {
    /// Its 32 bytes.
    public let bytes: [UInt8]

    /// The digest of bytes.
    public init(of input: [UInt8]) {
        var output = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
        _ = unsafe crypto_hash_sha256(&output, input, UInt64(input.count))
        bytes = output
    }

    /// A digest that was computed elsewhere; 32 bytes.
    init(known bytes: [UInt8]) { self.bytes = bytes }

    /// The digest of a text's UTF-8.
    public init(of text: String) { self.init(of: Array(text.utf8)) }

    /// Reads 64 hexadecimal digits; nil for anything else.
    public init?(hexadecimal text: String) {
        guard let bytes = Hexadecimal.bytes(text.utf8), bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// 64 hexadecimal digits, lower case.
    public var hexadecimal: String { Hexadecimal.text(bytes) }

    /// True when both are equal; the time it takes does not depend on where they differ.
    public func isEqualInConstantTime(to other: Digest) -> Bool {
        unsafe sodium_memcmp(bytes, other.bytes, bytes.count) == 0
    }
}
