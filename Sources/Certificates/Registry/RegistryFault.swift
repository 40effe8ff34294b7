/// Why the registry refuses a request, or cannot answer it; one sentence each.
package enum RegistryFault: Error, Sendable, Hashable {
    /// Bytes are no request: what is wrong with which member.
    case malformed(String)
    /// A name, text or number is outside its limits.
    case invalid(member: String, reason: String)
    /// Nothing of this kind has this id.
    case unknown(RegistryTable, String)
    /// Something of this kind has this id already.
    case exists(RegistryTable, String)
    /// The same thing stands in a request twice.
    case twice(String)
    /// The account does not own it.
    case notOwner(String)
    /// Only the issuer does this.
    case notIssuer
    /// Who proposed a certificate cannot approve it.
    case fourEyes(String)
    /// Its state allows this no more, or not yet.
    case state(String, is: String)
    /// A reservation for another purpose, or one that has run out.
    case reservation(String)
    /// Parts do not sum to the whole.
    case sum(String, whole: Int64, parts: Int64)
    /// Its interval has a second in common with that of another.
    case overlap(String, with: String)
    /// The next revision of a reading or count has another number.
    case revision(String, expected: Int64)
    /// The change of the issuer's key is not signed by both keys, or is another one.
    case rotation(RotationFault)
    /// Another place in the status list is the next one.
    case statusIndex(expected: Int64)
    /// More energy would be certified than was metered in an hour.
    case exceedsMeter(site: String, hour: UTCTime, metered: Int64, certified: Int64)
    /// More tokens would be certified than were counted in an hour.
    case exceedsTokens(product: String, site: String, hour: UTCTime)
    /// A correction of measured data would leave less than was certified; these certificates have to
    /// be revoked with it.
    case correction(certificates: [String])
    /// The request id came before with another request.
    case conflict(request: String)
    /// A request names a signed document by this digest whose bytes came neither with it nor before.
    case documentMissing(String)
    /// A sum leaves the numbers that are kept.
    case tooLarge(String)
    /// The log or a row cannot be what this program wrote.
    case damaged(String)
    /// The rows could not be read or written; the store knows why.
    case unreadable
}
