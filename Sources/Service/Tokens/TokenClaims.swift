import Solver

/// What a token that is proven says about its bearer (RFC 7519 section 4).
package struct TokenClaims: Sendable, Equatable {
    package let subject: String
    package let tenant: String
    /// Words of this service only.
    package let scopes: Set<String>
    package let expiresAt: Moment

    /// How far the clocks of issuer and service may be apart.
    package static let leewaySeconds = 60.0

    /// Reads and checks the claims in a payload.
    package init(
        _ payload: [UInt8], for settings: TokenSettings, now: Moment
    ) throws(TokenFault) {
        guard let claims = try? JSON(parsing: payload), case .object = claims else {
            throw .malformed
        }
        guard let expiresAt = try Self.moment("exp", of: claims) else { throw .claims }
        guard now < expiresAt.adding(seconds: Self.leewaySeconds) else { throw .expired }
        let latest = now.adding(seconds: Self.leewaySeconds)
        if let begin = try Self.moment("nbf", of: claims), begin > latest { throw .notYetValid }
        if let issued = try Self.moment("iat", of: claims), issued > latest {
            throw .issuedInFuture
        }
        guard try Self.line("iss", of: claims) == settings.issuer else { throw .issuer }
        guard case let audiences = try Self.words(claims["aud"]),
            settings.audience.map(audiences.contains) == true
        else { throw .audience }
        subject = try Self.line("sub", of: claims)
        tenant = try Self.line(settings.tenantClaim, of: claims)
        scopes = Self.known(
            try Self.words(claims["scope"] ?? claims["scp"] ?? .array([]), splits: true),
            all: settings.allowsAllScopes)
        self.expiresAt = expiresAt
    }

    /// The words that are scopes here; those over all tenants only where a setting says so.
    private static func known(_ words: [String], all: Bool) -> Set<String> {
        let wide: Set = ["*", "admin:*", Scope.adminTenants.rawValue]
        return Set(words).intersection(Principal.grantable).subtracting(all ? [] : wide)
    }

    /// A NumericDate between 1970 and 9999.
    private static func moment(_ name: String, of claims: JSON) throws(TokenFault) -> Moment? {
        guard let value = claims[name] else { return nil }
        guard case .number(let seconds) = value, (0...253_402_300_799).contains(seconds) else {
            throw .claims
        }
        return Moment(microseconds: 0).adding(seconds: seconds)
    }

    /// A text that can stand in a log and in the audit trail.
    private static func line(_ name: String, of claims: JSON) throws(TokenFault) -> String {
        guard case .string(let text)? = claims[name],
            (1...200).contains(text.unicodeScalars.count),
            text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else { throw .claims }
        return text
    }

    /// A text, in words if it may have several, or a list of texts.
    private static func words(
        _ value: JSON?, splits: Bool = false
    ) throws(TokenFault) -> [String] {
        if case .string(let text)? = value {
            return splits ? text.split(separator: " ").map(String.init) : [text]
        }
        guard let elements = value?.elements else { throw .claims }
        var words: [String] = []
        for element in elements {
            guard case .string(let word) = element else { throw .claims }
            words.append(word)
        }
        return words
    }
}
