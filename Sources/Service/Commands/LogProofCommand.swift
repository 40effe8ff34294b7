import Certificates
import Solver

/// `wattoken log proof`: the tlog-proof file of an entry.
enum LogProofCommand {
    static func run(_ options: Options, _ session: Session) throws -> ExitCode {
        let text = try LogOptions.operand(options, "proof INDEX --from URL|FOLDER")
        guard let index = Int(text), index >= 0 else {
            throw Options.Problem.notAllowed(
                option: "INDEX", given: text, allowed: "a number from 0")
        }
        guard let from = options.value("--from") else {
            throw Options.Problem.missingValue("--from")
        }
        let place = LogPlace(from)
        let proof = try LogProofMaker.proof(
            of: index, checkpoint: try place.checkpoint(), tiles: place.tiles)
        if let output = options.value("--output") {
            try OutputFile.write(proof.bytes, to: output)
        } else {
            session.console.data(proof.bytes)
        }
        return .ok
    }
}
