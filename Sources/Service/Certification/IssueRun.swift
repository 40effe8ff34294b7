package import Certificates

/// Issues the certificates of a folder: registers what was measured, retires energy, signs, logs.
///
/// Every request has an id made of the folder's prefix, so that a run that broke off is simply run
/// again; the same folder and key give the same bytes.
package struct IssueRun {
    private let folder: IssueFolder
    private let office: CertificateOffice
    private let issuer: Issuer
    /// Told what is being done.
    private let progress: (Text) -> Void

    package init(
        _ folder: IssueFolder, office: CertificateOffice, issuer: Issuer,
        progress: @escaping (Text) -> Void
    ) {
        self.folder = folder
        self.office = office
        self.issuer = issuer
        self.progress = progress
    }

    /// The issuer of a folder's certificates with a key, which is the registry's where it has one.
    package static func issuer(
        of folder: IssueFolder, key: VerifyingKey, in store: any RegistryStore
    ) throws -> Issuer {
        if let known = try Issuer.known(in: store, key: key, did: folder.did) { return known }
        guard let did = folder.did else { return Issuer(didKey: key) }
        guard let issuer = Issuer(didWeb: did, key: key) else {
            throw InvalidInput(
                text: Text("issue.json: /did is no did:web", "issue.json：/did 不是 did:web"))
        }
        return issuer
    }

    /// Where the status list is, behind the address.
    package static let statusPath = "/status/1"

    /// Address of the status list.
    package static func statusList(of folder: IssueFolder) -> String {
        folder.address + statusPath
    }

    /// Does all of it but the log's files.
    ///
    /// - Parameter take: is handed each certificate when it is issued, in order.
    /// - Returns: what was prepared, with the energy that no certificate counts.
    package func run(
        with key: borrowing SigningKey, take: (IssuedCertificate) throws -> Void
    ) throws -> PreparedCertificates {
        progress(Text("registering measured data and energy", "登记计量数据与能源证书"))
        try register()
        progress(Text("assigning retired energy", "分配注销电量"))
        var terms = folder.terms
        terms.issuer = issuer.id
        let prepared = try CertificateIssue.prepare(folder.input, terms: terms) {
            try EnergyAssignment.solve($0)
        }
        for request in prepared.splitRequests(
            account: folder.ownerAccount, person: folder.proposedBy, at: folder.at,
            prefix: folder.terms.idPrefix)
        {
            try office.ask([request])
        }
        for start in stride(from: 0, to: prepared.count, by: Self.batch) {
            progress(
                Text(
                    "issuing certificates, \(start) of \(prepared.count)",
                    "签发证书，\(start) / \(prepared.count)"))
            let range = start..<min(start + Self.batch, prepared.count)
            let batch = try range.map { try prepared.certificate($0) }
            try propose(batch)
            for issued in try issue(batch, with: key) { try take(issued) }
        }
        return prepared
    }

    /// Certificates of one transaction: few enough to be held, enough for one flush of the disk.
    private static let batch = 64

    private func propose(_ batch: [GreenTokenCertificate]) throws {
        guard let until = CertificateProposal.usualEnd(from: folder.at) else {
            throw InvalidInput(
                text: Text("issue.json: /at is too late", "issue.json：/at 过晚"))
        }
        try office.ask(
            batch.map { certificate in
                RegistryRequest(
                    id: "\(folder.terms.idPrefix).propose-\(certificate.id)",
                    account: folder.ownerAccount, person: folder.proposedBy, at: folder.at,
                    operation: CertificateProposal(certificate, reservedUntil: until))
            })
    }

    private func issue(
        _ batch: [GreenTokenCertificate], with key: borrowing SigningKey
    ) throws -> [IssuedCertificate] {
        let list = Self.statusList(of: folder)
        var issued: [IssuedCertificate] = []
        var signings: [CertificateOffice.Signing] = []
        for certificate in batch {
            let placed = try office.placed(certificate, statusList: list)
            let request = approval(of: certificate.id)
            if let done = try office.issued(placed, by: request, of: folder.issuerAccount) {
                issued.append(done)
            } else {
                signings.append(
                    try office.sign(placed, with: key, of: issuer, at: folder.at))
            }
        }
        return issued
            + (try office.approve(signings) { certificate in
                (
                    approval(of: certificate.id), folder.issuerAccount, folder.approvedBy,
                    folder.at
                )
            })
    }

    /// The id of the request that approves a certificate.
    private func approval(of certificate: String) -> String {
        "\(folder.terms.idPrefix).approve-\(certificate)"
    }

    // MARK: Registering

    private func request(_ name: String, _ operation: any RegistryOperation) -> RegistryRequest {
        RegistryRequest(
            id: "\(folder.terms.idPrefix).\(name)", account: folder.issuerAccount,
            person: folder.proposedBy, at: folder.at, operation: operation)
    }

    private func register() throws {
        try office.ask(try setUp())
        var requests: [RegistryRequest] = []
        for (number, part) in RegistryPortions.rounds(folder.input.meters.all).enumerated() {
            requests.append(request("meters-\(number + 1)", MeterRecording(readings: part)))
        }
        for (number, part) in RegistryPortions.rounds(folder.input.tokens.all).enumerated() {
            requests.append(request("tokens-\(number + 1)", TokenRecording(counts: part)))
        }
        for request in requests { try office.ask([request]) }
        try registerEnergy()
    }

    /// Portion by portion, so that a million certificates are held once.
    private func registerEnergy() throws {
        let slices = folder.input.slices
        let order = RegistryPortions.chargesFirst(slices.indices) { slices[$0].certificate }
        for (number, part) in RegistryPortions.portions(order).enumerated() {
            let certificates = part.map { slices[$0].certificate }
            try office.ask([
                request(
                    "energy-\(number + 1)",
                    EnergyImport(owner: folder.ownerAccount, certificates: certificates))
            ])
        }
    }

    /// Accounts, the key, rules and factors that the registry does not have yet.
    private func setUp() throws -> [RegistryRequest] {
        var requests: [RegistryRequest] = []
        let store = office.store
        func isThere(_ account: String) throws -> Bool {
            try store.registryRow(AccountRow.self, .text(account)) != nil
        }
        if try !isThere(folder.issuerAccount) {
            requests.append(
                request("issuer", AccountOpening(id: folder.issuerAccount, role: .issuer)))
        }
        if folder.ownerAccount != folder.issuerAccount, try !isThere(folder.ownerAccount) {
            requests.append(
                request("owner", AccountOpening(id: folder.ownerAccount, role: .holder)))
        }
        let method = issuer.methods[issuer.methods.count - 1]
        if try store.registryRow(KeyRow.self, .text(method.id)) == nil {
            requests.append(request("key", KeyChange(id: method.id, publicKey: method.key)))
        }
        let rules = folder.input.rules.reference
        if try store.registryRow(RuleSetRow.self, .text(rules.id), .text(rules.version)) == nil {
            requests.append(
                request(
                    "rules",
                    RuleSetAddition(
                        id: rules.id, version: rules.version, digest: rules.digest)))
        }
        let factors = try folder.input.factors.factors.filter {
            try store.registryRow(FactorRow.self, .text($0.id)) == nil
        }
        if !factors.isEmpty {
            requests.append(request("factors", FactorAddition(factors: factors)))
        }
        return requests
    }
}
