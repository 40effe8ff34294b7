import Certificates
import Testing

@Suite struct `A monitor` {
    @Test func `It follows a growing log and hands on each entry once`() throws {
        var monitor = LogMonitor(policy: try MemoryLog.policy())
        var log = try MemoryLog()
        var seen: [[UInt8]] = []
        for size in [0, 3, 3, 256, 300, 700] {
            while log.log.size < size { try log.append("entry \(log.log.size)") }
            log.publish()
            let before = seen.count
            let came = try monitor.follow(log.checkpoint().bytes, from: log) { index, entry in
                #expect(index == seen.count)
                seen.append(entry)
            }
            #expect(came == size - before)
        }
        #expect(seen == log.entries)
        // Another monitor goes on from what this one accepted.
        var next = LogMonitor(policy: try MemoryLog.policy(), last: monitor.last)
        #expect(try next.follow(log.checkpoint().bytes, from: log) { _, _ in } == 700)
    }

    @Test func `Fork, at the same size and at a larger, read as a whole and going on`() throws {
        let log = try MemoryLog(300)
        let first = try log.checkpoint()
        for size in [300, 301, 700] {
            let fork = try MemoryLog(size) { $0 == 3 ? "forged" : "entry \($0)" }
            let second = try fork.checkpoint()
            var monitor = LogMonitor(policy: try MemoryLog.policy())
            _ = try monitor.follow(first.bytes, from: log) { _, _ in }
            #expect(throws: MonitorFinding.forked(first, second)) {
                try monitor.follow(second.bytes, from: fork) { _, _ in }
            }
            var fresh = LogMonitor(policy: try MemoryLog.policy(), last: first)
            #expect(throws: MonitorFinding.forked(first, second)) {
                try fresh.follow(second.bytes, from: fork) { _, _ in }
            }
        }
    }

    @Test func `Shrinking, an unsigned checkpoint, another log's, and none`() throws {
        let large = try MemoryLog(20).checkpoint()
        let small = try MemoryLog(10)
        var monitor = LogMonitor(policy: try MemoryLog.policy(), last: large)
        #expect(throws: MonitorFinding.shrunk(large, try small.checkpoint())) {
            try monitor.follow(small.checkpoint().bytes, from: small) { _, _ in }
        }
        #expect(throws: MonitorFinding.checkpoint(.note(.shape))) {
            try monitor.follow([], from: small) { _, _ in }
        }
        var strict = LogMonitor(policy: try MemoryLog.policy(1))
        #expect(throws: MonitorFinding.policy(.quorum(have: 0, need: 1))) {
            try strict.follow(small.checkpoint().bytes, from: small) { _, _ in }
        }
        let other = LogPolicy(origin: MemoryLog.origin, logKeys: [try MemoryLog.key(seed: 7)])
        var stranger = LogMonitor(policy: other)
        #expect(throws: MonitorFinding.policy(.notSigned)) {
            try stranger.follow(small.checkpoint().bytes, from: small) { _, _ in }
        }
    }

    @Test func `Entries that are not those of the checkpoint, though every tile agrees`() throws {
        let signed = try MemoryLog(300).checkpoint()
        let other = try MemoryLog(300) { $0 == 200 ? "forged" : "entry \($0)" }
        var monitor = LogMonitor(policy: try MemoryLog.policy())
        #expect(throws: MonitorFinding.otherRoot(other.log.root, signed)) {
            try monitor.follow(signed.bytes, from: other) { _, _ in }
        }
    }

    @Test func `Files that are missing pass; files that contradict the entries do not`() throws {
        let good = try MemoryLog(300)
        let signed = try good.checkpoint()
        let path = try #require(TilePath("tile/0/001.p/44"))
        var log = good
        log.files[path] = nil
        var monitor = LogMonitor(policy: try MemoryLog.policy())
        let missing = #expect(throws: MonitorFinding.reading(.tile(.missing(path)))) {
            try monitor.follow(signed.bytes, from: log) { _, _ in }
        }
        #expect(missing?.isPassing == true)
        log.files[path] = [UInt8](repeating: 0, count: 44 * 32)
        let wrong = #expect(throws: MonitorFinding.reading(.tile(.differs(path)))) {
            try monitor.follow(signed.bytes, from: log) { _, _ in }
        }
        #expect(wrong?.isPassing == false)
    }
}
