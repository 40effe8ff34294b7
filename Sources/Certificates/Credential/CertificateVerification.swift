/// Whom a verifier trusts, decided beforehand and not by the certificate.
public struct CertificateTrust: Sendable {
    /// The issuer with the keys it has and had.
    public var issuer: Issuer
    /// The log with its witnesses; nil where inclusion is not asked for.
    public var log: LogPolicy?
    /// Rule sets that a certificate may name.
    public var rules: [RuleSet]
    /// Rules of grades that a certificate may name.
    public var grades: [GradeSet]
    /// How old the status list may be, s; nil where status is not asked for.
    public var statusAgeSeconds: Int64?

    /// All members.
    public init(
        issuer: Issuer, log: LogPolicy? = nil, rules: [RuleSet] = [], grades: [GradeSet] = [],
        statusAgeSeconds: Int64? = nil
    ) {
        self.issuer = issuer
        self.log = log
        self.rules = rules
        self.grades = grades
        self.statusAgeSeconds = statusAgeSeconds
    }
}

/// What lies beside a certificate when it is verified offline.
public struct CertificateEvidence: Sendable {
    /// A tlog-proof@v1 file whose `extra` is the log entry of the issue.
    public var proof: [UInt8]?
    /// The signed status list.
    public var statusList: [UInt8]?

    /// All members.
    public init(proof: [UInt8]? = nil, statusList: [UInt8]? = nil) {
        self.proof = proof
        self.statusList = statusList
    }
}

/// A check of a certificate, in the order in which they are made.
public enum CertificateCheck: String, Sendable, CaseIterable {
    /// The issuer's signature on the canonical form.
    case signature
    /// The form of a Green Token certificate, without a member more or less.
    case form
    /// The time of the verification lies within the validity.
    case validity
    /// Every figure recomputed from the rows.
    case arithmetic
    /// The rule set and the grades by their hashes, and that the certificate keeps to them.
    case rules
    /// The log entry of the issue is in the log, under a checkpoint that the log and enough witnesses signed.
    case log
    /// Neither revoked nor split into others, by a list that is young enough.
    case status
}

/// A certificate that passed, and which checks were made.
public struct VerifiedCertificate: Sendable {
    /// The certificate.
    public let certificate: GreenTokenCertificate
    /// When it was signed.
    public let signed: UTCTime
    /// What was checked; the others were not asked for by the trust.
    public let checks: [CertificateCheck]
    /// Who signed the checkpoint: the log, then its witnesses.
    public let checkpointSigners: [String]
}

/// The first reason why a certificate is not to be relied on.
public enum VerificationFault: Error, Sendable, Equatable {
    /// The signature, or the form of a credential.
    case signature(ProofFault)
    /// The form of the certificate.
    case form(CertificateFault)
    /// Not valid yet, or no longer.
    case validity(from: UTCTime, until: UTCTime?)
    /// A figure that does not follow from the rows.
    case arithmetic(CertificateFault)
    /// The certificate names rules that are not among the trusted ones.
    case unknownRules(id: String, version: String)
    /// It does not keep to its rules.
    case rules(CertificateFault)
    /// There is no proof of inclusion.
    case proofMissing
    /// The proof of inclusion does not hold.
    case proof(LogProofFault)
    /// The log entry is not that of this certificate's issue.
    case entry(EntryFault)
    /// The certificate has no place in a status list, or there is no list.
    case statusMissing
    /// The status list is not to be trusted.
    case statusSignature(ProofFault)
    /// The status list cannot be read.
    case status(StatusFault)
    /// The status list is older than the trust allows.
    case statusAge(seconds: Int64, limit: Int64)
    /// Revoked, or split into others.
    case revoked

    /// What is wrong with a log entry.
    public enum EntryFault: Sendable, Equatable {
        /// The proof file carries none, or what it carries is none.
        case unreadable
        /// It says something else than an issue or a split.
        case kind(String)
        /// It is about another certificate.
        case certificate(String)
        /// It names another document.
        case document
        /// It names another key.
        case key(String)
        /// It was made when the key had been retired, whatever the signature says of its time.
        case keyRetired(String, at: UTCTime)
    }

    /// The check that failed.
    public var check: CertificateCheck {
        switch self {
        case .signature: .signature
        case .form: .form
        case .validity: .validity
        case .arithmetic: .arithmetic
        case .unknownRules, .rules: .rules
        case .proofMissing, .proof, .entry: .log
        case .statusMissing, .statusSignature, .status, .statusAge, .revoked: .status
        }
    }
}

/// Verifies certificates without a network, a registry or a database.
public enum CertificateVerification {
    /// Makes every check that the trust asks for, in order; the first that fails is the answer.
    ///
    /// - Parameter time: now; handed in.
    /// - Complexity: linear in the bytes.
    public static func verify(
        _ bytes: [UInt8], with evidence: CertificateEvidence, by trust: CertificateTrust,
        at time: UTCTime
    ) throws(VerificationFault) -> VerifiedCertificate {
        var checks: [CertificateCheck] = [.signature, .form, .validity, .arithmetic]
        let secured = try signed(bytes, by: trust.issuer)
        let certificate = try read(secured.document)
        guard certificate.validFrom <= time, certificate.validUntil.map({ time < $0 }) ?? true
        else {
            throw .validity(from: certificate.validFrom, until: certificate.validUntil)
        }
        do throws(CertificateFault) {
            try CertificateArithmetic.check(certificate)
        } catch { throw .arithmetic(error) }
        if !trust.rules.isEmpty {
            try checkRules(of: certificate, trust)
            checks.append(.rules)
        }
        var signers: [String] = []
        if let policy = trust.log {
            signers = try checkLog(secured, certificate, evidence.proof, policy)
            checks.append(.log)
        }
        if let limit = trust.statusAgeSeconds {
            try checkStatus(
                of: certificate, evidence.statusList, trust.issuer, at: time, limit: limit)
            checks.append(.status)
        }
        return VerifiedCertificate(
            certificate: certificate, signed: secured.proof.created, checks: checks,
            checkpointSigners: signers)
    }

    private static func signed(
        _ bytes: [UInt8], by issuer: Issuer
    ) throws(VerificationFault) -> SecuredDocument {
        do throws(ProofFault) {
            return try SecuredDocument(verifying: bytes, by: issuer)
        } catch { throw .signature(error) }
    }

    private static func read(
        _ document: JSONValue
    ) throws(VerificationFault) -> GreenTokenCertificate {
        do throws(CertificateFault) {
            return try GreenTokenCertificate(reading: document)
        } catch { throw .form(error) }
    }

    private static func checkRules(
        of certificate: GreenTokenCertificate, _ trust: CertificateTrust
    ) throws(VerificationFault) {
        let names = (certificate.rules, certificate.grades)
        guard let rules = trust.rules.first(where: { $0.reference == names.0 }) else {
            throw .unknownRules(id: names.0.id, version: names.0.version)
        }
        guard let grades = trust.grades.first(where: { $0.reference == names.1 }) else {
            throw .unknownRules(id: names.1.id, version: names.1.version)
        }
        do throws(CertificateFault) {
            try CertificateArithmetic.check(certificate, rules: rules, grades: grades)
        } catch { throw .rules(error) }
    }

    /// The entry of the issue, or of the split that made it, names the certificate, its key and the SHA-256
    /// of its canonical form.
    private static func checkLog(
        _ secured: SecuredDocument, _ certificate: GreenTokenCertificate, _ proof: [UInt8]?,
        _ policy: LogPolicy
    ) throws(VerificationFault) -> [String] {
        guard let proof else { throw .proofMissing }
        let signatures: [VerifiedSignature]
        let leaf: [UInt8]
        do throws(LogProofFault) {
            let parsed = try LogProof(parsing: proof)
            leaf = parsed.extra ?? []
            signatures = try parsed.verify(entry: leaf, by: policy)
        } catch { throw .proof(error) }
        guard let entry = try? LogEntry(parsing: leaf) else { throw .entry(.unreadable) }
        guard let issued = entry.issued else { throw .entry(.kind(entry.kind)) }
        guard let document = issued[certificate.id] else {
            throw .entry(.certificate(issued.keys.min() ?? ""))
        }
        let digest = Digest(of: secured.bytes)
        guard document == digest.hexadecimal else { throw .entry(.document) }
        let key = entry.data["key"]?.text ?? ""
        guard key == secured.proof.method.id else { throw .entry(.key(key)) }
        if let retired = secured.proof.method.retired, entry.at >= retired {
            throw .entry(.keyRetired(key, at: retired))
        }
        return signatures.map { "\($0.key.name)" }
    }

    private static func checkStatus(
        of certificate: GreenTokenCertificate, _ bytes: [UInt8]?, _ issuer: Issuer,
        at time: UTCTime, limit: Int64
    ) throws(VerificationFault) {
        guard let bytes, let entry = certificate.status else { throw .statusMissing }
        let secured: SecuredDocument
        do throws(ProofFault) {
            secured = try SecuredDocument(verifying: bytes, by: issuer)
        } catch { throw .statusSignature(error) }
        let credential: StatusListCredential
        let isRevoked: Bool
        do throws(StatusFault) {
            credential = try StatusListCredential(reading: secured.document)
            let place = StatusListEntry(list: entry.list, index: entry.index)
            isRevoked = try place.isRevoked(in: credential)
        } catch { throw .status(error) }
        // Once revoked, always revoked: an old list is enough to say so.
        if isRevoked { throw .revoked }
        let age = time.seconds - credential.validFrom.seconds
        guard age <= limit, credential.validUntil.map({ time < $0 }) ?? true else {
            throw .statusAge(seconds: age, limit: limit)
        }
    }
}

extension CertificateVerification {
    /// The issuer that a certificate itself names by a did:key: shows that the holder of that key
    /// signed, and nothing about who that is.
    public static func issuer(named bytes: [UInt8]) throws(VerificationFault) -> Issuer {
        let document: JSONValue
        let name: String
        do throws(ProofFault) {
            document = try CredentialRules.parse(bytes)
            name = try CredentialRules.issuer(of: document)
        } catch { throw .signature(error) }
        guard let issuer = Issuer(didKey: name) else { throw .signature(.otherIssuer(name)) }
        return issuer
    }
}
