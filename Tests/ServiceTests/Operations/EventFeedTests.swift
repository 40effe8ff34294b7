import Foundation
import Service
import Solver
import Synchronization
import Testing

/// Who waits for a job, and for how long.
@Suite("Event feed")
struct EventFeedTests {
    /// What was sent, and whether it is over.
    private final class Sink: EventSink {
        private let content = Mutex<(text: String, isClosed: Bool)>(("", false))
        var text: String { content.withLock { $0.text } }
        var isClosed: Bool { content.withLock { $0.isClosed } }

        func write(_ bytes: [UInt8]) -> Bool {
            content.withLock { content in
                content.text += String(decoding: bytes, as: UTF8.self)
                return !content.isClosed
            }
        }

        func close() { content.withLock { $0.isClosed = true } }
    }

    /// A service with a queued job, a feed, and one time for both.
    private struct Bench {
        let seconds = Shared()
        let service: TestService
        let feed: EventFeed
        let admin: String
        let job: String

        final class Shared: Sendable {
            private let content = Mutex(0.0)
            var now: Double { content.withLock { $0 } }
            func pass(_ seconds: Double) { content.withLock { $0 += seconds } }
        }

        init() throws {
            let (start, begun) = (Moment.now, ContinuousClock.now)
            service = try TestService(clock: { [seconds] in start.adding(seconds: seconds.now) })
            feed = EventFeed(
                store: service.store, log: service.application.log,
                clock: { [seconds] in begun + .seconds(seconds.now) })
            admin = try #require(service.values["admin"])
            let scenario = try JSON(parsing: Array(#require(service.values["two-sites"]).utf8))
            let answer = try service.send(
                "POST", "/v1/solves", as: admin, body: .fields(["scenario": scenario]))
            job = try #require(answer.headers["Location"])
        }

        /// Another key of the tenant.
        func key(_ members: JSON.Member...) throws -> (id: String, text: String) {
            let answer = try service.send(
                "POST", "/v1/keys", as: admin,
                body: .object(
                    [.init("name", "reader"), .init("scopes", .array(["schedule:*"]))] + members))
            let body = try JSON(parsing: answer.body)
            return (try #require(body["id"]?.words), try #require(body["key"]?.words))
        }

        private func ask(_ path: String, _ key: String, _ headers: HTTPHeaders) throws
            -> Application.Outcome
        {
            var headers = headers
            headers.append("Authorization", "Bearer \(key)")
            return service.application.respond(
                to: try HTTPRequest("GET", job + path, headers: headers))
        }

        /// An open stream of the job's events.
        func stream(as key: String, after number: Int = 0) throws -> Sink {
            let outcome = try ask("/events", key, ["Last-Event-ID": "\(number)"])
            guard case .events(let job, let after, _, let access) = outcome else {
                throw Unexpected("\(outcome)")
            }
            let sink = Sink()
            feed.stream(job, after: after, access: access, to: sink)
            return sink
        }

        /// A long poll of the job's status: its answer, once there is one.
        func poll(as key: String, seconds: Int) throws -> Answered {
            let outcome = try ask("/status", key, ["Prefer": "wait=\(seconds)"])
            guard case .wait(let job, let seconds, let access, let then) = outcome else {
                throw Unexpected("\(outcome)")
            }
            let answered = Answered()
            feed.wait(for: job, seconds: seconds, access: access) { answered.add(then()) }
            return answered
        }

        /// A look at the store after some time.
        func look(after seconds: Double) {
            self.seconds.pass(seconds)
            feed.look()
        }
    }

    private final class Answered: Sendable {
        private let content = Mutex<[HTTPResponse]>([])
        var statuses: [Int] { content.withLock { $0.map(\.status) } }
        func add(_ response: HTTPResponse) { content.withLock { $0.append(response) } }
    }

    @Test("Events are replayed from the number asked for, and the job's end is the stream's")
    func replay() throws {
        let bench = try Bench()
        let (all, later) = (
            try bench.stream(as: bench.admin), try bench.stream(as: bench.admin, after: 1)
        )
        let other = try bench.stream(as: bench.admin, after: 99)
        bench.look(after: 0)
        #expect(all.text.hasPrefix("id: 1\nevent: state\n") && later.text.isEmpty)
        #expect(other.text.hasPrefix("event: resync\n"))
        _ = try bench.service.send("POST", bench.job + "/cancel", as: bench.admin)
        bench.look(after: 0.1)
        for sink in [all, later] {
            #expect(sink.isClosed && sink.text.contains("id: 2\nevent: end\n"))
        }
        #expect(all.text.components(separatedBy: "id: ").count == 3)
    }

    @Test("A silent stream gets a comment every fifteen seconds")
    func heartbeat() throws {
        let bench = try Bench()
        let sink = try bench.stream(as: bench.admin)
        bench.look(after: 0)
        let text = sink.text
        bench.look(after: 14.9)
        #expect(sink.text == text)
        bench.look(after: 0.2)
        #expect(sink.text == text + ": \n\n" && !sink.isClosed)
    }

    @Test("A long poll ends with a change, or with its time")
    func polls() throws {
        let bench = try Bench()
        let (short, long) = (
            try bench.poll(as: bench.admin, seconds: 2),
            try bench.poll(as: bench.admin, seconds: 20)
        )
        bench.look(after: 1.9)
        #expect(short.statuses == [])
        bench.look(after: 0.2)
        #expect(short.statuses == [200] && long.statuses == [])
        _ = try bench.service.send("POST", bench.job + "/cancel", as: bench.admin)
        bench.look(after: 0.1)
        #expect(long.statuses == [200])
        bench.look(after: 30)
        #expect(short.statuses == [200] && long.statuses == [200])
    }

    @Test(
        "A revoked key ends what waits with it within a second, others go on",
        arguments: [true, false])
    func revoked(here: Bool) throws {
        let bench = try Bench()
        let key = try bench.key()
        let (own, others) = (try bench.stream(as: key.text), try bench.stream(as: bench.admin))
        let (poll, others2) = (
            try bench.poll(as: key.text, seconds: 20), try bench.poll(as: bench.admin, seconds: 20)
        )
        bench.look(after: 0)
        #expect(!own.isClosed)
        if here {
            let answer = try bench.service.send("DELETE", "/v1/keys/\(key.id)", as: bench.admin)
            #expect(answer.status == 204)
        } else {
            // By another process: this one remembers the key for a second.
            bench.seconds.pass(0.5)
            _ = try bench.service.store.revokeKey(key.id, by: .system("default", at: .second(-1e9)))
        }
        bench.look(after: 1)
        #expect(own.isClosed && own.text.hasSuffix(": the key or token has ended\n\n"))
        #expect(poll.statuses == [401])
        #expect(!others.isClosed && others2.statuses == [])
    }

    @Test("A key that expires ends what waits with it")
    func expired() throws {
        let bench = try Bench()
        let end = Moment.now.adding(seconds: 600).text
        let key = try bench.key(.init("expires_at", .string(end)))
        let sink = try bench.stream(as: key.text)
        bench.look(after: 590)
        #expect(!sink.isClosed)
        bench.look(after: 11)
        #expect(sink.isClosed)
    }

    @Test("What happened after the end of a key is not told to it")
    func nothingAfter() throws {
        let bench = try Bench()
        let key = try bench.key()
        let sink = try bench.stream(as: key.text)
        bench.look(after: 0)
        _ = try bench.service.send("DELETE", "/v1/keys/\(key.id)", as: bench.admin)
        _ = try bench.service.send("POST", bench.job + "/cancel", as: bench.admin)
        bench.look(after: 1)
        #expect(sink.isClosed && !sink.text.contains("event: end"))
    }

    @Test("A store that does not answer ends nothing")
    func unavailable() throws {
        let bench = try Bench()
        let sink = try bench.stream(as: bench.admin)
        bench.look(after: 0)
        bench.service.store.close()
        for _ in 0..<5 { bench.look(after: 2) }
        #expect(!sink.isClosed)
    }

    @Test("A clock that is set back prolongs neither keys nor kept answers")
    func clockBack() throws {
        let bench = try Bench()
        let key = try bench.key()
        #expect(try bench.service.send("GET", bench.job, as: key.text).status == 200)
        bench.seconds.pass(-3600)
        _ = try bench.service.store.revokeKey(
            key.id, by: .system("default", at: .second(-1e9)))
        #expect(try bench.service.send("GET", bench.job, as: key.text).status == 401)
    }
}
