import CMicroHTTPD
import Glibc

/// A numeric IPv4 or IPv6 address; IPv4 inside IPv6 counts as IPv4.
struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    private let high: UInt64
    private let low: UInt64

    private static let mappedPrefix: UInt64 = 0xFFFF_0000_0000

    /// Reads `127.0.0.1` or `::1`; no names, no zones, no brackets.
    init?(_ text: String) {
        var four = in_addr()
        var six = in6_addr()
        if unsafe inet_pton(AF_INET, text, &four) == 1 {
            self.init(v4: four)
        } else if unsafe inet_pton(AF_INET6, text, &six) == 1 {
            self.init(v6: six)
        } else {
            return nil
        }
    }

    /// The address in what the system stored for a socket.
    init?(_ storage: sockaddr_storage) {
        var storage = storage
        switch Int32(storage.ss_family) {
        case AF_INET:
            let four = unsafe withUnsafeBytes(of: &storage) {
                unsafe $0.loadUnaligned(as: sockaddr_in.self)
            }
            self.init(v4: four.sin_addr)
        case AF_INET6:
            let six = unsafe withUnsafeBytes(of: &storage) {
                unsafe $0.loadUnaligned(as: sockaddr_in6.self)
            }
            self.init(v6: six.sin6_addr)
        default: return nil
        }
    }

    private init(v4: in_addr) {
        high = 0
        low = Self.mappedPrefix | UInt64(UInt32(bigEndian: v4.s_addr))
    }

    private init(v6: in6_addr) {
        var v6 = v6
        let words = unsafe withUnsafeBytes(of: &v6) { bytes in
            unsafe (
                bytes.loadUnaligned(as: UInt64.self),
                bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            )
        }
        high = UInt64(bigEndian: words.0)
        low = UInt64(bigEndian: words.1)
    }

    /// Whether the address belongs to the older family.
    var isV4: Bool { high == 0 && low >> 32 == Self.mappedPrefix >> 32 }

    /// 127.0.0.0/8 or ::1.
    var isLoopback: Bool {
        isV4 ? UInt32(truncatingIfNeeded: low) >> 24 == 127 : high == 0 && low == 1
    }

    /// 0.0.0.0 or ::.
    var isAny: Bool { isV4 ? UInt32(truncatingIfNeeded: low) == 0 : high == 0 && low == 0 }

    /// What one client is taken for: an IPv4 address, or an IPv6 network of 64 bits.
    var client: IPAddress { isV4 ? self : IPAddress(network: high) }

    private init(network: UInt64) {
        high = network
        low = 0
    }

    /// The usual text of the address.
    var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        if isV4 {
            var four = in_addr(s_addr: UInt32(truncatingIfNeeded: low).bigEndian)
            _ = unsafe inet_ntop(AF_INET, &four, &text, socklen_t(text.count))
        } else {
            var six = v6
            _ = unsafe inet_ntop(AF_INET6, &six, &text, socklen_t(text.count))
        }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private var v6: in6_addr {
        var six = in6_addr()
        unsafe withUnsafeMutableBytes(of: &six) { bytes in
            unsafe bytes.storeBytes(of: high.bigEndian, as: UInt64.self)
            unsafe bytes.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        return six
    }

    /// The address with a port in the form `bind` takes.
    func socketAddress(port: UInt16) -> (storage: sockaddr_storage, count: socklen_t) {
        var storage = sockaddr_storage()
        if isV4 {
            var four = sockaddr_in()
            four.sin_family = sa_family_t(AF_INET)
            four.sin_port = port.bigEndian
            four.sin_addr = in_addr(s_addr: UInt32(truncatingIfNeeded: low).bigEndian)
            unsafe withUnsafeMutableBytes(of: &storage) {
                unsafe $0.storeBytes(of: four, as: sockaddr_in.self)
            }
            return (storage, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
        var six = sockaddr_in6()
        six.sin6_family = sa_family_t(AF_INET6)
        six.sin6_port = port.bigEndian
        six.sin6_addr = v6
        unsafe withUnsafeMutableBytes(of: &storage) {
            unsafe $0.storeBytes(of: six, as: sockaddr_in6.self)
        }
        return (storage, socklen_t(MemoryLayout<sockaddr_in6>.size))
    }
}
