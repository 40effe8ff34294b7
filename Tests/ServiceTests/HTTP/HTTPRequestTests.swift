import Glibc
import Service
import Testing

@Suite("HTTP requests") struct HTTPRequestTests {
    @Test("A handler answers, and the connection is kept")
    func keepAlive() throws {
        let fixture = try HTTPFixture()
        let client = try fixture.client()
        for number in 1...3 {
            let answer = try client.ask("GET /echo?\(number)")
            #expect(answer.status == 200)
            #expect(answer["X-Target"] == "/echo?\(number)")
        }
        #expect(fixture.server.load.connections == 1)
    }

    @Test("An answer at admission keeps the connection too")
    func fastPath() throws {
        let client = try HTTPFixture().client()
        for _ in 1...3 { #expect(try client.ask("GET /fast").text == "fast") }
    }

    @Test("Pipelined requests are answered in their order")
    func pipelining() throws {
        let fixture = try HTTPFixture()
        let client = try fixture.client()
        let targets = ["/fast", "/echo", "/refuse", "/later", "/echo?2"]
        client.send(targets.map { "GET \($0) HTTP/1.1\r\nHost: t\r\n\r\n" }.joined())
        let answers = try targets.map { _ in try client.answer() }
        #expect(answers.map(\.status) == [200, 200, 403, 201, 200])
        #expect(answers[4]["X-Target"] == "/echo?2")
    }

    @Test("HEAD has the headers of GET and no body")
    func head() throws {
        let client = try HTTPFixture().client()
        for path in ["/fast", "/large?bytes=4"] {
            let answer = try client.ask("HEAD \(path)")
            #expect(answer.status == 200)
            #expect(answer["Content-Length"] == "4")
        }
        #expect(try client.ask("GET /fast").text == "fast")
    }

    @Test("HEAD of a stream is its head alone")
    func headOfStream() throws {
        let fixture = try HTTPFixture()
        let client = try fixture.client()
        #expect(try client.ask("HEAD /stream").status == 200)
        #expect(try client.ask("GET /fast").status == 200)
        try waitUntil { fixture.server.load.streams == 0 }
    }

    @Test("Unknown methods reach the handler")
    func unknownMethod() throws {
        let client = try HTTPFixture().client()
        #expect(try client.ask("BREW /echo")["X-Method"] == "BREW")
    }

    @Test("HTTP/1.0 needs no Host, and the connection closes")
    func version10() throws {
        let client = try HTTPFixture().client()
        client.send("GET /fast HTTP/1.0\r\n\r\n")
        #expect(try client.answer().text == "fast")
        #expect(client.isClosed())
    }

    @Test(
        "Paths and queries are decoded",
        arguments: [
            ("/path", #"["path"] []"#),
            ("/path/", #"["path", ""] []"#),
            ("/path/a%2Fb/%e4%b8%ad", #"["path", "a/b", "中"] []"#),
            (
                "/path?a=1&b=%C3%A9+x&&c&=d&e=f=g",
                #"["path"] ["a=1", "b=é x", "c=", "=d", "e=f=g"]"#
            ),
            ("http://other:80/path?q", #"["path"] ["q="]"#),
        ])
    func decoding(_ target: String, _ expected: String) throws {
        let client = try HTTPFixture().client()
        #expect(try client.ask("GET \(target)").text == expected)
    }

    @Test("The root has no segments, and neither has the star")
    func roots() throws {
        #expect(try HTTPRequest("GET", "/").path == [])
        #expect(try HTTPRequest("OPTIONS", "*").path == [])
        #expect(try HTTPRequest("GET", "http://host").path == [])
        #expect(try HTTPRequest("GET", "https://host?a=b").query.first?.value == "b")
    }

    @Test("Headers compare without case, keep their order and may repeat")
    func headers() {
        var headers: HTTPHeaders = ["Accept": "a", "X-One": "1", "ACCEPT": "b"]
        #expect(headers["accept"] == "a")
        #expect(headers.all("Accept") == ["a", "b"])
        headers["accept"] = "c"
        #expect(headers.list.map(\.name) == ["X-One", "accept"])
        #expect(headers["Missing"] == nil)
    }

    @Test("A header value cannot end its line")
    func headerInjection() {
        let headers: HTTPHeaders = ["X": "a\r\nSet-Cookie: b\u{0}"]
        #expect(headers["x"] == "a  Set-Cookie: b ")
    }

    @Test("A shared answer is the same answer, also after a change")
    func sharedAnswer() throws {
        var response = HTTPResponse(status: 200, headers: ["A": "b"], body: [1]).shared()
        #expect(response.shared().body == [1])
        response.headers["A"] = "c"
        response.body = [2]
        #expect(response.headers["a"] == "c")
        #expect(response.body == [2])
    }

    @Test("Uploads of every framing arrive whole", arguments: [0, 1, 100, 65_536, 1_048_576])
    func uploads(_ count: Int) throws {
        let client = try HTTPFixture().client()
        let body = String(repeating: "0123456789abcdef", count: count / 16 + 1).prefix(count)
        let byLength = try client.ask(
            "POST /echo", ["Content-Length: \(count)"], body: String(body))
        #expect(byLength.text == body)
        let half = body.prefix(count / 2)
        let chunks = [half, body.dropFirst(half.count)].filter { !$0.isEmpty }
            .map { "\(String($0.utf8.count, radix: 16));x=y\r\n\($0)\r\n" }.joined()
        let byChunks = try client.ask(
            "PUT /echo", ["Transfer-Encoding: chunked"], body: chunks + "0\r\n\r\n")
        #expect(byChunks.text == body)
    }

    @Test("A body is read after 100 Continue")
    func expectContinue() throws {
        let client = try HTTPFixture().client()
        client.send(
            "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        #expect(try client.answer().status == 100)
        client.send("ok")
        #expect(try client.answer().text == "ok")
    }

    @Test("Headers in many pieces and up to the limit arrive whole")
    func headersInPieces() throws {
        let client = try HTTPFixture().client()
        let values = (0..<10).map { "X-\($0): " + String(repeating: "\($0)", count: 900) }
        let text = "GET /echo HTTP/1.1\r\nHost: t\r\n\(values.joined(separator: "\r\n"))\r\n\r\n"
        for start in stride(from: 0, to: text.utf8.count, by: 777) {
            client.send(Array(text.utf8.dropFirst(start).prefix(777)))
            usleep(1_000)
        }
        #expect(try client.answer().status == 200)
    }

    @Test("IPv6 loopback is served")
    func version6() throws {
        let fixture = try HTTPFixture { $0.address = "::1" }
        let client = try RawClient(port: fixture.server.port, of: fixture, v6: true)
        #expect(try client.ask("GET /fast").text == "fast")
    }
}
