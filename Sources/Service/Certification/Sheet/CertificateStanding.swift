import Certificates

/// What a certificate's page says of its verification and its state, before everything else.
enum CertificateStanding {
    static func blocks(
        _ verdict: CertificateReading.Verdict, _ row: CertificateRow, _ language: Language
    ) -> [PrintedDocument.Block] {
        var blocks: [PrintedDocument.Block] = [.heading(headline(verdict, row)[language])]
        if let fault = verdict.fault {
            blocks.append(.paragraph((fault.check.text + ": " + fault.text)[language]))
        }
        if let reason = row.reason, row.state == .revoked || row.state == .retired {
            blocks.append(.paragraph(reason))
        }
        if let beneficiary = row.beneficiary {
            blocks.append(
                .paragraph(Text(en: "For \(beneficiary)", zh: "受益方：\(beneficiary)")[language]))
        }
        return blocks + verdict.checks.map { .note("✓ " + $0.text[language]) }
    }

    private static func headline(
        _ verdict: CertificateReading.Verdict, _ row: CertificateRow
    ) -> Text {
        let date = row.endedAt.map { " " + $0.text } ?? ""
        switch row.state {
        case .revoked: return Text("REVOKED", "已撤销") + date
        case .split:
            return Text("Split into others, which hold in its place", "已拆分为其他证书，以其为准") + date
        case _ where !verdict.isValid: return Text("NOT VALID", "无效")
        case .retired: return Text("Valid; retired", "有效；已注销") + date
        default: return Text("Valid", "有效")
        }
    }
}
