import CSodium

/// Base64 (RFC 4648) by libsodium: of bytes the one text, of any other text nothing.
public enum Base64 {
    /// Which characters, and whether the end is padded.
    public enum Alphabet: Sendable {
        /// `+`, `/` and padding: signed notes, checkpoints.
        case standard
        /// `-`, `_` and no padding: JWT, multibase `u`.
        case url

        fileprivate var variant: Int32 {
            switch self {
            case .standard: sodium_base64_VARIANT_ORIGINAL
            case .url: sodium_base64_VARIANT_URLSAFE_NO_PADDING
            }
        }
    }

    /// The characters of bytes.
    public static func text(_ bytes: [UInt8], _ alphabet: Alphabet) -> String {
        let length = sodium_base64_encoded_len(bytes.count, alphabet.variant)
        var text = [CChar](repeating: 0, count: length)
        _ = unsafe sodium_bin2base64(&text, length, bytes, bytes.count, alphabet.variant)
        return String(decoding: text.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The bytes of a text; nil unless it is the one text that these bytes have.
    public static func bytes(
        _ text: some Sequence<UInt8>, _ alphabet: Alphabet
    ) -> [UInt8]? {
        let characters = text.map(CChar.init(bitPattern:))
        var bytes = [UInt8](repeating: 0, count: characters.count / 4 * 3 + 3)
        var count = 0
        let status = unsafe sodium_base642bin(
            &bytes, bytes.count, characters, characters.count, nil, &count, nil,
            alphabet.variant)
        guard status == 0 else { return nil }
        bytes.removeLast(bytes.count - count)
        return bytes
    }
}
