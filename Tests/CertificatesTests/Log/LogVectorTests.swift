import Certificates
import Testing

/// Files of FiloSottile/sunlight, and the sample of this project that other programs' verifiers accept.
@Suite(.enabled(if: Vectors.areThere, .init(rawValue: Vectors.missing)))
struct `Log vectors` {
    private static let folder = "sunlight-tlog-tiles/cmd/skylight/testdata/"
    private static let rome = "000de184301123b9278c086a7d9f68c9577e83872224c197058fd90784ea9706"
    private static let milan = "88ad7a28caeb0b2aa890fdf0304c2fcaf59fca2ee140134ff8c1300bac493482"

    @Test(arguments: [
        (
            "witness/\(rome)", "rome2026h1.example.org",
            "witness.example.org+b8a2cf20+BFLN3yikSfFkVAJtrnh/CiY3Zozkoy7clp+P7XB28qUN"
        ),
        (
            "witness2/\(milan)", "milan2026h1.example.org",
            "witness2.example.org+2e55b896+BIZ7fpceQWd60IfqQeS9IAnmNOCZjMDne8lZuguz/bi9"
        ),
        (
            "witness/mirror/\(rome)", "rome2026h1.example.org",
            "mirror.example.org+3fb148ef+BAAjjch9GyYz0sJsJx7ALhbdAtz2ov0unbzSl1vMp94O"
        ),
    ])
    func `Cosignatures of witnesses and the mirror verify`(
        path: String, origin: String, key: String
    ) throws {
        let bytes = try Vectors.bytes(Self.folder + path + "/checkpoint")
        let signed = try SignedCheckpoint(parsing: bytes)
        #expect(signed.bytes == bytes)
        #expect(signed.checkpoint.origin == ExactText(origin))
        #expect(signed.checkpoint.size == 300)
        let key = try #require(NoteKey(key))
        let verified = try signed.verified(by: [key])
        // 2025-12-31T00:00:00Z: the time is part of what is signed.
        #expect(verified.map(\.timestamp) == [1_767_139_200])
        // A line of a witness can be added as its answer would.
        let lines = signed.note.signatures.filter { $0.name == key.name }.flatMap(\.line)
        var bare = try SignedCheckpoint(parsing: bytes)
        #expect(bare.add(answer: lines, of: [key]).map(\.key) == [key])
        #expect(bare.verifiedNames == signed.verifiedNames)
    }

    @Test func `The log's own checkpoint is read; its ECDSA signature is left alone`() throws {
        let bytes = try Vectors.bytes(Self.folder + "tree/checkpoint")
        let signed = try SignedCheckpoint(parsing: bytes)
        #expect(signed.bytes == bytes)
        #expect(
            signed.checkpoint.root.base64 == "lCkHUpkmVBEms2r2T1K6Og69+wUuuN3MIEW1/ezu2v0=")
        #expect(try signed.verified(by: [MemoryLog.key()]).isEmpty)
    }

    private static let sample = "sample-green-token/"

    private static func sampleKeys() throws -> LogPolicy {
        let text = String(decoding: try Vectors.bytes(sample + "keys.txt"), as: UTF8.self)
        let keys = text.split(separator: "\n").compactMap { line in
            line.split(separator: " ").last.flatMap { NoteKey(String($0)) }
        }
        return LogPolicy(
            origin: "example.org/green-token-log", logKeys: [keys[0]], witnesses: [keys[1]],
            quorum: 1)
    }

    @Test func `The sample's checkpoint and tlog-proof verify`() throws {
        let policy = try Self.sampleKeys()
        let checkpoint = try SignedCheckpoint(parsing: Vectors.bytes(Self.sample + "checkpoint"))
        let signatures = try policy.verify(checkpoint)
        #expect(signatures.map(\.timestamp) == [nil, 1_769_904_000])
        let file = try Vectors.bytes(Self.sample + "certificate.tlog-proof")
        let proof = try LogProof(parsing: file)
        #expect(proof.bytes == file)
        #expect(proof.index == 5)
        let document = try Vectors.bytes(Self.sample + "certificate.json")
        let canonical = try JSONValue(parsing: document).canonical
        #expect(try proof.verify(entry: canonical, by: policy) == signatures)
        #expect(throws: LogProofFault.merkle(.root)) {
            try proof.verify(entry: canonical + [0x20], by: policy)
        }
    }
}

extension SignedCheckpoint {
    /// The names of all signatures, sorted.
    var verifiedNames: [ExactText] { note.signatures.map(\.name).sorted() }
}
