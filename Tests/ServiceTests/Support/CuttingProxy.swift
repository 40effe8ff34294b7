import Foundation
import Glibc
import Service
import Synchronization

/// A TCP proxy on loopback that breaks a connection at a chosen moment of its protocol.
final class CuttingProxy: Sendable {
    /// When to break.
    enum Cut: Sendable {
        /// Before these bytes of the client reach the server.
        case request([UInt8])
        /// Before these bytes of the server reach the client.
        case answer([UInt8])
    }

    let port: Int
    private let listener: Int32
    private let target: Int
    private let state = Mutex<(cut: Cut?, count: Int)>((nil, 0))

    /// How many connections were broken.
    var cutCount: Int { state.withLock { $0.count } }

    init(to target: Int) throws {
        self.target = target
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = Self.loopback(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bind(listener, pointer, length) + listen(listener, 8)
                    + getsockname(listener, pointer, &length)
            }
        }
        guard code == 0 else { throw Unexpected("no proxy: \(errno)") }
        port = Int(UInt16(bigEndian: address.sin_port))
        self.listener = listener
        Thread.detachNewThread { [weak self] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                _ = fcntl(client, F_SETFD, FD_CLOEXEC)
                guard let self else {
                    Glibc.close(client)
                    return
                }
                serve(client)
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        Glibc.close(listener)
    }

    /// Breaks the next connection on which those bytes pass.
    func arm(_ cut: Cut) { state.withLock { $0.cut = cut } }

    private func serve(_ client: Int32) {
        let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = Self.loopback(UInt16(target))
        _ = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe connect(server, pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        let requests = DispatchGroup()
        requests.enter()
        Thread.detachNewThread { [self] in
            pump(from: client, to: server, isRequest: true)
            requests.leave()
        }
        Thread.detachNewThread { [self] in
            pump(from: server, to: client, isRequest: false)
            // Closed by nobody while the other direction uses them: their numbers are given anew.
            requests.wait()
            Glibc.close(client)
            Glibc.close(server)
        }
    }

    private func pump(from source: Int32, to sink: Int32, isRequest: Bool) {
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe recv(source, &bytes, bytes.count, 0)
            guard count > 0, !isCut(bytes[..<count], isRequest) else { break }
            _ = unsafe Glibc.send(sink, bytes, count, Int32(MSG_NOSIGNAL))
        }
        shutdown(source, Int32(SHUT_RDWR))
        shutdown(sink, Int32(SHUT_RDWR))
    }

    private func isCut(_ bytes: ArraySlice<UInt8>, _ isRequest: Bool) -> Bool {
        state.withLock { state in
            switch state.cut {
            case .request(let wanted) where isRequest && bytes.contains(wanted): break
            case .answer(let wanted) where !isRequest && bytes.contains(wanted): break
            default: return false
            }
            state.cut = nil
            state.count += 1
            return true
        }
    }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
