import Certificates
import Testing

@Suite(
    .enabled(if: Vectors.areThere, .init(rawValue: Vectors.missing)),
    .enabled(if: PythonVerifier.isThere, .init(rawValue: PythonVerifier.missing)))
struct `The Python verifier` {
    private static let sample = "sample-green-token/"

    private func sampleKey() throws -> VerifyingKey {
        let document = try JSONValue(parsing: Vectors.bytes(Self.sample + "certificate.json"))
        let name = try #require(document["issuer"]?.text)
        return try #require(Issuer(didKey: name)).methods[0].key
    }

    private func sampleProof() throws -> PythonVerifier.Proof {
        let keys = String(decoding: try Vectors.bytes(Self.sample + "keys.txt"), as: UTF8.self)
            .split(whereSeparator: \.isWhitespace).filter { $0.contains("+") }.map(String.init)
        #expect(keys.count == 2)
        return PythonVerifier.Proof(
            file: try Vectors.bytes(Self.sample + "certificate.tlog-proof"), keys: keys)
    }

    @Test func `accepts the sample, with its proof file and without`() throws {
        let certificate = try Vectors.bytes(Self.sample + "certificate.json")
        for proof in [nil, try sampleProof()] {
            let answer = try PythonVerifier.run(certificate, key: sampleKey(), proof: proof)
            #expect(answer.isValid, "\(answer.text)")
            #expect(answer.text.hasPrefix("valid: urn:uuid:00000000-0000-4000-8000-000000000001"))
        }
    }

    /// What is changed, and the reason that must be said.
    @Test(arguments: [
        ("\"tokens\": \"1000000000\"", "\"tokens\": \"1000000001\"", "a signature"),
        ("eddsa-jcs-2022", "eddsa-rdfc-2022", "the proof is of another kind or key"),
        ("#z6Mktw", "#z6Mkt", "the proof is of another kind or key"),
    ])
    func `rejects a changed certificate`(old: String, new: String, reason: String) throws {
        let text = String(
            decoding: try Vectors.bytes(Self.sample + "certificate.json"), as: UTF8.self)
        let place = try #require(text.firstRange(of: old))
        let changed = text[..<place.lowerBound] + new + text[place.upperBound...]
        let answer = try PythonVerifier.run(Array(changed.utf8), key: sampleKey())
        #expect(!answer.isValid)
        #expect(answer.text == "not valid: \(reason)\n")
        let other = try PythonVerifier.run(
            Vectors.bytes(Self.sample + "certificate.json"), key: TestKey.verifying(1))
        #expect(other.text == "not valid: the proof is of another kind or key\n")
    }

    /// Lines of the proof file, from one, and what to put there.
    @Test(arguments: [
        (1, "c2sp.org/tlog-proof@v2", "the place in the log"),
        (2, "index 4", "the entry is not in the log"),
        (2, "index 8", "the place in the log"),
        (3, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "the entry is not in the log"),
        // In a tree of 7 the way up from leaf 5 is the same: only the signature shows it.
        (8, "7", "a signature"),
        (8, "9", "the entry is not in the log"),
        (7, "example.org/other-log", "example.org/green-token-log is no such key"),
    ])
    func `rejects a changed proof`(line: Int, text: String, reason: String) throws {
        let proof = try sampleProof()
        var lines = String(decoding: proof.file, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines[line - 1] = text
        let answer = try PythonVerifier.run(
            Vectors.bytes(Self.sample + "certificate.json"), key: sampleKey(),
            proof: .init(file: Array(lines.joined(separator: "\n").utf8), keys: proof.keys))
        #expect(!answer.isValid)
        #expect(answer.text == "not valid: \(reason)\n")
    }

    @Test func `rejects a proof without the witness, or by a key as another kind`() throws {
        let proof = try sampleProof()
        let certificate = try Vectors.bytes(Self.sample + "certificate.json")
        let lines = String(decoding: proof.file, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        let alone = lines.filter { !$0.contains("witness") }.joined(separator: "\n")
        let without = try PythonVerifier.run(
            certificate, key: sampleKey(),
            proof: .init(file: Array(alone.utf8), keys: proof.keys))
        #expect(without.text == "not valid: no signature by witness.example.org/w1\n")
        let swapped = try PythonVerifier.run(
            certificate, key: sampleKey(),
            proof: .init(file: proof.file, keys: proof.keys.reversed()))
        #expect(swapped.text == "not valid: witness.example.org/w1 is no such key\n")
    }
}

@Suite struct `Certificates made here, checked by the Python verifier` {
    @Test(arguments: 1...4) func `are accepted, and rejected with a change`(hours: Int) throws {
        let key = try TestKey.make(UInt8(hours))
        let verifyingKey = key.verifyingKey
        let issuer = Issuer(didKey: verifyingKey)
        let created = try #require(UTCTime("2026-02-01T00:00:00Z"))
        let unsigned = TestCredential.certificate(issuer: issuer.id, hours: hours * 6)
        let signed = try SecuredDocument(
            signing: unsigned, with: key, of: issuer, created: created)
        let answer = try PythonVerifier.run(signed.document.canonical, key: verifyingKey)
        #expect(answer.isValid, "\(answer.text)")
        // Names with letters outside ASCII are sorted alike on both sides.
        let other = signed.document.with("e\u{301}", at: ["credentialSubject", "面"])
        let changed = try PythonVerifier.run(other.canonical, key: verifyingKey)
        #expect(changed.text == "not valid: a signature\n")
    }

    /// From meters to a signed certificate and its proof file, whose extra line has the log's entry.
    @Test func `are accepted with their proof files, and with no others`() throws {
        let life = try CertificateLife()
        let key = life.issuer.methods[0].key
        let logKey = try MemoryLog.key().text
        #expect(life.documents.count > 1)
        for (number, document) in life.documents.enumerated() {
            let proof = PythonVerifier.Proof(file: try life.proof(of: number), keys: [logKey])
            let answer = try PythonVerifier.run(document, key: key, proof: proof)
            #expect(answer.isValid, "\(answer.text)")
            let other = try life.proof(of: (number + 1) % life.documents.count)
            let swapped = try PythonVerifier.run(
                document, key: key, proof: .init(file: other, keys: [logKey]))
            #expect(swapped.text == "not valid: another document's entry\n")
        }
    }

    @Test func `are rejected when the hours do not add up, even if signed`() throws {
        let key = try TestKey.make(1)
        let verifyingKey = key.verifyingKey
        let issuer = Issuer(didKey: verifyingKey)
        let created = try #require(UTCTime("2026-02-01T00:00:00Z"))
        for (path, value, reason) in [
            (["credentialSubject", "energy", "wh"], "1", "energy is not the sum of its hours"),
            (["credentialSubject", "matching", "matchedWh"], "1", "matched energy"),
            (["credentialSubject", "batch", "output"], "1", "output tokens"),
        ] {
            let wrong = TestCredential.certificate(issuer: issuer.id, hours: 3)
                .with(.text(value), at: path[...])
            let signed = try SecuredDocument(
                signing: wrong, with: key, of: issuer, created: created)
            let answer = try PythonVerifier.run(signed.document.canonical, key: verifyingKey)
            #expect(answer.text == "not valid: \(reason)\n")
        }
    }
}
