import Certificates
import Foundation
import Service
import Testing

@Suite struct `/log endpoints` {
    private static func service(_ log: PublishedLog?) throws -> TestService {
        var settings = ApplicationSettings()
        settings.logFolder = log?.path
        return try TestService(settings: settings)
    }

    @Test func `Checkpoint, tiles, bundles: the files as they are, with how long they last`() throws
    {
        let log = try PublishedLog(300)
        let service = try Self.service(log)
        let checkpoint = try service.send(HTTPRequest("GET", "/log/checkpoint"))
        #expect(checkpoint.status == 200)
        #expect(checkpoint.body == (try log.folder.checkpoint()))
        #expect(checkpoint.headers["Content-Type"] == "text/plain; charset=utf-8")
        #expect(checkpoint.headers["Cache-Control"] == "public, max-age=1")
        for name in ["0/000", "0/001.p/44", "1/000.p/1", "entries/000", "entries/001.p/44"] {
            let answer = try service.send(HTTPRequest("GET", "/log/tile/\(name)"))
            let path = try #require(TilePath("tile/\(name)"))
            #expect(answer.status == 200)
            #expect(answer.body == (try log.folder.bytes(of: path)))
            #expect(answer.headers["Content-Type"] == "application/octet-stream")
            #expect(answer.headers["Cache-Control"]?.contains("immutable") == true)
            let tag = try #require(answer.headers["ETag"])
            let again = HTTPHeaders([("If-None-Match", tag)])
            #expect(
                try service.send(HTTPRequest("GET", "/log/tile/\(name)", headers: again)).status
                    == 304)
        }
    }

    @Test(arguments: [
        "tile/0/001", "tile/0/000.p/1", "tile/0/x000/000", "tile/64/000", "tile/data/000",
        "tile/0/0", "tile/entries/002", "tile/0/000.p/256", "tile/0/a/b/c/d", "proof/300",
        "proof/-1", "proof/01", "proof/x", "tile/0/%2e%2e", "lock", "unfinished",
    ])
    func `Anything else does not exist`(name: String) throws {
        let service = try Self.service(try PublishedLog(300))
        let request = try? HTTPRequest("GET", "/log/" + name)
        #expect(request.map { service.send($0).status } ?? 404 == 404)
    }

    @Test func `Proofs verify under the checkpoint of now`() throws {
        let log = try PublishedLog(300)
        let service = try Self.service(log)
        let policy = LogPolicy(
            origin: PublishedLog.origin, logKeys: [try PublishedLog.key()])
        for index in [0, 17, 255, 256, 299] {
            let answer = try service.send(HTTPRequest("GET", "/log/proof/\(index)"))
            let proof = try LogProof(parsing: answer.body)
            #expect(proof.index == index)
            #expect(
                try proof.verify(entry: Array("{\"n\":\"\(index)\"}".utf8), by: policy).count == 1)
        }
    }

    @Test func `Without a log there is nothing; a damaged one is a fault of the service`() throws {
        let none = try Self.service(nil)
        for path in ["checkpoint", "proof/0", "tile/0/000"] {
            #expect(try none.send(HTTPRequest("GET", "/log/" + path)).status == 404)
        }
        let log = try PublishedLog(300)
        let path = log.path + "/tile/0/000"
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        bytes[100] ^= 4
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let damaged = try Self.service(log)
        // The path of entry 0 goes by the hash that turned; that of entry 299 does not.
        #expect(try damaged.send(HTTPRequest("GET", "/log/proof/0")).status == 500)
    }

    @Test func `A second request is answered by the server's own threads, for everyone`() throws {
        let log = try PublishedLog(3)
        let service = try Self.service(log)
        let request = try HTTPRequest("GET", "/log/tile/0/000.p/3")
        let first = service.send(request)
        guard case .answer(let second) = service.application.admit(request) else {
            Issue.record("not answered at once")
            return
        }
        #expect(second.body == first.body)
        // What needs a key is not answered to who has none.
        guard case .accept = service.application.admit(try HTTPRequest("GET", "/v1/solves"))
        else {
            Issue.record("answered without a key")
            return
        }
    }
}
