/// Base58 with Bitcoin's alphabet (draft-msporny-base58), for keys and signatures.
///
/// The work grows with the square of the length, so a reader states how many bytes it accepts.
public enum Base58 {
    private static let alphabet = Array(
        "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)

    /// The place of each ASCII character in the alphabet; 255 where it has none.
    private static let places: [UInt8] = {
        var places = [UInt8](repeating: 255, count: 256)
        for (place, character) in alphabet.enumerated() { places[Int(character)] = UInt8(place) }
        return places
    }()

    /// 58^5, the largest power in 32 bits: five characters are converted at a time.
    private static let group: UInt64 = 656_356_768
    private static let groupLength = 5

    /// The characters of bytes, one `1` for each leading zero byte.
    public static func text(_ bytes: [UInt8]) -> String {
        let zeros = bytes.prefix { $0 == 0 }.count
        var limbs = bigEndianLimbs(bytes.dropFirst(zeros))
        var reversed: [UInt8] = []
        while !limbs.isEmpty {
            var remainder: UInt64 = 0
            for index in limbs.indices {
                let value = remainder << 32 | UInt64(limbs[index])
                limbs[index] = UInt32(value / group)
                remainder = value % group
            }
            limbs = Array(limbs.drop { $0 == 0 })
            for _ in 0..<groupLength {
                reversed.append(alphabet[Int(remainder % 58)])
                remainder /= 58
            }
        }
        while reversed.last == alphabet[0] { reversed.removeLast() }
        reversed += [UInt8](repeating: alphabet[0], count: zeros)
        return String(decoding: reversed.reversed(), as: UTF8.self)
    }

    /// The bytes of a text; nil for characters outside the alphabet and for more bytes than stated.
    public static func bytes(_ text: some Collection<UInt8>, atMost limit: Int) -> [UInt8]? {
        // log(256) / log(58) is less than 1.366: a longer text has more bytes than the limit.
        guard text.count <= limit * 1366 / 1000 + 1 else { return nil }
        let zeros = text.prefix { $0 == alphabet[0] }.count
        var limbs: [UInt32] = []
        var value: UInt64 = 0
        var factor: UInt64 = 1
        for character in text.dropFirst(zeros) {
            let place = places[Int(character)]
            guard place < 58 else { return nil }
            value = value * 58 + UInt64(place)
            factor *= 58
            guard factor == group else { continue }
            append(value, factor, to: &limbs)
            (value, factor) = (0, 1)
        }
        append(value, factor, to: &limbs)
        let digits = limbs.reversed().flatMap { limb in
            [UInt8(limb >> 24), UInt8(limb >> 16 & 255), UInt8(limb >> 8 & 255), UInt8(limb & 255)]
        }
        let bytes = [UInt8](repeating: 0, count: zeros) + digits.drop { $0 == 0 }
        return bytes.count <= limit ? bytes : nil
    }

    /// Multiplies a number, its lowest limb first, and adds to it.
    private static func append(_ value: UInt64, _ factor: UInt64, to limbs: inout [UInt32]) {
        var carry = value
        for index in limbs.indices {
            carry += UInt64(limbs[index]) * factor
            limbs[index] = UInt32(truncatingIfNeeded: carry)
            carry >>= 32
        }
        if carry > 0 { limbs.append(UInt32(carry)) }
    }

    /// The number of some bytes, its highest limb first.
    private static func bigEndianLimbs(_ bytes: ArraySlice<UInt8>) -> [UInt32] {
        var limbs: [UInt32] = []
        var left = bytes.count
        var limb: UInt32 = 0
        for byte in bytes {
            limb = limb << 8 | UInt32(byte)
            left -= 1
            if left.isMultiple(of: 4) {
                limbs.append(limb)
                limb = 0
            }
        }
        return limbs
    }
}
