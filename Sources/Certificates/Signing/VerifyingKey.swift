import CSodium

/// An Ed25519 public key (RFC 8032).
public struct VerifyingKey: Sendable, Hashable {
    /// Its 32 bytes.
    public let bytes: [UInt8]

    /// A key of 32 bytes; nil for any other number of bytes.
    ///
    /// Whether they are a point of the curve shows when a signature is verified: points of small
    /// order and bytes that are not canonical verify nothing.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Int(crypto_sign_PUBLICKEYBYTES) else { return nil }
        self.bytes = bytes
    }

    init(valid bytes: [UInt8]) { self.bytes = bytes }

    /// True when the signature is this key's on the message; never for a malleable signature.
    public func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        guard signature.count == Int(crypto_sign_BYTES) else { return false }
        return unsafe crypto_sign_verify_detached(
            signature, message, UInt64(message.count), bytes) == 0
    }
}
