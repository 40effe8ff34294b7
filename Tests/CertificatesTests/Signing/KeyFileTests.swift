import Certificates
import Testing

@Suite struct `Key files` {
    private let seed = (0..<32).map { UInt8($0 + 1) }
    private let salt = [UInt8](repeating: 7, count: 16)
    private let nonce = [UInt8](repeating: 9, count: 24)

    /// The least work that a file may ask for, for the sake of the tests' time.
    private func cheap() throws -> KeyFile.Cost {
        try #require(KeyFile.Cost(operations: 1, withinBytes: 8192))
    }

    private func publicKey() throws -> VerifyingKey {
        var copy = seed
        let key = try SigningKey(seed: &copy)
        return key.verifyingKey
    }

    private func sealed(_ passphrase: String = "correct horse") throws -> [UInt8] {
        var copy = seed
        var secret = Array(passphrase.utf8)
        let file = try KeyFile.sealed(
            seed: &copy, passphrase: &secret, salt: salt, nonce: nonce, cost: cheap())
        #expect(copy.allSatisfy { $0 == 0 })
        #expect(secret.allSatisfy { $0 == 0 })
        return file
    }

    private func read(_ file: [UInt8], _ passphrase: String = "") throws -> VerifyingKey {
        var copy = file
        var secret = Array(passphrase.utf8)
        defer {
            #expect(copy.allSatisfy { $0 == 0 }, "the bytes of the file are wiped")
            #expect(secret.allSatisfy { $0 == 0 }, "the passphrase is wiped")
        }
        let key = try SigningKey(reading: &copy, passphrase: &secret)
        return key.verifyingKey
    }

    @Test func `A bare seed in hexadecimal digits or base64`() throws {
        let hexadecimal = Hexadecimal.text(seed)
        for text in [
            hexadecimal, hexadecimal + "\n", hexadecimal.uppercased(),
            Base64.text(seed, .standard), Base64.text(seed, .standard) + "\n",
        ] {
            #expect(try read(Array(text.utf8)) == publicKey())
            #expect(!KeyFile.isSealed(Array(text.utf8)))
        }
        var copy = seed
        #expect(try read(KeyFile.bare(seed: &copy)) == publicKey())
        #expect(copy.allSatisfy { $0 == 0 })
    }

    @Test(arguments: [
        "", "\n", "00", String(repeating: "0", count: 63), String(repeating: "0", count: 65),
        String(repeating: "g", count: 64), String(repeating: "0", count: 64) + "\n\n",
        String(repeating: "0", count: 64) + "\r\n", " " + String(repeating: "0", count: 63),
        String(repeating: "A", count: 44), String(repeating: "A", count: 43) + "-",
        String(repeating: "A", count: 42) + "==", "-----BEGIN PRIVATE KEY-----\n",
    ])
    func `What is no seed`(text: String) {
        #expect(throws: KeyFileFault.form(line: 1)) { try read(Array(text.utf8)) }
    }

    @Test func `A seed in base64 is ASCII`() {
        let text = Array("AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=".utf8)
        for place in text.indices {
            for byte in UInt8(0x80)...UInt8.max {
                var changed = text
                changed[place] = byte
                #expect(throws: KeyFileFault.form(line: 1)) { try read(changed) }
            }
        }
    }

    @Test func `Sealed and opened, the same bytes each time`() throws {
        let file = try sealed()
        #expect(KeyFile.isSealed(file))
        #expect(try read(file, "correct horse") == publicKey())
        #expect(try sealed() == file)
        #expect(throws: KeyFileFault.passphrase) { try read(file, "correct horsf") }
        #expect(throws: KeyFileFault.noPassphrase) { try read(file) }
        // The seed stands nowhere in the file.
        let text = String(decoding: file, as: UTF8.self)
        #expect(!text.contains(Hexadecimal.text(seed.prefix(4))))
    }

    @Test func `Each byte of a sealed file counts`() throws {
        let file = try sealed()
        for place in file.indices {
            var changed = file
            changed[place] ^= 1
            #expect(throws: KeyFileFault.self, "\(place)") { try read(changed, "correct horse") }
        }
        for length in file.indices {
            #expect(throws: KeyFileFault.self) {
                try read(Array(file.prefix(length)), "correct horse")
            }
        }
        #expect(throws: KeyFileFault.self) { try read(file + file, "correct horse") }
    }

    @Test(arguments: [
        ("operations 1", "operations 17", KeyFileFault.cost),
        ("operations 1", "operations 99999999999", .cost),
        ("operations 1", "operations 0", .form(line: 3)),
        ("operations 1", "operations 01", .form(line: 3)),
        ("memory-bytes 8192", "memory-bytes 1073741825", .cost),
        ("memory-bytes 8192", "memory-bytes 9223372036854775807", .cost),
        ("memory-bytes 8192", "memory-bytes 8191", .cost),
        ("memory-bytes 8192", "memory-bytes -1", .form(line: 4)),
        ("salt 07", "salt ", .form(line: 5)), ("nonce 09", "nonce", .form(line: 6)),
        ("public", "Public", .form(line: 2)), ("v1", "v2", .form(line: 1)),
    ])
    func `A hostile file costs nothing`(old: String, new: String, fault: KeyFileFault) throws {
        let text = String(decoding: try sealed(), as: UTF8.self)
        let range = try #require(text.firstRange(of: old))
        let changed = text[..<range.lowerBound] + new + text[range.upperBound...]
        #expect(throws: fault) { try read(Array(changed.utf8), "correct horse") }
    }

    @Test func `Too many bytes are not looked at`() {
        let large = [UInt8](repeating: 0x30, count: 4097)
        #expect(throws: KeyFileFault.tooLarge) { try read(large) }
    }

    @Test func `Costs have limits`() {
        #expect(KeyFile.Cost(operations: 0, withinBytes: 8192) == nil)
        #expect(KeyFile.Cost(operations: 16, withinBytes: 1 << 30) != nil)
        #expect(KeyFile.Cost(operations: 3, withinBytes: 256 << 20) == .moderate)
    }
}
