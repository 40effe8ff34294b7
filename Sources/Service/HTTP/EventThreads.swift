import CMicroHTTPD
import Glibc

/// The library's threads that read and write sockets; started by `init`, ended by `stop`.
// Started and stopped once, by its one owner; `add` is allowed on any thread in between.
@safe final class EventThreads: @unchecked Sendable {
    private let daemon: OpaquePointer

    /// Errors: `.notStarted`.
    init(_ core: ServerCore) throws(HTTPServerError) {
        let settings = core.settings
        let started = unsafe mhd_start(
            UInt32(settings.threads),
            // The doorkeeper holds the limit; the library's, per thread, must not come before it.
            UInt32(settings.threads * settings.connectionLimit),
            UInt32(settings.inactivitySeconds), settings.headerBytes, Callbacks.access,
            Callbacks.completed, Callbacks.connection, Callbacks.target, Callbacks.unescape,
            Unmanaged.passUnretained(core).toOpaque())
        guard let started = unsafe started else { throw .notStarted }
        unsafe daemon = started
    }

    /// Takes an accepted socket over, also when the result is false: then it is closed.
    func add(_ descriptor: Int32, _ storage: sockaddr_storage, count: socklen_t) -> Bool {
        var storage = storage
        return unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe MHD_add_connection(daemon, descriptor, address, count) == MHD_Result.YES
            }
        }
    }

    /// Closes every connection and joins the threads.
    ///
    /// No connection may be suspended then, and no `add` may follow.
    func stop() { unsafe MHD_stop_daemon(daemon) }
}
