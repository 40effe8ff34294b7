import Glibc

/// Why a server cannot start.
package enum HTTPServerError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Settings out of their ranges, all of them.
    case settings([HTTPServerSettings.Fault])
    /// Another process listens there.
    case addressInUse(address: String, port: Int)
    /// This machine does not have the address.
    case addressNotHere(address: String)
    /// Ports below 1024 want a privilege.
    case portNotPermitted(port: Int)
    /// The system allows fewer open files than the connection limit needs.
    case tooFewDescriptors(needed: Int, allowed: Int)
    /// A call of the system failed.
    case system(call: String, code: Int32)
    /// libmicrohttpd did not start: no memory or no threads.
    case notStarted

    /// The error in one line.
    package var description: String {
        switch self {
        case .settings(let faults): faults.map(\.description).joined(separator: "; ")
        case .addressInUse(let address, let port):
            "port \(port) of \(address) is in use by another process"
        case .addressNotHere(let address): "this machine has no address \(address)"
        case .portNotPermitted(let port):
            "port \(port) is not permitted to this user; take one from 1024 on"
        case .tooFewDescriptors(let needed, let allowed):
            "the connection limit needs \(needed) open files, the system allows \(allowed) (ulimit -n)"
        case .system(let call, let code): unsafe "\(call): \(String(cString: strerror(code)))"
        case .notStarted: "the HTTP library did not start: no memory or no threads"
        }
    }
}
