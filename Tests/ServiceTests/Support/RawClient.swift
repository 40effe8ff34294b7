import Glibc
import Testing

/// A client on a bare socket, which sends exactly the bytes it is given.
final class RawClient {
    /// An answer as it came.
    struct Answer: Equatable {
        var status = 0
        var headers: [(name: String, value: String)] = []
        var body: [UInt8] = []

        var text: String { String(decoding: body, as: UTF8.self) }

        subscript(name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }

        static func == (left: Answer, right: Answer) -> Bool {
            left.status == right.status && left.body == right.body
        }
    }

    private let descriptor: Int32
    /// The server, which must not go before its client.
    private let server: AnyObject
    private var received: [UInt8] = []
    /// Whether the server has ended the connection.
    private(set) var isAtEnd = false

    /// Connects, by IPv4 to `address` or by IPv6 to loopback; a small `receiveBuffer` makes a
    /// client that soon is full.
    init(
        port: Int, of server: AnyObject, v6: Bool = false, address: UInt32 = 0x7F00_0001,
        receiveBuffer: Int32? = nil
    ) throws {
        self.server = server
        // A process that another test starts must not hold the connection open.
        descriptor = socket(
            v6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        try #require(descriptor >= 0)
        if var receiveBuffer {
            _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, 4)
        }
        var on: Int32 = 1
        _ = unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, 4)
        let isConnected =
            v6
            ? Self.connect(
                descriptor,
                sockaddr_in6(
                    sin6_family: sa_family_t(AF_INET6), sin6_port: UInt16(port).bigEndian,
                    sin6_flowinfo: 0, sin6_addr: in6addr_loopback, sin6_scope_id: 0))
            : Self.connect(
                descriptor,
                sockaddr_in(
                    sin_family: sa_family_t(AF_INET), sin_port: UInt16(port).bigEndian,
                    sin_addr: in_addr(s_addr: address.bigEndian),
                    sin_zero: (0, 0, 0, 0, 0, 0, 0, 0)))
        if !isConnected { throw Refused(code: errno) }
    }

    /// The server took no connection.
    struct Refused: Error { let code: Int32 }

    deinit { close(descriptor) }

    private static func connect<Address>(_ descriptor: Int32, _ address: Address) -> Bool {
        var address = address
        return unsafe withUnsafeBytes(of: &address) { bytes in
            unsafe Glibc.connect(
                descriptor, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress,
                socklen_t(bytes.count)) == 0
        }
    }

    /// Sends all of the text; false when the server has closed.
    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Sends all of the bytes; false when the server has closed.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { bytes in
                unsafe Glibc.send(
                    descriptor, bytes.baseAddress.map { unsafe $0 + sent }, bytes.count - sent,
                    Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Sends a request with a Host header and what is added, and waits for its answer.
    func ask(
        _ line: String, _ headers: [String] = [], body: String = "", seconds: Double = 30
    ) throws -> Answer {
        let lines = ["\(line) HTTP/1.1", "Host: test"] + headers
        send(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
        return try answer(to: line, seconds: seconds)
    }

    /// Waits for one whole answer.
    func answer(to line: String = "GET", seconds: Double = 30) throws -> Answer {
        var answer = try head(seconds: seconds)
        let isBare =
            line.hasPrefix("HEAD") || answer.status == 204 || answer.status == 304
            || answer.status < 200
        if isBare { return answer }
        if let length = answer["Content-Length"].flatMap({ Int($0) }) {
            answer.body = try take(length, seconds)
        } else if answer["Transfer-Encoding"] == "chunked" {
            while let chunk = try chunk(seconds: seconds) { answer.body += chunk }
        } else {
            while try fill(seconds) {}
            answer.body = received
            received = []
        }
        return answer
    }

    /// Waits for the head of an answer.
    func head(seconds: Double = 30) throws -> Answer {
        let first = try line(seconds)
        var answer = Answer()
        answer.status = try #require(
            Int(first.split(separator: " ").dropFirst().first ?? ""), "\(first)")
        while true {
            let line = try line(seconds)
            if line.isEmpty { return answer }
            let colon = try #require(line.firstIndex(of: ":"))
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            answer.headers.append((String(line[..<colon]), String(value)))
        }
    }

    /// Waits for one chunk; `nil` behind the last one.
    func chunk(seconds: Double = 30) throws -> [UInt8]? {
        let size = try line(seconds)
        let count = try #require(Int(size, radix: 16), "\(size)")
        let bytes = try take(count, seconds)
        _ = try line(seconds)
        return count == 0 ? nil : bytes
    }

    /// Whether the server ends the connection within this time; what it sends is passed over.
    func isClosed(within seconds: Double = 30) -> Bool {
        let end = ContinuousClock.now + .seconds(seconds)
        while !isAtEnd, ContinuousClock.now < end {
            guard (try? fill(0.05)) ?? true else { break }
        }
        return isAtEnd
    }

    /// Whether the connection is still there after this time without a byte.
    func isQuiet(for seconds: Double) -> Bool {
        (try? fill(seconds)) == nil && !isAtEnd
    }

    /// Ends what this side sends.
    func finishSending() { _ = shutdown(descriptor, Int32(SHUT_WR)) }

    /// Ends the connection with a reset.
    func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        _ = shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// Nothing came in time.
    struct TimedOut: Error {}
    /// The server ended the connection in the middle.
    struct Ended: Error {}

    private func line(_ seconds: Double) throws -> String {
        while true {
            if let end = received.firstIndex(of: 10) {
                let line = received[..<end].filter { $0 != 13 }
                received.removeFirst(end + 1)
                return String(decoding: line, as: UTF8.self)
            }
            guard try fill(seconds) else { throw Ended() }
        }
    }

    private func take(_ count: Int, _ seconds: Double) throws -> [UInt8] {
        while received.count < count {
            guard try fill(seconds) else { throw Ended() }
        }
        defer { received.removeFirst(count) }
        return Array(received[..<count])
    }

    /// Reads what is there, waiting at most this long; false at the end.
    private func fill(_ seconds: Double) throws -> Bool {
        var question = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&question, 1, Int32(seconds * 1_000)) > 0 else { throw TimedOut() }
        var room = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe room.withUnsafeMutableBytes { room in
            unsafe recv(descriptor, room.baseAddress, room.count, 0)
        }
        guard count > 0 else {
            isAtEnd = true
            return false
        }
        received += room[..<count]
        return true
    }
}
