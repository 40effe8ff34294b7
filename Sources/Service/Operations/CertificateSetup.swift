package import Certificates
import Solver

/// Opens what the settings say about certificates: rules, key, account, log.
package enum CertificateSetup {
    /// What runs beside the answers.
    package struct Parts: Sendable {
        package let desk: CertificateDesk
        /// Nil where nothing is issued, or another process publishes the log.
        package let publisher: LogUpkeep?
    }

    /// Reads files and key; the registry gets what it lacks of account, key, rules and factors.
    package static func open(
        _ settings: CertificateSettings, logFolder: String?, store: any Store, log: ServiceLog
    ) throws -> Parts {
        let rulebook = try settings.rulesFolder.map(Rulebook.init(folder:)) ?? Rulebook()
        let address = settings.publicURL ?? ""
        guard let path = settings.keyFile, let account = settings.account, let logFolder,
            let origin = settings.logOrigin
        else {
            return Parts(
                desk: CertificateDesk(rulebook: rulebook, address: address), publisher: nil)
        }
        let passphrase = settings.passphraseFile.map(Passphrase.file) ?? .terminal
        let key = try SigningKeyFile.read(path, passphrase: passphrase)
        let issuer = try register(
            key.verifyingKey, settings.did, account, rulebook, in: store, at: .now)
        guard let signer = CertificateSigner(key, of: issuer, account: account),
            let noteSigner = NoteSigner(
                name: ExactText(origin), kind: .note,
                secret: try SigningKeyFile.read(path, passphrase: passphrase))
        else {
            throw InvalidInput(text: Text("log_origin is no name of a log", "log_origin 不是日志名"))
        }
        let logKeys = issuer.logKeys(ExactText(origin))
        let policy = LogPolicy(origin: ExactText(origin), logKeys: logKeys)
        try OutputFile.makeFolder(logFolder)
        let publisher = try LogUpkeep(
            store: store, folder: logFolder, origin: ExactText(origin), signer: noteSigner,
            earlierKeys: Array(logKeys.dropFirst()), witnesses: settings.logWitnesses, log: log)
        if publisher == nil { log.note(.warning, "log_published_elsewhere") }
        return Parts(
            desk: CertificateDesk(
                rulebook: rulebook, address: address, signer: signer, policy: policy),
            publisher: publisher)
    }

    /// Brings the registry to what the settings say, and gives the issuer with its keys.
    package static func register(
        _ key: VerifyingKey, _ did: String?, _ account: String, _ rulebook: Rulebook,
        in store: any Store, at time: UTCTime
    ) throws -> Issuer {
        let first = did.map { Issuer(didWeb: $0, key: key) } ?? Issuer(didKey: key)
        let named = try Issuer.known(in: store, key: key, did: did) ?? first
        guard let named, let method = named.methods.last else {
            throw InvalidInput(text: Text("issuer is no did:web", "issuer 不是 did:web"))
        }
        let office = CertificateOffice(store: store, author: .system("", at: .now))
        try office.ask(try requests(method, account, rulebook, store, at: time))
        return try Issuer(registry: store) ?? named
    }

    private static func requests(
        _ method: Issuer.Method, _ account: String, _ rulebook: Rulebook, _ store: any Store,
        at time: UTCTime
    ) throws -> [RegistryRequest] {
        var requests: [RegistryRequest] = []
        func add(_ operation: any RegistryOperation) {
            let content = Digest(
                of: JSONValue.object(operation.data).canonical
                    + operation.rows.flatMap(\.canonical)
            ).hexadecimal
            requests.append(
                RegistryRequest(
                    id: "start." + content, account: account, person: "system", at: time,
                    operation: operation))
        }
        if try store.registryRow(AccountRow.self, .text(account)) == nil {
            add(AccountOpening(id: account, role: .issuer))
        }
        if try store.registryRow(KeyRow.self, .text(method.id)) == nil {
            add(KeyChange(id: method.id, publicKey: method.key))
        }
        for rules in rulebook.rules.map(\.reference)
        where try store.registryRow(RuleSetRow.self, .text(rules.id), .text(rules.version)) == nil {
            add(RuleSetAddition(id: rules.id, version: rules.version, digest: rules.digest))
        }
        let factors = try rulebook.factors.filter {
            try store.registryRow(FactorRow.self, .text($0.id)) == nil
        }
        if !factors.isEmpty { add(FactorAddition(factors: factors)) }
        return requests
    }
}
