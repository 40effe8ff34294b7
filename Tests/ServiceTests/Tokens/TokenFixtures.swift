import Foundation
import Service
import Solver
import Testing

/// Keys and tokens that another library made (Tests/Fixtures/tokens/make_tokens.py).
struct TokenFixtures {
    /// `iss` and `aud` of its tokens.
    static let issuer = "https://login.example"
    static let audience = "wattoken"
    /// Good tokens end in 2100, expired ones ended in 2020; one ends half a second after this.
    static let noon = Moment(microseconds: 1_795_262_400_000_000)

    /// Tokens by name.
    let tokens: [String: String]
    private let keys: JSON

    init() throws {
        let path = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/tokens/tokens.json").path
        let document = try JSON(
            parsing: Array(String(contentsOfFile: path, encoding: .utf8).utf8))
        keys = try #require(document["keys"])
        guard case .object(let members)? = document["tokens"] else { throw TokenFault.malformed }
        tokens = Dictionary(
            uniqueKeysWithValues: members.compactMap { member in
                guard case .string(let text) = member.value else { return nil }
                return (member.key, text)
            })
    }

    func token(_ name: String) throws -> String { try #require(tokens[name]) }

    /// One key as an issuer publishes it.
    func key(_ name: String) throws -> JSON { try #require(keys[name]) }

    /// A set of keys as an issuer publishes it.
    func keySet(_ names: String...) throws -> [UInt8] {
        JSON.fields(["keys": .array(try names.map(key))]).written(pretty: false)
    }

    /// Settings of tokens whose keys are in a file.
    static func settings(keyFile: String) -> TokenSettings {
        var settings = TokenSettings()
        settings.keyFile = keyFile
        settings.issuer = issuer
        settings.audience = audience
        return settings
    }
}

/// A service that takes tokens, with a clock and a file of keys of its own.
struct TokenService {
    let fixtures: TokenFixtures
    let bench: Workbench
    let keyFile: String
    let service: TestService

    init(
        _ backEnd: StoreBackEnd = .sqlite,
        clock: @escaping @Sendable () -> Moment = { TokenFixtures.noon },
        change: (inout TokenSettings) -> Void = { _ in }
    ) throws {
        fixtures = try TokenFixtures()
        bench = try Workbench()
        keyFile = try bench.file("keys.json", fixtures.keySet("rsa", "ec", "ed"))
        var settings = TokenFixtures.settings(keyFile: keyFile)
        change(&settings)
        service = try TestService(backEnd, tokens: settings, clock: clock)
        let made = try service.send(
            "POST", "/v1/tenants", as: try #require(service.values["admin"]),
            body: .fields(["id": "other", "name": "Another hub"]))
        try #require(made.status == 201)
    }

    /// The answer to a harmless question, and what the log said about the token.
    func ask(_ token: String, _ target: String = "/v1/access") throws -> (HTTPResponse, String?) {
        let before = service.log.count
        let response = try service.send("GET", target, as: token)
        let lines = service.log.dropFirst(before).split(separator: "\n")
        let refusal = try lines.first { $0.contains("token_refused") }
            .map { try JSON(parsing: Array($0.utf8)) }
        guard case .string(let reason)? = refusal?["reason"] else { return (response, nil) }
        return (response, reason)
    }
}
