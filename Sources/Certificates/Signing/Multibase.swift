/// Bytes as a text whose first character names the base (draft-multiformats-multibase).
public enum Multibase {
    /// The bases that certificates use.
    public enum Base: Sendable {
        /// `z`, base58btc: keys and signatures.
        case base58
        /// `u`, base64url without padding: status lists.
        case base64URL
    }

    /// Prefix and characters.
    public static func text(_ bytes: [UInt8], _ base: Base) -> String {
        switch base {
        case .base58: "z" + Base58.text(bytes)
        case .base64URL: "u" + Base64.text(bytes, .url)
        }
    }

    /// The bytes of a text in the stated base; nil for another prefix, for what the base cannot
    /// have written and for more bytes than stated.
    ///
    /// The length is looked at before any work is done.
    public static func bytes(_ text: String, _ base: Base, atMost limit: Int) -> [UInt8]? {
        let rest = text.utf8.dropFirst()
        switch (base, text.utf8.first) {
        case (.base58, UInt8(ascii: "z")): return Base58.bytes(rest, atMost: limit)
        case (.base64URL, UInt8(ascii: "u")):
            guard rest.count <= (limit * 4 + 2) / 3 else { return nil }
            return Base64.bytes(rest, .url)
        default: return nil
        }
    }
}
