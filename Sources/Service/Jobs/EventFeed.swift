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
    /// Not that of the calendar, which can be set.
    private let clock: @Sendable () -> ContinuousClock.Instant
    private let content = Mutex(Content())
    private let wakeUp = NSCondition()

    /// How often the store is asked, seconds.
    static let lookSeconds = 0.1
    /// How often a silent stream gets a comment, seconds.
    static let heartbeatSeconds = 15.0
    /// How often those who wait are asked for their keys again, seconds.
    static let accessSeconds = 1.0

    private struct Content {
        var waiters: [Waiter] = []
        var lastWaiter = 0
        var streams: [Stream] = []
        var isEnded = false
        /// When access was looked at last.
        var checkedAt: ContinuousClock.Instant?

        var isEmpty: Bool { waiters.isEmpty && streams.isEmpty }
    }

    private struct Waiter: Sendable {
        let id: Int
        let job: String
        let generation: Int
        let until: ContinuousClock.Instant
        let access: Access
        let answer: @Sendable () -> Void
    }

    private struct Stream: Sendable {
        let job: String
        let tenant: String
        var generation: Int
        var lastEvent: Int
        var lastWrite: ContinuousClock.Instant
        let access: Access
        let sink: any EventSink
    }

    package init(
        store: any Store, log: ServiceLog,
        clock: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
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
        wake()
    }

    /// Calls `answer` once, when the job has changed, the access has ended or the time is over.
    package func wait(
        for job: JobRecord, seconds: Double, access: Access,
        answer: @escaping @Sendable () -> Void
    ) {
        let until = clock() + .seconds(seconds)
        let isEnded = content.withLock { content in
            guard !content.isEnded else { return true }
            content.lastWaiter += 1
            content.waiters.append(
                Waiter(
                    id: content.lastWaiter, job: job.id, generation: job.generation, until: until,
                    access: access, answer: answer))
            return false
        }
        if isEnded { answer() } else { wake() }
    }

    /// Sends the events after a number, those to come included, until the job or the access has
    /// ended.
    package func stream(
        _ job: JobRecord, after number: Int, access: Access, to sink: any EventSink
    ) {
        // Generation 0 is never current: the first look sends what there is already.
        let stream = Stream(
            job: job.id, tenant: job.tenant, generation: 0, lastEvent: number, lastWrite: clock(),
            access: access, sink: sink)
        // More than there are: the client speaks of another database. It has to read the job.
        if number > job.lastEvent { sink.write(ServerSentEvent.resync) }
        let isEnded = content.withLock { content in
            if !content.isEnded { content.streams.append(stream) }
            return content.isEnded
        }
        if isEnded { sink.close() } else { wake() }
    }

    /// Wakes the thread: inside its lock, so that it either waits or has yet to look.
    private func wake() {
        wakeUp.lock()
        wakeUp.signal()
        wakeUp.unlock()
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
        checkAccess()
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

    /// Once a second, ends the waiting of those whose key or token has ended.
    private func checkAccess() {
        let now = clock()
        let due: ([Waiter], [Stream]) = content.withLock { content in
            if let last = content.checkedAt, now - last < .seconds(Self.accessSeconds) {
                return ([], [])
            }
            content.checkedAt = now
            return (content.waiters, content.streams)
        }
        let endedWaiters = due.0.filter { !$0.access.holds }.map(\.id)
        for stream in due.1 where !stream.access.holds {
            stream.sink.write(ServerSentEvent.accessEnded)
            stream.sink.close()
            replace(stream, nil)
        }
        let ended = content.withLock { content in
            let ended = content.waiters.filter { endedWaiters.contains($0.id) }
            content.waiters.removeAll { endedWaiters.contains($0.id) }
            return ended
        }
        ended.forEach { $0.answer() }
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
        } else if clock() - stream.lastWrite >= .seconds(Self.heartbeatSeconds) {
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
