import Certificates

/// Keys of tests, from the number that fills their seed.
enum TestKey {
    /// The key whose seed repeats one byte.
    static func make(_ fill: UInt8) throws -> SigningKey {
        var seed = [UInt8](repeating: fill, count: 32)
        return try SigningKey(seed: &seed)
    }

    /// Its public half.
    static func verifying(_ fill: UInt8) throws -> VerifyingKey {
        let key = try make(fill)
        return key.verifyingKey
    }
}
