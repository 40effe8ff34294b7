import Certificates
import Testing

@Suite struct `Change of the issuer's key` {
    private static let time = GreenTokenFixture.hour(31).start

    private static func rotation(
        _ issuer: Issuer, _ old: UInt8, _ new: UInt8, at time: UTCTime = time
    ) throws -> KeyRotation {
        try KeyRotation(of: issuer, from: TestKey.make(old), to: TestKey.make(new), at: time)
    }

    private static func refusal(
        _ life: CertificateLife, _ change: KeyChange, at time: UTCTime = time
    ) -> RegistryFault? {
        let before = life.rows.stateHash
        do {
            try life.ask(change, "change-\(life.rows.leaves.count)", at: time)
            return nil
        } catch {
            return life.rows.stateHash == before ? error as? RegistryFault : .unreadable
        }
    }

    @Test func `The registry asks for both signatures, of that moment, from the key in use`() throws
    {
        let life = try CertificateLife()
        let good = try Self.rotation(life.issuer, 9, 3)
        var change = KeyChange(good)
        change.rotation = nil
        #expect(Self.refusal(life, change) == .rotation(.member("rotation")))
        let later = GreenTokenFixture.hour(32).start
        #expect(Self.refusal(life, KeyChange(good), at: later) == .rotation(.time))
        let foreign = try Self.rotation(Issuer(didKey: TestKey.verifying(4)), 9, 3)
        #expect(
            Self.refusal(life, KeyChange(foreign))
                == .rotation(.issuer(life.issuer.id)))
        let other = try Self.rotation(life.issuer, 4, 3)
        #expect(Self.refusal(life, KeyChange(other)) == .rotation(.notInUse))
        change = KeyChange(good)
        change.id += "x"
        #expect(Self.refusal(life, change) == .rotation(.member("next")))
        change = KeyChange(good)
        change.publicKey = try TestKey.verifying(4)
        #expect(Self.refusal(life, change) == .rotation(.member("next")))
        var members = good.members
        members["nextSignature"] = members["retiringSignature"]
        change = KeyChange(try KeyRotation(reading: .object(members)))
        #expect(Self.refusal(life, change) == .rotation(.signature))
        #expect(Self.refusal(life, KeyChange(good)) == nil)
        // The key before comes back no more.
        let after = life.issuer.rotated(to: try TestKey.verifying(3), at: Self.time)
        let back = try Self.rotation(after, 3, 9, at: later)
        #expect(
            Self.refusal(life, KeyChange(back), at: later)
                == .exists(.keys, life.issuer.methods[0].id))
    }

    @Test func `The first key comes without one`() throws {
        let rows = RegistryMemory()
        func ask(_ operation: any RegistryOperation) throws {
            _ = try Registry(rows).perform(
                RegistryRequest(
                    id: "r\(rows.leaves.count)", account: "issuer", person: "ann", at: Self.time,
                    operation: operation))
        }
        try ask(AccountOpening(id: "issuer", role: .issuer))
        let issuer = Issuer(didKey: try TestKey.verifying(9))
        #expect(throws: RegistryFault.rotation(.notInUse)) {
            try ask(KeyChange(Self.rotation(issuer, 9, 3)))
        }
        try ask(KeyChange(id: issuer.methods[0].id, publicKey: issuer.methods[0].key))
    }

    @Test func `Replay gives the keys back, and each changed leaf of the entry is found`() throws {
        let life = try CertificateLife()
        try life.ask(KeyChange(Self.rotation(life.issuer, 9, 3)), "rotate", at: Self.time)
        let copy = RegistryMemory()
        var replay = RegistryReplay(into: copy)
        for leaf in life.rows.leaves { try replay.apply(leaf) }
        #expect(copy.stateHash == life.rows.stateHash)
        let last = try JSONValue(parsing: #require(life.rows.leaves.last))
        // Without its rotation it is an entry of the old form: the log's root shows that one.
        for mutant in JSONMutation.all(of: try #require(last["data"]))
        where mutant.place != "/rotation removed" {
            let entry = last.with(mutant.document, at: ["data"])
            #expect(throws: RegistryFault.self, "\(mutant.place)") {
                var replay = RegistryReplay(into: RegistryMemory())
                for leaf in life.rows.leaves.dropLast() { try replay.apply(leaf) }
                try replay.apply(entry.canonical)
            }
        }
    }

    /// Logs of before 2026-11-22 have rotations that nobody signed.
    @Test func `A log of before is replayed, and none of after`() throws {
        let life = try CertificateLife()
        let next = Issuer(didKey: try TestKey.verifying(3)).methods[0]
        func entry(_ at: String) -> [UInt8] {
            JSONValue.object([
                "account": "issuer", "at": .text(at), "kind": "key.rotate", "n": "1", "of": "1",
                "person": "bob", "request": "old", "rows": [], "v": "1",
                "data": [
                    "id": .text(next.id), "publicKey": .text(Hexadecimal.text(next.key.bytes)),
                ],
            ]).canonical
        }
        var replay = RegistryReplay(into: RegistryMemory())
        for leaf in life.rows.leaves { try replay.apply(leaf) }
        #expect(throws: RegistryFault.self) { try replay.apply(entry("2026-11-22T00:00:00Z")) }
        let rows = RegistryMemory()
        replay = RegistryReplay(into: rows)
        for leaf in life.rows.leaves { try replay.apply(leaf) }
        try replay.apply(entry("2026-11-21T23:59:59Z"))
        let row = try #require(rows.row(.keys, [.text(life.issuer.methods[0].id)]))
        #expect(try KeyRow(values: row).state == .replaced)
    }
}

@Suite struct `Certificates of a key and of the next one` {
    private static let tokens: [Int64] = [2_000_000_000, 3_000_000_000]
    private static let time = GreenTokenFixture.hour(31).start
    private static let later = GreenTokenFixture.hour(32).start

    /// A life whose key 9 was followed by key 3; the place of the change in the log, and the issuer after it.
    private static func rotated() throws -> (CertificateLife, leaf: Int, Issuer) {
        let life = try CertificateLife()
        let rotation = try KeyRotation(
            of: life.issuer, from: TestKey.make(9), to: TestKey.make(3), at: time)
        try life.ask(KeyChange(rotation), "rotate", at: time)
        return (life, life.rows.leaves.count - 1, try rotation.applied(to: life.issuer))
    }

    /// The trust of somebody who knew the first key only, and was given the proof of the change.
    private static func followed(_ life: CertificateLife, _ leaf: Int) throws -> CertificateTrust {
        var trust = try life.trust()
        trust.statusAgeSeconds = nil
        try trust.follow(life.proof(ofLeaf: leaf))
        return trust
    }

    @Test func `Who knew the first key follows to the next`() throws {
        let (life, leaf, after) = try Self.rotated()
        let parts = try life.split(0, tokens: Self.tokens, by: 3, of: after, at: Self.later)
        let proof = try life.proof(ofLeaf: life.rows.leaves.count - 1)
        var before = try life.trust()
        before.statusAgeSeconds = nil
        #expect(throws: VerificationFault.signature(.verificationMethod(after.methods[1].id))) {
            try life.verify(parts[0], proof: proof, trust: before, at: Self.later)
        }
        let trust = try Self.followed(life, leaf)
        #expect(trust.issuer == after)
        let verified = try life.verify(parts[0], proof: proof, trust: trust, at: Self.later)
        #expect(verified.checks.contains(.log))
        // The first key's certificates stay what they are.
        #expect(try life.verify(trust: trust, at: Self.later).signed == CertificateLife.signedAt)
    }

    @Test func `A retired key signs no more, whatever time its signature names`() throws {
        let (life, leaf, after) = try Self.rotated()
        let trust = try Self.followed(life, leaf)
        let key = try TestKey.make(9)
        let (old, retired) = (life.issuer, after.methods[0].id)
        var members = try #require(try JSONValue(parsing: life.documents[0]).members)
        members["proof"] = nil
        let signed = try SecuredDocument(
            signing: .object(members), with: key, of: old, created: Self.later)
        #expect(throws: VerificationFault.signature(.keyRetired(retired, at: Self.time))) {
            try life.verify(signed.bytes, trust: trust, at: Self.later)
        }
        // The issuer itself refuses to sign with it, and the registry to issue.
        #expect(throws: ProofFault.keyRetired(retired, at: Self.time)) {
            try SecuredDocument(
                signing: .object(members), with: key, of: after, created: Self.later)
        }
        #expect(throws: RegistryFault.unknown(.keys, retired)) {
            try life.split(0, tokens: Self.tokens, at: Self.later)
        }
        // A log of somebody who has the old key, with an entry of after the change, and a signature of before.
        let back = try SecuredDocument(
            signing: .object(members), with: key, of: old, created: CertificateLife.signedAt)
        let entry = JSONValue.object([
            "account": "issuer", "at": .text(Self.later.text), "kind": "certificate.issue",
            "n": "1", "of": "1", "person": "bob", "request": "stolen", "rows": [], "v": "1",
            "data": [
                "certificate": "test.1", "document": .text(Digest(of: back.bytes).hexadecimal),
                "key": .text(retired),
            ],
        ]).canonical
        var log = life.log
        try log.append(String(decoding: entry, as: UTF8.self))
        log.publish()
        let index = log.entries.count - 1
        let siblings = try TiledNodes(size: log.log.size, tiles: log).inclusionProof(
            of: index, size: log.log.size)
        let proof = try #require(
            LogProof(index: index, extra: entry, siblings: siblings, checkpoint: log.checkpoint()))
        #expect(throws: VerificationFault.entry(.keyRetired(retired, at: Self.time))) {
            try life.verify(back.bytes, proof: proof.bytes, trust: trust, at: Self.later)
        }
    }

    @Test func `What shows no change is not followed`() throws {
        let (life, leaf, _) = try Self.rotated()
        func fault(_ bytes: [UInt8], _ trust: CertificateTrust? = nil) throws -> RotationProof
            .Fault?
        {
            var trust = try trust ?? life.trust()
            let before = trust.issuer
            do throws(RotationProof.Fault) {
                try trust.follow(bytes)
                return nil
            } catch {
                #expect(trust.issuer == before)
                return error
            }
        }
        let proof = try life.proof(ofLeaf: leaf)
        #expect(try fault(proof) == nil)
        #expect(try fault(Array("no proof".utf8)) == .proof(.form))
        #expect(try fault(life.proof(of: 0)) == .entry)
        // The first key's own entry is no change.
        #expect(try fault(life.proof(ofLeaf: 2)) == .entry)
        var trust = try life.trust()
        try trust.follow(proof)
        #expect(try fault(proof, trust) == .rotation(.notInUse))
        trust = try life.trust()
        trust.issuer = Issuer(didKey: try TestKey.verifying(8))
        #expect(try fault(proof, trust) == .rotation(.issuer(trust.issuer.id)))
        trust = try life.trust()
        trust.log = try MemoryLog.policy(1)
        #expect(try fault(proof, trust) == .proof(.policy(.quorum(have: 0, need: 1))))
        // Without a log in the trust the signatures are enough.
        trust.log = nil
        #expect(try fault(proof, trust) == nil)
    }

    // The log's own key is the issuer's: checkpoints after the change are signed by the next one.
    @Test func `A log that the issuer's key signs goes on with the next key`() throws {
        let (life, leaf, after) = try Self.rotated()
        var trust = try life.trust()
        let key = try #require(
            NoteKey(name: MemoryLog.origin, kind: .note, key: life.issuer.methods[0].key))
        trust.log = LogPolicy(origin: MemoryLog.origin, logKeys: [key])
        let parsed = try LogProof(parsing: life.proof(ofLeaf: leaf))
        let secret = try TestKey.make(3)
        guard let signer = NoteSigner(name: MemoryLog.origin, kind: .note, secret: secret) else {
            Issue.record("no signer")
            return
        }
        let next = signer.key
        let time = try #require(MemoryLog.time)
        var logSigner = try LogSigner(origin: MemoryLog.origin, last: nil, signer: signer)
        let checkpoint = try logSigner.sign(
            RereadTree.reread(size: life.log.log.size, after: nil, from: life.log), at: time)
        let proof = try #require(
            LogProof(
                index: leaf, extra: parsed.extra, siblings: parsed.siblings, checkpoint: checkpoint)
        )
        try trust.follow(proof.bytes)
        #expect(trust.log?.logKeys == [key, next])
        #expect(trust.issuer == after)
        // A policy with another key is not extended.
        trust = try life.trust()
        #expect(throws: RotationProof.Fault.proof(.policy(.notSigned))) {
            try trust.follow(proof.bytes)
        }
    }

    @Test
    func `Documents of the issuer: all keys for everyone, the end of signing for this program`()
        throws
    {
        let web = try #require(Issuer(didWeb: "did:web:a.example", key: TestKey.verifying(9)))
        let after = web.rotated(to: try TestKey.verifying(3), at: Self.time)
        let open = try Issuer(reading: after.document)
        #expect(open.methods.map(\.key) == after.methods.map(\.key))
        #expect(open.methods.allSatisfy { $0.retired == nil })
        #expect(try Issuer(reading: after.trustedDocument) == after)
        #expect(after.first(1) == web && after.first(2).methods[0].retired == Self.time)
        #expect(after.first(9).methods.count == 2)
    }
}
