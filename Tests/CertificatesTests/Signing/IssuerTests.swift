import Certificates
import Testing

@Suite struct `An issuer and its keys` {
    private let web = "did:web:registry.example"

    /// did:key method specification v0.9, section "Ed25519", and W3C vc-di-eddsa.
    @Test(arguments: [
        "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp",
        "z6MkjchhfUsD6mmvni8mCdXHw216Xrm9bQe2mBH1P5RDjVJG",
        "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
    ])
    func `did·key names an Ed25519 key`(multikey: String) throws {
        let key = try #require(VerifyingKey(multikey: multikey))
        #expect(key.multikey == multikey)
        let issuer = try #require(Issuer(didKey: "did:key:" + multikey))
        #expect(issuer == Issuer(didKey: key))
        #expect(issuer.methods.map(\.id) == ["did:key:\(multikey)#\(multikey)"])
    }

    @Test(arguments: [
        "did:key:", "did:key:z", "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp",
        // Prefix, a character less, a character more, a P-256 key, an X25519 key, another base.
        "did:kex:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp",
        "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooW",
        "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp1",
        "did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169",
        "did:key:z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc",
        "did:key:u7QEuxLQ",
        // The Kelvin sign, which Swift holds to be equal to the letter K.
        "did:key:z6M\u{212A}",
    ])
    func `Other texts name none`(text: String) {
        #expect(Issuer(didKey: text) == nil)
    }

    @Test func `Rotation keeps the old key and retires it`() throws {
        let (old, new) = try (TestKey.verifying(1), TestKey.verifying(2))
        let time = try #require(UTCTime("2026-03-01T00:00:00Z"))
        let first = try #require(Issuer(didWeb: web, key: old))
        let second = first.rotated(to: new, at: time)
        #expect(second.methods.map(\.key) == [old, new])
        #expect(second.methods.map(\.retired) == [time, nil])
        let later = try #require(UTCTime("2027-03-01T00:00:00Z"))
        let third = try second.rotated(to: TestKey.verifying(3), at: later)
        #expect(third.methods.map(\.retired) == [time, later, nil])
        // Published: all three may assert, none expires.
        #expect(third.document["assertionMethod"]?.elements?.count == 3)
        let read = try Issuer(reading: third.document)
        #expect(read.methods.map(\.key) == third.methods.map(\.key))
        #expect(read.methods.map(\.id) == third.methods.map(\.id))
    }

    private func document(_ change: (inout [String: JSONValue]) -> Void) throws -> JSONValue {
        let issuer = try #require(Issuer(didWeb: web, key: TestKey.verifying(1)))
        var members = try #require(issuer.document.members)
        change(&members)
        return .object(members)
    }

    private func method(_ changes: [String: JSONValue] = [:]) throws -> JSONValue {
        let members: [String: JSONValue] = [
            "id": "#k", "type": "Multikey", "controller": .text(web),
            "publicKeyMultibase": .text(try TestKey.verifying(1).multikey),
        ]
        return .object(members.merging(changes) { $1 })
    }

    @Test func `Documents of others: relative names, embedded methods, other kinds`() throws {
        let relative = try method()
        let other = try method(["id": "#p", "type": "JsonWebKey2020"])
        let revoked = try method(["id": "#r", "revoked": "2026-01-01T00:00:00Z"])
        let embedded = try method(["id": "#e", "expires": "2026-05-01T00:00:00Z"])
        let read = try Issuer(
            reading: document {
                $0["verificationMethod"] = [relative, other, revoked]
                $0["assertionMethod"] = ["#k", "#p", "#r", embedded]
                $0["service"] = []
            })
        #expect(read.methods.map(\.id) == [web + "#k", web + "#e"])
        #expect(read.methods.map(\.retired) == [nil, UTCTime("2026-05-01T00:00:00Z")])
        #expect(read.method(web + "#k") != nil)
        #expect(read.method("#k") == nil)
    }

    @Test func `Faults have their reasons`() throws {
        let plain = try method()
        let cases: [(IssuerFault, (inout [String: JSONValue]) -> Void)] = [
            (.id, { $0["id"] = nil }),
            (.id, { $0["id"] = "did:web:" }),
            (.id, { $0["id"] = "did:web:a/b" }),
            (.id, { $0["id"] = "did:key:z6Mk" }),
            (.methods, { $0["assertionMethod"] = nil }),
            (.methods, { $0["assertionMethod"] = [true] }),
            (.methods, { $0["verificationMethod"] = "x" }),
            (.methods, { $0["assertionMethod"] = .array(.init(repeating: "#a", count: 65)) }),
            (.twice(web + "#k"), { $0["verificationMethod"] = [plain, plain] }),
            (.notDescribed(web + "#z"), { $0["assertionMethod"] = ["#z"] }),
            (.foreign("did:web:else#k"), { $0["assertionMethod"] = ["did:web:else#k"] }),
            (.foreign(web + ".evil#k"), { $0["assertionMethod"] = [.text(web + ".evil#k")] }),
            (.noKey, { $0["assertionMethod"] = [] }),
        ]
        for (fault, change) in cases {
            let document = try document(change)
            #expect(throws: fault) { try Issuer(reading: document) }
        }
        let foreign = try method(["controller": "did:web:else"])
        let embedded = try document { $0["assertionMethod"] = [foreign] }
        #expect(throws: IssuerFault.foreign(web + "#k")) { try Issuer(reading: embedded) }
        let expiring = try method(["expires": "soon"])
        let soon = try document { $0["assertionMethod"] = [expiring] }
        #expect(throws: IssuerFault.expires(web + "#k")) { try Issuer(reading: soon) }
        let both = try document {
            $0["verificationMethod"] = [plain]
            $0["assertionMethod"] = ["#k", .text("did:web:registry.example#k")]
        }
        #expect(throws: IssuerFault.twice(web + "#k")) { try Issuer(reading: both) }
    }
}
