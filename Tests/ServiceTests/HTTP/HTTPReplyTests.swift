import Glibc
import Service
import Testing

@Suite("HTTP replies") struct HTTPReplyTests {
    @Test("A reply that is dropped answers 500")
    func dropped() throws {
        let fixture = try HTTPFixture()
        let client = try fixture.client()
        let answer = try client.ask("GET /drop")
        #expect(answer.status == 500)
        #expect(answer.text.contains("internal_error"))
        #expect(try client.ask("GET /fast").text == "fast")
        try fixture.events.wait(for: "500 internal_error")
    }

    @Test("A reply put aside and then dropped answers 500")
    func droppedLater() throws {
        let fixture = try HTTPFixture()
        let client = try fixture.client()
        client.send("GET /keep HTTP/1.1\r\nHost: t\r\n\r\n")
        _ = try fixture.replies.wait(for: 1)
        #expect(client.isQuiet(for: 0.1))
        fixture.replies.clear()
        #expect(try client.answer().status == 500)
    }

    @Test("Only the first of many answers counts")
    func once() throws {
        let fixture = try HTTPFixture()
        let client = try fixture.client()
        client.send("GET /keep HTTP/1.1\r\nHost: t\r\n\r\n")
        let reply = try #require(try fixture.replies.wait(for: 1).first)
        #expect(reply.isOpen)
        #expect(reply.send(HTTPResponse(status: 200, body: [49])))
        #expect(!reply.send(HTTPResponse(status: 200, body: [50])))
        #expect(!reply.stream(headers: [:]).isOpen)
        #expect(try client.answer().text == "1")
    }

    @Test("A status out of range becomes 500")
    func badStatus() throws {
        let fixture = try HTTPFixture()
        let client = try fixture.client()
        client.send("GET /keep HTTP/1.1\r\nHost: t\r\n\r\n")
        try fixture.replies.wait(for: 1).first?.send(HTTPResponse(status: 99))
        #expect(try client.answer().status == 500)
    }

    @Test("The answer to a client that has gone is dropped without harm")
    func clientGone() throws {
        let fixture = try HTTPFixture()
        var clients = try (1...20).map { _ in try fixture.client() }
        for client in clients { client.send("GET /keep HTTP/1.1\r\nHost: t\r\n\r\n") }
        let replies = try fixture.replies.wait(for: clients.count)
        for client in clients { client.reset() }
        clients = []
        for reply in replies {
            reply.send(HTTPResponse(status: 200, body: Array(repeating: 0, count: 1_000_000)))
        }
        try waitUntil { fixture.server.load.connections == 0 }
        #expect(try fixture.client().ask("GET /fast").status == 200)
    }

    @Test("When the queue of handlers is full, a request gets 503 with Retry-After")
    func fullQueue() throws {
        let fixture = try HTTPFixture {
            $0.handlerThreads = 1
            $0.handlerQueue = 2
        }
        let clients = try (0..<3).map { _ in try fixture.client() }
        clients[0].send("GET /wait HTTP/1.1\r\nHost: t\r\n\r\n")
        try waitUntil { fixture.gate.waiting == 1 }
        clients[1].send("GET /wait HTTP/1.1\r\nHost: t\r\n\r\n")
        clients[2].send("GET /wait HTTP/1.1\r\nHost: t\r\n\r\n")
        try waitUntil { fixture.server.load.waiting == 2 }
        let late = try fixture.client()
        let answer = try late.ask("GET /wait")
        #expect(answer.status == 503)
        #expect(answer["Retry-After"] == "1")
        #expect(answer.text.contains("too_busy"))
        #expect(try late.ask("GET /fast").text == "fast")
        fixture.gate.open()
        for client in clients { #expect(try client.answer().text == "waited") }
        #expect(try late.ask("GET /echo").status == 200)
    }

    @Test("A large answer arrives whole")
    func large() throws {
        let client = try HTTPFixture().client()
        #expect(try client.ask("GET /large?bytes=5000000").body.count == 5_000_000)
    }
}
