import Certificates
import Solver

/// `wattoken certificate verify FILE`: offline; 0, or the first reason and 3.
enum CertificateVerifyCommand {
    static func run(_ options: Options, _ session: Session) throws -> ExitCode {
        guard options.operands.count == 2 else {
            throw Options.Problem.wrongOperands(
                given: options.operands.count - 1,
                usage: "wattoken certificate verify FILE [--trust FILE]")
        }
        let path = options.operands[1]
        let bytes = try InputFile.bytes(path, limitBytes: 16 << 20)
        let evidence = CertificateEvidence(
            proof: try file(options.value("--proof") ?? neighbour(path)),
            statusList: try file(options.value("--status")))
        let time = try CertificateOptions.time(options)
        let trusted = try options.value("--trust").map(TrustFile.read)
        do {
            var trust: CertificateTrust
            if let trusted {
                trust = trusted
            } else {
                trust = CertificateTrust(issuer: try CertificateVerification.issuer(named: bytes))
            }
            for path in options.all("--rotation") { try TrustFile.follow(path, &trust) }
            // Who brings a status list wants it looked at, whatever the trust asks for.
            if evidence.statusList != nil, trust.statusAgeSeconds == nil {
                trust.statusAgeSeconds = oldestStatusSeconds
            }
            let verified = try CertificateVerification.verify(
                bytes, with: evidence, by: trust, at: time)
            report(verified, options, session)
            return .ok
        } catch let error as VerificationFault {
            refuse(error, options, session)
            return .invalidInput
        }
    }

    /// How old a status list may be where the trust does not say: a week.
    private static let oldestStatusSeconds: Int64 = 7 * 86_400

    private static func file(_ path: String?) throws -> [UInt8]? {
        try path.map { try InputFile.bytes($0, limitBytes: 16 << 20) }
    }

    /// The proof file beside a certificate, if there is one.
    private static func neighbour(_ path: String) -> String? {
        guard let end = path.lastIndex(of: "."), path.lastIndex(of: "/") ?? path.startIndex <= end
        else { return nil }
        let name = path[..<end] + ".tlog-proof"
        return OutputFile.exists(String(name)) ? String(name) : nil
    }

    private static func report(
        _ verified: VerifiedCertificate, _ options: Options, _ session: Session
    ) {
        let language = session.console.language
        let open = CertificateCheck.allCases.filter { !verified.checks.contains($0) }
        guard options.value("--format") != "json" else {
            session.console.data(
                JSONValue.object([
                    "format": "wattoken-verification/1", "valid": true,
                    "certificate": .text(verified.certificate.id),
                    "issuer": .text(verified.certificate.issuer),
                    "signed": .text(verified.signed.text),
                    "checked": .array(verified.checks.map { .text($0.rawValue) }),
                    "notAskedFor": .array(open.map { .text($0.rawValue) }),
                    "checkpointSigners": .array(verified.checkpointSigners.map { .text($0) }),
                ]).canonical + [0x0A])
            return
        }
        session.console.print(
            Text(
                en: "valid: \(verified.certificate.id), signed \(verified.signed.text) by "
                    + verified.certificate.issuer,
                zh: "有效：\(verified.certificate.id)，由 \(verified.certificate.issuer) 于 "
                    + "\(verified.signed.text) 签署")[language])
        for check in verified.checks { session.console.print("  ✓ " + check.text[language]) }
        for check in open {
            session.console.note(
                "  – "
                    + (Text(en: "not asked for (--trust): ", zh: "未要求（--trust）：") + check.text)[
                        language])
        }
    }

    private static func refuse(
        _ fault: VerificationFault, _ options: Options, _ session: Session
    ) {
        let language = session.console.language
        guard options.value("--format") != "json" else {
            session.console.data(
                JSONValue.object([
                    "format": "wattoken-verification/1", "valid": false,
                    "check": .text(fault.check.rawValue), "reason": .text(fault.text.en),
                ]).canonical + [0x0A])
            return
        }
        session.console.note(
            (Text(en: "not valid: ", zh: "无效：") + fault.check.text + ": " + fault.text)[language])
    }
}
