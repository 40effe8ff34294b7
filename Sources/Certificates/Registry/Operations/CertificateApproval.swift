/// Approves a proposal: its slices are retired, its hours certified, its signed document made known.
///
/// Only the issuer issues (*invariant 9*), by another person than the one who proposed, and with the key
/// that signs now.
package struct CertificateApproval: RegistryOperation {
    /// The proposed certificate.
    package var certificate: String
    /// The key that signed the document.
    package var key: String
    /// SHA-256 of the signed document's bytes.
    package var document: Digest

    /// All members.
    package init(certificate: String, key: String, document: Digest) {
        self.certificate = certificate
        self.key = key
        self.document = document
    }

    package var documents: [Digest] { [document] }

    package static let kind = "certificate.issue"
    package var data: [String: JSONValue] {
        [
            "certificate": .text(certificate), "document": .text(document.hexadecimal),
            "key": .text(key),
        ]
    }
    package var rows: [JSONValue] { [] }

    package init(_ reader: inout OperationReader) throws(RegistryFault) {
        self.init(
            certificate: try reader.text("certificate"), key: try reader.text("key"),
            document: try reader.digest("document"))
    }

    package func apply(in registry: Registry, as request: RegistryRequest) throws(RegistryFault) {
        try registry.requireIssuer(request)
        var row = try registry.get(CertificateRow.self, certificate)
        guard row.state == .proposed else { throw .state(certificate, is: row.state.rawValue) }
        guard row.proposer != request.person else { throw .fourEyes(request.person) }
        guard try registry.currentKey()?.id == key else { throw .unknown(.keys, key) }
        let hours = try registry.hours(of: certificate)
        try registry.certify(hours, of: row.batch, times: 1)
        try registry.retire(hours, for: row, at: request.at)
        row.state = .issued
        row.approver = request.person
        row.key = key
        row.document = document.hexadecimal
        row.issuedAt = request.at
        registry.change(row)
    }
}

extension Registry {
    /// Retires the slices of a proposal, all of which have to be kept for it still.
    fileprivate func retire(
        _ hours: [CertificateHour], for certificate: CertificateRow, at time: UTCTime
    ) throws(RegistryFault) {
        let names = hours.flatMap { $0.retired.map(\.slice) }
        guard !names.isEmpty else { return }
        try expectSlices(names)
        for name in names {
            let slice = try get(SliceRow.self, name)
            guard slice.state == .reserved else { throw .state(name, is: slice.state.rawValue) }
            guard slice.reservedFor == certificate.id, let until = slice.reservedUntil, time < until
            else { throw .reservation(name) }
            change(slice.retired(for: certificate.id))
        }
        put(
            RetirementRow(
                id: certificate.id, account: certificate.owner, kind: .certificate,
                purpose: certificate.batch.product, beneficiary: certificate.owner,
                wattHours: certificate.matchedWattHours, at: time))
    }
}
