import Certificates
import Solver

/// `wattoken certificate rotate FILE --key FILE`: the registry's next key, signed by it and by the one in use.
///
/// With `--output`, the folder of `certificate issue`, the log is published under the new key, and document,
/// trust and the proof of the change are written. A service signs on when it is started with the new key.
enum CertificateRotateCommand {
    static func run(_ options: Options, _ session: Session) throws -> ExitCode {
        guard options.operands.count == 2 else {
            throw Options.Problem.wrongOperands(
                given: options.operands.count - 1,
                usage: "wattoken certificate rotate NEW-KEY-FILE --key FILE --database DATABASE")
        }
        let asker = try RegistryActionCommand.asker(options)
        let passphrase = CertificateOptions.passphrase(options)
        let next = try SigningKeyFile.read(options.operands[1], passphrase: passphrase)
        let store = try StoreLocation(options, session).open()
        defer { store.close() }
        let office = CertificateOffice(
            store: store, author: CertificateOptions.author(session))
        let change: KeyChange
        if let done = try office.request(asker.id, of: asker.account) {
            guard let before = done.operation as? KeyChange, before.publicKey == next.verifyingKey
            else {
                throw RegistryRefusal(request: asker.id, fault: .conflict(request: asker.id))
            }
            change = before
        } else {
            let retiring = try CertificateOptions.signingKey(options)
            let key = retiring.verifyingKey
            guard let issuer = try Issuer.known(in: store, key: key, did: nil) else {
                throw RegistryRefusal(request: asker.id, fault: .rotation(.notInUse))
            }
            change = KeyChange(KeyRotation(of: issuer, from: retiring, to: next, at: asker.at))
        }
        let receipts = try office.ask([
            RegistryRequest(
                id: asker.id, account: asker.account, person: asker.person, at: asker.at,
                operation: change)
        ])
        if let output = options.value("--output") {
            try publish(output, store, at: asker.at) {
                try SigningKeyFile.read(options.operands[1], passphrase: passphrase)
            }
        }
        RegistryActionCommand.report(receipts, options, session)
        if options.value("--format") != "json" { session.console.print(change.id) }
        return .ok
    }

    private static func publish(
        _ output: String, _ store: any RegistryStore, at time: UTCTime,
        key: () throws -> sending SigningKey
    ) throws {
        guard let log = try TrustFile.read(output + "/trust.json").log else {
            throw InvalidInput(
                text: Text(
                    "\(output)/trust.json: /log is missing", "\(output)/trust.json：缺少 /log"))
        }
        guard let issuer = try Issuer(registry: store) else { return }
        let files = try IssueOutput(
            output, issuer: issuer, origin: "\(log.origin)", address: "", at: time)
        try files.publishLog(of: store, with: try key())
        try files.writeTrust(in: store, ruleFiles: [:])
    }
}
