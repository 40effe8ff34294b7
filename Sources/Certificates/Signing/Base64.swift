/// Base64 (RFC 4648): of bytes the one text, of any other text nothing.
///
/// Not by libsodium: its 1.0.18 takes some bytes beyond ASCII for characters of the alphabet.
public enum Base64 {
    /// Which characters, and whether the end is padded.
    public enum Alphabet: Sendable {
        /// `+`, `/` and padding: signed notes, checkpoints.
        case standard
        /// `-`, `_` and no padding: JWT, multibase `u`.
        case url
    }

    private static let common = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    private static let standard = Array((common + "+/").utf8)
    private static let url = Array((common + "-_").utf8)

    /// The place of each character in its alphabet; 255 where it has none.
    private static func places(_ alphabet: [UInt8]) -> [UInt8] {
        var places = [UInt8](repeating: 255, count: 256)
        for (place, character) in alphabet.enumerated() { places[Int(character)] = UInt8(place) }
        return places
    }
    private static let standardPlaces = places(standard)
    private static let urlPlaces = places(url)

    /// The characters of bytes.
    public static func text(_ bytes: some Collection<UInt8>, _ alphabet: Alphabet) -> String {
        let characters = alphabet == .url ? url : standard
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var bits: UInt32 = 0
        var count: UInt32 = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                text.append(characters[Int(bits >> count & 63)])
            }
        }
        if count > 0 { text.append(characters[Int(bits << (6 - count) & 63)]) }
        while alphabet == .standard, !text.count.isMultiple(of: 4) {
            text.append(UInt8(ascii: "="))
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of a text; nil unless it is the one text that these bytes have.
    public static func bytes(
        _ text: some Collection<UInt8>, _ alphabet: Alphabet
    ) -> [UInt8]? {
        var characters = Array(text)[...]
        if alphabet == .standard {
            guard characters.count.isMultiple(of: 4) else { return nil }
            for _ in 0..<2 where characters.last == UInt8(ascii: "=") { characters.removeLast() }
        }
        guard characters.count % 4 != 1 else { return nil }
        let places = alphabet == .url ? urlPlaces : standardPlaces
        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count * 3 / 4)
        var bits: UInt32 = 0
        var count: UInt32 = 0
        for character in characters {
            let place = places[Int(character)]
            guard place < 64 else { return nil }
            bits = bits << 6 | UInt32(place)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> count))
            }
        }
        // Bits left over would give the same bytes a second text.
        return bits & ((1 << count) - 1) == 0 ? bytes : nil
    }
}
