import Certificates
import Solver

/// What is public of certificates: rows, documents, proofs, verification.
enum CertificateReading {
    /// A certificate that was issued, with its signed document.
    struct Issued {
        let row: CertificateRow
        let bytes: [UInt8]
        let certificate: GreenTokenCertificate
    }

    /// The certificate in the path; a proposal is not public.
    static func issued(_ call: Call) throws(Problem) -> Issued {
        let id = try call.registryName()
        guard let row = try row(id, call),
            let digest = row.document.flatMap(Digest.init(hexadecimal:))
        else { throw .notFound }
        let bytes = try call.stored { store throws(StoreError) in
            try store.certificateDocument(digest)
        }
        guard let bytes, let document = try? JSONValue(parsing: bytes),
            let certificate = try? GreenTokenCertificate(reading: document)
        else { throw Problem(StoreError.damaged("the document of \(id)")) }
        return Issued(row: row, bytes: bytes, certificate: certificate)
    }

    static func row(_ id: String, _ call: Call) throws(Problem) -> CertificateRow? {
        try call.stored { store throws(StoreError) in
            try store.registryRow(CertificateRow.self, .text(id))
        }
    }

    /// The issuer of this registry; nil before there is one.
    static func issuer(_ call: Call) throws(Problem) -> Issuer? {
        try call.stored { store throws(StoreError) in try Issuer(registry: store) }
    }

    // MARK: Proofs

    /// The proof of a log entry with the entry as `extra`; nil while it is not published.
    static func proof(of leaf: Int64, _ call: Call) throws(Problem) -> LogProof? {
        guard let shelf = call.application.logShelf, let index = Int(exactly: leaf),
            let checkpoint = try? shelf.checkpoint()
        else { return nil }
        let entry = try call.stored { store throws(StoreError) in
            try store.leaves(from: leaf, limit: 1).first?.entry
        }
        guard let entry else { return nil }
        do throws(LogProofMaker.Problem) {
            let proof = try LogProofMaker.proof(of: index, checkpoint: checkpoint, tiles: shelf)
            return LogProof(
                index: proof.index, extra: entry, siblings: proof.siblings,
                checkpoint: proof.checkpoint)
        } catch {
            if case .notYet = error { return nil }
            call.application.log.note(
                .error, "log_damaged", trace: call.trace.traceID,
                ["reason": .string(error.text.en)])
            throw Problem(
                .internalError, Text(en: "The log cannot be read now.", zh: "暂时无法读取日志。"))
        }
    }

    /// The proof of a certificate's issue; nil while it is not published.
    static func proof(ofCertificate id: String, _ call: Call) throws(Problem) -> LogProof? {
        let leaf = try call.stored { store throws(StoreError) in
            try call.application.certificates.leaves.leaf(of: id, in: store)
        }
        guard let leaf else { return nil }
        return try proof(of: leaf, call)
    }

    // MARK: Verification

    /// What a verification came to.
    struct Verdict {
        var certificate: String?
        var checks: [CertificateCheck] = []
        var fault: VerificationFault?
        var signed: UTCTime?
        var issuer: String?
        /// What the registry says now; nil where it knows nothing.
        var state: CertificateRow.State?

        var isValid: Bool { fault == nil }
    }

    /// Makes every check for which there is evidence here or in the request.
    static func verify(
        _ bytes: [UInt8], _ given: CertificateEvidence, _ call: Call
    ) throws(Problem) -> Verdict {
        let own = try issuer(call)
        let row = try certificateRow(bytes, call)
        var verdict = Verdict(certificate: row?.id, state: row?.state)
        var evidence = given
        if evidence.proof == nil, let row {
            evidence.proof = try proof(ofCertificate: row.id, call)?.bytes
        }
        do throws(VerificationFault) {
            let verified = try check(bytes, evidence, own, call)
            verdict.certificate = verified.certificate.id
            verdict.checks = verified.checks
            verdict.signed = verified.signed
            verdict.issuer = verified.certificate.issuer
            if own != nil { try checkState(row, bytes, &verdict) }
        } catch {
            verdict.fault = error
        }
        return verdict
    }

    private static func check(
        _ bytes: [UInt8], _ evidence: CertificateEvidence, _ own: Issuer?, _ call: Call
    ) throws(VerificationFault) -> VerifiedCertificate {
        let desk = call.application.certificates
        let issuer = if let own { own } else { try CertificateVerification.issuer(named: bytes) }
        var trust = CertificateTrust(
            issuer: issuer, rules: desk.rulebook.rules, grades: desk.rulebook.grades)
        // What was issued a moment ago is published within a second: until then there is no proof.
        if evidence.proof != nil { trust.log = desk.policy }
        if evidence.statusList != nil { trust.statusAgeSeconds = statusAgeSeconds }
        guard let time = UTCTime(seconds: call.now.microseconds / 1_000_000) else {
            throw .statusMissing
        }
        return try CertificateVerification.verify(bytes, with: evidence, by: trust, at: time)
    }

    /// How old a status list that somebody brings may be, seconds.
    private static let statusAgeSeconds: Int64 = 86_400

    /// The registry itself is the youngest status list.
    private static func checkState(
        _ row: CertificateRow?, _ bytes: [UInt8], _ verdict: inout Verdict
    ) throws(VerificationFault) {
        guard let row, let document = try? JSONValue(parsing: bytes),
            row.document == Digest(of: document.canonical).hexadecimal
        else { throw .statusMissing }
        if row.state == .revoked || row.state == .split { throw .revoked }
        if !verdict.checks.contains(.status) { verdict.checks.append(.status) }
    }

    /// The row that a certificate's own id names.
    private static func certificateRow(
        _ bytes: [UInt8], _ call: Call
    ) throws(Problem) -> CertificateRow? {
        let prefix = "urn:wattoken:certificate:"
        guard let id = (try? JSONValue(parsing: bytes))?["id"]?.text, id.hasPrefix(prefix),
            case let name = String(id.dropFirst(prefix.count)), RegistryNames.isName(name)
        else { return nil }
        return try row(name, call)
    }
}
