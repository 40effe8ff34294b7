/// Base 64 with the standard alphabet and padding (RFC 4648, section 4), in its one canonical form.
public enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The value of each character; 255 for what is none.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    /// The text of bytes.
    public static func text(_ bytes: some Collection<UInt8>) -> String {
        String(decoding: characters(bytes), as: UTF8.self)
    }

    /// The characters of bytes, ASCII.
    static func characters(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity((bytes.count + 2) / 3 * 4)
        var bits: UInt32 = 0
        var count = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 1
            guard count == 3 else { continue }
            for shift in [18, 12, 6, 0] as [UInt32] {
                output.append(alphabet[Int(bits >> shift & 63)])
            }
            (bits, count) = (0, 0)
        }
        switch count {
        case 1:
            output += [alphabet[Int(bits >> 2)], alphabet[Int(bits << 4 & 63)]]
            output += "==".utf8
        case 2:
            output += [
                alphabet[Int(bits >> 10)], alphabet[Int(bits >> 4 & 63)],
                alphabet[Int(bits << 2 & 63)], UInt8(ascii: "="),
            ]
        default: break
        }
        return output
    }

    /// The bytes of a text; nil for missing or superfluous padding, for bits behind the last byte
    /// that are not zero, and for any other character.
    public static func bytes(_ text: some Collection<UInt8>) -> [UInt8]? {
        let characters = Array(text)
        guard characters.count % 4 == 0 else { return nil }
        let padding = characters.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
        var output: [UInt8] = []
        output.reserveCapacity(characters.count / 4 * 3)
        var bits: UInt32 = 0
        var count: UInt32 = 0
        for character in characters.dropLast(padding) {
            let value = values[Int(character)]
            guard value < 64 else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                output.append(UInt8(truncatingIfNeeded: bits >> count))
            }
        }
        guard bits & ((1 << count) - 1) == 0 else { return nil }
        return output
    }
}
