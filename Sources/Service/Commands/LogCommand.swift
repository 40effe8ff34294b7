import Certificates
import Solver

extension Command {
    static let log = Command(
        name: "log",
        operands: "fsck [FOLDER] | proof INDEX | witness | monitor URL|FOLDER | publish FOLDER",
        operandCount: 1...2,
        summary: Text(
            en:
                "the public log: check its files, prove an entry, witness, monitor or publish a log",
            zh: "公开日志：校验文件、证明条目、见证、监督或发布日志"),
        options: LogOptions.specs,
        run: { options, session in
            switch options.operands[0] {
            case "fsck": return try LogFsckCommand.run(options, session)
            case "proof": return try LogProofCommand.run(options, session)
            case "witness": return try LogWitnessCommand.run(options, session)
            case "monitor": return try LogMonitorCommand.run(options, session)
            case "publish": return try LogPublishCommand.run(options, session)
            default:
                throw Options.Problem.notAllowed(
                    option: "log", given: options.operands[0],
                    allowed: "fsck, proof, witness, monitor, publish")
            }
        })
}

/// The options of `log` and what they name.
enum LogOptions {
    static let specs: [OptionSpec] = [
        OptionSpec(
            name: "--log", value: "VKEY",
            meaning: Text(
                en: "key of the log, name+id+base64; its name is the log's origin",
                zh: "日志的公钥 name+id+base64，其名称即日志标识"), repeats: true),
        OptionSpec(
            name: "--witness", value: "VKEY",
            meaning: Text(
                en: "monitor: key of a witness or a mirror", zh: "monitor：见证者或镜像的公钥"),
            repeats: true),
        OptionSpec(
            name: "--quorum", value: "N",
            meaning: Text(
                en: "monitor: how many of them must have cosigned; 0 unless told",
                zh: "monitor：至少多少个见证者联署；默认 0")),
        OptionSpec(
            name: "--any-entries", value: nil,
            meaning: Text(
                en: "monitor, fsck: entries are not a registry's; do not replay them",
                zh: "monitor、fsck：条目并非登记簿，不重放")),
        OptionSpec(
            name: "--interval", value: "S",
            meaning: Text(
                en: "monitor: look again every so many seconds; else once",
                zh: "monitor：每隔多少秒再查；默认只查一次")),
        OptionSpec(
            name: "--state", value: "FILE",
            meaning: Text(
                en: "witness, monitor: what was seen last", zh: "witness、monitor：上次所见的状态")),
        OptionSpec(
            name: "--new", value: nil,
            meaning: Text(en: "witness: begin with an empty state", zh: "witness：从空状态开始")),
        OptionSpec(
            name: "--key", value: "FILE",
            meaning: Text(
                en: "witness, publish: its secret key", zh: "witness、publish：私钥文件")),
        OptionSpec(
            name: "--passphrase-file", value: "FILE",
            meaning: Text(
                en: "witness, publish: passphrase of a sealed key; else asked at the terminal",
                zh: "witness、publish：加密密钥的口令文件；否则在终端询问")),
        OptionSpec(
            name: "--name", value: "NAME",
            meaning: Text(
                en: "witness, publish: name of its key, such as witness.example/w1",
                zh: "witness、publish：密钥名称，如 witness.example/w1")),
        OptionSpec(
            name: "--witness-at", value: "\"URL VKEY\"",
            meaning: Text(
                en: "publish: a witness to ask for its cosignature",
                zh: "publish：请求联署的见证者"), repeats: true),
        OptionSpec(
            name: "--database", value: "sqlite:PATH|postgresql://…",
            meaning: Text(
                en: "publish, fsck: where the entries are kept",
                zh: "publish、fsck：条目所在数据库")),
        OptionSpec(
            name: "--listen", value: "ADDRESS:PORT",
            meaning: Text(
                en: "witness: where to listen; 127.0.0.1:8081 unless told",
                zh: "witness：监听地址；默认 127.0.0.1:8081")),
        OptionSpec(
            name: "--from", value: "URL|FOLDER",
            meaning: Text(en: "proof: where the log is", zh: "proof：日志所在")),
        Command.Shared.output,
    ]

    /// A key that must be given with an option, by its kind.
    static func keys(
        _ options: Options, _ name: String, _ kind: NoteKey.Kind
    ) throws(Options.Problem) -> [NoteKey] {
        try options.all(name).map { text throws(Options.Problem) in
            guard let key = NoteKey(text), key.kind == kind else {
                throw .notAllowed(
                    option: name, given: text, allowed: "a verifier key, name+01234567+base64")
            }
            return key
        }
    }

    /// Whom one trusts about the one log of the options.
    static func policy(_ options: Options) throws(Options.Problem) -> LogPolicy {
        let logs = try keys(options, "--log", .note)
        guard let origin = logs.first?.name else { throw .missingValue("--log") }
        guard logs.allSatisfy({ $0.name == origin }) else {
            throw .notAllowed(
                option: "--log", given: "\(logs.map(\.name))", allowed: "keys of one log")
        }
        let witnesses = try keys(options, "--witness", .cosignature)
        return LogPolicy(
            origin: origin, logKeys: logs, witnesses: witnesses,
            quorum: try options.integer("--quorum", 0...witnesses.count) ?? 0)
    }

    /// The secret key of `--key` under the name of `--name`.
    static func signer(_ options: Options, _ kind: NoteKey.Kind) throws -> NoteSigner {
        guard let name = options.value("--name") else {
            throw Options.Problem.missingValue("--name")
        }
        guard let path = options.value("--key") else {
            throw Options.Problem.missingValue("--key")
        }
        let key: SigningKey
        do throws(SigningKeyFile.Problem) {
            key = try SigningKeyFile.read(
                path, passphrase: options.value("--passphrase-file").map { .file($0) } ?? .terminal)
        } catch { throw LogCommandProblem(text: error.text) }
        guard let signer = NoteSigner(name: ExactText(name), kind: kind, secret: key) else {
            throw Options.Problem.notAllowed(
                option: "--name", given: name, allowed: "a name without blanks and +")
        }
        return signer
    }

    /// The operand behind the name of the subcommand.
    static func operand(_ options: Options, _ usage: String) throws(Options.Problem) -> String {
        guard options.operands.count == 2 else {
            throw .wrongOperands(given: options.operands.count, usage: "wattoken log " + usage)
        }
        return options.operands[1]
    }
}

/// Where a log is: a folder, or the prefix of its URLs.
struct LogPlace {
    let tiles: any TileReader
    /// Reads what is published as the checkpoint.
    let checkpoint: () throws -> [UInt8]

    init(_ text: String) {
        if text.hasPrefix("http://") || text.hasPrefix("https://") {
            let log = RemoteLog(prefix: text, fetcher: Fetcher())
            tiles = log
            checkpoint = { try log.checkpoint() }
        } else {
            let folder = LogFolder(text, files: SystemFiles())
            tiles = folder
            checkpoint = {
                guard let bytes = try folder.checkpoint() else {
                    throw InputFile.Problem.notFound(path: text + "/checkpoint")
                }
                return bytes
            }
        }
    }
}
