import CMicroHTTPD
import Glibc
import Synchronization

/// A socket that listens until it is closed, at the latest when it goes.
final class ListeningSocket: Sendable {
    private let descriptor: Int32
    private let isClosed = Mutex(false)
    /// The port, also when 0 was asked for.
    let port: Int

    /// Errors: `.addressInUse`, `.addressNotHere`, `.portNotPermitted`, `.system`.
    init(address: IPAddress, port: Int) throws(HTTPServerError) {
        let family = address.isV4 ? AF_INET : AF_INET6
        descriptor = socket(
            family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { throw .system(call: "socket", code: errno) }
        do {
            self.port = try Self.listen(descriptor, address, port)
        } catch {
            Glibc.close(descriptor)
            throw error
        }
    }

    deinit { close() }

    /// Refuses clients from here on and ends a `wait`.
    ///
    /// On any thread.
    func refuse() {
        isClosed.withLock { isClosed in
            if !isClosed { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    /// Gives the port back.
    ///
    /// On the thread that waits and accepts.
    func close() {
        isClosed.withLock { isClosed in
            if !isClosed { Glibc.close(descriptor) }
            isClosed = true
        }
    }

    /// A client, or `nil` when none waits or the system has no descriptor left.
    func accept() -> (descriptor: Int32, storage: sockaddr_storage, count: socklen_t)? {
        var storage = sockaddr_storage()
        var count = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let client = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe Glibc.accept(descriptor, address, &count)
            }
        }
        guard client >= 0 else { return nil }
        _ = fcntl(client, F_SETFD, FD_CLOEXEC)
        return (client, storage, count)
    }

    /// Waits for a client, at most this long.
    func wait(milliseconds: Int32) {
        var question = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = unsafe poll(&question, 1, milliseconds)
    }

    private static func listen(
        _ descriptor: Int32, _ address: IPAddress, _ port: Int
    ) throws(HTTPServerError) -> Int {
        var on: Int32 = 1
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, 4)
        if !address.isV4 {
            var only: Int32 = address.isAny ? 0 : 1
            _ = unsafe setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &only, 4)
        }
        var (storage, count) = address.socketAddress(port: UInt16(port))
        let result = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                unsafe bind(descriptor, name, count) == 0
                    && Glibc.listen(descriptor, SOMAXCONN) == 0
                    && getsockname(descriptor, name, &count) == 0
            }
        }
        guard result else { throw refusal(errno, address, port) }
        // The port lies at the same place for both families.
        return unsafe withUnsafeBytes(of: &storage) {
            Int(UInt16(bigEndian: unsafe $0.loadUnaligned(fromByteOffset: 2, as: UInt16.self)))
        }
    }

    private static func refusal(
        _ code: Int32, _ address: IPAddress, _ port: Int
    ) -> HTTPServerError {
        switch code {
        case EADDRINUSE: .addressInUse(address: address.description, port: port)
        case EADDRNOTAVAIL: .addressNotHere(address: address.description)
        case EACCES: .portNotPermitted(port: port)
        default: .system(call: "bind", code: code)
        }
    }
}
