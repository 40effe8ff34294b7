import COpenSSL

/// The numbers of a public key; its kind alone decides which signatures it can check.
package enum PublicKey: Sendable, Hashable {
    /// Modulus and exponent, big-endian without leading zeros.
    case rsa(modulus: [UInt8], exponent: [UInt8])
    /// The point on P-256, 32 bytes each.
    case p256(x: [UInt8], y: [UInt8])
    /// 32 bytes.
    case ed25519([UInt8])

    /// Names of the one algorithm that it is used with (RFC 7518, RFC 8037, RFC 9864).
    var algorithms: [String] {
        switch self {
        case .rsa: ["RS256"]
        case .p256: ["ES256"]
        case .ed25519: ["Ed25519", "EdDSA"]
        }
    }

    /// True when the numbers can be those of a key.
    var isSound: Bool {
        guard let key = OpenSSLKey(self) else { return false }
        return key.isSound
    }

    /// True when the signature over the message was made with this key's secret half.
    func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        guard let key = OpenSSLKey(self) else { return false }
        return switch self {
        case .rsa(let modulus, _):
            signature.count == modulus.count
                && key.verifies(signature, of: message, digest: "SHA256")
        case .p256: signature.count == 64 && key.verifiesPair(signature, of: message)
        case .ed25519:
            signature.count == 64 && key.verifies(signature, of: message, digest: nil)
        }
    }
}

/// OpenSSL's form of a key, made for one use: no thread ever shares one.
@safe private struct OpenSSLKey: ~Copyable {
    private let handle: OpaquePointer

    /// Nil when OpenSSL takes the numbers for no key, such as a point off the curve.
    init?(_ key: PublicKey) {
        let made =
            switch key {
            case .rsa(let modulus, let exponent):
                unsafe wattoken_rsa_key(modulus, modulus.count, exponent, exponent.count)
            case .p256(let x, let y): unsafe wattoken_p256_key([4] + x + y)
            case .ed25519(let bytes): unsafe wattoken_ed25519_key(bytes)
            }
        guard let made = unsafe made else { return nil }
        unsafe handle = made
    }

    deinit { unsafe EVP_PKEY_free(handle) }

    var isSound: Bool { unsafe wattoken_is_sound(handle) == 1 }

    func verifies(_ signature: [UInt8], of message: [UInt8], digest: String?) -> Bool {
        unsafe wattoken_verify(
            handle, digest, message, message.count, signature, signature.count) == 1
    }

    /// `signature` has 64 bytes: r ‖ s.
    func verifiesPair(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        unsafe wattoken_verify_p256(handle, message, message.count, signature) == 1
    }
}
