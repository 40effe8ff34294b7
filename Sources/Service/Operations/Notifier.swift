import Foundation

/// Tells systemd how the service is (sd_notify(3)): a datagram to the socket it names.
struct Notifier: Sendable {
    private let path: String?

    /// SOCK_DGRAM | SOCK_CLOEXEC of Linux: which module their names belong to depends on what else
    /// a build imports (libmicrohttpd's header has them, too).
    private static let datagramClosedOnExec: Int32 = 2 | 0o2_000_000

    init(environment: [String: String]) { path = environment["NOTIFY_SOCKET"] }

    /// `READY=1`, `STOPPING=1`, `STATUS=…`; nothing when systemd did not ask.
    func tell(_ state: String) {
        guard let path, var address = Self.address(path) else { return }
        let socket = socket(AF_UNIX, Self.datagramClosedOnExec, 0)
        guard socket >= 0 else { return }
        defer { close(socket) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + path.utf8.count)
        let bytes = Array(state.utf8)
        _ = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe sendto(socket, bytes, bytes.count, 0, pointer, length)
            }
        }
    }

    /// A path, or with `@` a name in the abstract space.
    private static func address(_ path: String) -> sockaddr_un? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            return nil
        }
        if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { room in
            unsafe room.copyBytes(from: bytes)
        }
        return address
    }
}
