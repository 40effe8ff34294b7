import Glibc
import Service
import Testing

/// The limits on bodies, and what hides behind them.
@Suite("HTTP bodies") struct HTTPBodyTests {
    @Test("A length over the limit is refused before the body, and before 100 Continue")
    func earlyRefusal() throws {
        let fixture = try HTTPFixture()
        for more in [[], ["Expect: 100-continue"]] {
            let client = try fixture.client()
            let answer = try client.ask("POST /echo", ["Content-Length: 1048577"] + more)
            #expect(answer.status == 413)
            #expect(client.isClosed())
        }
    }

    @Test("A chunked body over the limit is cut off with 413")
    func countedLimit() throws {
        let fixture = try HTTPFixture()
        let client = try fixture.client()
        let answer = try client.ask(
            "POST /small", ["Transfer-Encoding: chunked"], body: "11\r\n0123456789abcdefg\r\n")
        #expect(answer.status == 413)
        #expect(answer.text.contains("body_too_large"))
        #expect(client.isClosed())
        try fixture.events.wait(for: "413 body_too_large")
    }

    @Test(
        "Trailers are refused, whatever hides in them",
        arguments: [
            "Trailer: x", ":", ": x", "A: b\r\n:\r\nGET /smuggled HTTP/1.1\r\nHost: t",
        ])
    func trailers(_ trailer: String) throws {
        for body in ["", "1\r\na\r\n"] {
            let client = try HTTPFixture().client()
            let answer = try client.ask(
                "POST /echo", ["Transfer-Encoding: chunked"],
                body: body + "0\r\n\(trailer)\r\n\r\n")
            #expect(answer.status == 400)
            #expect(answer.text.contains("trailers"))
            #expect(client.isClosed())
        }
    }

    @Test("Bodies that are too large together get 503, and their memory comes back")
    func bodyMemory() throws {
        let fixture = try HTTPFixture { $0.bodyMemoryBytes = 100_000 }
        let first = try fixture.client()
        first.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 80001\r\n\r\n")
        first.send(String(repeating: "x", count: 80_000))
        try waitUntil { fixture.server.load.bodyBytes == 80_000 }
        let second = try fixture.client()
        let body = String(repeating: "x", count: 30_000)
        #expect(try second.ask("POST /echo", ["Content-Length: 30000"], body: body).status == 503)
        #expect(second.isClosed())
        first.send("x")
        #expect(try first.answer().body.count == 80_001)
        try waitUntil { fixture.server.load.bodyBytes == 0 }
        #expect(try first.ask("POST /echo", ["Content-Length: 30000"], body: body).status == 200)
    }

    @Test("A body of exactly the limit is taken")
    func exactLimit() throws {
        let client = try HTTPFixture().client()
        let body = "0123456789abcdef"
        #expect(try client.ask("POST /small", ["Content-Length: 16"], body: body).text == body)
        let chunked = try client.ask(
            "POST /small", ["Transfer-Encoding: chunked"], body: "10\r\n\(body)\r\n0\r\n\r\n")
        #expect(chunked.text == body)
    }

    @Test("A refusal reads past a short body and keeps the connection")
    func refusedShortBody() throws {
        let client = try HTTPFixture().client()
        for _ in 1...2 {
            let answer = try client.ask(
                "POST /refuse", ["Content-Length: 20000"],
                body: String(repeating: "x", count: 20_000))
            #expect(answer.status == 403)
        }
        #expect(
            try client.ask("POST /small", ["Content-Length: 17"], body: "0123456789abcdefg")
                .status == 413)
        #expect(try client.ask("GET /fast").text == "fast")
    }

    @Test("A refusal of a chunked or expected body closes at once")
    func refusedLongBody() throws {
        let fixture = try HTTPFixture()
        for header in ["Transfer-Encoding: chunked", "Content-Length: 9\r\nExpect: 100-continue"] {
            let client = try fixture.client()
            #expect(try client.ask("POST /refuse", [header]).status == 403)
            #expect(client.isClosed())
        }
    }
}
