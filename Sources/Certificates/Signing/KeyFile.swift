import CSodium

/// The text of a file that holds a signing key: a bare seed, or a seed sealed by a passphrase.
///
/// Bare: 64 hexadecimal digits or the 44 characters of base64, and an end of line. Sealed, version 1:
///
///     wattoken-signing-key v1 argon2id xchacha20-poly1305
///     public z6Mk…
///     operations 3
///     memory-bytes 268435456
///     salt 32 hexadecimal digits
///     nonce 48 hexadecimal digits
///     sealed 96 hexadecimal digits
///
/// Argon2id (RFC 9106) makes a key of the passphrase; XChaCha20-Poly1305 seals the seed and vouches
/// for the lines above it. The service looks at who may read the file before it reads it.
public enum KeyFile {
    /// What a guess of the passphrase costs.
    public struct Cost: Sendable, Hashable {
        /// Passes of Argon2id.
        public let operations: UInt64
        /// Its memory, bytes.
        public let memoryBytes: Int

        /// A quarter of a GiB and most of a second, libsodium's middle of three.
        public static let moderate = Cost(operations: 3, memoryBytes: 256 << 20)

        /// The least and the most that a file may ask for: a hostile file must not exhaust a machine.
        private static let operationsAllowed: ClosedRange<UInt64> = 1...16
        private static let memoryAllowed = 8192...(1 << 30)

        /// A cost within those limits; nil outside.
        public init?(operations: UInt64, withinBytes memoryBytes: Int) {
            guard Self.operationsAllowed.contains(operations),
                Self.memoryAllowed.contains(memoryBytes)
            else { return nil }
            self.init(operations: operations, memoryBytes: memoryBytes)
        }

        private init(operations: UInt64, memoryBytes: Int) {
            self.operations = operations
            self.memoryBytes = memoryBytes
        }
    }

    /// The largest file, bytes.
    public static let mostBytes = 4096
    /// Random bytes of the salt.
    public static let saltBytes = 16
    /// Random bytes of the nonce.
    public static let nonceBytes = 24

    /// True when a passphrase is needed to read the file.
    public static func isSealed(_ file: [UInt8]) -> Bool { file.starts(with: Array(title.utf8)) }

    /// The text of a bare seed, for the caller to wipe; the seed is wiped.
    public static func bare(seed: inout [UInt8]) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        var file: [UInt8] = []
        // Room from the start: an array that grows leaves copies behind.
        file.reserveCapacity(seed.count * 2 + 1)
        for byte in seed {
            file.append(digits[Int(byte >> 4)])
            file.append(digits[Int(byte & 15)])
        }
        file.append(newline)
        wipe(&seed)
        return file
    }

    /// Seals a seed; the seed and the passphrase are wiped.
    ///
    /// - Parameters:
    ///   - salt: 16 random bytes, never used before.
    ///   - nonce: 24 random bytes, never used before.
    public static func sealed(
        seed: inout [UInt8], passphrase: inout [UInt8], salt: [UInt8], nonce: [UInt8],
        cost: Cost = .moderate
    ) throws(KeyFileFault) -> [UInt8] {
        defer { wipe(&seed) }
        var key = try Self.key(&passphrase, salt: salt, cost: cost)
        defer { wipe(&key) }
        guard seed.count == 32, nonce.count == nonceBytes else { throw .form(line: 1) }
        var copy = seed
        let publicKey = try SigningKey(keySeed: &copy).verifyingKey
        let header = Array(
            """
            \(title)
            public \(publicKey.multikey)
            operations \(cost.operations)
            memory-bytes \(cost.memoryBytes)
            salt \(Hexadecimal.text(salt))
            nonce \(Hexadecimal.text(nonce))

            """.utf8)
        var box = [UInt8](repeating: 0, count: seed.count + tagBytes)
        _ = unsafe crypto_aead_xchacha20poly1305_ietf_encrypt(
            &box, nil, seed, UInt64(seed.count), header, UInt64(header.count), nil, nonce, key)
        return header + Array("sealed \(Hexadecimal.text(box))\n".utf8)
    }

    private static let title = "wattoken-signing-key v1 argon2id xchacha20-poly1305"
    private static let newline = UInt8(ascii: "\n")
    private static let tagBytes = 16

    /// The key of a passphrase, which is wiped.
    private static func key(
        _ passphrase: inout [UInt8], salt: [UInt8], cost: Cost
    ) throws(KeyFileFault) -> [UInt8] {
        defer { wipe(&passphrase) }
        guard !passphrase.isEmpty else { throw .noPassphrase }
        guard salt.count == saltBytes, sodium_init() >= 0 else { throw .form(line: 5) }
        var key = [UInt8](repeating: 0, count: 32)
        let status = unsafe passphrase.withUnsafeBytes { bytes -> Int32 in
            guard let start = bytes.baseAddress else { return -1 }
            return unsafe crypto_pwhash(
                &key, UInt64(key.count), start.assumingMemoryBound(to: CChar.self),
                UInt64(bytes.count), salt, cost.operations, cost.memoryBytes,
                crypto_pwhash_ALG_ARGON2ID13)
        }
        guard status == 0 else { throw .noMemory }
        return key
    }

    /// The seed of a file; the passphrase is wiped.
    static func seed(
        _ file: [UInt8], passphrase: inout [UInt8]
    ) throws(KeyFileFault) -> [UInt8] {
        defer { wipe(&passphrase) }
        guard file.count <= mostBytes else { throw .tooLarge }
        return isSealed(file) ? try opened(file, &passphrase) : try bareSeed(file)
    }

    private static func bareSeed(_ file: [UInt8]) throws(KeyFileFault) -> [UInt8] {
        let text = file.last == newline ? file.dropLast() : file[...]
        switch text.count {
        case 64:
            guard let seed = Hexadecimal.bytes(text) else { throw .form(line: 1) }
            return seed
        case 44:
            var seed = [UInt8](repeating: 0, count: 33)
            var count = 0
            let status = unsafe text.withUnsafeBytes { bytes in
                unsafe sodium_base642bin(
                    &seed, seed.count, bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
                    bytes.count, nil, &count, nil, sodium_base64_VARIANT_ORIGINAL)
            }
            // libsodium 1.0.18 takes some bytes beyond ASCII for characters of the alphabet.
            guard status == 0, count == 32, text.allSatisfy({ $0 < 0x80 }) else {
                wipe(&seed)
                throw .form(line: 1)
            }
            seed.removeLast()
            return seed
        default: throw .form(line: 1)
        }
    }

    private static func opened(
        _ file: [UInt8], _ passphrase: inout [UInt8]
    ) throws(KeyFileFault) -> [UInt8] {
        let sealed = try SealedSeed(file)
        var key = try Self.key(&passphrase, salt: sealed.salt, cost: sealed.cost)
        defer { wipe(&key) }
        var seed = [UInt8](repeating: 0, count: 32)
        let status = unsafe crypto_aead_xchacha20poly1305_ietf_decrypt(
            &seed, nil, nil, sealed.box, UInt64(sealed.box.count), sealed.header,
            UInt64(sealed.header.count), sealed.nonce, key)
        guard status == 0 else { throw .passphrase }
        return seed
    }

    /// Overwrites bytes with zeros in a way that no compiler leaves out.
    public static func wipe(_ bytes: inout [UInt8]) { unsafe sodium_memzero(&bytes, bytes.count) }

    /// The lines of a sealed file.
    private struct SealedSeed {
        let header: [UInt8]
        let salt: [UInt8]
        let nonce: [UInt8]
        let box: [UInt8]
        let cost: Cost

        init(_ file: [UInt8]) throws(KeyFileFault) {
            let lines = file.split(separator: newline, omittingEmptySubsequences: false)
            let names = ["", "public", "operations", "memory-bytes", "salt", "nonce", "sealed", ""]
            guard lines.count == names.count, lines[7].isEmpty,
                lines[0].elementsEqual(title.utf8)
            else { throw .form(line: min(lines.count, names.count)) }
            func value(_ index: Int) throws(KeyFileFault) -> ArraySlice<UInt8> {
                let prefix = names[index] + " "
                guard lines[index].starts(with: prefix.utf8) else { throw .form(line: index + 1) }
                return lines[index].dropFirst(prefix.utf8.count)
            }
            func bytes(_ index: Int, count: Int) throws(KeyFileFault) -> [UInt8] {
                guard let bytes = try Hexadecimal.bytes(value(index)), bytes.count == count else {
                    throw .form(line: index + 1)
                }
                return bytes
            }
            func number(_ index: Int) throws(KeyFileFault) -> Int64 {
                let text = JSONValue.text(String(decoding: try value(index), as: UTF8.self))
                guard let number = text.decimal, number > 0 else { throw .form(line: index + 1) }
                return number
            }
            header = Array(file.prefix(lines[6].startIndex))
            guard
                let cost = try Cost(
                    operations: UInt64(number(2)), withinBytes: Int(clamping: number(3)))
            else { throw .cost }
            self.cost = cost
            _ = try value(1)
            salt = try bytes(4, count: saltBytes)
            nonce = try bytes(5, count: nonceBytes)
            box = try bytes(6, count: 32 + tagBytes)
        }
    }
}

extension SigningKey {
    /// The key of a key file's bytes; the bytes and the passphrase are wiped, whatever happens.
    ///
    /// - Parameter passphrase: needed for a sealed file, empty for a bare one.
    public init(
        reading file: inout [UInt8], passphrase: inout [UInt8]
    ) throws(KeyFileFault) {
        defer {
            KeyFile.wipe(&file)
            KeyFile.wipe(&passphrase)
        }
        var seed = try KeyFile.seed(file, passphrase: &passphrase)
        try self.init(keySeed: &seed)
    }

    fileprivate init(keySeed seed: inout [UInt8]) throws(KeyFileFault) {
        do throws(SigningFault) {
            try self.init(seed: &seed)
        } catch {
            throw .noMemory
        }
    }
}

/// Why a file gives no signing key.
public enum KeyFileFault: Error, Sendable, Equatable {
    /// More bytes than a key file has.
    case tooLarge
    /// A line has another form.
    case form(line: Int)
    /// The file asks for more or less work than is allowed.
    case cost
    /// A passphrase is needed and none was given.
    case noPassphrase
    /// Not this passphrase, or the file was changed: nobody can tell which.
    case passphrase
    /// The operating system gives no memory for it.
    case noMemory
}
