/// Splits an issued certificate into smaller ones, each with its own signed document.
///
/// The parts are named `CERTIFICATE.1`, `CERTIFICATE.2`, …; what each has is `CertificatePartition.parts`, which
/// the issuer calls before it signs them. Their places in the status list follow the last one. Only the
/// issuer splits, at the owner's wish, because only the issuer signs.
package struct CertificateSplit: RegistryOperation {
    /// The certificate.
    package var certificate: String
    /// The key that signed the documents.
    package var key: String
    /// At least two.
    package var parts: [Part]

    /// One part.
    package struct Part: Sendable, Hashable {
        /// Its tokens of all kinds.
        package var tokens: Int64
        /// SHA-256 of its signed document's bytes.
        package var document: Digest

        /// All members.
        package init(tokens: Int64, document: Digest) {
            self.tokens = tokens
            self.document = document
        }
    }

    /// All members.
    package init(certificate: String, key: String, parts: [Part]) {
        self.certificate = certificate
        self.key = key
        self.parts = parts
    }

    /// Parts that a certificate may have at once.
    static let partLimit = 1000

    package var documents: [Digest] { parts.map(\.document) }

    package static let kind = "certificate.split"
    package var data: [String: JSONValue] {
        ["certificate": .text(certificate), "key": .text(key)]
    }
    package var rows: [JSONValue] {
        parts.map {
            ["document": .text($0.document.hexadecimal), "tokens": .decimal($0.tokens)]
        }
    }

    package init(_ reader: inout OperationReader) throws(RegistryFault) {
        certificate = try reader.text("certificate")
        key = try reader.text("key")
        parts = try reader.rows { row throws(RegistryFault) in
            Part(tokens: try row.decimal("tokens"), document: try row.digest("document"))
        }
    }

    package func apply(in registry: Registry, as request: RegistryRequest) throws(RegistryFault) {
        try registry.requireIssuer(request)
        var whole = try registry.get(CertificateRow.self, certificate)
        guard whole.state == .issued else { throw .state(certificate, is: whole.state.rawValue) }
        guard whole.proposer != request.person else { throw .fourEyes(request.person) }
        guard try registry.currentKey()?.id == key else { throw .unknown(.keys, key) }
        let shares = try shares(of: whole, registry.hours(of: certificate))
        whole.state = .split
        whole.endedAt = request.at
        registry.change(whole)
        let last = try registry.last(.certificatesByStatus, before: .max, as: CertificateRow.self)
        let next = (last?.statusIndex ?? -1) + 1
        for (index, share) in shares.enumerated() {
            var row = whole
            row.id = "\(certificate).\(index + 1)"
            row.parent = certificate
            row.statusIndex = next + Int64(index)
            row.state = .issued
            row.approver = request.person
            row.key = key
            row.document = parts[index].document.hexadecimal
            row.issuedAt = request.at
            row.endedAt = nil
            try registry.add(row, share)
        }
    }

    private func shares(of whole: CertificateRow, _ hours: [CertificateHour])
        throws(RegistryFault) -> [CertificatePartition.Part]
    {
        guard (2...Self.partLimit).contains(parts.count), parts.count * hours.count <= Limits.rows
        else { throw .invalid(member: "parts", reason: "2 to \(Self.partLimit) parts") }
        let sum = try Limits.sum(parts.map(\.tokens), "tokens")
        guard sum == whole.tokens.total else {
            throw .sum(certificate, whole: whole.tokens.total, parts: sum)
        }
        let tokens = parts.map(\.tokens)
        guard
            let shares = CertificatePartition.parts(of: hours, whole.emissions, tokens: tokens)
        else { throw .invalid(member: "tokens", reason: "at least 1") }
        return shares
    }
}

extension Registry {
    /// Adds a part of a certificate with its hours.
    fileprivate func add(_ row: CertificateRow, _ part: CertificatePartition.Part)
        throws(RegistryFault)
    {
        var row = row
        try Limits.name(row.id, "certificate")
        try refuse(CertificateRow.self, row.id)
        let totals = try CertificateTotals(part.hours)
        row.wattHours = totals.wattHours
        row.matchedWattHours = totals.matchedWattHours
        row.tokens = totals.tokens
        row.emissions = part.emissions
        put(row)
        for hour in part.hours {
            put(HourRow(hour, of: row.id))
            for retired in hour.retired {
                put(
                    MatchRow(
                        certificate: row.id, slice: retired.slice, site: hour.site,
                        start: hour.interval.start, wattHours: retired.wattHours))
            }
        }
    }
}
