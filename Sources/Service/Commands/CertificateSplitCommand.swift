import Certificates
import Solver

/// `wattoken certificate split ID --parts N,N… --key FILE --output FOLDER`: certificates in the place of one.
///
/// The folder is that of `certificate issue`: what lies there of log, status list and trust is brought up to
/// the split, and the parts come beside the other certificates.
enum CertificateSplitCommand {
    static func run(
        _ id: String, _ office: CertificateOffice, _ options: Options, _ session: Session
    ) throws -> ExitCode {
        guard let output = options.value("--output") else {
            throw Options.Problem.missingValue("--output")
        }
        let tokens = try RegistryActionCommand.parts(
            options, allowed: "two or more whole numbers of tokens")
        let request = try RegistryActionCommand.asker(options)
        let path = options.value("--trust") ?? output + "/trust.json"
        let trust = try TrustFile.read(path)
        guard let log = trust.log else {
            throw InvalidInput(
                text: Text("\(path): /log is missing", "\(path)：缺少 /log"))
        }
        let key = try CertificateOptions.signingKey(options)
        guard let issuer = try Issuer(registry: office.store) else {
            throw RegistryRefusal(request: request.id, fault: .unknown(.certificates, id))
        }
        let split = try office.split(
            SplitRequest(
                id: request.id, account: request.account, person: request.person, at: request.at,
                certificate: id, tokens: tokens), grades: trust.grades
        ) { document in
            try SecuredDocument(signing: document, with: key, of: issuer, created: request.at)
        }
        let list = split.parts.first?.certificate.status?.list ?? ""
        let files = try IssueOutput(
            output, issuer: issuer, origin: "\(log.origin)",
            address: list.hasSuffix(IssueRun.statusPath)
                ? String(list.dropLast(IssueRun.statusPath.count)) : list, at: request.at)
        let printed = options.has("--printed") ? session.console.language : nil
        for part in split.parts { try files.write(part, with: key, printed: printed) }
        try files.publishLog(
            of: office.store, with: try CertificateOptions.signingKey(options))
        for part in split.parts {
            try files.writeProof(of: part.certificate.id, leaf: part.leaf, in: office.store)
        }
        try files.write(
            statusList: try office.statusList(list, with: key, of: issuer, at: request.at))
        report(split, options, session)
        return .ok
    }

    private static func report(
        _ split: CertificateParts, _ options: Options, _ session: Session
    ) {
        let lines = split.parts.map(CertificateLine.init)
        switch options.value("--format") {
        case "json":
            session.console.data(
                JSONValue.object([
                    "format": "wattoken-split/1", "request": .text(split.receipt.request),
                    "isRepeated": .bool(split.receipt.isRepeated),
                    "certificates": .array(lines.map(\.json)),
                ]).canonical + [0x0A])
        case "csv": session.console.print(CertificateLine.csv(lines))
        default:
            session.console.print(CertificateLine.table(lines, session.console.language))
            RegistryActionCommand.report([split.receipt], options, session)
        }
    }
}
