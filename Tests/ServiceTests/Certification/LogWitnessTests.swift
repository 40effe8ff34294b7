import Certificates
import Foundation
import Service
import Solver
import Synchronization
import Testing

/// Cosignatures that the service gathers by itself (`log_witnesses`).
@Suite("Witnesses of the service's log", .serialized) struct LogWitnessTests {
    private struct NoWitness: Error {}

    /// Lines of a log, from any thread.
    private final class Lines: Sendable {
        private let content = Mutex("")
        var text: String { content.withLock { $0 } }
        func add(_ bytes: [UInt8]) {
            content.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
        }
    }

    /// Waits at most half a minute until something is so.
    private static func wait(_ what: String, until isSo: () throws -> Bool) throws {
        let end = ContinuousClock.now + .seconds(30)
        while try !isSo() {
            guard ContinuousClock.now < end else { throw Unexpected("in vain: \(what)") }
            Thread.sleep(forTimeInterval: 0.02)
        }
    }

    /// The published checkpoint; nil before there is one.
    private static func checkpoint(_ folder: String) throws -> SignedCheckpoint? {
        try LogFolder(folder, files: SystemFiles()).checkpoint().map {
            try SignedCheckpoint(parsing: $0)
        }
    }

    // MARK: In one process

    /// A witness that listens; what it signs with may be another key than it is known by.
    private struct Running {
        let server: HTTPServer
        let address: WitnessAddress

        init(_ name: ExactText, signs seed: UInt8, known: UInt8? = nil) throws {
            func signer(_ seed: UInt8) throws -> NoteSigner {
                var bytes = [UInt8](repeating: seed, count: 32)
                guard
                    let signer = NoteSigner(
                        name: name, kind: .cosignature, secret: try SigningKey(seed: &bytes))
                else { throw NoWitness() }
                return signer
            }
            let disk = ModelDisk()
            try WitnessStateFile.write(WitnessState(), to: "log/state", disk)
            guard
                let witness = Witness(
                    logs: [PublishedLog.origin: [try PublishedLog.key()]],
                    state: try WitnessStateFile.read("log/state", disk), signer: try signer(seed))
            else { throw NoWitness() }
            let service = WitnessServer(
                witness, files: disk, statePath: "log/state", clock: { .now }, onFailure: { _ in })
            var settings = HTTPServerSettings()
            settings.port = 0
            server = try HTTPServer(settings, service.handlers)
            let key = try signer(known ?? seed).key.text
            guard let address = WitnessAddress("http://127.0.0.1:\(server.port) \(key)") else {
                throw NoWitness()
            }
            self.address = address
        }
    }

    @Test("Who is there cosigns each checkpoint; who is down or signs wrong is named in the log")
    func mixed() throws {
        let fixture = try StoreFixture(.sqlite)
        let desk = RegistryDesk(store: fixture.store)
        try desk.open()
        let bench = try Workbench()
        let good = try Running("witness.example/good", signs: 3)
        let forger = try Running("witness.example/false", signs: 4, known: 5)
        let down = try #require(
            WitnessAddress(
                "http://127.0.0.1:1 \(try Running("witness.example/down", signs: 6).address.key.text)"
            ))
        let lines = Lines()
        let upkeep = try #require(
            try LogUpkeep(
                store: fixture.store, folder: bench.path("log"), origin: PublishedLog.origin,
                signer: PublishedLog.signer(),
                witnesses: [forger.address, good.address, down],
                log: ServiceLog(write: { lines.add($0) })))
        upkeep.start()
        defer { upkeep.finish() }
        let all = [good.address.key, forger.address.key, down.key]
        func cosigned(_ size: Int) throws -> Bool {
            guard let checkpoint = try Self.checkpoint(bench.path("log")),
                checkpoint.checkpoint.size == size
            else { return false }
            let signed = try checkpoint.verified(by: all).map(\.key)
            #expect(signed.isEmpty || signed == [good.address.key])
            return !signed.isEmpty
        }
        let first = Int(try desk.store.leafCount())
        try Self.wait("the first checkpoint cosigned") { try cosigned(first) }
        try Self.wait("both named") {
            lines.text.contains("witness.example/false")
                && lines.text.contains("witness.example/down")
        }
        #expect(lines.text.contains("gave no cosignature of its key"))
        #expect(lines.text.contains("not reached"))
        #expect(!lines.text.contains("witness.example/good"))
        // What is new is cosigned at once, though two of three did not the last time.
        try desk.do(
            "import", EnergyImport(owner: "north", certificates: [RegistryDesk.energy("e", 0, 1)]))
        let start = ContinuousClock.now
        try Self.wait("the second checkpoint cosigned") { try cosigned(first + 1) }
        #expect(ContinuousClock.now - start < .seconds(25))
        let policy = LogPolicy(
            origin: PublishedLog.origin, logKeys: [try PublishedLog.key()], witnesses: all,
            quorum: 1)
        let last = try #require(try Self.checkpoint(bench.path("log")))
        #expect(try policy.verify(last).count == 2)
    }

    // MARK: In processes of their own

    /// A running `wattoken`, ended with this object.
    private final class Tool: Sendable {
        private let process: Process
        private let lines = Lines()
        var text: String { lines.text }

        init(_ arguments: [String]) throws {
            process = Process()
            process.executableURL = URL(fileURLWithPath: try #require(BuiltTool.path))
            process.arguments = arguments
            let pipe = Pipe()
            process.standardOutput = pipe
            process.standardError = pipe
            let lines = lines
            pipe.fileHandleForReading.readabilityHandler = { lines.add([UInt8]($0.availableData)) }
            try process.run()
        }

        /// Ends it as an operator does; gives its status.
        func end() -> Int32 {
            process.terminate()
            process.waitUntilExit()
            return process.terminationStatus
        }

        deinit { if process.isRunning { _ = end() } }

        /// The number behind a word in what it writes.
        func number(behind word: String) -> Int? {
            guard let range = text.range(of: word) else { return nil }
            let digits = text[range.upperBound...].prefix { $0.isNumber }
            guard let end = text[range.upperBound...].dropFirst(digits.count).first,
                !end.isNumber
            else { return nil }
            return Int(digits)
        }
    }

    private static let rules = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Datasets/certificates/rules").path

    @Test(
        "serve beside log witness: the published checkpoint carries its cosignature",
        .enabled(if: BuiltTool.path != nil, "wattoken is not built beside the tests"))
    func processes() throws {
        let bench = try Workbench()
        for name in ["issuer.key", "witness.key"] {
            _ = try SigningKeyFile.make(at: bench.path(name), passphrase: nil)
        }
        let secret = try SigningKeyFile.read(
            bench.path("issuer.key"), passphrase: .file(bench.path("none")))
        guard let signer = NoteSigner(name: "log.example/w", kind: .note, secret: secret) else {
            throw NoWitness()
        }
        let log = signer.key
        let witness = try Tool([
            "log", "witness", "--key", bench.path("witness.key"), "--name", "witness.example/w1",
            "--state", bench.path("state"), "--new", "--listen", "127.0.0.1:0", "--log", log.text,
        ])
        try Self.wait("the witness's port") { witness.number(behind: "witness on port ") != nil }
        let port = try #require(witness.number(behind: "witness on port "))
        let vkey = try #require(
            witness.text.split(separator: "\n").first { $0.hasPrefix("witness.example/w1+") })
        let service = try Tool([
            "serve", "--database", "sqlite:" + bench.path("store.db"), "--listen", "127.0.0.1:0",
            "--issuer-key", bench.path("issuer.key"), "--issuer-account", "default",
            "--log-origin", "log.example/w", "--log-folder", bench.path("log"), "--public-url",
            "https://green.example", "--rules", Self.rules, "--log-witnesses",
            "http://127.0.0.1:\(port) \(vkey)", "--online-workers", "0", "--planning-workers", "0",
        ])
        let key = try #require(NoteKey(String(vkey)))
        let policy = LogPolicy(
            origin: "log.example/w", logKeys: [log], witnesses: [key], quorum: 1)
        try Self.wait("a cosignature: \(service.text)") {
            guard let checkpoint = try Self.checkpoint(bench.path("log")) else { return false }
            return (try? policy.verify(checkpoint)) != nil
        }
        #expect(service.end() == 0)
        #expect(witness.end() == 0)
        #expect(!service.text.contains("log_not_cosigned"))
    }
}
