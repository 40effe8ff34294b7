import Glibc
import Synchronization

/// An HTTP/1.1 server: sockets, framing, limits and threads; it knows nothing of what it serves.
///
/// The last reference must not go away on a thread of the server: not inside a handler, an event
/// or a stream's `onClose`.
package final class HTTPServer: Sendable {
    /// The port that is listened on.
    package let port: Int

    private let core: ServerCore
    private let threads: EventThreads
    private let doorkeeper: Doorkeeper
    private let isStopped = Mutex(false)

    /// Listens and serves from here on.
    ///
    /// Ignores SIGPIPE for the process and raises its limit on open files to what the connection
    /// limit needs.
    ///
    /// Errors: see `HTTPServerError`.
    package init(
        _ settings: HTTPServerSettings, _ handlers: HTTPHandlers,
        onEvent: @escaping @Sendable (HTTPEvent) -> Void = { _ in }
    ) throws(HTTPServerError) {
        let faults = settings.faults()
        guard faults.isEmpty, let address = IPAddress(settings.address) else {
            throw .settings(faults)
        }
        try DescriptorLimit.ensure(connections: settings.connectionLimit)
        let socket = try ListeningSocket(address: address, port: settings.port)
        _ = signal(SIGPIPE, SIG_IGN)
        port = socket.port
        core = ServerCore(settings: settings, handlers: handlers, onEvent: onEvent)
        threads = try EventThreads(core)
        doorkeeper = Doorkeeper(socket, core, threads)
        core.pool.start(handlers.handle)
        doorkeeper.start()
    }

    deinit { stop() }

    /// Open connections, open streams, requests that wait for a handler thread, and bytes of
    /// bodies that are held, now.
    package var load: (connections: Int, streams: Int, waiting: Int, bodyBytes: Int) {
        (core.connections.count, core.streamCount, core.pool.waitingCount, core.bodyByteCount)
    }

    /// Stops gracefully, and returns when nothing runs any more: closes the listening socket,
    /// refuses new requests, ends the streams behind what was written, lets running requests
    /// finish for at most the drain time, answers 503 to those that did not, and stops.
    package func drain() {
        core.beginDraining()
        doorkeeper.closeDoor()
        let end = MonotonicTime.now + core.settings.drainSeconds
        repeat {
            for case .stream(let stream) in core.connections.stages { stream.close() }
            usleep(10_000)
        } while core.connections.isBusy && MonotonicTime.now < end
        stop()
    }

    private func stop() {
        let isFirst = isStopped.withLock { isStopped in
            defer { isStopped = true }
            return !isStopped
        }
        guard isFirst else { return }
        core.beginDraining()
        core.beginStopping()
        doorkeeper.closeDoor()
        doorkeeper.join()
        threads.stop()
        core.pool.stop()
    }
}
