package import Certificates

/// A split that somebody asks for.
package struct SplitRequest: Sendable {
    /// The request's id, account, person and time.
    package var id: String
    package var account: String
    package var person: String
    package var at: UTCTime
    /// The certificate.
    package var certificate: String
    /// Tokens of each part, of all kinds.
    package var tokens: [Int64]

    package init(
        id: String, account: String, person: String, at: UTCTime, certificate: String,
        tokens: [Int64]
    ) {
        self.id = id
        self.account = account
        self.person = person
        self.at = at
        self.certificate = certificate
        self.tokens = tokens
    }
}

/// A split that was done.
package struct CertificateParts: Sendable {
    package let receipt: RegistryReceipt
    /// The parts, in order, with their signed documents.
    package let parts: [IssuedCertificate]
}

extension CertificateOffice {
    /// How often a split is signed anew because another certificate took its place in the status list.
    private static let attempts = 4

    /// Splits an issued certificate: signs a document for each part, and asks the registry.
    ///
    /// The same request asked again gives the same parts; nothing is signed then.
    ///
    /// - Parameters:
    ///   - grades: the rules of grades that certificates may name.
    ///   - sign: signs an unsigned document at the order's time.
    /// - Throws: `RegistryRefusal`, and `CertificateFault` where a part would not pass its own check.
    package func split(
        _ order: SplitRequest, grades: [GradeSet],
        sign: (JSONValue) throws -> SecuredDocument
    ) throws -> CertificateParts {
        if let done = try repeated(order) { return done }
        let row = try splittable(order)
        let (list, unplaced) = try parts(of: row, order, grades)
        var attempt = 1
        while true {
            let placed = try place(unplaced, in: list, verifier: order.person)
            let signed = try placed.map { try sign($0.document) }
            let operation = CertificateSplit(
                of: row, into: placed, documents: signed.map { Digest(of: $0.bytes) },
                key: signed.first?.proof.method.id ?? "")
            do {
                return try finish(operation, order, documents: signed.map(\.bytes))
            } catch let refusal as RegistryRefusal {
                guard case .statusIndex = refusal.fault, attempt < Self.attempts else {
                    throw refusal
                }
                attempt += 1
            }
        }
    }

    private func refuse(_ order: SplitRequest, _ fault: RegistryFault) -> RegistryRefusal {
        RegistryRefusal(request: order.id, fault: fault)
    }

    /// The certificate's row, where the registry will split it: nothing is signed in vain.
    private func splittable(_ order: SplitRequest) throws -> CertificateRow {
        let id = order.certificate
        guard let row = try store.registryRow(CertificateRow.self, .text(id)) else {
            throw refuse(order, .unknown(.certificates, id))
        }
        guard try store.registryRow(AccountRow.self, .text(order.account))?.role == .issuer else {
            throw refuse(order, .notIssuer)
        }
        guard row.state == .issued else {
            throw refuse(order, .state(id, is: row.state.rawValue))
        }
        guard row.proposer != order.person else {
            throw refuse(order, .fourEyes(order.person))
        }
        guard order.tokens.allSatisfy({ (1...AccountingLimits.sum).contains($0) }),
            (2...CertificateSplit.partLimit).contains(order.tokens.count)
        else {
            throw refuse(
                order,
                .invalid(
                    member: "parts", reason: "2 to \(CertificateSplit.partLimit), each from 1"))
        }
        let sum = order.tokens.reduce(Int128(0)) { $0 + Int128($1) }
        guard sum == row.tokens.total else {
            throw refuse(
                order, .sum(id, whole: row.tokens.total, parts: Int64(clamping: sum)))
        }
        return row
    }

    /// The parts without a place in the status list, and the list's address.
    private func parts(
        of row: CertificateRow, _ order: SplitRequest, _ grades: [GradeSet]
    ) throws -> (list: String?, [GreenTokenCertificate]) {
        let digest = row.document.flatMap(Digest.init(hexadecimal:))
        guard let digest, let bytes = try store.certificateDocument(digest),
            let document = try? JSONValue(parsing: bytes),
            let whole = try? GreenTokenCertificate(reading: document)
        else { throw StoreError.damaged("the document of \(row.id)") }
        guard let rules = grades.first(where: { $0.reference == whole.grades }) else {
            throw CertificateFault.otherReference(path: "/credentialSubject/gradeRules")
        }
        guard let parts = try whole.parts(tokens: order.tokens, document: digest, grades: rules)
        else { throw refuse(order, .tooLarge("parts")) }
        return (whole.status?.list, parts)
    }

    private func place(
        _ parts: [GreenTokenCertificate], in list: String?, verifier: String
    ) throws -> [GreenTokenCertificate] {
        let next = try store.nextStatusIndex()
        return parts.enumerated().map { index, part in
            var part = part
            part.verifier = verifier
            part.status = list.map { .init(list: $0, index: next + Int64(index)) }
            return part
        }
    }

    /// Asks the registry, and reads back what it has.
    private func finish(
        _ operation: CertificateSplit, _ order: SplitRequest, documents: [[UInt8]]
    ) throws -> CertificateParts {
        let request = RegistryRequest(
            id: order.id, account: order.account, person: order.person, at: order.at,
            operation: operation)
        guard let receipt = try ask([request], documents: documents).first else {
            throw StoreError.damaged("no answer")
        }
        var leaves: [String: Int64] = [:]
        for leaf in try store.leaves(from: receipt.firstLeaf, limit: Int(receipt.leaves)) {
            for id in (try? LogEntry(parsing: leaf.entry))?.issued?.keys.sorted() ?? [] {
                leaves[id] = leaf.number
            }
        }
        let parts = try operation.parts.indices.map { index in
            let name = CertificateSplit.name(ofPart: index, of: operation.certificate)
            let bytes = try store.certificateDocument(operation.parts[index].document)
            guard let leaf = leaves[name], let bytes,
                let document = try? JSONValue(parsing: bytes),
                let certificate = try? GreenTokenCertificate(reading: document)
            else { throw StoreError.damaged("the document of \(name)") }
            return IssuedCertificate(certificate: certificate, document: bytes, leaf: leaf)
        }
        return CertificateParts(receipt: receipt, parts: parts)
    }

    /// What the same request came to before; a signature has its time, so it is told by its id, person,
    /// certificate and tokens.
    private func repeated(_ order: SplitRequest) throws -> CertificateParts? {
        guard let done = try self.request(order.id, of: order.account) else { return nil }
        guard let split = done.operation as? CertificateSplit, done.person == order.person,
            split.certificate == order.certificate, split.parts.map(\.tokens) == order.tokens
        else { throw refuse(order, .conflict(request: order.id)) }
        return try finish(split, order, documents: [])
    }

    /// A request that was done, as the log has it; nil where there is none.
    package func request(
        _ id: String, of account: String
    ) throws(StoreError) -> RegistryRequest? {
        guard let row = try store.registryRow(RequestRow.self, .text(account), .text(id)) else {
            return nil
        }
        let leaves = try store.leaves(from: row.firstLeaf, limit: Int(row.leaves))
        do throws(RegistryFault) {
            var entries: [LogEntry] = []
            for leaf in leaves { entries.append(try LogEntry(parsing: leaf.entry)) }
            return try RegistryRequest(of: entries)
        } catch { throw .damaged("request \(id): \(error)") }
    }
}
