import Foundation
import Solver

extension Command {
    static let serve = Command(
        name: "serve", operands: "", operandCount: 0...0,
        summary: Text(
            en: "serve the HTTP API and its workers", zh: "启动 HTTP 服务及其工作进程"),
        options: ServeCommand.options,
        run: { options, session in
            let settings = try ServeCommand.settings(options, session)
            return try ServeCommand.run(settings, session)
        })
}

/// Starts the service, waits for a signal, ends it.
enum ServeCommand {
    static let options: [OptionSpec] =
        ServiceSettings.all.map {
            OptionSpec(name: $0.flag, value: $0.value, meaning: $0.meaning)
        } + [
            OptionSpec(
                name: "--config", value: "FILE",
                meaning: Text(
                    en: "a JSON file with these settings by name, such as {\"listen\": …}",
                    zh: "按名称给出上述设置的 JSON 文件"))
        ]

    /// Settings of flags, environment and file, in this order.
    static func settings(_ options: Options, _ session: Session) throws -> ServiceSettings {
        var flags: [String: String] = [:]
        for item in ServiceSettings.all {
            if let value = options.value(item.flag) { flags[item.name] = value }
        }
        let path = options.value("--config") ?? session.environment["WATTOKEN_CONFIG"]
        let file = try path.map { path in
            (
                name: path,
                content: try JSON(parsing: InputFile.bytes(path, limitBytes: 1 << 20))
            )
        }
        return try ServiceSettings(flags: flags, environment: session.environment, file: file)
    }

    static func run(_ settings: ServiceSettings, _ session: Session) throws -> ExitCode {
        MallocArenas.limitToCores()
        // A log that cannot be written, on a full disk, does not end the service.
        let log = ServiceLog(
            least: settings.logLevel,
            write: { [console = session.console] in
                console.message(String(decoding: $0, as: UTF8.self))
            })
        let tokens = try TokenVerifier(settings.tokens, log: log)
        let store = try StoreLocation(settings.database).open()
        try store.check()
        try hand(FirstKey.make(in: store, at: .now), settings, session)
        let certificates = try CertificateSetup.open(
            settings.certificates, logFolder: settings.application.logFolder, store: store,
            log: log)
        let service = try ServiceProcess(
            store: store, settings: settings, tokens: tokens, certificates: certificates, log: log)
        let workers = try WorkerPool(store: store, settings: settings, log: log)
        workers.start()
        let notifier = Notifier(environment: session.environment)
        notifier.tell("READY=1\nSTATUS=listening on port \(service.port)")
        log.note(
            .info, "listening",
            ["listen": .string(settings.listen), "port": .integer(service.port)])
        while !session.isInterrupted() { Thread.sleep(forTimeInterval: 0.05) }
        notifier.tell("STOPPING=1")
        log.note(.info, "stopping")
        workers.drain()
        service.drain()
        log.note(.info, "stopped")
        return .ok
    }

    /// Gives the first key to whoever starts the service, once.
    private static func hand(
        _ secret: SecretKey?, _ settings: ServiceSettings, _ session: Session
    ) throws {
        guard let secret else { return }
        if let path = settings.adminKeyFile {
            try OutputFile.writeSecret(Array((secret.text + "\n").utf8), to: path)
            session.console.note(
                Text(en: "admin key written to \(path)", zh: "管理员密钥已写入 \(path)")[
                    session.console.language])
        } else {
            session.console.note(
                Text(
                    en: "admin key, shown only now: ", zh: "管理员密钥（仅显示这一次）：")[
                        session.console.language] + secret.text)
        }
    }
}
