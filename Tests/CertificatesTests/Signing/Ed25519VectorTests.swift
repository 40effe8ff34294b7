import Certificates
import Testing

@Suite(.enabled(if: Vectors.areThere, .init(rawValue: Vectors.missing)))
struct `Ed25519 against the official vectors` {
    /// Bytes of a member written in hexadecimal digits.
    private func bytes(_ value: JSONValue, _ member: String) throws -> [UInt8] {
        let text = try #require(value[member]?.text)
        return try #require(Hexadecimal.bytes(text.utf8))
    }

    private func elements(_ path: String, _ member: String) throws -> [JSONValue] {
        let file = try JSONValue(parsing: Vectors.bytes(path))
        return try #require(file[member]?.elements)
    }

    @Test func `RFC 8032, 7·1: keys, signatures and their verification`() throws {
        let path = "rfc8032-ed25519/rfc8032-7.1.json"
        let positive = try elements(path, "tests")
        #expect(positive.count == 5)
        for test in positive {
            var seed = try bytes(test, "secretKey")
            let key = try SigningKey(seed: &seed)
            let message = try bytes(test, "message")
            let signature = try bytes(test, "signature")
            #expect(try key.verifyingKey.bytes == bytes(test, "publicKey"))
            #expect(key.sign(message) == signature)
            #expect(key.verifyingKey.verifies(signature, of: message))
            #expect(!key.verifyingKey.verifies(signature, of: message + [0]))
        }
    }

    @Test func `RFC 8032, 7·1: what must not verify`() throws {
        let negative = try elements("rfc8032-ed25519/rfc8032-7.1.json", "negative")
        #expect(negative.count == 2)
        for test in negative {
            let key = try #require(try VerifyingKey(bytes(test, "publicKey")))
            #expect(
                try !key.verifies(bytes(test, "signature"), of: bytes(test, "message")))
        }
    }

    /// Lines of `seed and public key : public key : message : signature and message :`.
    @Test func `The 1024 lines of sign·input`() throws {
        let text = try Vectors.bytes("rfc8032-ed25519/ed25519-sign.input")
        let lines = text.split(separator: UInt8(ascii: "\n"))
        #expect(lines.count == 1024)
        for line in lines {
            let fields = try line.split(
                separator: UInt8(ascii: ":"), omittingEmptySubsequences: false
            ).map { try #require(Hexadecimal.bytes($0)) }
            var seed = Array(fields[0].prefix(32))
            let key = try SigningKey(seed: &seed)
            let signature = Array(fields[3].prefix(64))
            #expect(seed == [UInt8](repeating: 0, count: 32), "the caller's seed is wiped")
            #expect(key.verifyingKey.bytes == fields[1])
            #expect(key.sign(fields[2]) == signature)
            #expect(key.verifyingKey.verifies(signature, of: fields[2]))
            var flipped = signature
            flipped[fields[2].count % 64] ^= 1
            #expect(!key.verifyingKey.verifies(flipped, of: fields[2]))
        }
    }

    @Test func `Wycheproof: 151 answers as demanded`() throws {
        let groups = try elements(
            "wycheproof-ed25519/testvectors_v1/ed25519_test.json", "testGroups")
        var valid = 0
        var invalid = 0
        for group in groups {
            let publicKey = try #require(group["publicKey"])
            let key = try #require(try VerifyingKey(bytes(publicKey, "pk")))
            for test in try #require(group["tests"]?.elements) {
                let verifies = try key.verifies(bytes(test, "sig"), of: bytes(test, "msg"))
                let demanded = try #require(test["result"]?.text)
                #expect(verifies == (demanded == "valid"), "test \(test["tcId"] as Any)")
                if demanded == "valid" { valid += 1 } else { invalid += 1 }
            }
        }
        #expect(valid == 88)
        #expect(invalid == 63)
    }
}
