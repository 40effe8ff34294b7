import Dispatch
import Foundation
import Synchronization

/// Threads that run handlers, with a queue of bounded length before them.
final class HandlerPool: Sendable {
    private struct Job: Sendable {
        let request: HTTPRequest
        let reply: HTTPReply
    }

    /// A ring: `count` jobs from `first` on.
    private struct Queue {
        var ring: [Job?]
        var first = 0
        var count = 0
        var isStopped = false

        mutating func append(_ job: Job) -> Bool {
            guard count < ring.count, !isStopped else { return false }
            ring[(first + count) % ring.count] = job
            count += 1
            return true
        }

        mutating func removeFirst() -> Job? {
            guard count > 0 else { return nil }
            let job = ring[first]
            ring[first] = nil
            first = (first + 1) % ring.count
            count -= 1
            return job
        }
    }

    private let threads: Int
    private let queue: Mutex<Queue>
    private let signal = DispatchSemaphore(value: 0)

    init(threads: Int, queue limit: Int) {
        self.threads = threads
        queue = Mutex(Queue(ring: Array(repeating: nil, count: limit)))
    }

    /// Starts the threads; each ends after `stop`.
    func start(_ handle: @escaping @Sendable (HTTPRequest, HTTPReply) -> Void) {
        for number in 1...threads {
            let thread = Thread { [self] in
                while let job = next() {
                    if job.reply.isOpen { handle(job.request, job.reply) }
                }
            }
            thread.name = "handler-\(number)"
            thread.start()
        }
    }

    /// Requests that wait for a thread.
    var waitingCount: Int { queue.withLock { $0.count } }

    /// Puts a request into the queue; false when the queue is full.
    func submit(_ request: HTTPRequest, _ reply: HTTPReply) -> Bool {
        let job = Job(request: request, reply: reply)
        let isTaken = queue.withLock { $0.append(job) }
        if isTaken { signal.signal() }
        return isTaken
    }

    /// Lets every thread end when its handler returns; what still waits is dropped.
    func stop() {
        queue.withLock { $0.isStopped = true }
        for _ in 0..<threads { signal.signal() }
    }

    private func next() -> Job? {
        signal.wait()
        return queue.withLock { queue in queue.isStopped ? nil : queue.removeFirst() }
    }
}
