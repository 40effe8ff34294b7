/// Why a token is refused: a word for the log; the caller only learns that it is.
package enum TokenFault: String, Error, Sendable, CaseIterable {
    case tooLarge = "too_large"
    /// Not a signed token in compact form, or a header or payload that is no JSON object.
    case malformed
    /// The header demands an extension (`crit`); none is known here.
    case criticalExtension = "critical_extension"
    /// The header says that it is something else than an access or identity token.
    case otherType = "other_type"
    /// No key has this `kid`, or there is none and several keys.
    case unknownKey = "unknown_key"
    /// The header's `alg` is not one of the key's.
    case algorithm
    case signature
    /// A claim is missing or has the wrong type.
    case claims
    case expired
    case notYetValid = "not_yet_valid"
    case issuedInFuture = "issued_in_future"
    case issuer
    case audience
    case unknownTenant = "unknown_tenant"
}
