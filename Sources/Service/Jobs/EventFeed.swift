import Foundation
import Solver
import Synchronization

/// Where the events of a job go.
package protocol EventSink: Sendable {
    /// Sends bytes; false when nobody listens any more.
    @discardableResult
    func write(_ bytes: [UInt8]) -> Bool
    func close()
}

/// Tells waiting clients when jobs change: one thread asks the store for all of them.
///
/// Workers are other processes, so changes are looked for, not announced; with nobody waiting the
/// store is left alone.
package final class EventFeed: Sendable {
    private let store: any Store
    private let log: ServiceLog
    private let clock: @Sendable () -> Moment
    private let content = Mutex(Content())
    private let wakeUp = NSCondition()

    /// How often the store is asked, seconds.
    static let lookSeconds = 0.1
    /// How often a silent stream gets a comment, seconds.
    static let heartbeatSeconds = 15.0

    private struct Content {
        var waiters: [Waiter] = []
        var streams: [Stream] = []
        var isEnded = false

        var isEmpty: Bool { waiters.isEmpty && streams.isEmpty }
    }

    private struct Waiter: Sendable {
        let job: String
        let generation: Int
        let until: Moment
        let answer: @Sendable () -> Void
    }

    private struct Stream: Sendable {
        let job: String
        let tenant: String
        var generation: Int
        var lastEvent: Int
        var lastWrite: Moment
        let sink: any EventSink
    }

    package init(
        store: any Store, log: ServiceLog, clock: @escaping @Sendable () -> Moment = { .now }
    ) {
        self.store = store
        self.log = log
        self.clock = clock
    }

    /// Begins to look, on a thread of its own.
    package func start() {
        let thread = Thread { [self] in run() }
        thread.name = "events"
        thread.start()
    }

    /// Answers every waiter and closes every stream.
    package func end() {
        let rest = content.withLock { content in
            content.isEnded = true
            let rest = content
            content.waiters = []
            content.streams = []
            return rest
        }
        rest.waiters.forEach { $0.answer() }
        rest.streams.forEach { $0.sink.close() }
        wakeUp.broadcast()
    }

    /// Calls `answer` once, when the job has changed or the time is over.
    package func wait(
        for job: JobRecord, seconds: Double, answer: @escaping @Sendable () -> Void
    ) {
        let waiter = Waiter(
            job: job.id, generation: job.generation, until: clock().adding(seconds: seconds),
            answer: answer)
        let isEnded = content.withLock { content in
            if !content.isEnded { content.waiters.append(waiter) }
            return content.isEnded
        }
        if isEnded { answer() } else { wakeUp.signal() }
    }

    /// Sends the events after a number, those to come included, until the job has ended.
    package func stream(_ job: JobRecord, after number: Int, to sink: any EventSink) {
        // Generation 0 is never current: the first look sends what there is already.
        let stream = Stream(
            job: job.id, tenant: job.tenant, generation: 0, lastEvent: number, lastWrite: clock(),
            sink: sink)
        // More than there are: the client speaks of another database. It has to read the job.
        if number > job.lastEvent { sink.write(ServerSentEvent.resync) }
        let isEnded = content.withLock { content in
            if !content.isEnded { content.streams.append(stream) }
            return content.isEnded
        }
        if isEnded { sink.close() } else { wakeUp.signal() }
    }

    // MARK: The thread

    private func run() {
        while true {
            wakeUp.lock()
            while content.withLock({ $0.isEmpty && !$0.isEnded }) {
                _ = wakeUp.wait(until: Date(timeIntervalSinceNow: 1))
            }
            wakeUp.unlock()
            if content.withLock({ $0.isEnded }) { return }
            look()
            Thread.sleep(forTimeInterval: Self.lookSeconds)
        }
    }

    /// One look at the store; what it finds is sent.
    package func look() {
        let (waiters, streams) = content.withLock { ($0.waiters, $0.streams) }
        // A job that is watched with several generations is asked for with the lowest.
        var generations: [String: Int] = [:]
        for (job, generation) in waiters.map({ ($0.job, $0.generation) })
            + streams.map({ ($0.job, $0.generation) })
        {
            generations[job] = min(generation, generations[job] ?? .max)
        }
        let changed: [String: JobRecord]
        do {
            let records = try store.changed(generations)
            changed = Dictionary(records.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        } catch {
            log.note(.warning, "event_feed", ["error": .string("\(error)")])
            return
        }
        answer(changed)
        for stream in streams { advance(stream, changed[stream.job]) }
    }

    private func answer(_ changed: [String: JobRecord]) {
        let now = clock()
        let ready = content.withLock { content in
            let isReady = { (waiter: Waiter) in
                waiter.until <= now
                    || changed[waiter.job].map { $0.generation != waiter.generation } ?? false
            }
            let ready = content.waiters.filter(isReady)
            content.waiters.removeAll(where: isReady)
            return ready
        }
        ready.forEach { $0.answer() }
    }

    private func advance(_ stream: Stream, _ job: JobRecord?) {
        var next = stream
        var isOver = false
        if let job, job.generation != stream.generation {
            do {
                let events = try store.events(
                    ofJob: job.id, after: stream.lastEvent, limit: 1000, tenant: stream.tenant)
                for event in events {
                    isOver = isOver || !next.sink.write(ServerSentEvent.bytes(event))
                    next.lastEvent = event.number
                    next.lastWrite = clock()
                }
                if events.count < 1000 { next.generation = job.generation }
                isOver = isOver || job.state.isTerminal && events.count < 1000
            } catch {
                log.note(.warning, "event_feed", ["error": .string("\(error)")])
                return
            }
        } else if clock().seconds(since: stream.lastWrite) >= Self.heartbeatSeconds {
            isOver = !next.sink.write(ServerSentEvent.heartbeat)
            next.lastWrite = clock()
        }
        if isOver { next.sink.close() }
        replace(stream, isOver ? nil : next)
    }

    private func replace(_ old: Stream, _ new: Stream?) {
        content.withLock { content in
            guard
                let index = content.streams.firstIndex(where: {
                    ObjectIdentifier($0.sink as AnyObject)
                        == ObjectIdentifier(
                            old.sink as AnyObject)
                })
            else { return }
            if let new {
                content.streams[index] = new
            } else {
                content.streams.remove(at: index)
            }
        }
    }
}

/// The wire form of events (WHATWG HTML, section 9.2).
enum ServerSentEvent {
    static func bytes(_ event: JobEvent) -> [UInt8] {
        Array("id: \(event.number)\nevent: \(event.kind.rawValue)\ndata: ".utf8)
            + event.data.filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
            + Array("\n\n".utf8)
    }

    /// A comment: keeps proxies from closing the connection.
    static let heartbeat = Array(": \n\n".utf8)
    /// Events that the client asked for are not there: read the job anew.
    static let resync = Array("event: resync\ndata: {}\n\n".utf8)
    /// The header fields of a stream; the last keeps nginx from collecting it.
    static let headers: HTTPHeaders = [
        "Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-cache",
        "X-Accel-Buffering": "no",
    ]
}
