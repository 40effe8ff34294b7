import Certificates
import Testing

@Suite struct `Credentials as vc+jwt` {
    private static let needsVectors = ConditionTrait.enabled(
        if: Vectors.areThere, .init(rawValue: Vectors.missing))

    private func sample() throws -> (text: String, issuer: Issuer) {
        let bytes = try Vectors.bytes("sample-green-token/certificate.vc+jwt")
        let certificate = try JSONValue(
            parsing: Vectors.bytes("sample-green-token/certificate.json"))
        let name = try #require(certificate["issuer"]?.text)
        return (String(decoding: bytes, as: UTF8.self), try #require(Issuer(didKey: name)))
    }

    @Test(Self.needsVectors) func `The sample token verifies and says the same`() throws {
        let (text, issuer) = try sample()
        let token = try SecuredToken(verifying: text, by: issuer)
        let certificate = try JSONValue(
            parsing: Vectors.bytes("sample-green-token/certificate.json"))
        #expect(token.document.canonical == certificate.with(nil, at: ["proof"]).canonical)
        #expect(token.method == issuer.methods[0])
    }

    @Test(Self.needsVectors) func `Each character of the sample counts`() throws {
        let (text, issuer) = try sample()
        let characters = Array(text.utf8)
        for place in characters.indices {
            var changed = characters
            changed[place] = changed[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : 0x41
            #expect(throws: ProofFault.self, "\(place)") {
                try SecuredToken(verifying: String(decoding: changed, as: UTF8.self), by: issuer)
            }
        }
    }

    @Test func `Signed, verified, and the same again`() throws {
        let key = try TestKey.make(1)
        let issuer = Issuer(didKey: key.verifyingKey)
        let unsigned = TestCredential.unsigned(issuer: issuer.id)
        let token = try SecuredToken(signing: unsigned, with: key, of: issuer)
        #expect(try SecuredToken(verifying: token.text, by: issuer) == token)
        #expect(try SecuredToken(signing: unsigned, with: key, of: issuer) == token)
        #expect(throws: ProofFault.otherIssuer(issuer.id)) {
            try SecuredToken(verifying: token.text, by: Issuer(didKey: TestKey.verifying(2)))
        }
    }

    /// A token of any header and payload with a true signature.
    private func token(header: String, payload: JSONValue) throws -> String {
        let key = try TestKey.make(1)
        let signed =
            Base64.text(Array(header.utf8), .url) + "." + Base64.text(payload.canonical, .url)
        return signed + "." + Base64.text(key.sign(Array(signed.utf8)), .url)
    }

    @Test func `Headers that are not ours have their reasons`() throws {
        let issuer = try Issuer(didKey: TestKey.verifying(1))
        let kid = issuer.methods[0].id
        let unsigned = TestCredential.unsigned(issuer: issuer.id)
        let good = #"{"typ":"vc+jwt","alg":"EdDSA","kid":"\#(kid)"}"#
        _ = try SecuredToken(verifying: token(header: good, payload: unsigned), by: issuer)
        let cases: [(String, ProofFault)] = [
            (#"{"alg":"none","typ":"vc+jwt","kid":"\#(kid)"}"#, .value("alg", given: "none")),
            (#"{"alg":"HS256","typ":"vc+jwt","kid":"\#(kid)"}"#, .value("alg", given: "HS256")),
            (#"{"alg":"EdDSA","typ":"JWT","kid":"\#(kid)"}"#, .value("typ", given: "JWT")),
            (#"{"alg":"EdDSA","kid":"\#(kid)"}"#, .member("typ")),
            (#"{"alg":"EdDSA","typ":"vc+jwt"}"#, .member("kid")),
            (#"{"alg":"EdDSA","typ":"vc+jwt","kid":"x"}"#, .verificationMethod("x")),
            (
                #"{"alg":"EdDSA","typ":"vc+jwt","kid":"\#(kid)","crit":[]}"#,
                .unknownMember("crit")
            ),
            (
                #"{"alg":"EdDSA","typ":"vc+jwt","kid":"\#(kid)","jwk":{}}"#,
                .unknownMember("jwk")
            ),
            ("[]", .tokenForm),
        ]
        for (header, fault) in cases {
            let text = try token(header: header, payload: unsigned)
            #expect(throws: fault, "\(header)") { try SecuredToken(verifying: text, by: issuer) }
        }
        let large = try token(header: good + String(repeating: " ", count: 4096), payload: unsigned)
        #expect(throws: ProofFault.tokenForm) { try SecuredToken(verifying: large, by: issuer) }
    }

    @Test func `Payloads and forms that are not ours have their reasons`() throws {
        let issuer = try Issuer(didKey: TestKey.verifying(1))
        let header = #"{"alg":"EdDSA","typ":"vc+jwt","kid":"\#(issuer.methods[0].id)"}"#
        let unsigned = TestCredential.unsigned(issuer: issuer.id)
        let withProof = try token(header: header, payload: unsigned.with([:], at: ["proof"]))
        #expect(throws: ProofFault.hasProof) {
            try SecuredToken(verifying: withProof, by: issuer)
        }
        let wrapped = try token(header: header, payload: ["vc": unsigned])
        #expect(throws: ProofFault.context) { try SecuredToken(verifying: wrapped, by: issuer) }
        let good = try token(header: header, payload: unsigned)
        for text in ["", "..", "a.b", good + ".", good + "=", " " + good, good + "\n"] {
            #expect(throws: ProofFault.tokenForm) {
                try SecuredToken(verifying: text, by: issuer)
            }
        }
        let long = String(repeating: "A", count: 32 << 20 + 1)
        #expect(throws: ProofFault.tooLarge(limitBytes: 32 << 20)) {
            try SecuredToken(verifying: long, by: issuer)
        }
    }

    @Test func `A retired key counts only for a known earlier time`() throws {
        let old = try TestKey.make(1)
        let first = try #require(
            Issuer(didWeb: "did:web:registry.example", key: old.verifyingKey))
        let change = try #require(UTCTime("2026-03-01T00:00:00Z"))
        let before = try #require(UTCTime("2026-02-28T00:00:00Z"))
        let issuer = try first.rotated(to: TestKey.verifying(2), at: change)
        let unsigned = TestCredential.unsigned(issuer: issuer.id)
        let token = try SecuredToken(signing: unsigned, with: old, of: first)
        _ = try SecuredToken(verifying: token.text, by: issuer, signedAt: before)
        let retired = ProofFault.keyRetired(first.methods[0].id, at: change)
        #expect(throws: retired) {
            try SecuredToken(verifying: token.text, by: issuer, signedAt: change)
        }
        #expect(throws: retired) { try SecuredToken(verifying: token.text, by: issuer) }
        #expect(throws: retired) { try SecuredToken(signing: unsigned, with: old, of: issuer) }
    }
}
