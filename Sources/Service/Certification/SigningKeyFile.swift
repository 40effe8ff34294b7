package import Certificates

/// The file of the signing key: made once, read when the process starts to sign.
package enum SigningKeyFile {
    /// Why there is no key.
    package enum Problem: Error, Equatable {
        case file(SecretFile.Problem)
        case passphrase(Passphrase.Problem)
        case key(path: String, KeyFileFault)
    }

    /// Reads a key; a sealed file asks for its passphrase, a bare one does not.
    package static func read(_ path: String, passphrase: Passphrase) throws(Problem) -> SigningKey {
        var bytes: [UInt8]
        do throws(SecretFile.Problem) {
            bytes = try SecretFile.bytes(path, limitBytes: KeyFile.mostBytes)
        } catch {
            throw .file(error)
        }
        defer { KeyFile.wipe(&bytes) }
        var secret: [UInt8] = []
        if KeyFile.isSealed(bytes) { secret = try Self.secret(passphrase, isNew: false) }
        do throws(KeyFileFault) {
            return try SigningKey(reading: &bytes, passphrase: &secret)
        } catch {
            throw .key(path: path, error)
        }
    }

    /// Makes a key of random bytes and writes its file; returns what to publish.
    ///
    /// - Parameter passphrase: seals the file; nil writes the bare seed.
    package static func make(
        at path: String, passphrase: Passphrase?, cost: KeyFile.Cost = .moderate
    ) throws(Problem) -> VerifyingKey {
        var secret: [UInt8] = []
        if let passphrase { secret = try Self.secret(passphrase, isNew: true) }
        var seed = RandomBytes.make(32)
        var copy = seed
        var file: [UInt8]
        let publicKey: VerifyingKey
        do {
            publicKey = try SigningKey(seed: &copy).verifyingKey
            file =
                passphrase == nil
                ? KeyFile.bare(seed: &seed)
                : try KeyFile.sealed(
                    seed: &seed, passphrase: &secret, salt: RandomBytes.make(KeyFile.saltBytes),
                    nonce: RandomBytes.make(KeyFile.nonceBytes), cost: cost)
        } catch {
            throw .key(path: path, error as? KeyFileFault ?? .noMemory)
        }
        defer { KeyFile.wipe(&file) }
        do throws(SecretFile.Problem) {
            try SecretFile.make(file, at: path)
        } catch {
            throw .file(error)
        }
        return publicKey
    }

    private static func secret(
        _ passphrase: Passphrase, isNew: Bool
    ) throws(Problem) -> [UInt8] {
        do throws(Passphrase.Problem) {
            return try passphrase.read(isNew: isNew)
        } catch {
            throw .passphrase(error)
        }
    }
}
