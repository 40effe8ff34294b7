import Certificates
import Solver

/// `wattoken certificate key FILE`: makes a signing key, or says what an existing one is called.
enum CertificateKeyCommand {
    static func run(_ options: Options, _ session: Session) throws -> ExitCode {
        guard options.operands.count == 2 else {
            throw Options.Problem.wrongOperands(
                given: options.operands.count - 1,
                usage: "wattoken certificate key FILE [--sealed] [--passphrase-file FILE]")
        }
        let path = options.operands[1]
        let passphrase = CertificateOptions.passphrase(options)
        let publicKey: VerifyingKey
        if OutputFile.exists(path) {
            publicKey = try SigningKeyFile.read(path, passphrase: passphrase).verifyingKey
        } else {
            publicKey = try SigningKeyFile.make(
                at: path, passphrase: options.has("--sealed") ? passphrase : nil)
        }
        session.console.print(Issuer(didKey: publicKey).id)
        return .ok
    }
}
