import Certificates
import Solver

/// `wattoken log publish`: brings a log's folder up to the database, as the service does by itself.
enum LogPublishCommand {
    static func run(_ options: Options, _ session: Session) throws -> ExitCode {
        let path = try LogOptions.operand(options, "publish FOLDER --key FILE --name ORIGIN")
        let witnesses = try options.all("--witness-at").map { text throws(Options.Problem) in
            guard let address = WitnessAddress(text) else {
                throw .notAllowed(
                    option: "--witness-at", given: text, allowed: "\"URL VKEY\" of a witness")
            }
            return address
        }
        let signer = try LogOptions.signer(options, .note)
        let origin = signer.key.name
        let store = try StoreLocation(options, session).open()
        defer { store.close() }
        let publisher: LogPublisher<RegistryLeaves>
        do throws(LogPublisher<RegistryLeaves>.Problem) {
            publisher = try LogPublisher(
                folder: path, leaves: RegistryLeaves(store), origin: origin, signer: signer,
                witnesses: witnesses)
        } catch { throw LogCommandProblem(text: error.text) }
        let signed = try publisher.publish()
        let language = session.console.language
        for (witness, outcome) in zip(witnesses, try publisher.collectCosignatures()) {
            session.console.note("\(witness.key.name): \(outcome.text[language])")
        }
        session.console.print(
            Text(
                en: "\(signed.checkpoint.size) entries published; log key \(publisher.key.text)",
                zh: "已公布 \(signed.checkpoint.size) 条；日志公钥 \(publisher.key.text)")[language])
        return .ok
    }
}
