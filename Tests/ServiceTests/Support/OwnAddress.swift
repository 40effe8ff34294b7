import Glibc

/// The IPv4 addresses of this machine beside loopback.
enum OwnAddress {
    /// One of them, as text and as number.
    static var first: (text: String, number: UInt32)? {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard unsafe getifaddrs(&list) == 0 else { return nil }
        defer { unsafe freeifaddrs(list) }
        var next = unsafe list
        while let entry = unsafe next {
            unsafe next = entry.pointee.ifa_next
            guard let address = unsafe entry.pointee.ifa_addr,
                unsafe Int32(address.pointee.sa_family) == AF_INET
            else { continue }
            let number = unsafe address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                unsafe UInt32(bigEndian: $0.pointee.sin_addr.s_addr)
            }
            guard number >> 24 != 127 else { continue }
            let bytes = [24, 16, 8, 0].map { "\(number >> $0 & 255)" }
            return (bytes.joined(separator: "."), number)
        }
        return nil
    }
}
