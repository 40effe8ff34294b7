import Certificates
import Solver

extension Command {
    static let certificate = Command(
        name: "certificate",
        operands:
            "issue FOLDER | footprint FOLDER | verify FILE | show FILE | key FILE | rotate FILE | ACTION ID…",
        operandCount: 2...1000,
        summary: Text(
            en: "issue, verify, show, split, reserve, transfer, retire, withdraw or revoke "
                + "Green Token certificates and the energy behind them; state a footprint",
            zh: "签发、验证、查看、拆分、预留、转让、注销、撤回或撤销绿色Token证书及其电量；出具碳足迹声明"),
        options: CertificateOptions.specs,
        run: { options, session in
            switch options.operands[0] {
            case "issue": return try CertificateIssueCommand.run(options, session)
            case "verify": return try CertificateVerifyCommand.run(options, session)
            case "footprint": return try FootprintCommand.run(options, session)
            case "show": return try CertificateShowCommand.run(options, session)
            case "key": return try CertificateKeyCommand.run(options, session)
            case "rotate": return try CertificateRotateCommand.run(options, session)
            default:
                guard let action = RegistryAction(rawValue: options.operands[0]) else {
                    throw Options.Problem.notAllowed(
                        option: "certificate", given: options.operands[0],
                        allowed: (["issue", "footprint", "verify", "show", "key", "rotate"]
                            + RegistryAction.allCases.map(\.rawValue)).joined(separator: ", "))
                }
                return try RegistryActionCommand.run(action, options, session)
            }
        })
}

/// Options of `certificate` and of the imports.
enum CertificateOptions {
    static let key = OptionSpec(
        name: "--key", value: "FILE",
        meaning: Text(en: "the issuer's signing key, mode 600", zh: "签发方签名密钥文件，权限 600"))
    static let passphraseFile = OptionSpec(
        name: "--passphrase-file", value: "FILE",
        meaning: Text(
            en: "passphrase of a sealed key; asked at the terminal unless given",
            zh: "加密密钥的口令文件；未给出时在终端询问"))
    static let sealed = OptionSpec(
        name: "--sealed", value: nil,
        meaning: Text(en: "key: seal the new key with a passphrase", zh: "key：用口令加密新密钥"))
    static let printed = OptionSpec(
        name: "--printed", value: nil,
        meaning: Text(
            en: "issue: write the page and the PDF of each certificate, too",
            zh: "issue：同时输出每份证书的网页与 PDF"))
    static let trust = OptionSpec(
        name: "--trust", value: "FILE",
        meaning: Text(
            en:
                "verify, split: whom to trust (wattoken-trust/1); verify without it trusts the key named in the certificate",
            zh: "verify、split：信任文件（wattoken-trust/1）；verify 未给出时只信证书自带的密钥"))
    static let proof = OptionSpec(
        name: "--proof", value: "FILE",
        meaning: Text(
            en: "verify: tlog-proof@v1; else the one beside the certificate",
            zh: "verify：tlog-proof@v1 文件；默认取证书旁的同名文件"))
    static let rotation = OptionSpec(
        name: "--rotation", value: "FILE",
        meaning: Text(
            en: "verify: tlog-proof@v1 of a change of the issuer's key, in their order",
            zh: "verify：签发方更换密钥的 tlog-proof@v1 文件，按次序"), repeats: true)
    static let status = OptionSpec(
        name: "--status", value: "FILE",
        meaning: Text(en: "verify: the signed status list", zh: "verify：已签名的状态列表"))
    static let at = OptionSpec(
        name: "--at", value: "TIME",
        meaning: Text(
            en: "the moment, such as 2026-02-05T00:00:00Z; now unless given",
            zh: "时刻，例如 2026-02-05T00:00:00Z；默认现在"))
    static let account = OptionSpec(
        name: "--account", value: "ID",
        meaning: Text(en: "who asks the registry", zh: "提出请求的账户"))
    static let person = OptionSpec(
        name: "--person", value: "NAME",
        meaning: Text(en: "the person who asks", zh: "提出请求的人员"))
    static let request = OptionSpec(
        name: "--request", value: "ID",
        meaning: Text(
            en: "id of the request: asked again with it, it is done once",
            zh: "请求号：以同一请求号重复提交只执行一次"))
    static let specs: [OptionSpec] = [
        Command.database, Command.Shared.output, key, passphraseFile, sealed, printed, trust, proof,
        rotation, status, at, account, person, request,
        OptionSpec(
            name: "--product", value: "ID",
            meaning: Text(en: "footprint: of which product", zh: "footprint：产品")),
        OptionSpec(
            name: "--from", value: "TIME",
            meaning: Text(en: "footprint: from when", zh: "footprint：起始时刻")),
        OptionSpec(
            name: "--to", value: "ACCOUNT",
            meaning: Text(en: "transfer: the receiving account", zh: "transfer：接收账户")),
        OptionSpec(
            name: "--parts", value: "N,N…",
            meaning: Text(
                en: "split: Wh of each part of a slice, tokens of each part of a certificate",
                zh: "split：切片各部分的 Wh，或证书各部分的词元数")),
        OptionSpec(
            name: "--until", value: "TIME",
            meaning: Text(en: "reserve, footprint: until when", zh: "reserve、footprint：截止时刻")),
        OptionSpec(
            name: "--purpose", value: "TEXT",
            meaning: Text(en: "reserve, retire: what for", zh: "reserve、retire：用途")),
        OptionSpec(
            name: "--beneficiary", value: "NAME",
            meaning: Text(en: "retire: for whom", zh: "retire：受益方")),
        OptionSpec(
            name: "--reason", value: "TEXT",
            meaning: Text(en: "withdraw, revoke, drop: why", zh: "withdraw、revoke、drop：原因")),
        Command.Shared.format,
    ]

    /// The moment of `--at`, or now.
    static func time(_ options: Options) throws -> UTCTime {
        try time(options, at.name) ?? .now
    }

    /// The moment of an option.
    static func time(_ options: Options, _ name: String) throws -> UTCTime? {
        guard let text = options.value(name) else { return nil }
        guard let time = UTCTime(text) else {
            throw Options.Problem.notAllowed(
                option: name, given: text, allowed: "a time such as 2026-02-05T00:00:00Z")
        }
        return time
    }

    static func passphrase(_ options: Options) -> Passphrase {
        options.value(passphraseFile.name).map(Passphrase.file) ?? .terminal
    }

    static func signingKey(_ options: Options) throws -> SigningKey {
        guard let path = options.value(key.name) else {
            throw Options.Problem.missingValue(key.name)
        }
        return try SigningKeyFile.read(path, passphrase: passphrase(options))
    }

    /// Who acts on a database from the command line, for its audit trail.
    static func author(_ session: Session) -> Author {
        Author(
            tenant: "", actor: "cli:" + (session.environment["USER"] ?? "unknown"), traceID: "",
            at: Moment.now)
    }
}
