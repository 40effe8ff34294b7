/// The limits and times of the HTTP layer, each with its default beside it.
package struct HTTPServerSettings: Sendable, Equatable {
    /// The numeric IPv4 or IPv6 address to listen on; `::` takes IPv4 as well.
    package var address = "127.0.0.1"
    /// The port to listen on; 0 takes a free one.
    package var port = 8080
    /// Threads that read and write sockets.
    package var threads = 2
    /// Threads that run handlers.
    package var handlerThreads = 8
    /// Requests that may wait for a handler thread.
    package var handlerQueue = 256
    /// Open connections; more wait in the system's queue.
    package var connectionLimit = 12_000
    /// Open connections of one IPv4 address or IPv6 /64; not for loopback and trusted proxies.
    package var connectionsPerClient = 32
    /// Addresses of proxies in front, whose connections are many clients'.
    package var trustedProxies: [String] = []
    /// Time from the opening of a connection to the end of its first header, seconds.
    package var headerSeconds = 10.0
    /// Time without a byte after which a connection is closed, whole seconds.
    package var inactivitySeconds = 30
    /// Memory for the header of a connection's request and answer, bytes.
    package var headerBytes = 32_768
    /// The longest request target, bytes.
    package var targetBytes = 8_192
    /// Time a body or an answer may take before its rate counts, seconds.
    package var transferSeconds = 10.0
    /// The slowest rate at which a client may send a body or take an answer, bytes per second.
    package var transferBytesPerSecond = 8_192.0
    /// Memory for the bodies of all requests together, bytes.
    package var bodyMemoryBytes = 268_435_456
    /// Time a handler has for its answer, waiting for a thread included, seconds.
    package var answerSeconds = 30.0
    /// Open event streams.
    package var streamLimit = 1_000
    /// What a stream holds for a client that does not read, bytes; one that falls further behind
    /// is closed.
    package var streamBytes = 262_144
    /// The longest life of a stream, seconds; clients connect again.
    package var streamSeconds = 600.0
    /// Time that running requests have when the service stops, seconds.
    package var drainSeconds = 10.0

    /// The defaults.
    package init() {}

    /// One setting out of its range.
    package struct Fault: Sendable, Equatable, CustomStringConvertible {
        /// The name of the setting.
        package let setting: String
        /// Its value.
        package let given: String
        /// What it may be.
        package let allowed: String

        /// The fault in one line.
        package var description: String { "\(setting) is \(given); allowed: \(allowed)" }
    }

    /// Every setting that is out of its range.
    package func faults() -> [Fault] {
        var faults: [Fault] = []
        func whole(_ name: String, _ value: Int, _ range: ClosedRange<Int>) {
            guard !range.contains(value) else { return }
            faults.append(
                Fault(
                    setting: name, given: "\(value)",
                    allowed: "\(range.lowerBound) to \(range.upperBound)"))
        }
        func real(_ name: String, _ value: Double, _ range: ClosedRange<Double>) {
            guard !range.contains(value) else { return }
            faults.append(
                Fault(
                    setting: name, given: "\(value)",
                    allowed: "\(range.lowerBound) to \(range.upperBound)"))
        }
        func address(_ name: String, _ value: String) {
            guard IPAddress(value) == nil else { return }
            faults.append(
                Fault(setting: name, given: value, allowed: "a numeric IPv4 or IPv6 address"))
        }
        address("address", self.address)
        whole("port", port, 0...65_535)
        whole("threads", threads, 1...64)
        whole("handlerThreads", handlerThreads, 1...256)
        whole("handlerQueue", handlerQueue, 1...100_000)
        whole("connectionLimit", connectionLimit, 1...1_000_000)
        whole("connectionsPerClient", connectionsPerClient, 1...1_000_000)
        for proxy in trustedProxies { address("trustedProxies", proxy) }
        real("headerSeconds", headerSeconds, 0.1...600)
        whole("inactivitySeconds", inactivitySeconds, 1...3_600)
        whole("headerBytes", headerBytes, 4_096...1_048_576)
        whole("targetBytes", targetBytes, 128...max(128, headerBytes / 2))
        real("transferSeconds", transferSeconds, 0.1...600)
        real("transferBytesPerSecond", transferBytesPerSecond, 1...1e9)
        whole("bodyMemoryBytes", bodyMemoryBytes, 4_096...1_099_511_627_776)
        real("answerSeconds", answerSeconds, 0.1...3_600)
        whole("streamLimit", streamLimit, 0...1_000_000)
        whole("streamBytes", streamBytes, 1_024...67_108_864)
        real("streamSeconds", streamSeconds, 0.1...86_400)
        real("drainSeconds", drainSeconds, 0...3_600)
        return faults
    }
}
