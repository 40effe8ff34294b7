import Glibc
import Service
import Testing

/// Each line of the table of pitfalls: bytes on the socket, and what must come of them.
@Suite("HTTP hardening") struct HTTPHardeningTests {
    @Test(
        "A bad head is answered with its problem, and the connection closes",
        arguments: [
            (
                "Content-Length beside Transfer-Encoding", HTTPFault.twoFramings,
                "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            ),
            (
                "two Content-Length", .repeatedLength,
                "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc"
            ),
            ("two Host", .repeatedHost, "GET /echo HTTP/1.1\r\nHost: t\r\nHost: u\r\n\r\n"),
            ("no Host", .missingHost, "GET /echo HTTP/1.1\r\nX: y\r\n\r\n"),
            ("no header at all", .missingHost, "GET /echo HTTP/1.1\r\n\r\n"),
            (
                "a blank before the colon", .badHeader,
                "GET /echo HTTP/1.1\r\nHost: t\r\nX : y\r\n\r\n"
            ),
            (
                "a tab before the colon", .badHeader,
                "GET /echo HTTP/1.1\r\nHost: t\r\nX\t: y\r\n\r\n"
            ),
            ("a header without name", .badHeader, "GET /echo HTTP/1.1\r\nHost: t\r\n: y\r\n\r\n"),
            (
                "a header without name first", .badHeader,
                "GET /echo HTTP/1.1\r\n:\r\nHost: t\r\n\r\n"
            ),
            (
                "a colon that ends the header for the library", .badHeader,
                "GET /echo HTTP/1.1\r\nHost: t\r\n:\r\nGET /smuggled HTTP/1.1\r\nHost: t\r\n\r\n"
            ),
            ("bare LF at the end", .badHeader, "GET /echo HTTP/1.1\r\nHost: t\r\n\n"),
            ("a folded line", .badHeader, "GET /echo HTTP/1.1\r\nHost: t\r\nX: y\r\n  z\r\n\r\n"),
            (
                "a folded line in the middle", .badHeader,
                "GET /echo HTTP/1.1\r\nX: y\r\n\tz\r\nHost: t\r\n\r\n"
            ),
            (
                "an empty folded line in the middle", .badHeader,
                "GET /echo HTTP/1.1\r\nX: y\r\n \r\nHost: t\r\n\r\n"
            ),
            ("bare LF behind the request line", .badHeader, "GET /echo HTTP/1.1\nHost: t\r\n\r\n"),
            ("bare LF behind a header", .badHeader, "GET /echo HTTP/1.1\r\nHost: t\nX: y\r\n\r\n"),
            (
                "a zero byte in a value", .badHeader,
                "GET /echo HTTP/1.1\r\nHost: t\r\nX: a\u{0}b\r\n\r\n"
            ),
            (
                "a control character in a value", .badHeader,
                "GET /echo HTTP/1.1\r\nHost: t\r\nX: a\u{1}b\r\n\r\n"
            ),
            ("CR alone in a value", .badHeader, "GET /echo HTTP/1.1\r\nHost: t\r\nX: a\rb\r\n\r\n"),
            (
                "an unknown transfer coding", .badTransferCoding,
                "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"
            ),
            (
                "a list of transfer codings", .badTransferCoding,
                "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"
            ),
            (
                "two Transfer-Encoding", .badTransferCoding,
                "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            ),
            (
                "Transfer-Encoding by HTTP/1.0", .badTransferCoding,
                "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            ),
            (
                "another expectation", .badExpectation,
                "POST /echo HTTP/1.1\r\nHost: t\r\nExpect: miracles\r\nContent-Length: 1\r\n\r\na"
            ),
            ("a parent segment", .badPath, "GET /a/../etc/passwd HTTP/1.1\r\nHost: t\r\n\r\n"),
            ("an encoded parent segment", .badPath, "GET /a/%2E%2e/b HTTP/1.1\r\nHost: t\r\n\r\n"),
            ("a dot segment", .badPath, "GET /a/. HTTP/1.1\r\nHost: t\r\n\r\n"),
            ("an encoded zero byte", .badTarget, "GET /a%00b HTTP/1.1\r\nHost: t\r\n\r\n"),
            ("invalid UTF-8", .badTarget, "GET /%ff HTTP/1.1\r\nHost: t\r\n\r\n"),
            ("overlong UTF-8", .badTarget, "GET /%c0%ae%c0%ae/ HTTP/1.1\r\nHost: t\r\n\r\n"),
            ("a broken escape", .badTarget, "GET /a%4 HTTP/1.1\r\nHost: t\r\n\r\n"),
            (
                "a broken escape in the query", .badTarget,
                "GET /a?b=%zz HTTP/1.1\r\nHost: t\r\n\r\n"
            ),
            ("a raw zero byte in the path", .badTarget, "GET /a\u{0}b HTTP/1.1\r\nHost: t\r\n\r\n"),
            ("a blank in the path", .badTarget, "GET /a b HTTP/1.1\r\nHost: t\r\n\r\n"),
            ("raw UTF-8 in the path", .badTarget, "GET /中 HTTP/1.1\r\nHost: t\r\n\r\n"),
            ("a target without slash", .badTarget, "GET echo HTTP/1.1\r\nHost: t\r\n\r\n"),
            ("a method that is no token", .badMethod, "GE(T /echo HTTP/1.1\r\nHost: t\r\n\r\n"),
            (
                "a target too long", .targetTooLong,
                "GET /\(String(repeating: "a", count: 8_200)) HTTP/1.1\r\nHost: t\r\n\r\n"
            ),
        ])
    func badHead(_ name: String, _ fault: HTTPFault, _ request: String) throws {
        let fixture = try HTTPFixture()
        let client = try fixture.client()
        client.send(request)
        let answer = try client.answer()
        #expect(answer.status == fault.status)
        #expect(answer.text.contains("\"\(fault.rawValue)\""))
        #expect(answer["Content-Type"] == "application/problem+json")
        #expect(client.isClosed())
        try fixture.events.wait(for: "\(fault.status) \(fault.rawValue)")
    }

    @Test(
        "What the library refuses itself is refused",
        arguments: [
            (
                "a negative length", 400,
                "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: -1\r\n\r\n"
            ),
            (
                "a length beyond 64 bits", 413,
                "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 99999999999999999999\r\n\r\n"
            ),
            (
                "a length with a sign", 400,
                "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: +1\r\n\r\na"
            ),
            (
                "a list of lengths", 400,
                "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 1, 1\r\n\r\na"
            ),
            (
                "a header of 60 kB", 431,
                "GET /echo HTTP/1.1\r\nHost: t\r\nX: \(String(repeating: "a", count: 60_000))\r\n\r\n"
            ),
            (
                "many headers", 431,
                "GET /echo HTTP/1.1\r\nHost: t\r\n\(String(repeating: "a:b\r\n", count: 2_000))\r\n"
            ),
            (
                "a target of 60 kB", 414,
                "GET /\(String(repeating: "a", count: 60_000)) HTTP/1.1\r\nHost: t\r\n\r\n"
            ),
            ("a zero byte in a name", 400, "GET /echo HTTP/1.1\r\nHost: t\r\nX\u{0}: b\r\n\r\n"),
            ("a header without colon", 400, "GET /echo HTTP/1.1\r\nHost: t\r\nX\r\n\r\n"),
            ("another protocol", 400, "GET /echo JUNK/1.1\r\nHost: t\r\n\r\n"),
            ("HTTP/2", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
            (
                "a chunk size that is none", 400,
                "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
            ),
            (
                "a chunk size beyond 64 bits", 413,
                "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n"
            ),
            (
                "a chunk without its end", 400,
                "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n"
            ),
        ])
    func refusedByLibrary(_ name: String, _ status: Int, _ request: String) throws {
        let client = try HTTPFixture().client()
        client.send(request)
        #expect(try client.answer().status == status)
        #expect(client.isClosed())
    }

    @Test("Requests with bytes changed at random are answered or closed, and harm nobody")
    func mutations() throws {
        // An end that comes with the last bytes is only seen by the deadlines: epoll tells it once.
        let fixture = try HTTPFixture {
            $0.headerSeconds = 0.5
            $0.transferSeconds = 0.5
            $0.inactivitySeconds = 1
        }
        let whole = [
            "GET /path/a%2Fb?c=d&e=%20 HTTP/1.1\r\nHost: t\r\nX-Some: value\r\n\r\n",
            "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nhello",
            "POST /small HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        ]
        var numbers = Numbers(seed: 20_261_121)
        let clients = try (0..<300).map { _ in
            let client = try fixture.client()
            client.send(numbers.mutation(of: Array(whole[numbers.next(below: whole.count)].utf8)))
            client.finishSending()
            return client
        }
        for client in clients { #expect(client.isClosed()) }
        try waitUntil { fixture.server.load == (0, 0, 0, 0) }
        #expect(try fixture.client().ask("GET /fast").text == "fast")
    }

    /// Repeatable numbers.
    private struct Numbers {
        private var state: UInt64

        init(seed: UInt64) { state = seed }

        mutating func next(below limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }

        /// The bytes with one to four changes.
        mutating func mutation(of bytes: [UInt8]) -> [UInt8] {
            var bytes = bytes
            for _ in 0...next(below: 4) {
                let place = next(below: bytes.count)
                switch next(below: 4) {
                case 0: bytes[place] = UInt8(next(below: 256))
                case 1: bytes.remove(at: place)
                case 2: bytes.insert([0, 10, 13, 32, 58, 255][next(below: 6)], at: place)
                default: bytes.removeLast(next(below: bytes.count / 2))
                }
            }
            return bytes
        }
    }

    @Test("TLS and noise on the port end without harm")
    func noise() throws {
        let fixture = try HTTPFixture { $0.headerSeconds = 0.3 }
        for noise in [[0x16, 0x03, 0x01, 0x02, 0x00], Array(repeating: UInt8(0xFF), count: 300)] {
            let client = try fixture.client()
            client.send(noise + [13, 10, 13, 10])
            #expect(client.isClosed())
        }
        #expect(try fixture.client().ask("GET /fast").status == 200)
    }
}
