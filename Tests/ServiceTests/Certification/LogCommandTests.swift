import Certificates
import Foundation
import Service
import Testing

@Suite struct `wattoken log` {
    private static func key() throws -> String { try PublishedLog.key().text }

    @Test func `fsck: a whole folder, a turned bit, a missing key, another key`() throws {
        let log = try PublishedLog(300)
        let whole = ToolRun("log", "fsck", log.path, "--any-entries", "--log", try Self.key())
        #expect(whole.code == .ok)
        #expect(whole.text.contains("300 entries"))
        #expect(
            ToolRun(["log", "fsck", log.path, "--any-entries"], language: .chinese).messages
                .contains("签名未校验"))
        let other = try PublishedLog.signer(8).key.text
        #expect(
            ToolRun("log", "fsck", log.path, "--any-entries", "--log", other).code
                == .invalidInput)
        let path = log.path + "/tile/entries/000"
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        bytes[103] ^= 4
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let damaged = ToolRun("log", "fsck", log.path, "--any-entries", "--log", try Self.key())
        #expect(damaged.code == .invalidInput)
        #expect(damaged.messages.contains("tile/0/000 is not what the entries make of it"))
    }

    @Test func `fsck: entries that are no registry's are named`() throws {
        let log = try PublishedLog(3)
        let run = ToolRun("log", "fsck", log.path, "--log", try Self.key())
        #expect(run.code == .invalidInput)
        #expect(run.messages.contains("not those of a registry"))
    }

    @Test func `proof: a file that verifies, on stdout and in a file`() throws {
        let log = try PublishedLog(300)
        let run = ToolRun("log", "proof", "17", "--from", log.path)
        #expect(run.code == .ok)
        let policy = LogPolicy(
            origin: PublishedLog.origin, logKeys: [try PublishedLog.key()])
        let proof = try LogProof(parsing: run.data)
        #expect(try proof.verify(entry: Array("{\"n\":\"17\"}".utf8), by: policy).count == 1)
        let output = log.path + "/17.tlog-proof"
        #expect(ToolRun("log", "proof", "17", "--from", log.path, "--output", output).code == .ok)
        #expect([UInt8](try Data(contentsOf: URL(fileURLWithPath: output))) == run.data)
        let behind = ToolRun("log", "proof", "300", "--from", log.path)
        #expect(behind.code == .invalidInput)
        #expect(behind.messages.contains("the log has 300 entries"))
        #expect(ToolRun("log", "proof", "-1", "--from", log.path).code == .usage)
        #expect(ToolRun("log", "proof", "1").code == .usage)
    }

    @Test func `monitor: a growing log, its state, and the evidence of a fork`() throws {
        let log = try PublishedLog(10)
        let state = log.path + "/monitor-state"
        func look(_ path: String) throws -> ToolRun {
            ToolRun(
                "log", "monitor", path, "--any-entries", "--log", try Self.key(), "--state", state)
        }
        #expect(try look(log.path).text.hasPrefix("10 entries, 10 read"))
        log.leaves.append("more")
        let first = try log.publish()
        #expect(try look(log.path).text.hasPrefix("11 entries, 11 read"))
        let fork = try PublishedLog(12) { "other \($0)" }
        let found = try look(fork.path)
        #expect(found.code == .invalidInput)
        #expect(found.messages.contains("the log forked"))
        let second = try #require(try fork.folder.checkpoint())
        #expect(
            found.text
                == String(decoding: first.bytes + second, as: UTF8.self) + "\n")
        let shrunk = try PublishedLog(10)
        #expect(try look(shrunk.path).messages.contains("shrank from 11 to 10"))
    }

    @Test func `monitor: who must have cosigned, and a log that is not there`() throws {
        let log = try PublishedLog(2)
        var bytes = [UInt8](repeating: 3, count: 32)
        let secret = try SigningKey(seed: &bytes)
        let witness = try #require(
            NoteKey(name: "w", kind: .cosignature, key: secret.verifyingKey))
        let strict = ToolRun(
            "log", "monitor", log.path, "--any-entries", "--log", try Self.key(), "--witness",
            witness.text, "--quorum", "1")
        #expect(strict.code == .invalidInput)
        #expect(strict.messages.contains("0 known witnesses cosigned the checkpoint; 1 must"))
        let absent = ToolRun("log", "monitor", "http://127.0.0.1:1", "--log", try Self.key())
        #expect(absent.code == .unavailable)
        #expect(
            ToolRun("log", "monitor", log.path + "/none", "--log", try Self.key()).code
                == .invalidInput)
    }

    @Test func `witness: what it asks for, and that it does not forget by itself`() throws {
        let folder = try PublishedLog(0).path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let keyFile = folder + "/key"
        _ = try SigningKeyFile.make(at: keyFile, passphrase: nil)
        let arguments = [
            "log", "witness", "--key", keyFile, "--name", "witness.example/w1", "--state",
            folder + "/state", "--listen", "127.0.0.1:0", "--log", try Self.key(),
        ]
        #expect(ToolRun("log", "witness").code == .usage)
        let forgetful = ToolRun(arguments, isInterrupted: true)
        #expect(forgetful.code == .invalidInput)
        #expect(forgetful.messages.contains("--new"))
        let first = ToolRun(arguments + ["--new"], isInterrupted: true)
        #expect(first.code == .ok)
        #expect(first.text.hasPrefix("witness.example/w1+"))
        #expect(ToolRun(arguments, isInterrupted: true).code == .ok)
        #expect(ToolRun(arguments + ["--new"], isInterrupted: true).code == .usage)
    }

    @Test func `Other words after log are refused`() {
        #expect(ToolRun("log", "nothing").code == .usage)
        #expect(ToolRun("log").code == .usage)
        #expect(ToolRun("log", "fsck").code == .usage)
    }
}
