import Certificates
import Testing

/// Everything from meters to a signed certificate with its proof, in memory.
///
/// Wind of 300 kWh in hour 4 and of 700 kWh in hour 5 for two products that use 660 and 60 kWh each hour.
final class CertificateLife {
    let rows = RegistryMemory()
    let prepared: PreparedCertificates
    let issuer: Issuer
    private(set) var documents: [[UInt8]] = []
    private(set) var log: MemoryLog

    static let statusList = "https://example.org/status/1"
    static let signedAt = GreenTokenFixture.hour(30).start

    init() throws {
        let key = try TestKey.make(9)
        issuer = Issuer(didKey: key.verifyingKey)
        let energy = [
            GreenTokenFixture.certificate("w4", GreenTokenFixture.hour(4), 300_000),
            GreenTokenFixture.certificate("w5", GreenTokenFixture.hour(5), 700_000),
        ]
        let input = try GreenTokenFixture.input(slices: energy)
        var terms = GreenTokenFixture.terms()
        terms.issuer = issuer.id
        terms.status = nil
        prepared = try CertificateIssue.prepare(
            input, terms: terms, assign: GreenTokenFixture.firstFit)
        log = try MemoryLog()
        try register(energy, input)
        for request in prepared.splitRequests(
            account: "hub", person: "ann", at: Self.signedAt, prefix: "january")
        {
            try ask(request)
        }
        for certificate in try prepared.certificates {
            let proposal = CertificateProposal(
                certificate, reservedUntil: GreenTokenFixture.hour(60).start)
            try ask(
                RegistryRequest(
                    id: "propose-\(certificate.id)", account: "hub", person: "ann",
                    at: Self.signedAt, operation: proposal))
            try approve(certificate, key)
        }
        for leaf in rows.leaves { try log.append(String(decoding: leaf, as: UTF8.self)) }
        log.publish()
    }

    private func register(_ energy: [EnergyCertificate], _ input: IssueInput) throws {
        let rules = input.rules.reference
        let operations: [any RegistryOperation] = [
            AccountOpening(id: "issuer", role: .issuer), AccountOpening(id: "hub", role: .holder),
            KeyChange(id: issuer.methods[0].id, publicKey: issuer.methods[0].key),
            RuleSetAddition(id: rules.id, version: rules.version, digest: rules.digest),
            MeterRecording(readings: GreenTokenFixture.readings),
            TokenRecording(counts: GreenTokenFixture.counts),
            EnergyImport(owner: "hub", certificates: energy),
        ]
        for (number, operation) in operations.enumerated() {
            try ask(
                RegistryRequest(
                    id: "setup-\(number)", account: "issuer", person: "ann",
                    at: GreenTokenFixture.hour(24).start, operation: operation))
        }
    }

    private func approve(
        _ certificate: GreenTokenCertificate, _ key: borrowing SigningKey
    ) throws {
        let values = try #require(rows.row(.certificates, [.text(certificate.id)]))
        let row = try CertificateRow(values: values)
        var certificate = certificate
        certificate.status = .init(list: Self.statusList, index: row.statusIndex)
        let signed = try SecuredDocument(
            signing: certificate.document, with: key, of: issuer, created: Self.signedAt)
        let bytes = signed.bytes
        documents.append(bytes)
        try ask(
            RegistryRequest(
                id: "approve-\(certificate.id)", account: "issuer", person: "bob",
                at: Self.signedAt,
                operation: CertificateApproval(
                    certificate: certificate.id, key: signed.proof.method.id,
                    document: Digest(of: bytes))))
    }

    private func ask(_ request: RegistryRequest) throws {
        _ = try Registry(rows).perform(request)
    }

    /// A request of the issuer by another person than who proposes, and its leaves in the log.
    func ask(_ operation: any RegistryOperation, _ id: String, at time: UTCTime) throws {
        try ask(
            RegistryRequest(
                id: id, account: "issuer", person: "bob", at: time, operation: operation))
        for leaf in rows.leaves[log.entries.count...] {
            try log.append(String(decoding: leaf, as: UTF8.self))
        }
        log.publish()
    }

    /// The row of a certificate.
    func row(_ id: String) throws -> CertificateRow {
        try CertificateRow(values: #require(rows.row(.certificates, [.text(id)])))
    }

    /// Splits a certificate, and publishes the log: the parts' documents, signed.
    ///
    /// - Parameter fill: the key, its name in `signer`, and when it signs.
    func split(
        _ number: Int, tokens: [Int64], by fill: UInt8 = 9, of signer: Issuer? = nil,
        at time: UTCTime = CertificateLife.signedAt
    ) throws -> [[UInt8]] {
        let signer = signer ?? issuer
        let whole = try GreenTokenCertificate(reading: JSONValue(parsing: documents[number]))
        let parts = try #require(
            try whole.parts(
                tokens: tokens, document: Digest(of: documents[number]),
                grades: GreenTokenFixture.grades()))
        let next = try Registry(rows).nextStatusIndex()
        let key = try TestKey.make(fill)
        var placed: [GreenTokenCertificate] = []
        var signed: [[UInt8]] = []
        for (index, var part) in parts.enumerated() {
            part.status = .init(list: Self.statusList, index: next + Int64(index))
            placed.append(part)
            signed.append(
                try SecuredDocument(
                    signing: part.document, with: key, of: signer, created: time
                ).bytes)
        }
        try ask(
            CertificateSplit(
                of: row(whole.id), into: placed, documents: signed.map { Digest(of: $0) },
                key: #require(signer.methods.last).id), "split-\(whole.id)", at: time)
        return signed
    }

    /// The proof file of a certificate: the entry of its issue is in it.
    func proof(of number: Int) throws -> [UInt8] {
        let issues = rows.leaves.indices.filter {
            (try? LogEntry(parsing: rows.leaves[$0]))?.kind == CertificateApproval.kind
        }
        return try proof(ofLeaf: issues[number])
    }

    /// The proof file of an entry of the log.
    func proof(ofLeaf index: Int) throws -> [UInt8] {
        let nodes = TiledNodes(size: log.log.size, tiles: log)
        let siblings = try nodes.inclusionProof(of: index, size: log.log.size)
        let proof = LogProof(
            index: index, extra: rows.leaves[index], siblings: siblings,
            checkpoint: try log.checkpoint())
        return try #require(proof).bytes
    }

    /// The status list with these places revoked, as signed at a time.
    func statusList(
        revoked: [Int] = [], at time: UTCTime = CertificateLife.signedAt
    ) throws -> [UInt8] {
        var list = try #require(StatusList())
        for place in revoked { try list.revoke(place) }
        let credential = StatusListCredential(
            id: Self.statusList, issuer: issuer.id, validFrom: time, validUntil: nil, list: list)
        let key = try TestKey.make(9)
        return try SecuredDocument(
            signing: credential.document, with: key, of: issuer, created: time
        ).bytes
    }

    /// A trust that asks for everything.
    func trust() throws -> CertificateTrust {
        CertificateTrust(
            issuer: issuer, log: try MemoryLog.policy(),
            rules: [try GreenTokenFixture.rules("energytag-like")],
            grades: [try GreenTokenFixture.grades()], statusAgeSeconds: 86_400)
    }

    /// A verification of the first certificate's bytes, or others in their place.
    func verify(
        _ bytes: [UInt8]? = nil, proof: [UInt8]?? = nil, status: [UInt8]?? = nil,
        trust: CertificateTrust? = nil, at time: UTCTime = CertificateLife.signedAt
    ) throws -> VerifiedCertificate {
        let proof = try proof ?? self.proof(of: 0)
        let status = try status ?? self.statusList()
        return try CertificateVerification.verify(
            bytes ?? documents[0], with: CertificateEvidence(proof: proof, statusList: status),
            by: trust ?? self.trust(), at: time)
    }
}
