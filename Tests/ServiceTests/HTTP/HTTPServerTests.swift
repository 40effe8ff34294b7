import Foundation
import Glibc
import Service
import Synchronization
import Testing

@Suite("HTTP server") struct HTTPServerTests {
    @Test("Every bad setting is told at once")
    func badSettings() throws {
        var settings = HTTPServerSettings()
        settings.address = "localhost"
        settings.port = 70_000
        settings.threads = 0
        settings.trustedProxies = ["10.0.0.1", "proxy"]
        settings.headerSeconds = .nan
        let handlers = HTTPHandlers(
            admit: { _ in .accept(bodyLimitBytes: 0) }, handle: { _, _ in },
            problem: { status, _, _ in HTTPResponse(status: status) })
        let error = #expect(throws: HTTPServerError.self) { try HTTPServer(settings, handlers) }
        guard case .settings(let faults) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(
            faults.map(\.setting) == [
                "address", "port", "threads", "trustedProxies", "headerSeconds",
            ])
        #expect(faults[1].description == "port is 70000; allowed: 0 to 65535")
    }

    @Test("The defaults have no fault")
    func defaults() { #expect(HTTPServerSettings().faults() == []) }

    @Test("A port in use is told as that")
    func portInUse() throws {
        let fixture = try HTTPFixture()
        let port = fixture.server.port
        #expect(throws: HTTPServerError.addressInUse(address: "127.0.0.1", port: port)) {
            try HTTPFixture { $0.port = port }
        }
        #expect(try fixture.client().ask("GET /fast").status == 200)
    }

    @Test("An address of another machine is told as that")
    func foreignAddress() {
        #expect(throws: HTTPServerError.addressNotHere(address: "192.0.2.1")) {
            try HTTPFixture { $0.address = "192.0.2.1" }
        }
    }

    @Test("A connection limit beyond the system's is told as that")
    func descriptorLimit() {
        #expect(throws: HTTPServerError.self) { try HTTPFixture { $0.connectionLimit = 1_000_000 } }
    }

    @Test("Draining lets a running request finish, ends streams and refuses new clients")
    func drain() throws {
        let fixture = try HTTPFixture()
        let running = try fixture.client()
        let streaming = try fixture.client()
        let idle = try fixture.client()
        #expect(try idle.ask("GET /fast").status == 200)
        running.send("GET /wait HTTP/1.1\r\nHost: t\r\n\r\n")
        streaming.send("GET /stream HTTP/1.1\r\nHost: t\r\n\r\n")
        try waitUntil { fixture.gate.waiting == 1 }
        _ = try fixture.streams.wait(for: 1)
        let isDrained = Mutex(false)
        let thread = Thread {
            fixture.server.drain()
            isDrained.withLock { $0 = true }
        }
        thread.start()
        #expect(try streaming.answer().text == "hello")
        let refused = try idle.ask("GET /echo")
        #expect(refused.status == 503)
        #expect(refused.text.contains("stopping"))
        try waitUntil { (try? fixture.client()) == nil }
        #expect(!isDrained.withLock { $0 })
        fixture.gate.open()
        #expect(try running.answer().text == "waited")
        try waitUntil { isDrained.withLock { $0 } }
        #expect(running.isClosed() && idle.isClosed())
        #expect(fixture.server.load.connections == 0)
    }

    @Test("Draining gives up after its time: 503 for what still runs")
    func drainGivesUp() throws {
        let fixture = try HTTPFixture { $0.drainSeconds = 0.2 }
        let client = try fixture.client()
        client.send("GET /keep HTTP/1.1\r\nHost: t\r\n\r\n")
        let reply = try #require(try fixture.replies.wait(for: 1).first)
        fixture.server.drain()
        #expect(!reply.isOpen)
        #expect(!reply.send(HTTPResponse(status: 200)))
        #expect(client.isClosed())
        fixture.server.drain()
    }

    @Test("Stopping in the middle of everything leaves nothing behind")
    func stopUnderLoad() throws {
        for round in 0..<5 {
            let fixture = try HTTPFixture { $0.drainSeconds = 0 }
            let clients = try (0..<30).map { _ in try fixture.client() }
            for (number, client) in clients.enumerated() {
                let path = ["keep", "stream", "echo", "later", "fast", "drop"][number % 6]
                client.send("GET /\(path) HTTP/1.1\r\nHost: t\r\n\r\n")
                if number % 7 == 0 { client.reset() }
            }
            usleep(UInt32(round) * 3_000)
            fixture.server.drain()
            for stream in fixture.streams.all {
                #expect(!stream.isOpen)
                stream.write([1])
            }
            for reply in fixture.replies.all { #expect(!reply.isOpen) }
            #expect(fixture.server.load.connections == 0)
            #expect(fixture.server.load.streams == 0)
        }
    }

    @Test(
        "One client gets so many connections, a trusted proxy any",
        .enabled(if: OwnAddress.first != nil, "needs a network beside loopback"),
        arguments: [true, false])
    func connectionsPerClient(_ isTrusted: Bool) throws {
        let own = try #require(OwnAddress.first)
        let fixture = try HTTPFixture {
            $0.address = "0.0.0.0"
            $0.connectionsPerClient = 3
            if isTrusted { $0.trustedProxies = [own.text] }
        }
        let clients = try (0..<5).map { _ in
            try RawClient(port: fixture.server.port, of: fixture, address: own.number)
        }
        for client in clients { client.send("GET /fast HTTP/1.1\r\nHost: t\r\n\r\n") }
        let answered = clients.filter { (try? $0.answer().status) == 200 }
        #expect(answered.count == (isTrusted ? 5 : 3))
        // The server tells of a client after it has closed its connection.
        var turnedAway: Int { fixture.events.all.count { $0 == "turned away" } }
        try waitUntil { turnedAway >= (isTrusted ? 0 : 2) }
        #expect(turnedAway == (isTrusted ? 0 : 2))
        for _ in 0..<5 { #expect(try fixture.client().ask("GET /fast").status == 200) }
    }

    @Test("Clients over the connection limit wait and are served when there is room")
    func connectionLimit() throws {
        let fixture = try HTTPFixture { $0.connectionLimit = 2 }
        var first: RawClient? = try fixture.client()
        let second = try fixture.client()
        #expect(try first?.ask("GET /fast").status == 200)
        #expect(try second.ask("GET /fast").status == 200)
        let third = try fixture.client()
        third.send("GET /fast HTTP/1.1\r\nHost: t\r\n\r\n")
        #expect(third.isQuiet(for: 0.3))
        first = nil
        #expect(try third.answer().text == "fast")
    }

    @Test("Requests go on beside two thousand idle connections")
    func idleConnections() throws {
        let fixture = try HTTPFixture()
        let idle = try (0..<2_000).map { _ in try fixture.client() }
        try waitUntil { fixture.server.load.connections == idle.count }
        let client = try fixture.client()
        for _ in 1...50 {
            #expect(try client.ask("GET /fast").status == 200)
            #expect(try client.ask("GET /echo").status == 200)
        }
        #expect(try idle[1_000].ask("GET /fast").status == 200)
    }

    @Test("Many clients at once get their own answers", arguments: [1, 3])
    func concurrency(_ threads: Int) throws {
        let fixture = try HTTPFixture {
            $0.threads = threads
            $0.handlerQueue = 1_000
        }
        let clients = try (0..<40).map { _ in try fixture.client() }
        for round in 0..<10 {
            for (number, client) in clients.enumerated() {
                client.send(
                    "POST /\(number % 3 == 0 ? "echo" : "path")?\(round)=\(number) HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\n\r\nabc"
                )
            }
            for (number, client) in clients.enumerated() {
                let expected = number % 3 == 0 ? "abc" : #"["path"] ["\#(round)=\#(number)"]"#
                #expect(try client.answer().text == expected)
            }
        }
    }
}
