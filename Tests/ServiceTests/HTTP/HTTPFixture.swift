import Foundation
import Service
import Synchronization
import Testing

/// A server for tests: its paths name what its handlers do.
final class HTTPFixture: Sendable {
    let server: HTTPServer
    /// What the server told: status and fault of each request, reason of each cut.
    let events: Record
    /// The streams that `/stream` opened.
    let streams: Shelf<HTTPStream>
    /// The replies that `/keep` put aside.
    let replies: Shelf<HTTPReply>
    /// `/wait` answers once this is open.
    let gate: Gate

    init(_ change: (inout HTTPServerSettings) -> Void = { _ in }) throws {
        var settings = HTTPServerSettings()
        settings.port = 0
        settings.connectionLimit = 5_000
        settings.drainSeconds = 20
        settings.headerSeconds = 60
        change(&settings)
        let (events, streams) = (Record(), Shelf<HTTPStream>())
        let (replies, gate) = (Shelf<HTTPReply>(), Gate())
        let handlers = HTTPHandlers(
            admit: Self.admit,
            handle: { request, reply in
                Self.handle(request, reply, streams, replies, gate)
            },
            problem: { status, code, detail in
                HTTPResponse(
                    status: status, headers: ["Content-Type": "application/problem+json"],
                    body: Array("{\"status\":\(status),\"code\":\"\(code)\"}".utf8))
            })
        server = try HTTPServer(settings, handlers) { events.add($0) }
        self.events = events
        self.streams = streams
        self.replies = replies
        self.gate = gate
    }

    // The handlers know the shelves, and what lies there knows the server.
    deinit {
        streams.clear()
        replies.clear()
    }

    func client(receiveBuffer: Int32? = nil) throws -> RawClient {
        try RawClient(port: server.port, of: self, receiveBuffer: receiveBuffer)
    }

    private static func admit(_ request: HTTPRequest) -> Admission {
        switch request.path.first {
        case "fast": .answer(HTTPResponse(status: 200, body: Array("fast".utf8)))
        case "refuse": .refuse(HTTPResponse(status: 403, body: Array("no".utf8)))
        case "small": .accept(bodyLimitBytes: 16)
        default: .accept(bodyLimitBytes: 1_048_576)
        }
    }

    private static func handle(
        _ request: HTTPRequest, _ reply: HTTPReply, _ streams: Shelf<HTTPStream>,
        _ replies: Shelf<HTTPReply>, _ gate: Gate
    ) {
        switch request.path.first {
        case "drop": break
        case "keep": replies.add(reply)
        case "wait":
            gate.wait()
            reply.send(HTTPResponse(status: 200, body: Array("waited".utf8)))
        case "later":
            let thread = Thread { reply.send(HTTPResponse(status: 201)) }
            thread.start()
        case "stream":
            let stream = reply.stream(headers: ["Content-Type": "text/event-stream"])
            stream.write(Array("hello".utf8))
            streams.add(stream)
        case "large":
            let size = request.queryValue("bytes").flatMap { Int($0) } ?? 0
            reply.send(HTTPResponse(status: 200, body: Array(repeating: 120, count: size)))
        case "path":
            let query = request.query.map { "\($0.name)=\($0.value)" }
            let text = "\(request.path) \(query)"
            reply.send(HTTPResponse(status: 200, body: Array(text.utf8)))
        default:
            let headers: HTTPHeaders = ["X-Method": request.method, "X-Target": request.target]
            reply.send(HTTPResponse(status: 200, headers: headers, body: request.body))
        }
    }
}

/// Things that handlers put aside for the test.
final class Shelf<Thing: Sendable>: Sendable {
    private let things = Mutex<[Thing]>([])

    func add(_ thing: Thing) { things.withLock { $0.append(thing) } }

    var all: [Thing] { things.withLock { $0 } }

    /// Takes everything off the shelf.
    func clear() { things.withLock { $0 = [] } }

    /// Waits until this many are there.
    func wait(for count: Int) throws -> [Thing] {
        try waitUntil { all.count >= count }
        return all
    }
}

/// Holds handlers back until it is opened.
final class Gate: Sendable {
    private let isOpen = Mutex(false)
    private let count = Mutex(0)

    /// Handlers that have come to the gate.
    var waiting: Int { count.withLock { $0 } }

    func open() { isOpen.withLock { $0 = true } }

    func wait() {
        count.withLock { $0 += 1 }
        while !isOpen.withLock({ $0 }) { usleep(1_000) }
    }
}

/// What a server told of itself.
final class Record: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func add(_ event: HTTPEvent) {
        let line: String? =
            switch event {
            case .finished(let end): "\(end.status) \(end.fault?.rawValue ?? "-")"
            case .cut(_, let reason): "cut \(reason.rawValue)"
            case .turnedAway: "turned away"
            case .opened, .closed: nil
            }
        guard let line else { return }
        lines.withLock { $0.append(line) }
    }

    func wait(for line: String) throws { try waitUntil { all.contains(line) } }
}

/// It did not become true in time.
struct NeverTrue: Error {}

/// Waits until a condition holds, at most two minutes: other suites share the machine.
func waitUntil(_ condition: () -> Bool) throws {
    let end = ContinuousClock.now + .seconds(120)
    while !condition() {
        guard ContinuousClock.now < end else { throw NeverTrue() }
        usleep(2_000)
    }
}
