package import Certificates

/// The folder that an issue leaves: certificates, proofs, pages, log, status list, and whom to trust.
///
///     certificates/ID.json .jwt .tlog-proof .html .pdf     status/1.json   did.json   trust.json
///     log/checkpoint  log/tile/…   rotations/1.tlog-proof  rules.json  grades.json    uncertified.csv
package struct IssueOutput {
    private let path: String
    private let issuer: Issuer
    /// The log's name.
    private let origin: String
    /// Where certificates are verified and lists are published.
    private let address: String
    /// When all of it is done.
    private let at: UTCTime

    package init(
        _ path: String, issuer: Issuer, origin: String, address: String, at: UTCTime
    ) throws {
        self.path = path
        self.issuer = issuer
        self.origin = origin
        self.address = address
        self.at = at
        for name in ["certificates", "status", "log", "rotations"] {
            try OutputFile.makeFolder("\(path)/\(name)")
        }
    }

    /// Publishes the log's files up to its last leaf.
    package func publishLog(
        of store: any RegistryStore, with key: consuming sending SigningKey
    ) throws {
        guard let signer = NoteSigner(name: ExactText(origin), kind: .note, secret: key) else {
            throw InvalidInput(
                text: Text(
                    "\(origin) is no name of a log (no blank, no plus)",
                    "\(origin) 不是日志名（不含空格和加号）"))
        }
        let publisher: LogPublisher<RegistryLeaves>
        do throws(LogPublisher<RegistryLeaves>.Problem) {
            publisher = try LogPublisher(
                folder: path + "/log", leaves: RegistryLeaves(store), origin: ExactText(origin),
                signer: signer, earlierKeys: Array(logKeys.dropFirst()), witnesses: [],
                clock: { [at] in at })
        } catch { throw LogCommandProblem(text: error.text) }
        _ = try publisher.publish()
    }

    /// The keys of the log, the one in use first.
    private var logKeys: [NoteKey] { issuer.logKeys(ExactText(origin)) }

    /// Writes the forms of a certificate; its proof comes when the log is published.
    ///
    /// - Parameter printed: the language of page and print; nil for neither.
    package func write(
        _ issued: IssuedCertificate, with key: borrowing SigningKey, printed: Language?
    ) throws {
        let name = name(of: issued.certificate.id)
        try OutputFile.write(issued.document, to: name + ".json")
        let token = try SecuredToken(
            signing: issued.certificate.document, with: key, of: issuer)
        try OutputFile.write(Array(token.text.utf8), to: name + ".jwt")
        guard let printed else { return }
        try CertificateRendering(issued.certificate, address: verifyAddress(issued.certificate))
            .write(to: name, printed)
    }

    /// Writes the proof that a certificate's issue is in the published log.
    package func writeProof(of id: String, leaf: Int64, in store: any RegistryStore) throws {
        try OutputFile.write(try proof(of: leaf, in: store), to: name(of: id) + ".tlog-proof")
    }

    private func name(of id: String) -> String { "\(path)/certificates/\(Self.fileName(id))" }

    private func proof(of leaf: Int64, in store: any RegistryStore) throws -> [UInt8] {
        let entry = try store.leaves(from: leaf, limit: 1).first?.entry
        let tiles = LogFolder(path + "/log", files: SystemFiles())
        let proof = try LogProofMaker.proof(
            of: Int(leaf), checkpoint: try tiles.checkpoint() ?? [], tiles: tiles)
        guard
            let whole = LogProof(
                index: proof.index, extra: entry, siblings: proof.siblings,
                checkpoint: proof.checkpoint)
        else { throw StoreError.damaged("log") }
        return whole.bytes
    }

    /// Writes the signed status list.
    package func write(statusList: [UInt8]) throws {
        try OutputFile.write(statusList, to: path + "/status/1.json")
    }

    /// Writes what verifiers need beside certificates.
    ///
    /// The trust pins the issuer's first key, and has the proofs by which its next ones are followed.
    ///
    /// - Parameter ruleFiles: files of rules and grades, by the names that they get.
    package func writeTrust(in store: any RegistryStore, ruleFiles: [String: String]) throws {
        try OutputFile.write(issuer.document.canonical, to: path + "/did.json")
        let succession = try KeySuccession(of: issuer, in: store)
        var rotations: [JSONValue] = []
        for (index, leaf) in succession.rotations.enumerated() {
            let name = "rotations/\(index + 1).tlog-proof"
            try OutputFile.write(try proof(of: leaf, in: store), to: "\(path)/\(name)")
            rotations.append(.text(name))
        }
        for (name, file) in ruleFiles {
            try OutputFile.write(
                try InputFile.bytes(file, limitBytes: 4 << 20), to: "\(path)/\(name)")
        }
        var trust: [String: JSONValue] = [
            "format": .text(TrustFile.format), "issuer": succession.document,
            "log": .object([
                "origin": .text(origin), "keys": .array(logKeys.map { .text($0.text) }),
            ]),
            "rules": ["rules.json"], "grades": ["grades.json"],
        ]
        if !rotations.isEmpty { trust["rotations"] = .array(rotations) }
        try OutputFile.write(
            JSONValue.object(trust).canonical + [0x0A], to: path + "/trust.json")
    }

    /// Writes the energy that no certificate counts, with reasons.
    package func write(_ uncertified: [UncertifiedEnergy]) throws {
        var text = "site,start,end,wh,reason\n"
        for energy in uncertified {
            let cells = [
                energy.site, energy.interval.start.text, energy.interval.end.text,
                "\(energy.wattHours)", energy.reason.rawValue,
            ]
            text += cells.joined(separator: ",") + "\n"
        }
        try OutputFile.write(Array(text.utf8), to: path + "/uncertified.csv")
    }

    private func verifyAddress(_ certificate: GreenTokenCertificate) -> String {
        "\(address)/verify/\(certificate.id)"
    }

    /// A name of a file for an id, which may have slashes and colons.
    package static func fileName(_ id: String) -> String {
        String(id.map { "/:@+".contains($0) ? "_" : $0 })
    }
}

/// A certificate as page and print.
package struct CertificateRendering {
    private let certificate: GreenTokenCertificate
    private let address: String?

    /// - Parameter address: where the QR code leads; nil for none.
    package init(_ certificate: GreenTokenCertificate, address: String?) {
        self.certificate = certificate
        self.address = address
    }

    /// The page, in both languages, showing one.
    package func html(_ language: Language) -> String { html(language) { _ in [] } }

    /// The page with something before everything else.
    func html(
        _ language: Language, before: (Language) -> [PrintedDocument.Block]
    ) -> String {
        PrintedPage.html(
            Language.allCases.map { ($0, document($0, before: before)) }, showing: language)
    }

    /// The printable document.
    package func pdf(_ language: Language) throws -> [UInt8] {
        try pdf(language) { _ in [] }
    }

    /// The printable document with something before everything else.
    func pdf(
        _ language: Language, before: (Language) -> [PrintedDocument.Block]
    ) throws -> [UInt8] {
        try PrintedPages.pdf(document(language, before: before))
    }

    private func document(
        _ language: Language, before: (Language) -> [PrintedDocument.Block]
    ) -> PrintedDocument {
        var document = CertificateSheet.document(certificate, language, address: address)
        document.blocks.insert(contentsOf: before(language), at: 1)
        return document
    }

    /// Writes `NAME.html` and `NAME.pdf`.
    package func write(to name: String, _ language: Language) throws {
        try OutputFile.write(Array(html(language).utf8), to: name + ".html")
        try OutputFile.write(try pdf(language), to: name + ".pdf")
    }
}
