import Foundation
import Service
import Solver
import Synchronization
import Testing

/// The service with tokens beside keys.
@Suite("Tokens at the service")
struct TokenServiceTests {
    @Test("The HTTP specification of tokens", arguments: StoreBackEnd.available)
    func specification(_ backEnd: StoreBackEnd) throws {
        let tokens = try TokenService(backEnd)
        var values = tokens.service.values
        values.merge(tokens.fixtures.tokens) { key, _ in key }
        try HTTPSpecification("tokens").run(
            values: values, work: tokens.service.work, send: tokens.service.send)
    }

    @Test("Each algorithm is taken with its own key", arguments: ["rsa", "ec", "eddsa", "ed25519"])
    func algorithms(name: String) throws {
        let tokens = try TokenService()
        let (response, reason) = try tokens.ask(tokens.fixtures.token(name))
        #expect(reason == nil)
        #expect(response.status == 200)
        let caller = try JSON(parsing: response.body)
        #expect(caller["actor"] == "jwt:alice")
        #expect(caller["tenant"] == "default")
        #expect(
            caller["scopes"]
                == .array(["scenario:read", "scenario:write", "schedule:*"]))
    }

    @Test(
        "A token that is not in order is refused: the caller learns that, the log why",
        arguments: [
            ("bad-absent-tenant", TokenFault.unknownTenant), ("bad-no-tenant", .claims),
            ("bad-expired", .expired), ("bad-not-yet", .notYetValid),
            ("bad-future", .issuedInFuture), ("bad-audience", .audience),
            ("bad-audience-list", .audience), ("bad-issuer", .issuer), ("bad-no-exp", .claims),
            ("bad-unknown-kid", .unknownKey), ("bad-no-kid", .unknownKey),
            ("bad-critical", .criticalExtension), ("bad-type", .otherType),
            ("bad-huge", .tooLarge), ("bad-stranger", .signature), ("bad-other-rsa", .signature),
            ("bad-none", .algorithm), ("bad-hs256-pem", .algorithm), ("bad-hs256-x", .algorithm),
            ("bad-rs256-by-hmac", .signature), ("bad-es256-kid-rsa", .algorithm),
            ("bad-rs256-kid-ec", .algorithm), ("bad-ps256", .algorithm),
            ("bad-rs256-by-pss", .signature), ("bad-es256-der", .signature),
            ("next-key", .unknownKey), ("claim-organisation", .claims),
        ])
    func refused(name: String, fault: TokenFault) throws {
        let tokens = try TokenService()
        let token = try tokens.fixtures.token(name)
        let (response, reason) = try tokens.ask(token)
        #expect(reason == fault.rawValue)
        #expect(response.status == 401)
        #expect(
            response.headers["WWW-Authenticate"]
                == "Bearer realm=\"wattoken\", error=\"invalid_token\"")
        let body = String(decoding: response.body, as: UTF8.self)
        #expect(!body.contains(fault.rawValue) && !body.contains(token.suffix(20)))
        // No part of it is in the log, nor what it says.
        for part in token.split(separator: ".") where part.utf8.count > 20 {
            #expect(!tokens.service.log.contains(part))
        }
        #expect(!tokens.service.log.contains("alice"))
    }

    @Test("All refused tokens of the fixtures are in the list above")
    func fixturesUsed() throws {
        #expect(try TokenFixtures().tokens.keys.filter { $0.hasPrefix("bad-") }.count == 25)
    }

    @Test("A token is remembered for a second, and never beyond its end")
    func memory() throws {
        let tokens = try TokenService()
        let authenticator = tokens.service.application.authenticator
        for (name, seconds) in [("eddsa", 1.0), ("ends-at-noon", 0.5)] {
            let token = try tokens.fixtures.token(name)
            #expect(try tokens.ask(token).0.status == 200)
            let end = TokenFixtures.noon.adding(seconds: seconds)
            #expect(authenticator.remembered(token, now: end.adding(seconds: -0.001)) != nil)
            #expect(authenticator.remembered(token, now: end) == nil)
        }
    }

    @Test("A stream or long poll does not outlive its token", arguments: StoreBackEnd.available)
    func waiting(_ backEnd: StoreBackEnd) throws {
        let clock = Mutex(TokenFixtures.noon)
        let tokens = try TokenService(backEnd, clock: { clock.withLock { $0 } })
        let service = tokens.service
        let admin = try #require(service.values["admin"])
        let scenario = try JSON(parsing: Array(#require(service.values["two-sites"]).utf8))
        let made = try service.send(
            "POST", "/v1/solves", as: admin, body: .fields(["scenario": scenario]))
        let place = try #require(made.headers["Location"])
        let token = try tokens.fixtures.token("ends-at-noon")
        let ask: (String, HTTPHeaders) throws -> Application.Outcome = { path, headers in
            var headers = headers
            headers.append("Authorization", "Bearer \(token)")
            return service.application.respond(
                to: try HTTPRequest("GET", place + path, headers: headers))
        }
        guard case .events(_, _, _, let events) = try ask("/events", [:]),
            case .wait(_, _, let wait, let then) = try ask("/status", ["Prefer": "wait=20"])
        else { return #expect(Bool(false), "both wait") }
        #expect(events.holds && wait.holds)
        // A minute of leeway, which is for clocks that differ.
        clock.withLock { $0 = TokenFixtures.noon.adding(seconds: 62) }
        #expect(!events.holds && !wait.holds)
        #expect(then().status == 401)
    }

    @Test("Within the leeway after its end a token is taken, but not remembered")
    func afterTheEnd() throws {
        let now = TokenFixtures.noon.adding(seconds: 30)
        let tokens = try TokenService(clock: { now })
        let token = try tokens.fixtures.token("ends-at-noon")
        #expect(try tokens.ask(token).0.status == 200)
        #expect(tokens.service.application.authenticator.remembered(token, now: now) == nil)
    }

    @Test("Answers are not kept for a token that ends sooner than they")
    func keptAnswers() throws {
        let tokens = try TokenService()
        let service = tokens.service
        let admin = try #require(service.values["admin"])
        let scenario = try JSON(parsing: Array(#require(service.values["two-sites"]).utf8))
        let made = try service.send("POST", "/v1/scenarios", as: admin, body: scenario)
        let place = try #require(made.headers["Location"])
        var kept: [String] = []
        for name in ["eddsa", "ends-at-noon"] {
            let token = try tokens.fixtures.token(name)
            let target = place + "/versions/1"
            #expect(try service.send("GET", target, as: token).status == 200)
            let head = try HTTPRequest(
                "GET", target, headers: ["Authorization": "Bearer \(token)"])
            if case .answer = service.application.admit(head) { kept.append(name) }
        }
        #expect(kept == ["eddsa"])
    }

    @Test(
        "Tokens of two tenants do not see each other's objects", arguments: StoreBackEnd.available)
    func tenantsApart(_ backEnd: StoreBackEnd) throws {
        let tokens = try TokenService(backEnd)
        let service = tokens.service
        let (own, other) = (
            try tokens.fixtures.token("eddsa"), try tokens.fixtures.token("other-tenant")
        )
        let scenario = try JSON(parsing: Array(#require(service.values["two-sites"]).utf8))
        let made = try service.send("POST", "/v1/scenarios", as: own, body: scenario)
        #expect(made.status == 201)
        let place = try #require(made.headers["Location"])
        #expect(try service.send("GET", place, as: own).status == 200)
        #expect(try service.send("GET", place, as: other).status == 404)
        let list = try JSON(parsing: service.send("GET", "/v1/scenarios", as: other).body)
        #expect(list["data"] == .array([]))
        // The audit trail names the subject.
        let admin = try #require(service.values["admin"])
        let audit = try service.send("GET", "/v1/audit?limit=500", as: admin)
        #expect(String(decoding: audit.body, as: UTF8.self).contains("\"jwt:alice\""))
    }

    @Test("Scopes over all tenants need the setting", arguments: StoreBackEnd.available)
    func allScopes(_ backEnd: StoreBackEnd) throws {
        let plain = try TokenService(backEnd)
        let token = try plain.fixtures.token("all-scopes")
        #expect(try plain.ask(token, "/v1/keys").0.status == 200)
        #expect(try plain.ask(token, "/v1/tenants").0.status == 403)
        let open = try TokenService(backEnd, change: { $0.allowsAllScopes = true })
        #expect(try open.ask(open.fixtures.token("all-scopes"), "/v1/tenants").0.status == 200)
    }

    @Test("Another claim may name the tenant")
    func tenantClaim() throws {
        let tokens = try TokenService(change: { $0.tenantClaim = "organisation" })
        #expect(try tokens.ask(tokens.fixtures.token("claim-organisation")).0.status == 200)
        #expect(try tokens.ask(tokens.fixtures.token("eddsa")).1 == "claims")
    }

    @Test("Without the settings a token is an unknown key")
    func off() throws {
        let service = try TestService()
        let response = try service.send(
            "GET", "/v1/access", as: TokenFixtures().token("eddsa"))
        #expect(response.status == 401)
        #expect(response.headers["WWW-Authenticate"] == "Bearer realm=\"wattoken\"")
    }

    // MARK: Rotation

    @Test(
        "A new key is taken and an old one refused as soon as the file has changed",
        arguments: StoreBackEnd.available)
    func rotation(_ backEnd: StoreBackEnd) throws {
        let clock = Mutex(TokenFixtures.noon)
        let tokens = try TokenService(backEnd, clock: { clock.withLock { $0 } })
        func later() { clock.withLock { $0 = $0.adding(seconds: 1) } }
        let (old, new) = (try tokens.fixtures.token("eddsa"), try tokens.fixtures.token("next-key"))
        #expect(try tokens.ask(old).0.status == 200)
        #expect(try tokens.ask(new).1 == "unknown_key")
        // Both, while tokens of the old key are still about.
        _ = try tokens.bench.file("keys.json", tokens.fixtures.keySet("ed", "ed_next"))
        later()
        #expect(try tokens.ask(old).0.status == 200)
        #expect(try tokens.ask(new).0.status == 200)
        // The old key goes; what was proven with it is forgotten after a second.
        _ = try tokens.bench.file("keys.json", tokens.fixtures.keySet("ed_next"))
        #expect(try tokens.ask(old).0.status == 200)
        later()
        #expect(try tokens.ask(old).1 == "unknown_key")
        #expect(try tokens.ask(new).0.status == 200)
        #expect(tokens.service.log.components(separatedBy: "token_keys_read").count == 3)
    }

    @Test("A file that breaks or goes away leaves the old keys in force; the log says so once")
    func brokenFile() throws {
        let clock = Mutex(TokenFixtures.noon)
        let tokens = try TokenService(clock: { clock.withLock { $0 } })
        let token = try tokens.fixtures.token("eddsa")
        func refusals() -> Int {
            tokens.service.log.components(separatedBy: "token_keys_refused").count - 1
        }
        let breaks: [() throws -> Void] = [
            { _ = try tokens.bench.file("keys.json", "{\"keys\": [") },
            { _ = try tokens.bench.file("keys.json", "{\"keys\": []}") },
            { _ = try tokens.bench.file("keys.json", tokens.fixtures.keySet("ed", "rsa_short")) },
            { try FileManager.default.removeItem(atPath: tokens.keyFile) },
        ]
        for (index, damage) in breaks.enumerated() {
            try damage()
            for _ in 0..<3 {
                clock.withLock { $0 = $0.adding(seconds: 2) }
                #expect(try tokens.ask(token).0.status == 200)
            }
            #expect(refusals() == index + 1)
        }
        #expect(tokens.service.log.contains("/keys/1/n"))
        _ = try tokens.bench.file("keys.json", tokens.fixtures.keySet("ed_next"))
        clock.withLock { $0 = $0.adding(seconds: 2) }
        #expect(try tokens.ask(token).1 == "unknown_key")
    }
}
