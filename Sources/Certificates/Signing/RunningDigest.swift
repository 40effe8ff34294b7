import CSodium

/// A SHA-256 digest of bytes that come in pieces.
public struct RunningDigest: Sendable {
    private var state = crypto_hash_sha256_state()

    /// Of nothing yet.
    public init() { _ = unsafe crypto_hash_sha256_init(&state) }

    /// Takes the next bytes.
    public mutating func add(_ bytes: [UInt8]) {
        _ = unsafe crypto_hash_sha256_update(&state, bytes, UInt64(bytes.count))
    }

    /// Takes the next bytes, part of an array.
    mutating func add(_ bytes: ArraySlice<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            _ = unsafe crypto_hash_sha256_update(&state, buffer.baseAddress, UInt64(buffer.count))
        }
    }

    /// The digest of all of them.
    public consuming func finish() -> Digest {
        var output = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
        _ = unsafe crypto_hash_sha256_final(&state, &output)
        return Digest(known: output)
    }
}
