import Dispatch
import Foundation
import Glibc

/// The thread that lets clients in, holds the limits on connections, and ends what is overdue.
final class Doorkeeper: Sendable {
    private let core: ServerCore
    private let threads: EventThreads
    private let trusted: Set<IPAddress>
    private let door: ListeningSocket
    private let isWoken = DispatchSemaphore(value: 0)
    private let isDone = DispatchSemaphore(value: 0)

    /// How often overdue connections are looked for.
    private static let tickSeconds = 0.1

    init(_ door: ListeningSocket, _ core: ServerCore, _ threads: EventThreads) {
        self.door = door
        self.core = core
        self.threads = threads
        trusted = Set(core.settings.trustedProxies.compactMap(IPAddress.init))
    }

    /// Starts the thread; it closes the door when the service drains and ends when it stops.
    func start() {
        let thread = Thread { [self] in
            watch()
            isDone.signal()
        }
        thread.name = "doorkeeper"
        thread.start()
    }

    /// Tells the thread at once that the service drains.
    func closeDoor() { door.refuse() }

    /// Waits for the end of the thread, once, when the service stops.
    func join() {
        isWoken.signal()
        isDone.wait()
    }

    private func watch() {
        var nextTick = MonotonicTime.now + Self.tickSeconds
        while !core.isStopping {
            let wait = Int32(max(1, (nextTick - .now) * 1_000))
            if core.isDraining { door.close() }
            if !core.isDraining, core.connections.count < core.settings.connectionLimit {
                door.wait(milliseconds: wait)
                letIn()
            } else {
                _ = isWoken.wait(timeout: .now() + .milliseconds(Int(wait)))
            }
            if MonotonicTime.now >= nextTick {
                endOverdue()
                nextTick = .now + Self.tickSeconds
            }
        }
    }

    /// Takes the clients that wait, but not for longer than a tick's worth of them.
    private func letIn() {
        for _ in 0..<256 {
            guard core.connections.count < core.settings.connectionLimit,
                let (descriptor, storage, count) = door.accept()
            else { return }
            let deadline = MonotonicTime.now + core.settings.headerSeconds
            guard let address = IPAddress(storage) else {
                close(descriptor)
                continue
            }
            let connection = Connection(
                descriptor: descriptor, address: address, deadline: deadline)
            let isFree = address.isLoopback || trusted.contains(address)
            let limit = isFree ? Int.max : core.settings.connectionsPerClient
            guard core.connections.add(connection, limit: limit) else {
                close(descriptor)
                core.onEvent(.turnedAway(remoteAddress: connection.remoteAddress))
                continue
            }
            if !threads.add(descriptor, storage, count: count) {
                core.connections.remove(connection)
            }
        }
    }

    private func endOverdue() {
        let now = MonotonicTime.now
        let later = now + core.settings.transferSeconds
        for (connection, stage) in core.connections.overdue(at: now, until: later) {
            switch stage {
            case .header: core.cut(connection, .headerLate)
            case .body: core.cut(connection, .bodyLate)
            case .answer: core.cut(connection, .answerUnread)
            case .handler(let exchange): exchange.answer(core.faultAnswers[.answerLate])
            case .stream(let stream): stream.close()
            }
        }
        for stream in core.connections.abandonedStreams() { stream.cut() }
    }
}
