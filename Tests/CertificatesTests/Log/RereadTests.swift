import Certificates
import Testing

@Suite struct `What is signed was read back` {
    @Test func `A grown log continues what was signed, read as a whole or from where it grew`()
        throws
    {
        var log = try MemoryLog()
        var signer = try LogSigner(
            origin: MemoryLog.origin, last: nil, signer: try MemoryLog.signer())
        let time = try #require(MemoryLog.time)
        var tree: RereadTree?
        for size in [0, 1, 5, 255, 256, 257, 600, 1024, 1025] {
            while log.log.size < size { try log.append("entry \(log.log.size)") }
            log.publish()
            let whole = try RereadTree.reread(size: size, after: signer.last, from: log)
            var visited: [Int] = []
            let grown = try tree?.reread(size: size, after: signer.last, from: log) { index, _ in
                visited.append(index)
            }
            #expect(whole.root == log.log.root)
            if let grown, let tree {
                #expect(grown.root == whole.root)
                #expect(visited == Array(tree.size..<size))
            }
            let signed = try signer.sign(grown ?? whole, at: time)
            #expect(try signed.verified(by: [signer.key]).count == 1)
            tree = grown ?? whole
        }
    }

    @Test func `Each stored leaf and each stored hash with a bit turned is seen before signing`()
        throws
    {
        var log = try MemoryLog(260) { "\($0)" }
        let signed = try log.checkpoint().checkpoint
        var turned = 0
        // Partial files of the time before the full ones are not read any more.
        for (path, bytes) in log.files where path.isPart(ofSize: 260) {
            var place = 0
            while place < bytes.count {
                var wrong = bytes
                // In a bundle the length of each entry stands in its first two bytes.
                let length = path.content == .entries ? 2 + Int(bytes[place + 1]) : 32
                wrong[place + turned % length] ^= 1 << UInt8(turned % 8)
                log.files[path] = wrong
                let last = turned % 2 == 0 ? signed : nil
                #expect(throws: RereadFault.self) {
                    try RereadTree.reread(size: 260, after: last, from: log)
                }
                turned += 1
                place += length
            }
            log.files[path] = bytes
        }
        #expect(turned == 260 + 260 + 1)
        #expect(throws: Never.self) {
            try RereadTree.reread(size: 260, after: signed, from: log)
        }
    }

    @Test func `A missing file is named`() throws {
        var log = try MemoryLog(300)
        let path = try #require(TilePath("tile/0/000"))
        log.files[path] = nil
        #expect(throws: RereadFault.tile(.missing(path))) {
            try RereadTree.reread(size: 300, after: nil, from: log)
        }
    }

    @Test func `An older database restored: fewer leaves than were signed are refused`() throws {
        let signed = try MemoryLog(300).checkpoint().checkpoint
        let older = try MemoryLog(299)
        #expect(throws: RereadFault.behind(size: 299, signed: 300)) {
            try RereadTree.reread(size: 299, after: signed, from: older)
        }
    }

    @Test func `An older database restored that grew again by other leaves is refused`() throws {
        let signed = try MemoryLog(300).checkpoint().checkpoint
        let other = try MemoryLog(400) { $0 < 290 ? "entry \($0)" : "other \($0)" }
        #expect(throws: RereadFault.forked(signed)) {
            try RereadTree.reread(size: 400, after: signed, from: other)
        }
        let tree = try RereadTree.reread(size: 400, after: nil, from: other)
        #expect(throws: RereadFault.forked(signed)) {
            try tree.reread(size: 400, after: signed, from: other)
        }
        var signer = try LogSigner(
            origin: MemoryLog.origin, last: signed, signer: try MemoryLog.signer())
        let time = try #require(MemoryLog.time)
        #expect(throws: LogSignerFault.continuesAnother) { try signer.sign(tree, at: time) }
        #expect(signer.last == signed)
    }

    @Test func `Leaves that changed since they were read are seen`() throws {
        let log = try MemoryLog(300)
        let tree = try RereadTree.reread(size: 300, after: nil, from: log)
        let other = try MemoryLog(301) { $0 < 290 ? "entry \($0)" : "other \($0)" }
        #expect(throws: RereadFault.changed(300)) {
            try tree.reread(size: 301, after: nil, from: other)
        }
    }

    @Test func `A signer of one log refuses the checkpoint of another`() throws {
        let signed = try MemoryLog(3).checkpoint().checkpoint
        #expect(throws: LogSignerFault.origin(MemoryLog.origin)) {
            _ = try LogSigner(
                origin: "another.example", last: signed, signer: try MemoryLog.signer())
        }
    }
}

extension TilePath {
    /// True for the files that a tree of a size consists of.
    func isPart(ofSize size: Int) -> Bool {
        let level = if case .hashes(let level) = content { level } else { 0 }
        return width == min(256, size >> (8 * level) - 256 * index)
    }
}
