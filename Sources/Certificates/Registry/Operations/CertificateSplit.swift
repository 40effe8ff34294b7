/// Splits an issued certificate into smaller ones, each with its own signed document.
///
/// The parts are named `CERTIFICATE.1`, `CERTIFICATE.2`, …; the hours of each are `CertificatePartition.parts`,
/// as in the documents that the issuer has signed (`GreenTokenCertificate.parts`). Only the issuer splits, at
/// the owner's wish, because only the issuer signs.
package struct CertificateSplit: RegistryOperation {
    /// The certificate.
    package var certificate: String
    /// The key that signed the documents.
    package var key: String
    /// The first part's place in the status list, which has to be the next free one; the others follow.
    package var statusIndex: Int64
    /// At least two.
    package var parts: [Part]

    /// One part.
    package struct Part: Sendable, Hashable {
        /// Its tokens of all kinds.
        package var tokens: Int64
        /// Its carbon, as its document says, mg; together the parts have the whole's.
        package var emissions: BatchEmissions
        /// SHA-256 of its signed document's bytes.
        package var document: Digest

        /// All members.
        package init(tokens: Int64, emissions: BatchEmissions, document: Digest) {
            self.tokens = tokens
            self.emissions = emissions
            self.document = document
        }
    }

    /// All members.
    package init(certificate: String, key: String, statusIndex: Int64, parts: [Part]) {
        self.certificate = certificate
        self.key = key
        self.statusIndex = statusIndex
        self.parts = parts
    }

    /// Parts that a certificate may have at once.
    package static let partLimit = 1000

    package var documents: [Digest] { parts.map(\.document) }

    /// The name of a part, by its number from 0.
    package static func name(ofPart index: Int, of certificate: String) -> String {
        "\(certificate).\(index + 1)"
    }

    package static let kind = "certificate.split"
    package var data: [String: JSONValue] {
        [
            "certificate": .text(certificate), "key": .text(key),
            "statusIndex": .decimal(statusIndex),
        ]
    }

    /// Each row names its part, so that one entry of the log says all of it.
    package var rows: [JSONValue] {
        parts.enumerated().map { index, part in
            .object(
                [
                    "certificate": .text(Self.name(ofPart: index, of: certificate)),
                    "document": .text(part.document.hexadecimal), "tokens": .decimal(part.tokens),
                ].merging(part.emissions.data) { first, _ in first })
        }
    }

    package init(_ reader: inout OperationReader) throws(RegistryFault) {
        let certificate = try reader.text("certificate")
        self.certificate = certificate
        key = try reader.text("key")
        statusIndex = try reader.decimal("statusIndex")
        var index = 0
        parts = try reader.rows { row throws(RegistryFault) in
            guard try row.text("certificate") == Self.name(ofPart: index, of: certificate) else {
                throw .malformed("rows/\(index)/certificate")
            }
            index += 1
            return Part(
                tokens: try row.decimal("tokens"), emissions: try BatchEmissions(&row),
                document: try row.digest("document"))
        }
    }

    package func apply(in registry: Registry, as request: RegistryRequest) throws(RegistryFault) {
        try registry.requireIssuer(request)
        var whole = try registry.get(CertificateRow.self, certificate)
        guard whole.state == .issued else { throw .state(certificate, is: whole.state.rawValue) }
        guard whole.proposer != request.person else { throw .fourEyes(request.person) }
        guard try registry.currentKey()?.id == key else { throw .unknown(.keys, key) }
        let next = try registry.nextStatusIndex()
        guard statusIndex == next else { throw .statusIndex(expected: next) }
        let shares = try shares(of: whole, registry.hours(of: certificate))
        whole.state = .split
        whole.endedAt = request.at
        registry.change(whole)
        for (index, (share, part)) in zip(shares, parts).enumerated() {
            var row = whole
            row.id = Self.name(ofPart: index, of: certificate)
            row.parent = certificate
            row.statusIndex = next + Int64(index)
            row.state = .issued
            row.approver = request.person
            row.key = key
            row.emissions = part.emissions
            row.document = part.document.hexadecimal
            row.issuedAt = request.at
            row.endedAt = nil
            try registry.add(row, share)
        }
    }

    private func shares(of whole: CertificateRow, _ hours: [CertificateHour])
        throws(RegistryFault) -> [[CertificateHour]]
    {
        guard (2...Self.partLimit).contains(parts.count), parts.count * hours.count <= Limits.rows
        else { throw .invalid(member: "parts", reason: "2 to \(Self.partLimit) parts") }
        let sum = try Limits.sum(parts.map(\.tokens), "tokens")
        guard sum == whole.tokens.total else {
            throw .sum(certificate, whole: whole.tokens.total, parts: sum)
        }
        for kind in BatchEmissions.kinds {
            for part in parts { try Limits.total(part.emissions[keyPath: kind], "mg") }
            let sum = try Limits.sum(parts.map { $0.emissions[keyPath: kind] }, "mg")
            let carbon = whole.emissions[keyPath: kind]
            guard sum == carbon else { throw .sum(certificate, whole: carbon, parts: sum) }
        }
        guard let shares = CertificatePartition.parts(of: hours, tokens: parts.map(\.tokens))
        else { throw .invalid(member: "tokens", reason: "at least 1") }
        return shares
    }
}

extension Registry {
    /// The place in the status list that the next certificate gets.
    package func nextStatusIndex() throws(RegistryFault) -> Int64 {
        let last = try last(.certificatesByStatus, before: .max, as: CertificateRow.self)
        return (last?.statusIndex ?? -1) + 1
    }

    /// Adds a part of a certificate with its hours.
    fileprivate func add(_ row: CertificateRow, _ hours: [CertificateHour])
        throws(RegistryFault)
    {
        var row = row
        try Limits.name(row.id, "certificate")
        try refuse(CertificateRow.self, row.id)
        let totals = try CertificateTotals(hours)
        row.wattHours = totals.wattHours
        row.matchedWattHours = totals.matchedWattHours
        row.tokens = totals.tokens
        put(row)
        for hour in hours {
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
