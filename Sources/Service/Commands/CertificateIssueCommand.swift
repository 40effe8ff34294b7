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
        let issuer = try IssueRun.issuer(of: folder, key: key.verifyingKey)
        let files = try IssueOutput(output, folder: folder, issuer: issuer)
        let location = try StoreLocation(
            options.value("--database") ?? "sqlite:\(output)/registry.db")
        let store = try location.open()
        defer { store.close() }
        let office = CertificateOffice(
            store: store, author: CertificateOptions.author(session))
        let language = session.console.language
        let run = IssueRun(folder, office: office, issuer: issuer) { text in
            if session.console.isTerminal { session.console.note(text[language]) }
        }
        let outcome = try run.run(with: key)
        let logKey = try files.publishLog(
            of: store, with: try CertificateOptions.signingKey(options))
        for issued in outcome.issued {
            let leaf = try store.leaves(from: issued.leaf, limit: 1)
            try files.write(
                issued, entry: leaf.first?.entry ?? [], with: key, language)
        }
        let list = try office.statusList(
            IssueRun.statusList(of: folder), with: key, of: issuer, at: folder.at)
        try files.writeTrust(logKey, statusList: list)
        try files.write(outcome.prepared.uncertified)
        report(outcome, options, session, output)
        return .ok
    }

    private static func report(
        _ outcome: IssueRun.Outcome, _ options: Options, _ session: Session, _ output: String
    ) {
        let certificates = outcome.issued.map(\.certificate)
        switch options.value("--format") {
        case "json":
            session.console.data(
                (JSONValue.object([
                    "format": "wattoken-issued/1",
                    "certificates": .array(
                        outcome.issued.map { issued in
                            [
                                "id": .text(issued.certificate.id),
                                "sha256": .text(Digest(of: issued.document).hexadecimal),
                                "leaf": .decimal(issued.leaf),
                            ]
                        }),
                    "certifiedWh": .decimal(
                        certificates.reduce(0) { $0 + $1.figures.wattHours }),
                    "uncertifiedWh": .decimal(
                        outcome.prepared.uncertified.reduce(0) { $0 + $1.wattHours }),
                    "meteredWh": .decimal(outcome.prepared.meteredWattHours),
                ])).canonical + [0x0A])
        case "csv":
            session.console.print(CertificateTable.csv(certificates))
        default:
            session.console.print(CertificateTable.text(certificates, session.console.language))
            let uncertified = outcome.prepared.uncertified.reduce(0) { $0 + $1.wattHours }
            session.console.note(
                Text(
                    en: "\(output): \(certificates.count) certificates; "
                        + "\(NumberText.grouped(outcome.prepared.meteredWattHours)) Wh metered, "
                        + "\(NumberText.grouped(uncertified)) Wh in no certificate "
                        + "(uncertified.csv)",
                    zh: "\(output)：\(certificates.count) 份证书；计量 "
                        + "\(NumberText.grouped(outcome.prepared.meteredWattHours)) Wh，其中 "
                        + "\(NumberText.grouped(uncertified)) Wh 未列入证书（uncertified.csv）")[
                        session.console.language])
        }
    }
}

/// Certificates as a table, one in a row.
enum CertificateTable {
    static func text(_ certificates: [GreenTokenCertificate], _ language: Language) -> String {
        let header = [
            Text("certificate", "证书"), Text("product", "产品"), Text("tokens", "词元"),
            Text("Wh", "Wh"), Text("matched", "匹配"),
            Text("location g/M", "位置法 g/百万"), Text("market g/M", "市场法 g/百万"),
            Text("grade", "等级"),
        ].map { $0[language] }
        return Layout.table(header, certificates.map(row))
    }

    static func csv(_ certificates: [GreenTokenCertificate]) -> String {
        let header =
            "certificate,product,tokens,wh,matched_wh,location_g_per_million,market_g_per_million,grade"
        let rows = certificates.map { certificate in
            let figures = certificate.figures
            return [
                certificate.id, certificate.batch.stream.product, "\(figures.countedTokens)",
                "\(figures.wattHours)", "\(figures.matchedWattHours)",
                perMillion(figures, figures.locationMicrograms),
                perMillion(figures, figures.marketMicrograms), certificate.grade,
            ].joined(separator: ",")
        }
        return ([header] + rows).joined(separator: "\n")
    }

    private static func row(_ certificate: GreenTokenCertificate) -> [String] {
        let figures = certificate.figures
        return [
            certificate.id, certificate.batch.stream.product,
            NumberText.grouped(figures.countedTokens), NumberText.grouped(figures.wattHours),
            NumberText.percent(figures.matchedShare),
            perMillion(figures, figures.locationMicrograms),
            perMillion(figures, figures.marketMicrograms), certificate.grade,
        ]
    }

    private static func perMillion(_ figures: CertificateFigures, _ micrograms: Int128) -> String {
        figures.perMillionTokens(micrograms).map { ExactFigures.text(millionths: $0) } ?? "–"
    }
}
