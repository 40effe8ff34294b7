import Glibc
import Service
import Synchronization
import Testing

@Suite("HTTP streams") struct HTTPStreamTests {
    /// A client with an open stream, behind its first chunk.
    private func open(_ fixture: HTTPFixture) throws -> (RawClient, HTTPStream) {
        let client = try fixture.client()
        client.send("GET /stream HTTP/1.1\r\nHost: t\r\n\r\n")
        #expect(try client.head()["Content-Type"] == "text/event-stream")
        #expect(try client.chunk() == Array("hello".utf8))
        let stream = try #require(try fixture.streams.wait(for: 1).last)
        return (client, stream)
    }

    @Test("Writes arrive in order, and the end is the end of the body")
    func order() throws {
        let fixture = try HTTPFixture()
        let (client, stream) = try open(fixture)
        let isOver = Mutex(0)
        stream.onClose { isOver.withLock { $0 += 1 } }
        var expected: [UInt8] = []
        for number in 0..<200 {
            let bytes = Array("\(number),".utf8)
            #expect(stream.write(bytes))
            expected += bytes
        }
        stream.close()
        #expect(!stream.write([0]))
        var received: [UInt8] = []
        while let chunk = try client.chunk() { received += chunk }
        #expect(received == expected)
        try waitUntil { isOver.withLock { $0 } == 1 }
        stream.onClose { isOver.withLock { $0 += 1 } }
        #expect(isOver.withLock { $0 } == 2)
        #expect(try client.ask("GET /fast").text == "fast")
        #expect(fixture.server.load.streams == 0)
    }

    @Test("A client that does not read is closed when its buffer is full, and others go on")
    func slowReader() throws {
        let fixture = try HTTPFixture { $0.streamBytes = 65_536 }
        let slow = try fixture.client(receiveBuffer: 4_096)
        slow.send("GET /stream HTTP/1.1\r\nHost: t\r\n\r\n")
        let stream = try #require(try fixture.streams.wait(for: 1).last)
        let isOver = Mutex(false)
        stream.onClose { isOver.withLock { $0 = true } }
        let piece = [UInt8](repeating: 1, count: 16_384)
        var written = 0
        while stream.write(piece) {
            written += 1
            #expect(written < 10_000)
            usleep(100)
        }
        try waitUntil { isOver.withLock { $0 } }
        try fixture.events.wait(for: "cut stream_unread")
        #expect(slow.isClosed())
        #expect(try fixture.client().ask("GET /fast").status == 200)
        #expect(fixture.server.load.streams == 0)
    }

    @Test("A stream is closed when its client goes, by reset or by end", arguments: [true, false])
    func clientGone(_ resets: Bool) throws {
        let fixture = try HTTPFixture()
        var (client, stream): (RawClient?, HTTPStream) = try open(fixture)
        if resets { client?.reset() }
        client = nil
        try waitUntil { !stream.isOpen && fixture.server.load.streams == 0 }
        try waitUntil { fixture.server.load.connections == 0 }
    }

    @Test("A stream ends at its longest life")
    func lifetime() throws {
        let fixture = try HTTPFixture { $0.streamSeconds = 0.3 }
        let (client, stream) = try open(fixture)
        #expect(try client.chunk() == nil)
        #expect(!stream.isOpen)
        #expect(try client.ask("GET /fast").text == "fast")
    }

    @Test("Streams over the quota get 503, and a closed one makes room")
    func quota() throws {
        let fixture = try HTTPFixture { $0.streamLimit = 1 }
        let (client, stream) = try open(fixture)
        let second = try fixture.client()
        let answer = try second.ask("GET /stream")
        #expect(answer.status == 503)
        #expect(answer.text.contains("too_many_streams"))
        let refused = try #require(try fixture.streams.wait(for: 2).last)
        let isTold = Mutex(false)
        refused.onClose { isTold.withLock { $0 = true } }
        #expect(isTold.withLock { $0 })
        #expect(!refused.isOpen)
        stream.close()
        #expect(try client.chunk() == nil)
        try waitUntil { fixture.server.load.streams == 0 }
        second.send("GET /stream HTTP/1.1\r\nHost: t\r\n\r\n")
        #expect(try second.head().status == 200)
    }

    @Test("A client of HTTP/1.0 gets the stream without chunks")
    func version10() throws {
        let fixture = try HTTPFixture()
        let client = try fixture.client()
        client.send("GET /stream HTTP/1.0\r\n\r\n")
        try fixture.streams.wait(for: 1).last?.close()
        #expect(try client.answer().text == "hello")
    }

    @Test("Many streams at once: all get everything, and abrupt ends harm nobody")
    func manyStreams() throws {
        let count = 500
        let fixture = try HTTPFixture { $0.handlerQueue = 1_000 }
        var clients = try (0..<count).map { _ in try fixture.client() }
        for client in clients { client.send("GET /stream HTTP/1.1\r\nHost: t\r\n\r\n") }
        let streams = try fixture.streams.wait(for: count)
        for client in clients {
            #expect(try client.head().status == 200)
            #expect(try client.chunk() == Array("hello".utf8))
        }
        for number in 0..<20 {
            for stream in streams { stream.write([UInt8(number)]) }
            if number == 10 {
                for client in clients[(count / 2)...] { client.reset() }
            }
        }
        clients.removeSubrange((count / 2)...)
        for stream in streams { stream.close() }
        for client in clients {
            var received: [UInt8] = []
            while let chunk = try client.chunk() { received += chunk }
            #expect(received == Array(0..<20))
        }
        try waitUntil { fixture.server.load.streams == 0 }
        try waitUntil { fixture.server.load.connections == count / 2 }
    }
}
