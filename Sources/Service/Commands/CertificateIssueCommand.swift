import Certificates
import Solver

/// `wattoken certificate issue FOLDER`: from measured data to signed, logged certificates.
enum CertificateIssueCommand {
    static func run(_ options: Options, _ session: Session) throws -> ExitCode {
        guard options.operands.count == 2 else {
            throw Options.Problem.wrongOperands(
                given: options.operands.count - 1,
                usage: "wattoken certificate issue FOLDER --key FILE --output FOLDER")
        }
        guard let output = options.value("--output") else {
            throw Options.Problem.missingValue("--output")
        }
        let folder = try IssueFolder(options.operands[1])
        let key = try CertificateOptions.signingKey(options)
        try OutputFile.makeFolder(output)
        let location = try StoreLocation(
            options.value("--database") ?? "sqlite:\(output)/registry.db")
        let store = try location.open()
        defer { store.close() }
        let issuer = try IssueRun.issuer(of: folder, key: key.verifyingKey, in: store)
        let files = try IssueOutput(
            output, issuer: issuer, origin: folder.logOrigin, address: folder.address,
            at: folder.at)
        let office = CertificateOffice(
            store: store, author: CertificateOptions.author(session))
        let language = session.console.language
        let run = IssueRun(folder, office: office, issuer: issuer) { text in
            if session.console.isTerminal { session.console.note(text[language]) }
        }
        var lines: [CertificateLine] = []
        let printed = options.has("--printed") ? language : nil
        let prepared = try run.run(with: key) { issued in
            try files.write(issued, with: key, printed: printed)
            lines.append(CertificateLine(issued))
        }
        try files.publishLog(
            of: store, with: try CertificateOptions.signingKey(options))
        for line in lines { try files.writeProof(of: line.id, leaf: line.leaf, in: store) }
        let list = try office.statusList(
            IssueRun.statusList(of: folder), with: key, of: issuer, at: folder.at)
        try files.write(statusList: list)
        try files.writeTrust(in: store, ruleFiles: folder.ruleFiles)
        try files.write(prepared.uncertified)
        report(lines, prepared, options, session, output)
        return .ok
    }

    private static func report(
        _ lines: [CertificateLine], _ prepared: PreparedCertificates, _ options: Options,
        _ session: Session, _ output: String
    ) {
        let language = session.console.language
        let uncertified = prepared.uncertified.reduce(0) { $0 + $1.wattHours }
        switch options.value("--format") {
        case "json":
            session.console.data(
                JSONValue.object([
                    "format": "wattoken-issued/1",
                    "certificates": .array(lines.map(\.json)),
                    "certifiedWh": .decimal(lines.reduce(0) { $0 + $1.wattHours }),
                    "uncertifiedWh": .decimal(uncertified),
                    "meteredWh": .decimal(prepared.meteredWattHours),
                ]).canonical + [0x0A])
        case "csv": session.console.print(CertificateLine.csv(lines))
        default:
            session.console.print(CertificateLine.table(lines, language))
            session.console.note(
                Text(
                    en: "\(output): \(lines.count) certificates; "
                        + "\(NumberText.grouped(prepared.meteredWattHours)) Wh metered, "
                        + "\(NumberText.grouped(uncertified)) Wh in no certificate "
                        + "(uncertified.csv)",
                    zh: "\(output)：\(lines.count) 份证书；计量 "
                        + "\(NumberText.grouped(prepared.meteredWattHours)) Wh，其中 "
                        + "\(NumberText.grouped(uncertified)) Wh 未列入证书（uncertified.csv）")[
                        language])
        }
    }
}
