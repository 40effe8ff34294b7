import Certificates
import Solver

/// `wattoken certificate show FILE`: what a certificate says, as text, page (`--output X.html`) or print
/// (`--output X.pdf`); it is not verified.
enum CertificateShowCommand {
    static func run(_ options: Options, _ session: Session) throws -> ExitCode {
        guard options.operands.count == 2 else {
            throw Options.Problem.wrongOperands(
                given: options.operands.count - 1, usage: "wattoken certificate show FILE")
        }
        let certificate = try JSONFile.value(options.operands[1]) {
            document throws(CertificateFault) in
            try GreenTokenCertificate(reading: document)
        }
        let language = session.console.language
        if let output = options.value("--output") {
            let rendering = CertificateRendering(certificate, address: nil)
            guard output.hasSuffix(".html") || output.hasSuffix(".pdf") else {
                throw Options.Problem.notAllowed(
                    option: "--output", given: output, allowed: "NAME.html, NAME.pdf")
            }
            try OutputFile.write(
                output.hasSuffix(".pdf")
                    ? try rendering.pdf(language) : Array(rendering.html(language).utf8),
                to: output)
            return .ok
        }
        switch options.value("--format") {
        case "json": session.console.data(certificate.document.canonical + [0x0A])
        case "csv": session.console.print(CertificateLine.csv([CertificateLine(certificate)]))
        default:
            session.console.print(CertificateLine.table([CertificateLine(certificate)], language))
        }
        return .ok
    }
}
