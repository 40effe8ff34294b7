/// The first reason why a document is not a certificate, a rule set or an attribution.
public enum CertificateFault: Error, Sendable, Hashable {
    /// A member is not there.
    case missing(path: String)
    /// A member that the form does not have.
    case unknown(path: String)
    /// A value that is not of the form.
    case malformed(path: String, allowed: String)
    /// Something named is not in the document's tables.
    case noSuch(path: String, id: String)
    /// Two entries of a list that must differ, or entries in another order than the stated one.
    case order(path: String)
    /// A printed figure is not the one that follows from the rows.
    case differs(path: String, printed: String, computed: String)
    /// More energy was retired for a row than it used.
    case tooMuchRetired(path: String, retired: Int64, used: Int64)
    /// The rule set does not allow it.
    case breaksRule(path: String, rule: RuleBreach)
    /// The document names a rule set, grades or an attribution other than the one given.
    case otherReference(path: String)
}

/// What a rule set does not allow.
public enum RuleBreach: String, Error, Sendable, Hashable, CaseIterable {
    /// The kind of proof with this source.
    case kind
    /// Energy from a storage.
    case storage
    /// A zone that does not supply the site.
    case zone
    /// Generation outside the matching window of the use.
    case window
    /// Less than a whole unit of the kind of proof.
    case unit
    /// A factor that is not the residual one where that is required.
    case residual
    /// The grade does not follow from the CFE score.
    case grade
    /// Tokens served across a border without proof of where data was processed.
    case processing
    /// Rows of another length than the rules account in.
    case row
    /// Other classes of tokens than the rules count.
    case basis
}
