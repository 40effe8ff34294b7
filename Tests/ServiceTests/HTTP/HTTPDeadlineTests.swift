import Glibc
import Service
import Testing

@Suite("HTTP deadlines") struct HTTPDeadlineTests {
    @Test("A header that trickles in is cut off at the deadline")
    func slowHeader() throws {
        let fixture = try HTTPFixture { $0.headerSeconds = 0.5 }
        let client = try fixture.client()
        client.send("GET /echo HTTP/1.1\r\nHost: t\r\n")
        while client.isQuiet(for: 0.05), client.send("X: y\r\n") {}
        #expect(client.isClosed())
        try fixture.events.wait(for: "cut header_late")
    }

    @Test("A connection that says nothing is cut off at the deadline")
    func silence() throws {
        let fixture = try HTTPFixture { $0.headerSeconds = 0.3 }
        #expect(try fixture.client().isClosed())
        try fixture.events.wait(for: "cut header_late")
    }

    @Test("A kept connection is closed after inactivity")
    func inactivity() throws {
        let fixture = try HTTPFixture { $0.inactivitySeconds = 1 }
        let client = try fixture.client()
        #expect(try client.ask("GET /fast").status == 200)
        #expect(client.isQuiet(for: 0.5))
        #expect(client.isClosed())
    }

    @Test("The header of a later request has a deadline too")
    func slowLaterHeader() throws {
        let fixture = try HTTPFixture {
            $0.headerSeconds = 0.3
            $0.inactivitySeconds = 1
        }
        let client = try fixture.client()
        #expect(try client.ask("GET /fast").status == 200)
        client.send("GET /echo HTTP/1.1\r\nHost: t\r\n")
        while client.isQuiet(for: 0.1), client.send("X: y\r\n") {}
        try fixture.events.wait(for: "cut header_late")
    }

    @Test("A body that trickles in is cut off")
    func slowBody() throws {
        let fixture = try HTTPFixture {
            $0.transferSeconds = 0.4
            $0.transferBytesPerSecond = 1_000_000
        }
        let client = try fixture.client()
        client.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 1000\r\n\r\n")
        while client.isQuiet(for: 0.05), client.send("x") {}
        #expect(client.isClosed())
        try fixture.events.wait(for: "cut body_late")
    }

    @Test("A body fast enough may take longer than the deadline of a slow one")
    func fairBody() throws {
        let fixture = try HTTPFixture {
            $0.transferSeconds = 0.3
            $0.transferBytesPerSecond = 100
        }
        let client = try fixture.client()
        client.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 1000\r\n\r\n")
        for _ in 1...10 {
            client.send(String(repeating: "x", count: 100))
            usleep(60_000)
        }
        #expect(try client.answer().body.count == 1_000)
    }

    @Test("An answer that is not read is cut off")
    func unreadAnswer() throws {
        let fixture = try HTTPFixture {
            $0.transferSeconds = 0.3
            $0.transferBytesPerSecond = 1e9
        }
        let client = try fixture.client(receiveBuffer: 4_096)
        client.send("GET /large?bytes=20000000 HTTP/1.1\r\nHost: t\r\n\r\n")
        try fixture.events.wait(for: "cut answer_unread")
        #expect(try fixture.client().ask("GET /fast").status == 200)
    }

    @Test("A handler that hangs gives 503, and its late answer is dropped")
    func hangingHandler() throws {
        let fixture = try HTTPFixture { $0.answerSeconds = 0.3 }
        let client = try fixture.client()
        let answer = try client.ask("GET /keep")
        #expect(answer.status == 503)
        #expect(answer["Retry-After"] == "1")
        #expect(answer.text.contains("answer_late"))
        let reply = try #require(fixture.replies.all.first)
        #expect(!reply.isOpen)
        #expect(!reply.send(HTTPResponse(status: 200)))
        #expect(try client.ask("GET /fast").text == "fast")
    }
}
