package import Certificates

/// A request that the registry refused.
package struct RegistryRefusal: Error, Sendable, Equatable {
    /// Its id.
    package let request: String
    /// Why.
    package let fault: RegistryFault
}

/// Where requests to the registry are made and certificates signed, over whatever store.
package struct CertificateOffice: Sendable {
    /// The registry.
    package let store: any RegistryStore
    /// For the audit trail.
    package let author: Author

    package init(store: any RegistryStore, author: Author) {
        self.store = store
        self.author = author
    }

    /// Does requests in their order; the first that is refused ends it, those before stay done.
    @discardableResult
    package func ask(
        _ requests: [RegistryRequest], documents: [[UInt8]] = []
    ) throws -> [RegistryReceipt] {
        guard !requests.isEmpty else { return [] }
        let answers = try store.perform(requests, documents: documents, by: author)
        return try zip(requests, answers).map { request, answer in
            switch answer {
            case .done(let receipt): receipt
            case .refused(let fault): throw RegistryRefusal(request: request.id, fault: fault)
            }
        }
    }

    /// A proposed certificate with its place in the status list.
    package func placed(
        _ certificate: GreenTokenCertificate, statusList: String
    ) throws -> GreenTokenCertificate {
        guard let row = try store.registryRow(CertificateRow.self, .text(certificate.id)) else {
            throw RegistryRefusal(
                request: certificate.id, fault: .unknown(.certificates, certificate.id))
        }
        var certificate = certificate
        certificate.status = .init(list: statusList, index: row.statusIndex)
        return certificate
    }

    /// A certificate that a request issued before, with the document that was signed then, by whatever key
    /// was in use; nil where it has not been.
    package func issued(
        _ certificate: GreenTokenCertificate, by request: String, of account: String
    ) throws -> IssuedCertificate? {
        let row = try store.registryRow(CertificateRow.self, .text(certificate.id))
        guard let digest = row?.document.flatMap(Digest.init(hexadecimal:)),
            let done = try store.registryRow(RequestRow.self, .text(account), .text(request)),
            let bytes = try store.certificateDocument(digest)
        else { return nil }
        guard let document = try? JSONValue(parsing: bytes),
            (try? GreenTokenCertificate(reading: document)) == certificate
        else { throw RegistryRefusal(request: request, fault: .conflict(request: request)) }
        return IssuedCertificate(
            certificate: certificate, document: bytes, leaf: done.firstLeaf)
    }

    /// A certificate with its signed document, not approved yet.
    package struct Signing: Sendable {
        let certificate: GreenTokenCertificate
        let document: [UInt8]
        let key: String
    }

    /// Signs a certificate that has its place in the status list.
    package func sign(
        _ certificate: GreenTokenCertificate, with key: borrowing SigningKey, of issuer: Issuer,
        at time: UTCTime
    ) throws -> Signing {
        let signed = try SecuredDocument(
            signing: certificate.document, with: key, of: issuer, created: time)
        return Signing(
            certificate: certificate, document: signed.bytes, key: signed.proof.method.id)
    }

    /// Approves proposals with their signed documents, in one transaction.
    ///
    /// - Parameter approval: who approves a certificate, by which request, when.
    package func approve(
        _ signings: [Signing],
        by approval: (GreenTokenCertificate) -> (
            id: String, account: String, person: String, at: UTCTime
        )
    ) throws -> [IssuedCertificate] {
        let requests = signings.map { signing in
            let approval = approval(signing.certificate)
            return RegistryRequest(
                id: approval.id, account: approval.account, person: approval.person,
                at: approval.at,
                operation: CertificateApproval(
                    certificate: signing.certificate.id, key: signing.key,
                    document: Digest(of: signing.document)))
        }
        let receipts = try ask(requests, documents: signings.map(\.document))
        return zip(signings, receipts).map {
            IssuedCertificate(
                certificate: $0.certificate, document: $0.document, leaf: $1.firstLeaf)
        }
    }

    /// The status list as it stands, signed.
    package func statusList(
        _ id: String, with key: borrowing SigningKey, of issuer: Issuer, at time: UTCTime
    ) throws -> [UInt8] {
        let list = try Self.revocations(in: store)
        let credential = StatusListCredential(
            id: id, issuer: issuer.id, validFrom: time, validUntil: nil, list: list)
        return try SecuredDocument(
            signing: credential.document, with: key, of: issuer, created: time
        ).bytes
    }
}

/// A certificate that was issued, with the place of its issue in the log.
package struct IssuedCertificate: Sendable {
    package let certificate: GreenTokenCertificate
    /// The signed document, canonical.
    package let document: [UInt8]
    /// The log entry of the issue.
    package let leaf: Int64
}
