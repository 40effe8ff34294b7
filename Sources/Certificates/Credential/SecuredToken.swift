/// A credential as `vc+jwt`: the same document under a compact JWS (W3C VC-JOSE-COSE, RFC 8037).
///
/// The payload is the canonical form of the document without a `proof`.
public struct SecuredToken: Sendable, Hashable {
    /// Header, payload and signature in base64url, joined by dots.
    public let text: String
    /// The credential, without proof.
    public let document: JSONValue
    /// The key that signed.
    public let method: Issuer.Method

    /// The largest header, bytes.
    private static let mostHeaderBytes = 4096

    /// Signs a document without proof; the same document and key give the same text.
    public init(
        signing document: JSONValue, with key: borrowing SigningKey, of issuer: Issuer
    ) throws(ProofFault) {
        method = try Self.checked(document, key: key.verifyingKey, of: issuer)
        let header: JSONValue = [
            "alg": .text(Self.algorithm), "typ": .text(Self.type), "kid": .text(method.id),
        ]
        let signed =
            Base64.text(header.canonical, .url) + "." + Base64.text(document.canonical, .url)
        text = signed + "." + Base64.text(key.sign(Array(signed.utf8)), .url)
        self.document = document
    }

    /// Verifies a token: signed with the issuer's key that its `kid` names.
    ///
    /// A token does not say when it was signed. Where the issuer has retired keys, the caller asks
    /// for the time that the log gives.
    /// - Parameter time: when it was signed, as known from elsewhere; nil where it is not known, and
    ///   then a retired key's signature does not count.
    public init(
        verifying text: String, by issuer: Issuer, signedAt time: UTCTime? = nil
    ) throws(ProofFault) {
        guard text.utf8.count <= CredentialRules.mostBytes * 2 else {
            throw .tooLarge(limitBytes: CredentialRules.mostBytes * 2)
        }
        let parts = Array(text.utf8).split(
            separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count <= Self.mostHeaderBytes,
            let header = Base64.bytes(parts[0], .url),
            let payload = Base64.bytes(parts[1], .url),
            let signature = Base64.bytes(parts[2], .url), signature.count == 64
        else { throw .tokenForm }
        let kid = try Self.keyName(in: header)
        document = try CredentialRules.parse(payload)
        let named = try CredentialRules.issuer(of: document)
        guard CredentialRules.isSame(named, issuer.id) else { throw .otherIssuer(named) }
        guard document["proof"] == nil else { throw .hasProof }
        method = try CredentialRules.method(named: kid, of: issuer, at: time)
        let signed = text.utf8.dropLast(parts[2].count + 1)
        guard method.key.verifies(signature, of: Array(signed)) else { throw .signature }
        self.text = text
    }

    private static let algorithm = "EdDSA"
    private static let type = "vc+jwt"

    /// The key in use that signs a document; a fault where the token would not verify.
    private static func checked(
        _ document: JSONValue, key: VerifyingKey, of issuer: Issuer
    ) throws(ProofFault) -> Issuer.Method {
        let named = try CredentialRules.issuer(of: document)
        guard CredentialRules.isSame(named, issuer.id) else { throw .otherIssuer(named) }
        guard document["proof"] == nil else { throw .hasProof }
        guard let method = issuer.methods.last(where: { $0.key == key }) else {
            throw .signingKey
        }
        if let retired = method.retired { throw .keyRetired(method.id, at: retired) }
        return method
    }

    /// The `kid` of a header that has `alg`, `typ`, `kid` and nothing else.
    private static func keyName(in header: [UInt8]) throws(ProofFault) -> String {
        guard let members = try CredentialRules.parse(header).members else { throw .tokenForm }
        let texts = try ProofMembers(members, known: ["alg", "typ", "kid"])
        try texts.demand("alg", algorithm)
        try texts.demand("typ", type)
        return try texts.text("kid")
    }
}
