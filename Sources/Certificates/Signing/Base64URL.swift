import CSodium

/// Base64 with the alphabet of URLs and without padding (RFC 4648 section 5) by libsodium: JWT and
/// multibase `u`.
public enum Base64URL {
    private static let variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING

    /// The characters of bytes.
    public static func text(_ bytes: [UInt8]) -> String {
        let length = sodium_base64_encoded_len(bytes.count, variant)
        var text = [CChar](repeating: 0, count: length)
        _ = unsafe sodium_bin2base64(&text, length, bytes, bytes.count, variant)
        return String(decoding: text.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The bytes of a text; nil unless it is the one text that these bytes have.
    public static func bytes(_ text: some Collection<UInt8>) -> [UInt8]? {
        let characters = text.map(CChar.init(bitPattern:))
        var bytes = [UInt8](repeating: 0, count: characters.count / 4 * 3 + 3)
        var count = 0
        let status = unsafe sodium_base642bin(
            &bytes, bytes.count, characters, characters.count, nil, &count, nil, variant)
        guard status == 0 else { return nil }
        bytes.removeLast(bytes.count - count)
        return bytes
    }
}
