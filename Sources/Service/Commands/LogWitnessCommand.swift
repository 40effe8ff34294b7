import Certificates
import Foundation
import Solver

/// `wattoken log witness`: cosigns checkpoints of logs that only grow.
enum LogWitnessCommand {
    static func run(_ options: Options, _ session: Session) throws -> ExitCode {
        let statePath = try required("--state", options)
        let listen = options.value("--listen") ?? "127.0.0.1:8081"
        guard let (address, port) = ServiceSettings.address(listen) else {
            throw Options.Problem.notAllowed(
                option: "--listen", given: listen, allowed: "a numeric address and a port")
        }
        let keys = try LogOptions.keys(options, "--log", .note)
        guard !keys.isEmpty else { throw Options.Problem.missingValue("--log") }
        let state = try state(statePath, isNew: options.has("--new"))
        guard
            let witness = Witness(
                logs: Dictionary(grouping: keys, by: \.name), state: state,
                signer: try LogOptions.signer(options, .cosignature))
        else { throw Options.Problem.missingValue("--name") }
        return try serve(witness, statePath, address, port, session)
    }

    private static func required(
        _ name: String, _ options: Options
    ) throws(Options.Problem) -> String {
        guard let value = options.value(name) else { throw .missingValue(name) }
        return value
    }

    private static func state(_ path: String, isNew: Bool) throws -> WitnessState {
        if isNew {
            guard !OutputFile.exists(path) else {
                throw UsageError(
                    text: Text(
                        en: "\(path) exists; --new is for a first start.",
                        zh: "\(path) 已存在；--new 仅用于首次启动。"))
            }
            try WitnessStateFile.write(WitnessState(), to: path, SystemFiles())
        }
        do throws(WitnessStateFile.Problem) {
            return try WitnessStateFile.read(path, SystemFiles())
        } catch {
            throw LogCommandProblem(text: Text(both: "\(path): ") + error.text)
        }
    }

    private static func serve(
        _ witness: consuming sending Witness, _ statePath: String, _ address: String,
        _ port: Int, _ session: Session
    ) throws -> ExitCode {
        let console = session.console
        let service = WitnessServer(
            witness, files: SystemFiles(), statePath: statePath, clock: { .now },
            onFailure: { console.note($0.text[console.language]) })
        var settings = HTTPServerSettings()
        settings.address = address
        settings.port = port
        settings.handlerThreads = 2
        settings.connectionLimit = 256
        let server = try HTTPServer(settings, service.handlers)
        console.print(service.key.text)
        console.note(
            Text(en: "witness on port \(server.port)", zh: "见证者端口 \(server.port)")[
                console.language])
        while !session.isInterrupted() { Thread.sleep(forTimeInterval: 0.05) }
        server.drain()
        return .ok
    }
}

/// What stops a command of the log, with its own words; exit code 3.
struct LogCommandProblem: Error {
    let text: Text
}
