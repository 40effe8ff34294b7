import Solver

/// What an operator may set about certificates; without a key nothing is issued.
package struct CertificateSettings: Sendable, Equatable {
    /// The file of the signing key.
    package var keyFile: String?
    /// The passphrase of a sealed key.
    package var passphraseFile: String?
    /// A `did:web`; the key's own `did:key` where none is given.
    package var did: String?
    /// The account that issues: the tenant whose keys may.
    package var account: String?
    /// The log's name.
    package var logOrigin: String?
    /// Other parties' witnesses, asked for their cosignatures.
    package var logWitnesses: [WitnessAddress] = []
    /// Where this service is reached from outside.
    package var publicURL: String?
    /// The folder of rule sets, grades, attribution and factors.
    package var rulesFolder: String?

    package init() {}

    /// What issuing needs and was not given, and what is of no use without a key.
    func faults(logFolder: String?) -> [ServiceSettings.Invalid.Fault] {
        let needed = [
            ("issuer_account", account), ("log_folder", logFolder), ("log_origin", logOrigin),
            ("public_url", publicURL), ("rules", rulesFolder),
        ]
        guard keyFile != nil else {
            let useless = [
                ("issuer", did), ("issuer_account", account), ("log_origin", logOrigin),
                ("issuer_passphrase_file", passphraseFile),
            ]
            return useless.filter { $0.1 != nil }.map { name, _ in
                .init(place: name, given: "no issuer_key", allowed: "issuer_key with it")
            }
        }
        return needed.filter { $0.1 == nil }.map { name, _ in
            .init(place: name, given: "nothing", allowed: "a value, because of issuer_key")
        }
    }

    /// Rows of the table of settings.
    static let items: [ServiceSettings.Item] = [
        text(
            "issuer_key", "FILE",
            Text(
                en: "the issuer's signing key, mode 600; without it nothing is issued",
                zh: "签发方签名密钥文件，权限 600；不设则不签发"), \.keyFile),
        text(
            "issuer_passphrase_file", "FILE",
            Text(en: "passphrase of a sealed key", zh: "加密密钥的口令文件"), \.passphraseFile),
        text(
            "issuer", "DID",
            Text(
                en: "the issuer's did:web; the key's did:key unless told",
                zh: "签发方的 did:web；默认使用密钥的 did:key"), \.did, "did:web:…",
            { $0.hasPrefix("did:web:") }),
        text(
            "issuer_account", "ID",
            Text(
                en: "the tenant that issues: its account in the registry", zh: "签发租户，即登记簿中的签发方账户"),
            \.account, "letters, digits and ._:/@+-", RegistryNames.isName),
        text(
            "log_origin", "NAME",
            Text(
                en: "the public log's name, such as log.example/green",
                zh: "公开日志的名称，例如 log.example/green"), \.logOrigin, "no blank and no plus",
            { !$0.isEmpty && !$0.contains { " +\n".contains($0) } }),
        ServiceSettings.Item(
            name: "log_witnesses", value: "\"URL VKEY, …\"",
            meaning: Text(
                en: "witnesses to ask for cosignatures: URL and verifier key of each",
                zh: "请求联署的见证者：各自的 URL 与公钥"),
            set: { settings, text in
                let parts = text.split(separator: ",").map { String($0) }
                let witnesses = parts.compactMap { WitnessAddress($0) }
                settings.certificates.logWitnesses = witnesses
                return witnesses.count == parts.count ? nil : "\"URL VKEY\", divided by commas"
            }),
        text(
            "public_url", "URL",
            Text(
                en: "where this service is reached from outside; QR codes lead there",
                zh: "本服务的外部地址；二维码指向此处"), \.publicURL, "https://… without a slash at its end",
            { ($0.hasPrefix("https://") || $0.hasPrefix("http://")) && !$0.hasSuffix("/") }),
        text(
            "rules", "FOLDER",
            Text(
                en: "rule sets, grades, attribution (JSON) and factors.csv of certificates",
                zh: "证书所用规则集、等级、归属规则（JSON）与 factors.csv 的文件夹"), \.rulesFolder),
    ]

    private static func text(
        _ name: String, _ value: String, _ meaning: Text,
        _ path: any WritableKeyPath<CertificateSettings, String?> & Sendable,
        _ allowed: String = "a text that is not empty",
        _ isAllowed: @escaping @Sendable (String) -> Bool = { !$0.isEmpty }
    ) -> ServiceSettings.Item {
        ServiceSettings.Item(
            name: name, value: value, meaning: meaning,
            set: { settings, text in
                settings.certificates[keyPath: path] = text
                return isAllowed(text) ? nil : allowed
            })
    }
}
