import Solver

/// What an operator may set about tokens; they are off where no file of keys is named.
package struct TokenSettings: Sendable, Equatable {
    package var keyFile: String?
    package var issuer: String?
    package var audience: String?
    /// Which claim names the tenant.
    package var tenantClaim = "tenant"
    /// True when tokens may carry `*`, `admin:*` and `admin:tenants`.
    package var allowsAllScopes = false

    package init() {}

    /// The three that are only of use together, where some of them are missing.
    func faults() -> [ServiceSettings.Invalid.Fault] {
        let three = [("jwks_file", keyFile), ("jwt_issuer", issuer), ("jwt_audience", audience)]
        var given = three.filter { $0.1 != nil }.map(\.0)
        if tenantClaim != TokenSettings().tenantClaim { given.append("jwt_tenant_claim") }
        if allowsAllScopes { given.append("jwt_all_scopes") }
        guard !given.isEmpty else { return [] }
        return three.filter { $0.1 == nil }.map { name, _ in
            .init(
                place: name, given: "nothing",
                allowed: "a value, because of \(given.joined(separator: " and "))")
        }
    }

    /// Rows of the table of settings.
    static let items: [ServiceSettings.Item] = [
        text(
            "jwks_file", "FILE",
            Text(
                en:
                    "public keys of the issuer of tokens (a JSON Web Key Set); without it, keys only",
                zh: "令牌签发者的公钥文件（JSON Web Key Set）；不设则只接受密钥"), \.keyFile),
        text(
            "jwt_issuer", "TEXT",
            Text(en: "the iss that tokens must have", zh: "令牌必须具有的 iss"), \.issuer),
        text(
            "jwt_audience", "TEXT",
            Text(en: "the aud that tokens must have", zh: "令牌必须具有的 aud"), \.audience),
        ServiceSettings.Item(
            name: "jwt_tenant_claim", value: "NAME",
            meaning: Text(
                en: "the claim that names the tenant; tenant unless told",
                zh: "指明租户的声明；默认 tenant"),
            set: { settings, text in
                settings.tokens.tenantClaim = text
                return text.isEmpty ? Self.allowed : nil
            }),
        ServiceSettings.Item(
            name: "jwt_all_scopes", value: "true|false",
            meaning: Text(
                en: "whether tokens may carry *, admin:* and admin:tenants; false unless told",
                zh: "令牌是否可带 *、admin:* 与 admin:tenants；默认 false"),
            set: { settings, text in
                settings.tokens.allowsAllScopes = text == "true"
                return ["true", "false"].contains(text) ? nil : "true or false"
            }),
    ]

    private static let allowed = "a text that is not empty"

    private static func text(
        _ name: String, _ value: String, _ meaning: Text,
        _ path: any WritableKeyPath<TokenSettings, String?> & Sendable
    ) -> ServiceSettings.Item {
        ServiceSettings.Item(
            name: name, value: value, meaning: meaning,
            set: { settings, text in
                settings.tokens[keyPath: path] = text
                return text.isEmpty ? allowed : nil
            })
    }
}
