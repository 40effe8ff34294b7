import CSodium

/// An Ed25519 secret key (RFC 8032) in memory that is locked, guarded and wiped by libsodium.
///
/// It can be neither copied nor printed. One thread uses it at a time.
@safe public struct SigningKey: ~Copyable {
    /// 64 bytes of libsodium: the seed, then the public key.
    private let secret: UnsafeMutableRawPointer
    /// What verifies its signatures.
    public let verifyingKey: VerifyingKey

    /// The key of a 32-byte seed; the caller's copy of the seed is wiped.
    ///
    /// - Throws: `SigningFault.seedLength` unless there are 32 bytes, `.noMemory` when the operating
    ///   system gives no lockable memory.
    public init(seed: inout [UInt8]) throws(SigningFault) {
        guard seed.count == Int(crypto_sign_SEEDBYTES) else { throw .seedLength(seed.count) }
        guard sodium_init() >= 0, let memory = unsafe sodium_malloc(Int(crypto_sign_SECRETKEYBYTES))
        else { throw .noMemory }
        unsafe secret = memory
        var publicBytes = [UInt8](repeating: 0, count: Int(crypto_sign_PUBLICKEYBYTES))
        _ = unsafe crypto_sign_seed_keypair(
            &publicBytes, memory.assumingMemoryBound(to: UInt8.self), seed)
        unsafe sodium_memzero(&seed, seed.count)
        _ = unsafe sodium_mprotect_readonly(memory)
        verifyingKey = VerifyingKey(valid: publicBytes)
    }

    deinit { unsafe sodium_free(secret) }

    /// The 64-byte signature of a message; the same message gives the same bytes.
    public func sign(_ message: [UInt8]) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: Int(crypto_sign_BYTES))
        _ = unsafe crypto_sign_detached(
            &signature, nil, message, UInt64(message.count),
            secret.assumingMemoryBound(to: UInt8.self))
        return signature
    }
}

/// Why a key cannot be used.
public enum SigningFault: Error, Equatable {
    /// A seed has 32 bytes; so many were given.
    case seedLength(Int)
    /// No memory could be locked for the key.
    case noMemory
}
