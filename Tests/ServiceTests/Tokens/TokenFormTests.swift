import Service
import Solver
import Testing

/// What is taken for a token and for a set of keys at all.
@Suite("Token and key set forms")
struct TokenFormTests {
    private static func token(
        _ header: String, payload: String = "{}", signature: String = "AAAA"
    ) -> String {
        [header, payload].map { TokenSignatureTests.text(Array($0.utf8)) }.joined(separator: ".")
            + "." + signature
    }

    @Test("A header is read; what it says of keys elsewhere is not looked at")
    func header() throws {
        let token = try JSONWebToken(
            Self.token(#"{"alg":"ES256","kid":"a","typ":"at+JWT","jku":"https://evil.example"}"#))
        #expect(token.algorithm == "ES256")
        #expect(token.keyID == "a")
        #expect(token.payload == Array("{}".utf8))
        #expect(token.signature == [0, 0, 0])
    }

    @Test(
        "What is no compact token is refused",
        arguments: [
            "", ".", "..", "...", "a.b", "e30.e30.AA.AA", "wtk", "e30.e30.AA",
            token("[]"), token("1"), token("{}"), token(#"{"alg":1}"#), token(#"{"alg":null}"#),
            token(#"{"alg":"RS256","alg":"none"}"#), token(#"{"alg":"RS256"} x"#),
            token(#"{"alg":"RS256","kid":7}"#), token(#"{"alg":"RS256","kid":null}"#),
            token(#"{"alg":"RS256","typ":["JWT"]}"#),
            token(#"{"alg":"RS256"}"#) + "=", token(#"{"alg":"RS256"}"#) + " ",
            " " + token(#"{"alg":"RS256"}"#), token(#"{"alg":"RS256"}"#, signature: "AAAAA"),
            token(#"{"alg":"RS256"}"#, signature: "AA=="),
            token(#"{"alg":"RS256"}"#, signature: "A+/A"),
            token(#"{"alg":"RS256"}"#, signature: "AB"),
            token(#"{"alg":"RS256"}"#, signature: "AAB"),
            token(#"{"alg":"RS256"}"#, signature: "Äa"),
        ])
    func malformed(text: String) {
        #expect(throws: TokenFault.malformed) { try JSONWebToken(text) }
    }

    @Test(
        "Extensions that would have to be understood are refused",
        arguments: [#"["exp"]"#, #"["b64"]"#, "[]", "null", #""x""#])
    func critical(value: String) {
        #expect(throws: TokenFault.criticalExtension) {
            try JSONWebToken(Self.token(#"{"alg":"RS256","crit":\#(value)}"#))
        }
    }

    @Test(
        "Tokens for another purpose are refused", arguments: ["logout+jwt", "dpop+jwt", "JOSE", ""])
    func type(value: String) {
        #expect(throws: TokenFault.otherType) {
            try JSONWebToken(Self.token(#"{"alg":"RS256","typ":"\#(value)"}"#))
        }
    }

    @Test("8192 bytes are looked at, 8193 are not")
    func size() throws {
        let head = Self.token(#"{"alg":"RS256"}"#, signature: "")
        // Four characters at a time are always canonical.
        let room = JSONWebToken.limitBytes - head.utf8.count
        let filled = String(repeating: "A", count: room / 4 * 4)
        #expect(try JSONWebToken(head + filled).signature.count == room / 4 * 3)
        for more in [1, 100_000] {
            #expect(throws: TokenFault.tooLarge) {
                try JSONWebToken(head + String(repeating: "A", count: room + more))
            }
        }
    }

    // MARK: Sets

    private static func faults(_ text: String) -> [Fault] {
        do throws(JSONWebKeySet.Invalid) {
            _ = try JSONWebKeySet(parsing: Array(text.utf8))
            return []
        } catch { return error.faults }
    }

    private static let ed =
        #""kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#
    private static let x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
    private static let y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"

    @Test(
        "A fault of a key has its place",
        arguments: [
            ("", "", Fault.Kind.malformed), ("[]", "/keys", .missing), ("{}", "/keys", .missing),
            (#"{"keys":{}}"#, "/keys", .missing), (#"{"keys":[]}"#, "/keys", .notAllowed),
            (#"{"keys":[1]}"#, "/keys/0", .wrongType), (#"{"keys":[{}]}"#, "/keys/0/kty", .missing),
            (#"{"keys":[{"kty":1}]}"#, "/keys/0/kty", .wrongType),
            (#"{"keys":[{\#(ed),"kid":7}]}"#, "/keys/0/kid", .wrongType),
            (#"{"keys":[{\#(ed),"alg":"RS256"}]}"#, "/keys/0/alg", .conflict),
            (
                #"{"keys":[{\#(ed),"d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}]}"#,
                "/keys/0/d", .notAllowed
            ),
            (#"{"keys":[{"kty":"oct","k":"AAAA"}]}"#, "/keys/0/k", .notAllowed),
            (#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AAAA"}]}"#, "/keys/0/x", .wrongLength),
            (#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AAA="}]}"#, "/keys/0/x", .malformed),
            (#"{"keys":[{"kty":"OKP","crv":"Ed25519"}]}"#, "/keys/0/x", .missing),
            (#"{"keys":[{"kty":"EC","x":"AAAA","y":"AAAA"}]}"#, "/keys/0/crv", .missing),
            (
                #"{"keys":[{"kty":"EC","crv":"P-256","x":"\#(x)","y":"\#(y)A"}]}"#, "/keys/0/y",
                .wrongLength
            ),
            // Coordinates changed places: a point off the curve.
            (
                #"{"keys":[{"kty":"EC","crv":"P-256","x":"\#(y)","y":"\#(x)"}]}"#, "/keys/0",
                .notAllowed
            ),
            (#"{"keys":[{"kty":"RSA","n":"\#(x)","e":"AQAB"}]}"#, "/keys/0/n", .notAllowed),
            (#"{"keys":[{"kty":"RSA","n":"\#(x)"}]}"#, "/keys/0/e", .missing),
            (#"{"keys":[{\#(ed),"kid":"a"},{\#(ed),"kid":"a"}]}"#, "/keys/1/kid", .duplicateID),
            (#"{"keys":[{\#(ed),"kid":"a"},{\#(ed)}]}"#, "/keys/1/kid", .missing),
        ])
    func fault(text: String, place: String, kind: Fault.Kind) {
        let faults = Self.faults(text)
        #expect(faults.map(\.pointer) == [place])
        #expect(faults.map(\.kind) == [kind])
        #expect(!faults.contains { $0.given.contains("nWGx") }, "a secret is not repeated")
    }

    @Test("All faults are told at once")
    func allFaults() {
        let text =
            #"{"keys":[{\#(Self.ed),"kid":7},{"kty":"EC","crv":"P-256"},{"kty":"RSA","n":"AAAA","e":"Ag"}]}"#
        #expect(
            Self.faults(text).map(\.pointer) == [
                "/keys/0/kid", "/keys/1/x", "/keys/1/y", "/keys/2/n", "/keys/2/e", "/keys/2/n",
            ])
    }

    @Test("Keys for another use, algorithm, kind or curve are passed over")
    func passedOver() throws {
        let fixtures = try TokenFixtures()
        let others = [
            try fixtures.key("ec_384"),
            try fixtures.key("rsa").replacing("use", "enc"),
            try fixtures.key("rsa").replacing("alg", "RSA-OAEP"),
            try fixtures.key("rsa").replacing("alg", "PS256"),
            .fields(["kty": "OKP", "crv": "X25519", "x": "AAAA"]),
            .fields(["kty": "AKP", "alg": "ML-DSA-44", "pub": "AAAA"]),
            .fields(["kty": "RSA", "key_ops": .array(["encrypt"])]),
        ]
        let ed = try fixtures.key("ed")
        let set = try JSONWebKeySet(
            parsing: JSON.fields(["keys": .array(others + [ed])]).written(pretty: false))
        #expect(set.keys.map(\.id) == ["ed-1"])
    }

    @Test("RSA keys under 2048 bits, of even numbers and with exponent 1 are faults")
    func weakRSA() throws {
        let fixtures = try TokenFixtures()
        let rsa = try fixtures.key("rsa")
        guard case .string(let modulus)? = rsa["n"] else { return #expect(Bool(false)) }
        var even = TokenSignatureTests.bytes(modulus)
        even[255] &= 0xFE
        for (key, place) in [
            (try fixtures.key("rsa_short"), "/keys/0/n"),
            (rsa.replacing("e", "AQ"), "/keys/0/e"), (rsa.replacing("e", "Ag"), "/keys/0/e"),
            (rsa.replacing("e", "AAEAAQ"), "/keys/0/e"),
            (rsa.replacing("n", "AA" + modulus), "/keys/0/n"),
            (rsa.replacing("n", .string(TokenSignatureTests.text(even))), "/keys/0"),
        ] {
            let text = JSON.fields(["keys": .array([key])]).written(pretty: false)
            let faults = Self.faults(String(decoding: text, as: UTF8.self))
            #expect(faults.map(\.pointer).contains(place), "\(faults)")
        }
    }
}

extension JSON {
    /// The object with one member put in the place of another, or added.
    fileprivate func replacing(_ name: String, _ value: JSON) -> JSON {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { $0.key != name } + [.init(name, value)])
    }

    fileprivate func replacing(_ name: String, _ value: String) -> JSON {
        replacing(name, .string(value))
    }
}
