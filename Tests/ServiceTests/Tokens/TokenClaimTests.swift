import Service
import Solver
import Testing

/// What a proven token must say, and what it then means.
@Suite("Token claims")
struct TokenClaimTests {
    private static let noon = 1_795_262_400.0
    private static let good: [String: JSON] = [
        "iss": "https://login.example", "aud": "wattoken", "sub": "alice", "tenant": "hub",
        "exp": .number(noon + 300),
    ]

    /// The claims of a good payload with some members changed; null takes one away.
    private static func claims(
        _ changes: [String: JSON] = [:], at seconds: Double = 0,
        _ change: (inout TokenSettings) -> Void = { _ in }
    ) throws -> TokenClaims {
        let members = good.merging(changes) { $1 }.filter { $0.value != .null }
        var settings = TokenFixtures.settings(keyFile: "")
        change(&settings)
        let payload = JSON.object(members.map { .init($0.key, $0.value) })
        return try TokenClaims(
            payload.written(pretty: false), for: settings,
            now: TokenFixtures.noon.adding(seconds: seconds))
    }

    @Test("Good claims become caller, tenant and end")
    func good() throws {
        let claims = try Self.claims()
        #expect(claims.subject == "alice")
        #expect(claims.tenant == "hub")
        #expect(claims.scopes == [])
        #expect(claims.expiresAt == TokenFixtures.noon.adding(seconds: 300))
    }

    @Test("A minute of leeway at both ends, and not a microsecond more")
    func leeway() throws {
        // exp is 300 s after noon.
        _ = try Self.claims(at: 359.999999)
        #expect(throws: TokenFault.expired) { try Self.claims(at: 360) }
        let begins: [String: JSON] = ["nbf": .number(Self.noon + 60)]
        _ = try Self.claims(begins)
        #expect(throws: TokenFault.notYetValid) { try Self.claims(begins, at: -0.000001) }
        let issued: [String: JSON] = ["iat": .number(Self.noon + 60)]
        _ = try Self.claims(issued)
        #expect(throws: TokenFault.issuedInFuture) { try Self.claims(issued, at: -0.000001) }
    }

    @Test(
        "Claims that are missing or of a wrong type are refused",
        arguments: [
            ("exp", [.null, "1", true, -1, 1e300, 253_402_300_800, .array([1])]),
            ("nbf", ["1", 1e19, -1e300]), ("iat", [true, 1e19]),
            ("iss", [.null, 1, "", .array(["https://login.example"])]),
            ("aud", [.null, 1, .object([]), .array(["wattoken", 1]), .list([1])]),
            ("sub", [.null, 1, "", "a\nb", .string(String(repeating: "a", count: 201))]),
            ("tenant", [.null, 1, "", .array(["hub"])]),
            ("scope", [1, true, .object([]), .array(["schedule:read", 1])]),
        ] as [(String, [JSON])])
    func wrongType(name: String, values: [JSON]) {
        for value in values {
            #expect(throws: TokenFault.claims, "\(name) \(value.summary)") {
                try Self.claims([name: value])
            }
        }
    }

    @Test(
        "A payload that is no object is refused",
        arguments: ["", "[]", "1", "{", "{\"exp\":1,\"exp\":2}"])
    func noObject(text: String) {
        #expect(throws: TokenFault.malformed) {
            try TokenClaims(
                Array(text.utf8), for: TokenFixtures.settings(keyFile: ""),
                now: TokenFixtures.noon)
        }
    }

    @Test("Issuer and audience must be the very texts")
    func parties() throws {
        for issuer in ["https://login.example/", "https://LOGIN.example", "login.example"] {
            #expect(throws: TokenFault.issuer) {
                try Self.claims(["iss": .string(issuer)])
            }
        }
        _ = try Self.claims(["aud": .array(["a", "wattoken"])])
        for audience: JSON in ["wattoken2", "a wattoken", .array([]), .array(["a", "Wattoken"])] {
            #expect(throws: TokenFault.audience) { try Self.claims(["aud": audience]) }
        }
    }

    @Test("Scopes are words of this service; those over all tenants need a setting")
    func scopes() throws {
        let all = "schedule:* scenario:read  scenario:fly openid * admin:* admin:tenants admin:keys"
        let some: Set = ["schedule:*", "scenario:read", "admin:keys"]
        #expect(try Self.claims(["scope": .string(all)]).scopes == some)
        let list = JSON.array(all.split(separator: " ").map { .string(String($0)) })
        #expect(try Self.claims(["scp": list]).scopes == some)
        #expect(try Self.claims(["scp": .string(all)]).scopes == some)
        #expect(
            try Self.claims(["scope": .string(all)]) { $0.allowsAllScopes = true }.scopes
                == some.union(["*", "admin:*", "admin:tenants"]))
        // An empty scope means none, also beside an scp.
        #expect(try Self.claims(["scope": "", "scp": list]).scopes == [])
        let principal = Principal(tenant: "hub", actor: "jwt:a", scopes: some)
        #expect(!principal.may(.adminTenants))
    }

    @Test("The tenant's claim has the name that is set, and no other is looked at")
    func tenantClaim() throws {
        let claims = try Self.claims(["https://a/org": "plant"]) {
            $0.tenantClaim = "https://a/org"
        }
        #expect(claims.tenant == "plant")
        #expect(throws: TokenFault.claims) {
            try Self.claims { $0.tenantClaim = "https://a/org" }
        }
    }
}
