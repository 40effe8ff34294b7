/// Proves tokens of one issuer for one audience.
package struct TokenVerifier: Sendable {
    private let settings: TokenSettings
    private let keyFile: TokenKeyFile

    /// Reads the keys; nil where tokens are off.
    package init?(_ settings: TokenSettings, log: ServiceLog) throws(ServiceSettings.Invalid) {
        guard let path = settings.keyFile else { return nil }
        self.settings = settings
        keyFile = try TokenKeyFile(path, log: log)
    }

    /// What a token says, once its signature is proven and its claims hold now.
    package func claims(of text: String, now: Moment) throws(TokenFault) -> TokenClaims {
        let token = try JSONWebToken(text)
        return try TokenClaims(keyFile.keys.payload(of: token), for: settings, now: now)
    }
}
