import Certificates
import Foundation
import Glibc
import Service
import Testing

@Suite struct `Witness over HTTP` {
    private static let name: ExactText = "witness.example/w1"

    private struct NoWitness: Error {}

    private static func signer() throws -> NoteSigner {
        var bytes = [UInt8](repeating: 3, count: 32)
        guard
            let signer = NoteSigner(
                name: name, kind: .cosignature, secret: try SigningKey(seed: &bytes))
        else { throw NoWitness() }
        return signer
    }

    /// A witness that listens, with its state on a model disk.
    private struct Running {
        let disk: ModelDisk
        let server: HTTPServer
        let address: WitnessAddress

        init(_ disk: ModelDisk = ModelDisk()) throws {
            self.disk = disk
            let path = "log/state"
            if try disk.read(path) == nil {
                try WitnessStateFile.write(WitnessState(), to: path, disk)
            }
            let state = try WitnessStateFile.read(path, disk)
            guard
                let witness = Witness(
                    logs: [PublishedLog.origin: [try PublishedLog.key()]], state: state,
                    signer: try signer())
            else { throw NoWitness() }
            let service = WitnessServer(
                witness, files: disk, statePath: path,
                clock: { UTCTime(posix: 1_770_000_100) }, onFailure: { _ in })
            var settings = HTTPServerSettings()
            settings.port = 0
            server = try HTTPServer(settings, service.handlers)
            let url = "http://127.0.0.1:\(server.port)/"
            guard let address = WitnessAddress("\(url) \(service.key.text)") else {
                throw NoWitness()
            }
            self.address = address
        }
    }

    private static func collect(
        _ log: PublishedLog, _ witnesses: [WitnessAddress]
    ) throws -> (checkpoint: SignedCheckpoint, outcomes: [WitnessOutcome]) {
        let bytes = try #require(try log.folder.checkpoint())
        return WitnessClient(fetcher: Fetcher(seconds: 5)).collect(
            for: try SignedCheckpoint(parsing: bytes), from: witnesses, tiles: log.folder)
    }

    @Test func `A growing log is cosigned, from the size that the witness names`() throws {
        let running = try Running()
        let log = try PublishedLog(5)
        for count in [5, 6, 300] {
            while log.leaves.leafCount() < count { log.leaves.append("\(log.leaves.leafCount())") }
            _ = try log.publish()
            let (checkpoint, outcomes) = try Self.collect(log, [running.address])
            #expect(outcomes == [.cosigned])
            let policy = LogPolicy(
                origin: PublishedLog.origin, logKeys: [try PublishedLog.key()],
                witnesses: [running.address.key], quorum: 1)
            #expect(try policy.verify(checkpoint).map(\.timestamp) == [nil, 1_770_000_100])
        }
        // A witness that starts again remembers.
        let again = try Running(running.disk)
        let older = try PublishedLog(6) { $0 < 5 ? "{\"n\":\"\($0)\"}" : "\($0)" }
        #expect(try Self.collect(older, [again.address]).outcomes == [.ahead(300)])
    }

    @Test func `A fork is refused; witnesses that are not there do not stop the others`() throws {
        let running = try Running()
        #expect(try Self.collect(try PublishedLog(5), [running.address]).outcomes == [.cosigned])
        let fork = try PublishedLog(9) { "other \($0)" }
        let absent = try #require(
            WitnessAddress("http://127.0.0.1:1 \(running.address.key.text)"))
        let outcomes = try Self.collect(fork, [absent, running.address]).outcomes
        #expect(outcomes[1] == .refused(422))
        guard case .unreachable = outcomes[0] else {
            Issue.record("\(outcomes[0])")
            return
        }
    }

    @Test func `A witness whose disk is full gives 500 and no signature, then recovers`() throws {
        let running = try Running()
        let log = try PublishedLog(5)
        running.disk.fail(at: 1, .code(ENOSPC))
        #expect(try Self.collect(log, [running.address]).outcomes == [.refused(500)])
        running.disk.heal()
        #expect(try Self.collect(log, [running.address]).outcomes == [.cosigned])
    }

    @Test func `The key is at the root; other paths and long bodies are refused`() throws {
        let running = try Running()
        let fetcher = Fetcher(seconds: 5)
        let root = try fetcher.get(running.address.url + "/", limitBytes: 1000)
        #expect(String(decoding: root.body, as: UTF8.self) == running.address.key.text + "\n")
        #expect(try fetcher.get(running.address.url + "/x", limitBytes: 1000).status == 404)
        let long = [UInt8](repeating: 0x61, count: 300_000)
        let answer = try fetcher.post(
            running.address.url + "/add-checkpoint", long, limitBytes: 1000)
        #expect(answer.status == 413)
    }

    @Test(arguments: ["", "http://x", "ftp://x KEY", "http://x y z"])
    func `An address in another form is none`(text: String) {
        #expect(WitnessAddress(text) == nil)
    }

    @Test func `A state that is missing or damaged is not taken for a new one`() throws {
        let disk = ModelDisk()
        #expect(throws: WitnessStateFile.Problem.missing) {
            try WitnessStateFile.read("log/state", disk)
        }
        try disk.write(Array("x".utf8), to: "log/state")
        #expect(throws: WitnessStateFile.Problem.damaged) {
            try WitnessStateFile.read("log/state", disk)
        }
    }
}
