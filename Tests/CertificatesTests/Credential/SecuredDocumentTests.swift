import Certificates
import Testing

@Suite struct `Data Integrity eddsa-jcs-2022` {
    private static let needsVectors = ConditionTrait.enabled(
        if: Vectors.areThere, .init(rawValue: Vectors.missing))

    private func w3c(_ name: String) throws -> [UInt8] {
        try Vectors.bytes("vc-di-eddsa/TestVectors/" + name)
    }

    private func text(_ name: String) throws -> String {
        String(decoding: try w3c("eddsa-jcs-2022/" + name), as: UTF8.self)
    }

    /// The key pair of the Recommendation's examples: multicodec 0x1300 and the seed.
    private func w3cKey() throws -> SigningKey {
        let pair = try JSONValue(parsing: w3c("keyPair.json"))
        let secret = try #require(pair["privateKeyMultibase"]?.text)
        let bytes = try #require(Multibase.bytes(secret, .base58, atMost: 34))
        #expect(bytes.starts(with: [0x80, 0x26]))
        var seed = Array(bytes.dropFirst(2))
        let key = try SigningKey(seed: &seed)
        #expect(key.verifyingKey.multikey == pair["publicKeyMultibase"]?.text)
        return key
    }

    /// In the examples the issuer is an address whose key is named as a `did:key`.
    private func w3cIssuer(_ key: VerifyingKey) -> Issuer {
        Issuer(id: "https://vc.example/issuers/5678", methods: Issuer(didKey: key).methods)
    }

    @Test(needsVectors) func `Every step of the Recommendation's example`() throws {
        let unsigned = try JSONValue(parsing: w3c("unsigned.json"))
        let options = try JSONValue(parsing: w3c("eddsa-jcs-2022/proofConfigJCS.json"))
        #expect(try String(decoding: unsigned.canonical, as: UTF8.self) == text("canonDocJCS.txt"))
        #expect(try Digest(of: unsigned.canonical).hexadecimal == text("docHashJCS.txt"))
        #expect(try String(decoding: options.canonical, as: UTF8.self) == text("proofCanonJCS.txt"))
        #expect(try Digest(of: options.canonical).hexadecimal == text("proofHashJCS.txt"))
        let signed = SecuredDocument.signedBytes(options: options, document: unsigned.canonical)
        #expect(try Hexadecimal.text(signed) == text("combinedHashJCS.txt"))
        let key = try w3cKey()
        let signature = key.sign(signed)
        #expect(try Hexadecimal.text(signature) == text("sigHexJCS.txt"))
        #expect(try Multibase.text(signature, .base58) == text("sigBTC58JCS.txt"))
    }

    @Test(needsVectors) func `The Recommendation's example as a whole`() throws {
        let unsigned = try JSONValue(parsing: w3c("unsigned.json"))
        let expected = try JSONValue(parsing: w3c("eddsa-jcs-2022/signedJCS.json"))
        let key = try w3cKey()
        let issuer = w3cIssuer(key.verifyingKey)
        let created = try #require(UTCTime("2023-02-24T23:36:38Z"))
        let signed = try SecuredDocument(
            signing: unsigned, with: key, of: issuer, created: created)
        #expect(signed.document.canonical == expected.canonical)
        #expect(try SecuredDocument(verifying: expected, by: issuer) == signed)
    }

    @Test(needsVectors, arguments: ["signedProofSet1.json", "signedProofChain2.json"])
    func `Proof sets and chains are refused`(name: String) throws {
        let document = try JSONValue(parsing: w3c("proof-set-chain/" + name))
        // One proof of a set has an `id`, which ours has not; several are a list.
        #expect(
            throws: document["proof"]?.elements == nil
                ? ProofFault.unknownMember("id") : .severalProofs
        ) {
            try SecuredDocument(verifying: document, by: w3cIssuer(TestKey.verifying(1)))
        }
    }

    @Test(needsVectors) func `Another suite of the Recommendation is refused`() throws {
        let document = try JSONValue(parsing: w3c("eddsa-rdfc-2022/signedDataInt.json"))
        #expect(throws: ProofFault.value("cryptosuite", given: "eddsa-rdfc-2022")) {
            let key = try w3cKey()
            return try SecuredDocument(
                verifying: document, by: w3cIssuer(key.verifyingKey))
        }
    }

    @Test(needsVectors) func `The sample certificate verifies, and no change of it does`() throws {
        let bytes = try Vectors.bytes("sample-green-token/certificate.json")
        let document = try JSONValue(parsing: bytes)
        let name = try #require(document["issuer"]?.text)
        let issuer = try #require(Issuer(didKey: name))
        let verified = try SecuredDocument(verifying: bytes, by: issuer)
        #expect(verified.proof.created == UTCTime("2026-02-01T00:00:00Z"))
        #expect(verified.proof.method == issuer.methods[0])
        let mutants = JSONMutation.all(of: document)
        #expect(mutants.count > 100)
        for mutant in mutants {
            #expect(throws: ProofFault.self, "\(mutant.place)") {
                try SecuredDocument(verifying: mutant.document, by: issuer)
            }
        }
    }

    @Test func `Signed, verified, and the same again`() throws {
        let key = try TestKey.make(1)
        let issuer = Issuer(didKey: key.verifyingKey)
        let created = try #require(UTCTime("2026-02-01T00:00:00Z"))
        let unsigned = TestCredential.unsigned(issuer: issuer.id)
        let signed = try SecuredDocument(
            signing: unsigned, with: key, of: issuer, created: created)
        #expect(
            try SecuredDocument(verifying: signed.document.canonical, by: issuer) == signed)
        let again = try SecuredDocument(
            signing: unsigned, with: key, of: issuer, created: created)
        #expect(again.document.canonical == signed.document.canonical)
        let second = try #require(UTCTime("2026-02-01T00:00:01Z"))
        let later = try SecuredDocument(
            signing: unsigned, with: key, of: issuer, created: second)
        #expect(later.document["proof"]?["proofValue"] != signed.document["proof"]?["proofValue"])
    }

    /// A member of a signed document, its new value, and the reason that this must give.
    private struct Change {
        let path: [String]
        let value: JSONValue?
        let fault: ProofFault

        init(_ path: String..., to value: JSONValue?, _ fault: ProofFault) {
            self.path = path
            self.value = value
            self.fault = fault
        }
    }

    private static let changes = [
        Change("@context", to: nil, .context),
        Change("@context", to: [[:], "https://www.w3.org/ns/credentials/v2"], .context),
        Change("@context", to: ["https://www.w3.org/ns/credentials/v2", true], .context),
        Change("@context", to: ["https://www.w3.org/ns/credentials/v2", [:]], .proofContext),
        Change(
            "@context", to: ["https://example.org", "https://www.w3.org/ns/credentials/v2"],
            .context),
        Change("type", to: ["GreenTokenCertificate"], .notACredential),
        Change("issuer", to: [:], .noIssuer),
        Change("issuer", to: "did:web:else", .otherIssuer("did:web:else")),
        Change("proof", to: nil, .noProof),
        Change("proof", to: [[:]], .severalProofs),
        Change("proof", to: "x", .member("proof")),
        Change("proof", "nonce", to: "1", .unknownMember("nonce")),
        Change("proof", "expires", to: "2030-01-01T00:00:00Z", .unknownMember("expires")),
        Change("proof", "proofPurpose", to: nil, .member("proofPurpose")),
        Change("proof", "proofPurpose", to: .number(1), .member("proofPurpose")),
        Change(
            "proof", "proofPurpose", to: "authentication",
            .value("proofPurpose", given: "authentication")),
        Change(
            "proof", "type", to: "Ed25519Signature2020",
            .value("type", given: "Ed25519Signature2020")),
        Change("proof", "created", to: "2026-02-01T08:00:00+08:00", .created),
        Change("proof", "created", to: "2026-02-01T00:00:01Z", .signature),
        Change("proof", "@context", to: nil, .proofContext),
        Change(
            "proof", "@context", to: ["https://www.w3.org/ns/credentials/v2"], .proofContext),
        Change(
            "proof", "verificationMethod", to: "did:web:else#k",
            .verificationMethod("did:web:else#k")),
        Change("proof", "proofValue", to: "uAAAA", .proofValue),
        Change("proof", "proofValue", to: "z2", .proofValue),
        Change(
            "proof", "proofValue", to: .text("z" + String(repeating: "1", count: 64)), .signature),
        Change(
            "proof", "proofValue", to: .text("z" + String(repeating: "1", count: 65)), .proofValue),
        Change("credentialSubject", "energyWh", to: "900001", .signature),
        // Swift holds both writings of é to be equal; they are other bytes.
        Change("credentialSubject", "面", to: "e\u{301}", .signature),
    ]

    @Test(arguments: changes.indices) func `The first reason is named`(index: Int) throws {
        let change = Self.changes[index]
        let key = try TestKey.make(1)
        let issuer = Issuer(didKey: key.verifyingKey)
        let created = try #require(UTCTime("2026-02-01T00:00:00Z"))
        let signed = try SecuredDocument(
            signing: TestCredential.unsigned(issuer: issuer.id), with: key, of: issuer,
            created: created)
        let document = signed.document.with(change.value, at: change.path[...])
        #expect(throws: change.fault, "\(change.path)") {
            try SecuredDocument(verifying: document, by: issuer)
        }
    }

    /// The first reason that bytes do not verify, by the parser's way and by the scanner's.
    private func faults(_ bytes: [UInt8], _ issuer: Issuer) -> (ProofFault?, ProofFault?) {
        var faults: (ProofFault?, ProofFault?) = (nil, nil)
        do throws(ProofFault) {
            _ = try SecuredDocument(verifying: bytes, by: issuer)
        } catch { faults.0 = error }
        do throws(ProofFault) { _ = try SecuredDocument.check(bytes, by: issuer) } catch {
            faults.1 = error
        }
        return faults
    }

    @Test(arguments: [1, 24]) func `Checked without a value, the same is said`(hours: Int) throws {
        let key = try TestKey.make(1)
        let issuer = Issuer(didKey: key.verifyingKey)
        let created = try #require(UTCTime("2026-02-01T00:00:00Z"))
        for unsigned in [
            TestCredential.unsigned(issuer: issuer.id), TestCredential.plain(issuer: issuer.id),
            TestCredential.certificate(issuer: issuer.id, hours: hours),
        ] {
            let signed = try SecuredDocument(
                signing: unsigned, with: key, of: issuer, created: created)
            #expect(signed.bytes == signed.document.canonical)
            #expect(try SecuredDocument.check(signed.bytes, by: issuer) == signed.proof)
            #expect(try SecuredDocument(verifying: signed.bytes, by: issuer) == signed)
            let mutants = hours == 1 ? JSONMutation.all(of: signed.document) : []
            for mutant in mutants {
                let (parsed, scanned) = faults(mutant.document.canonical, issuer)
                #expect(parsed != nil && parsed == scanned, "\(mutant.place)")
            }
        }
    }

    @Test func `Each byte of a canonical document counts, in both ways`() throws {
        let key = try TestKey.make(1)
        let issuer = Issuer(didKey: key.verifyingKey)
        let created = try #require(UTCTime("2026-02-01T00:00:00Z"))
        let bytes = try SecuredDocument(
            signing: TestCredential.plain(issuer: issuer.id), with: key, of: issuer,
            created: created
        ).bytes
        for place in bytes.indices {
            for change: UInt8 in [0x01, 0x20, 0x80] {
                var changed = bytes
                changed[place] ^= change
                let (parsed, scanned) = faults(changed, issuer)
                #expect(parsed != nil && parsed == scanned, "\(place)")
            }
            var shorter = bytes
            shorter.remove(at: place)
            var longer = bytes
            longer.insert(UInt8(ascii: " "), at: place)
            let isText = faults(longer, issuer).0 != nil
            #expect((faults(longer, issuer).1 != nil) == isText)
            let (parsed, scanned) = faults(shorter, issuer)
            #expect(parsed != nil && parsed == scanned, "\(place)")
        }
    }

    /// What is not canonical is parsed: blanks, another order, escapes, fractions, exponents.
    @Test func `Any way of writing the same document is accepted`() throws {
        let key = try TestKey.make(1)
        let issuer = Issuer(didKey: key.verifyingKey)
        let created = try #require(UTCTime("2026-02-01T00:00:00Z"))
        let unsigned = TestCredential.plain(issuer: issuer.id)
            .with([.number(1.5), .number(1e30), .number(-7), .number(0)], at: ["numbers"])
            .with("a \"quoted\"\n\u{1}", at: ["text"])
        let signed = try SecuredDocument(
            signing: unsigned, with: key, of: issuer, created: created)
        let text = String(decoding: signed.bytes, as: UTF8.self)
        for (old, new) in [
            ("{", "{ "), (",", " ,\n"), ("1.5", "15e-1"), ("1e+30", "1E30"), ("-7", "-7.0"),
            ("\\u0001", "\\u0001"), ("quoted", "\\u0071uoted"), (#""text":"#, #""te\u0078t":"#),
        ] {
            let other = Array(
                text.split(separator: old, omittingEmptySubsequences: false)
                    .joined(separator: new).utf8)
            #expect(try SecuredDocument.check(other, by: issuer) == signed.proof, "\(new)")
            #expect(try SecuredDocument(verifying: other, by: issuer).proof == signed.proof)
        }
        // A member that comes twice is refused in both ways.
        for name in [#""id":"x","#, #""numbers":1,"#] {
            let twice = Array(("{" + name + text.dropFirst()).utf8)
            let (parsed, scanned) = faults(twice, issuer)
            #expect(parsed != nil && parsed == scanned)
        }
    }

    @Test func `Bytes that are no document`() throws {
        let issuer = try Issuer(didKey: TestKey.verifying(1))
        #expect(throws: ProofFault.self) { try SecuredDocument(verifying: [0x7B], by: issuer) }
        let large = [UInt8](repeating: 0x20, count: 16 << 20 + 1)
        #expect(throws: ProofFault.notAnObject) {
            try SecuredDocument(verifying: Array("[]".utf8), by: issuer)
        }
        #expect(throws: ProofFault.tooLarge(limitBytes: 16 << 20)) {
            try SecuredDocument(verifying: large, by: issuer)
        }
    }

    @Test func `A retired key signed before, and signs no more`() throws {
        let old = try TestKey.make(1)
        let new = try TestKey.make(2)
        let before = try #require(UTCTime("2026-02-28T23:59:59Z"))
        let change = try #require(UTCTime("2026-03-01T00:00:00Z"))
        let first = try #require(
            Issuer(didWeb: "did:web:registry.example", key: old.verifyingKey))
        let issuer = first.rotated(to: new.verifyingKey, at: change)
        let unsigned = TestCredential.unsigned(issuer: issuer.id)
        let early = try SecuredDocument(
            signing: unsigned, with: old, of: first, created: before)
        #expect(try SecuredDocument(verifying: early.document, by: issuer).proof.created == before)
        let late = try SecuredDocument(
            signing: unsigned, with: old, of: first, created: change)
        let retired = ProofFault.keyRetired(first.methods[0].id, at: change)
        #expect(throws: retired) { try SecuredDocument(verifying: late.document, by: issuer) }
        #expect(throws: retired) {
            try SecuredDocument(signing: unsigned, with: old, of: issuer, created: change)
        }
        let next = try SecuredDocument(
            signing: unsigned, with: new, of: issuer, created: change)
        #expect(try SecuredDocument(verifying: next.document, by: issuer) == next)
        #expect(throws: ProofFault.verificationMethod(issuer.methods[1].id)) {
            try SecuredDocument(verifying: next.document, by: first)
        }
    }

    @Test func `What would not verify is not signed`() throws {
        let key = try TestKey.make(1)
        let issuer = Issuer(didKey: key.verifyingKey)
        let other = try Issuer(didKey: TestKey.verifying(2))
        let created = try #require(UTCTime("2026-02-01T00:00:00Z"))
        let unsigned = TestCredential.unsigned(issuer: issuer.id)
        let signed = try SecuredDocument(
            signing: unsigned, with: key, of: issuer, created: created)
        #expect(throws: ProofFault.hasProof) {
            try SecuredDocument(
                signing: signed.document, with: key, of: issuer, created: created)
        }
        #expect(throws: ProofFault.otherIssuer(issuer.id)) {
            try SecuredDocument(signing: unsigned, with: key, of: other, created: created)
        }
        #expect(throws: ProofFault.signingKey) {
            let foreign = TestCredential.unsigned(issuer: other.id)
            return try SecuredDocument(signing: foreign, with: key, of: other, created: created)
        }
    }
}
