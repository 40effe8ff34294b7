import Certificates
import Foundation
import Service
import Testing

/// The certificates of the worked example, from the command line.
@Suite(.serialized) struct `Certificates on the command line` {
    private static let example = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Datasets/certificates").path

    /// The published key of the example, with the permissions that a key must have.
    private static func key(_ bench: Workbench) throws -> String {
        let data = try Data(contentsOf: URL(fileURLWithPath: example + "/example.key"))
        let path = try bench.file("key", Array(data))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        return path
    }

    private static func issue(_ bench: Workbench, _ more: String...) throws -> ToolRun {
        let key = try key(bench)
        return ToolRun(
            ["certificate", "issue", example, "--key", key, "--output", bench.path("out")] + more)
    }

    private static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    @Test func `The example gives the published certificates, byte for byte, however often`() throws
    {
        let bench = try Workbench()
        let run = try Self.issue(bench, "--format", "json")
        #expect(run.code == .ok, "\(run.messages)")
        let published = Self.example + "/issued.json"
        if ProcessInfo.processInfo.environment["WATTOKEN_UPDATE_GOLDEN"] != nil {
            try Data(run.data).write(to: URL(fileURLWithPath: published))
        }
        #expect(try run.data == Self.bytes(published))
        let again = try Self.issue(bench, "--format", "json")
        #expect(again.code == .ok, "\(again.messages)")
        #expect(again.data == run.data)
    }

    @Test func `Every certificate verifies with its proof, and none with a changed byte`() throws {
        let bench = try Workbench()
        #expect(try Self.issue(bench).code == .ok)
        let out = bench.path("out")
        let names = try FileManager.default.contentsOfDirectory(atPath: out + "/certificates")
            .filter { $0.hasSuffix(".json") }
        #expect(names.count == 3)
        for name in names {
            let file = out + "/certificates/" + name
            let run = ToolRun(
                "certificate", "verify", file, "--trust", out + "/trust.json", "--status",
                out + "/status/1.json", "--at", "2026-04-06T00:00:00Z", "--format", "json")
            #expect(run.code == .ok, "\(run.messages)")
            #expect(run.text.contains("\"log\""))
            #expect(run.text.contains("\"rules\""))
            #expect(run.text.contains("\"status\""))
        }
        let file = out + "/certificates/" + (try #require(names.min()))
        var changed = try Self.bytes(file)
        let place = try #require(changed.firstIndex(of: UInt8(ascii: "7")))
        changed[place] = UInt8(ascii: "8")
        let other = try bench.file("other.json", changed)
        let refused = ToolRun(
            "certificate", "verify", other, "--trust", out + "/trust.json", "--proof",
            file.replacingOccurrences(of: ".json", with: ".tlog-proof"))
        #expect(refused.code == .invalidInput)
        #expect(refused.messages.hasPrefix("not valid: "))
    }

    @Test func `Code that was not written here accepts them`() throws {
        let bench = try Workbench()
        #expect(try Self.issue(bench).code == .ok)
        for number in 1...3 {
            let name = bench.path("out/certificates/example-2026-03.\(number)")
            guard let fault = try Self.python(name, in: bench.path("out")) else {
                try Test.cancel("there is no .venv-verifier (scripts/verifier.sh)")
            }
            #expect(fault.isEmpty, "\(fault)")
        }
    }

    /// What `verify.py` has against a certificate, and `verify_proof.py` against its proof; empty for
    /// nothing, nil where they cannot run.
    private static func python(_ name: String, in out: String) throws -> String? {
        let root = URL(fileURLWithPath: example)
            .deletingLastPathComponent().deletingLastPathComponent()
        let verifier = root.appendingPathComponent(".venv-verifier/bin/python3")
        guard FileManager.default.fileExists(atPath: verifier.path) else { return nil }
        let trust = try Certificates.JSONValue(parsing: bytes(out + "/trust.json"))
        let issuer = try #require(trust["issuer"]?.text)
        let logKey = try #require(trust["log"]?["keys"]?.elements?.first?.text)
        var faults = ""
        for (script, arguments) in [
            ("verify.py", [name + ".json", String(issuer.dropFirst(8))]),
            ("verify_proof.py", [name + ".json", name + ".tlog-proof", logKey]),
        ] {
            let process = Process()
            process.executableURL = verifier
            process.arguments =
                [root.appendingPathComponent("Sources/Certificates/" + script).path] + arguments
            process.environment = ["PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"]
            let output = Pipe()
            process.standardOutput = output
            process.standardError = output
            try process.run()
            let said = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            if process.terminationStatus != 0 { faults += String(decoding: said, as: UTF8.self) }
        }
        return faults
    }

    @Test func `Page and print show a certificate`() throws {
        let bench = try Workbench()
        #expect(try Self.issue(bench, "--printed").code == .ok)
        let name = bench.path("out/certificates/example-2026-03.1")
        let page = String(decoding: try Self.bytes(name + ".html"), as: UTF8.self)
        for text in ["绿色Token证书", "Location-based", "基于市场", "green.example.org/verify/"] {
            #expect(page.contains(text), "\(text)")
        }
        #expect(try Self.bytes(name + ".pdf").starts(with: Array("%PDF".utf8)))
        let shown = ToolRun(
            "certificate", "show", name + ".json", "--output", bench.path("shown.pdf"))
        #expect(shown.code == .ok, "\(shown.messages)")
    }

    @Test func `What the registry holds is revoked, withdrawn and refused by name`() throws {
        let bench = try Workbench()
        #expect(try Self.issue(bench).code == .ok)
        let database = ["--database", "sqlite:" + bench.path("out/registry.db")]
        let issuer = ["--account", "example-issuer", "--person", "person:wang"]
        let owner = ["--account", "example-hubs", "--person", "person:zhang"]
        func ask(_ arguments: [String]) -> ToolRun {
            ToolRun(["certificate"] + arguments + database)
        }
        // Not the owner's to revoke.
        let refused = ask(["revoke", "example-2026-03.1", "--reason", "test"] + owner)
        #expect(refused.code == .invalidInput)
        #expect(refused.messages.contains("only the issuer"))
        let retired = ask(
            ["retire", "example-2026-03.2", "--purpose", "report", "--beneficiary", "Hub"] + owner)
        #expect(retired.code == .ok, "\(retired.messages)")
        let revoked = ask(["revoke", "example-2026-03.1", "--reason", "meter fault"] + issuer)
        #expect(revoked.code == .ok, "\(revoked.messages)")
        let again = ask(["revoke", "example-2026-03.1", "--reason", "meter fault"] + issuer)
        #expect(again.code == .invalidInput)
        // The status list of the next issue says so, and then verification does.
        #expect(try Self.issue(bench).code == .ok)
        let verified = ToolRun(
            "certificate", "verify", bench.path("out/certificates/example-2026-03.1.json"),
            "--status", bench.path("out/status/1.json"), "--at", "2026-04-06T00:00:00Z")
        #expect(verified.code == .invalidInput)
        #expect(verified.messages.contains("it has been revoked"))
        // The same request id is done once.
        let split = ["split", "nothing-here", "--parts", "1,2", "--request", "r1"] + owner
        #expect(ask(split).code == .invalidInput)
    }

    private static func tokens(of path: String) throws -> Int64 {
        let document = try Certificates.JSONValue(parsing: bytes(path))
        let batch = try #require(document["credentialSubject"]?["batch"])
        return ["input", "output", "cached"].reduce(0) { $0 + (batch[$1]?.decimal ?? 0) }
    }

    @Test func `A certificate is split: the parts verify in its place, and add up to it`() throws {
        let bench = try Workbench()
        #expect(try Self.issue(bench).code == .ok)
        let out = bench.path("out")
        let (whole, key) = (out + "/certificates/example-2026-03.1", try Self.key(bench))
        let total = try Self.tokens(of: whole + ".json")
        let tokens = [total / 3, total / 5, total - total / 3 - total / 5]
        func split(_ tokens: [Int64], _ more: String...) -> ToolRun {
            ToolRun(
                [
                    "certificate", "split", "example-2026-03.1", "--parts",
                    tokens.map(String.init).joined(separator: ","), "--key", key, "--output", out,
                    "--database", "sqlite:\(out)/registry.db", "--account", "example-issuer",
                    "--at", "2026-04-06T00:00:00Z", "--request", "s1", "--format", "json",
                ] + more)
        }
        // Who proposed it does not split it; parts are a partition; the key is the registry's.
        #expect(split(tokens, "--person", "person:zhang").messages.contains("another person"))
        #expect(split([1, 2], "--person", "person:wang").messages.contains("sum to 3"))
        let run = split(tokens, "--person", "person:wang")
        #expect(run.code == .ok, "\(run.messages)")
        let again = split(tokens, "--person", "person:wang")
        #expect(again.text.contains("\"isRepeated\":true"))
        #expect(split([1, total - 1], "--person", "person:wang").code == .invalidInput)
        for number in 1...3 {
            let part = "\(whole).\(number)"
            #expect(try Self.tokens(of: part + ".json") == tokens[number - 1])
            let verified = Self.verify(part, in: out)
            #expect(verified.code == .ok, "\(verified.messages)")
            #expect(verified.text.contains("\"log\"") && verified.text.contains("\"status\""))
            if let python = try Self.python(part, in: out) { #expect(python.isEmpty, "\(python)") }
        }
        let refused = Self.verify(whole, in: out)
        #expect(refused.code == .invalidInput)
        #expect(refused.text.contains("split into others"))
        // The slices of the registry are split by the same word.
        #expect(split([1, 2], "--request", "s2", "--person", "person:wang").code != .ok)
    }

    @Test func `The key is changed: the log shows it, and certificates of both keys verify`() throws
    {
        let bench = try Workbench()
        #expect(try Self.issue(bench).code == .ok)
        let (out, key) = (bench.path("out"), try Self.key(bench))
        let whole = out + "/certificates/example-2026-03.1"
        let published = try Self.bytes(whole + ".json")
        try FileManager.default.copyItem(atPath: out + "/trust.json", toPath: out + "/old.json")
        let next = bench.path("next")
        #expect(ToolRun("certificate", "key", next).code == .ok)
        let asker = [
            "--database", "sqlite:\(out)/registry.db", "--account", "example-issuer", "--person",
            "person:wang",
        ]
        func rotate(_ more: String...) -> ToolRun {
            ToolRun(
                ["certificate", "rotate", next, "--output", out, "--at", "2026-04-07T00:00:00Z"]
                    + asker + more)
        }
        let refused = rotate("--key", next)
        #expect(refused.code == .invalidInput)
        #expect(refused.messages.contains("the registry's key is"))
        for _ in 0..<2 {
            let run = rotate("--key", key, "--request", "k1")
            #expect(run.code == .ok, "\(run.messages)")
            #expect(run.text.contains("key.rotate"))
        }
        // The first key's certificate is what it was, by the new trust as by the old one.
        for trust in ["trust.json", "old.json"] {
            let verified = Self.verify(whole, in: out, trust: trust)
            #expect(verified.code == .ok, "\(verified.messages)")
        }
        let total = try Self.tokens(of: whole + ".json")
        func split(_ key: String) -> ToolRun {
            ToolRun(
                [
                    "certificate", "split", "example-2026-03.1", "--parts",
                    "\(total / 2),\(total - total / 2)",
                    "--key", key, "--output", out, "--at", "2026-04-08T00:00:00Z",
                ] + asker)
        }
        let retired = split(key)
        #expect(retired.code == .invalidInput)
        #expect(retired.messages.contains("was retired at 2026-04-07T00:00:00Z"))
        let run = split(next)
        #expect(run.code == .ok, "\(run.messages)")
        let part = whole + ".1"
        #expect(Self.verify(part, in: out).code == .ok)
        // Who trusts the first key only needs the proof of the change.
        let stranger = Self.verify(part, in: out, trust: "old.json")
        #expect(stranger.text.contains("is none of the issuer's"))
        let proof = out + "/rotations/1.tlog-proof"
        #expect(Self.verify(part, in: out, trust: "old.json", "--rotation", proof).code == .ok)
        #expect(Self.verify(part, in: out, trust: "trust.json", "--rotation", proof).code != .ok)
        // The folder is issued on with the next key only; what was signed stays.
        let old = try Self.issue(bench)
        #expect(old.code == .invalidInput)
        #expect(old.messages.contains("certificate rotate"))
        let again = ToolRun("certificate", "issue", Self.example, "--key", next, "--output", out)
        #expect(again.code == .ok, "\(again.messages)")
        #expect(try Self.bytes(whole + ".json") == published)
        #expect(try Self.bytes(out + "/did.json").count > 400)
    }

    private static func verify(
        _ name: String, in out: String, trust: String, _ more: String...
    ) -> ToolRun {
        ToolRun(
            [
                "certificate", "verify", name + ".json", "--trust", "\(out)/\(trust)", "--at",
                "2026-04-08T00:00:00Z", "--format", "json",
            ] + more)
    }

    private static func verify(_ name: String, in out: String) -> ToolRun {
        ToolRun(
            "certificate", "verify", name + ".json", "--trust", out + "/trust.json", "--status",
            out + "/status/1.json", "--at", "2026-04-08T01:00:00Z", "--format", "json")
    }

    @Test func `A folder that is not right is refused with every fault`() throws {
        let bench = try Workbench()
        let folder = bench.path("broken")
        try FileManager.default.copyItem(atPath: Self.example, toPath: folder)
        let readings = folder + "/meter_readings.csv"
        var text = String(decoding: try Self.bytes(readings), as: UTF8.self)
        text +=
            "zhangjiakou,grid-1,facility,2026-03-01T00:00:00+08:00,2026-03-01T00:30:00+08:00,1,0,measured\n"
        text += "zhangjiakou,grid-1,facility,yesterday,2026-03-01T00:30:00+08:00,-1,0,guessed\n"
        try Data(text.utf8).write(to: URL(fileURLWithPath: readings))
        let run = ToolRun(
            [
                "certificate", "issue", folder, "--key", try Self.key(bench), "--output",
                bench.path("o"),
            ])
        #expect(run.code == .invalidInput)
        #expect(run.messages.contains("yesterday"))
        #expect(run.messages.contains("guessed"))
        #expect(run.messages.contains("an interval that overlaps"))
    }

    @Test func `A footprint of a day, by site and hour, in every form`() throws {
        let bench = try Workbench()
        func footprint(_ more: String...) -> ToolRun {
            ToolRun(
                [
                    "certificate", "footprint", Self.example, "--product", "chat", "--from",
                    "2026-03-01T16:00:00Z", "--until", "2026-03-02T16:00:00Z",
                ] + more)
        }
        let json = footprint("--format", "json")
        #expect(json.code == .ok, "\(json.messages)")
        let document = try Certificates.JSONValue(parsing: json.data)
        #expect(document["format"]?.text == "wattoken-footprint/1")
        let csv = footprint("--format", "csv")
        // Two sites, 24 hours, and the header.
        #expect(csv.rows.count == 49)
        let table = footprint()
        #expect(table.text.contains("zhangjiakou"))
        for name in ["f.pdf", "f.html", "f.csv", "f.json"] {
            let run = footprint("--output", bench.path(name))
            #expect(run.code == .ok, "\(run.messages)")
        }
        #expect(try Self.bytes(bench.path("f.csv")) == csv.data)
        #expect(footprint("--output", bench.path("f.doc")).code == .usage)
        let none = ToolRun(
            "certificate", "footprint", Self.example, "--product", "nothing", "--from",
            "2026-03-01T16:00:00Z", "--until", "2026-03-02T16:00:00Z")
        #expect(none.code == .invalidInput)
    }
}
