import Certificates
import Foundation

/// `Sources/Certificates/verify.py` and `verify_proof.py`, with libraries not written here, run on a
/// certificate.
///
/// Debian's Python and packages come with `make setup`; the one that Debian lacks with `make test`
/// (scripts/verifier.sh).
enum PythonVerifier {
    /// What it said and how it ended.
    struct Answer {
        let isValid: Bool
        let text: String
    }

    /// The text of a proof file, and the verifier keys of the log and of its witnesses.
    struct Proof {
        let file: [UInt8]
        let keys: [String]
    }

    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static let python = root.appendingPathComponent(".venv-verifier/bin/python3")

    /// False where its packages could not be fetched.
    static let isThere = FileManager.default.fileExists(atPath: python.path)

    /// Why tests that run it are skipped.
    static let missing = "there is no .venv-verifier (scripts/verifier.sh)"

    /// Verifies a certificate's bytes with a pinned key.
    static func run(
        _ certificate: [UInt8], key: VerifyingKey, proof: Proof? = nil
    ) throws -> Answer {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("wattoken-verify-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("certificate.json")
        try Data(certificate).write(to: file)
        let answer = try run("verify.py", [file.path, key.multikey])
        guard let proof, answer.isValid else { return answer }
        let proofFile = folder.appendingPathComponent("certificate.tlog-proof")
        try Data(proof.file).write(to: proofFile)
        let logged = try run("verify_proof.py", [file.path, proofFile.path] + proof.keys)
        return Answer(
            isValid: logged.isValid, text: (logged.isValid ? answer.text : "") + logged.text)
    }

    private static func run(_ script: String, _ arguments: [String]) throws -> Answer {
        let process = Process()
        process.executableURL = python
        process.arguments = ["Sources/Certificates/" + script] + arguments
        process.currentDirectoryURL = root
        process.environment = ["PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Answer(
            isValid: process.terminationStatus == 0, text: String(decoding: said, as: UTF8.self))
    }
}
