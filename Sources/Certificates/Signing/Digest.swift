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

    init(sum: [UInt8]) { bytes = sum }

    /// The digest of a text's UTF-8.
    public init(of text: String) { self.init(of: Array(text.utf8)) }

    /// Reads 64 hexadecimal digits; nil for anything else.
    public init?(hexadecimal text: String) {
        let digits = text.utf8.compactMap {
            UInt8(Character(Unicode.Scalar($0)).hexDigitValue ?? 16)
        }
        guard text.utf8.count == 64, digits.count == 64, digits.allSatisfy({ $0 < 16 }) else {
            return nil
        }
        bytes = stride(from: 0, to: 64, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// 64 hexadecimal digits, lower case.
    public var hexadecimal: String { Hexadecimal.text(bytes) }

    /// True when both are equal; the time it takes does not depend on where they differ.
    public func isEqualInConstantTime(to other: Digest) -> Bool {
        unsafe sodium_memcmp(bytes, other.bytes, bytes.count) == 0
    }
}

/// Bytes as hexadecimal digits.
public enum Hexadecimal {
    /// Two lower-case digits for each byte.
    public static func text(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
