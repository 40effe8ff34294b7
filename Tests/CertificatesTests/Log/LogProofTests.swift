import Certificates
import Testing

@Suite struct `Proof files` {
    private static func proof(
        of index: Int, in log: MemoryLog, extra: [UInt8]? = nil
    ) throws -> LogProof {
        let nodes = TiledNodes(size: log.log.size, tiles: log)
        return try #require(
            LogProof(
                index: index, extra: extra,
                siblings: nodes.inclusionProof(of: index, size: log.log.size),
                checkpoint: log.checkpoint()))
    }

    @Test func `Every entry's file is read back and verifies`() throws {
        let log = try MemoryLog(300)
        let policy = try MemoryLog.policy()
        for index in stride(from: 0, to: 300, by: 23) {
            let extra: [UInt8]? = index % 2 == 0 ? [1, 2, 3] : nil
            let proof = try Self.proof(of: index, in: log, extra: extra)
            let read = try LogProof(parsing: proof.bytes)
            #expect(read == proof)
            #expect(read.extra == extra)
            #expect(try read.verify(entry: log.entries[index], by: policy).count == 1)
            #expect(throws: LogProofFault.merkle(.root)) {
                try read.verify(entry: log.entries[index] + [0], by: policy)
            }
        }
    }

    @Test func `One bit of a file turned, and it is refused or proves the same`() throws {
        let log = try MemoryLog(20)
        let policy = try MemoryLog.policy()
        let file = try Self.proof(of: 13, in: log, extra: [0x41]).bytes
        var same = 0
        for place in file.indices {
            for bit in 0..<8 {
                var bytes = file
                bytes[place] ^= 1 << bit
                guard let proof = try? LogProof(parsing: bytes),
                    (try? proof.verify(entry: log.entries[13], by: policy)) != nil
                else { continue }
                // Only the extra data, which nothing vouches for, may differ.
                #expect(proof.extra != [0x41])
                same += 1
            }
        }
        #expect(same < 8 * 12)
    }

    @Test(arguments: [
        "", "c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v1\n",
        "c2sp.org/tlog-proof@v2\nindex 0\n\n",
        "c2sp.org/tlog-proof@v1\nindex 00\n\n", "c2sp.org/tlog-proof@v1\nindex\n\n",
        "c2sp.org/tlog-proof@v1\nextra !\nindex 0\n\n", "c2sp.org/tlog-proof@v1\nindex 0\nab\n\n",
        "c2sp.org/tlog-proof@v1\nindex 0\nextra QQ==\n\n",
    ])
    func `What is no proof file is a fault`(text: String) {
        #expect(throws: LogProofFault.form) { try LogProof(parsing: Array(text.utf8)) }
    }

    @Test func `An index behind the tree, and no checkpoint, are faults`() throws {
        let log = try MemoryLog(8)
        let file = String(decoding: try Self.proof(of: 7, in: log).bytes, as: UTF8.self)
        let behind = file.replacing("index 7\n", with: "index 8\n")
        #expect(throws: LogProofFault.merkle(.outOfRange)) {
            try LogProof(parsing: Array(behind.utf8))
        }
        let title = "c2sp.org/tlog-proof@v1\nindex 0\n\nnothing\n"
        #expect(throws: LogProofFault.checkpoint(.note(.shape))) {
            try LogProof(parsing: Array(title.utf8))
        }
    }

    @Test func `Whom to trust: origin, the log's key, as many witnesses as are asked for`() throws {
        let log = try MemoryLog(8)
        let proof = try Self.proof(of: 3, in: log)
        let stranger = try MemoryLog.key(seed: 9)
        func verify(_ policy: LogPolicy) throws {
            _ = try proof.verify(entry: log.entries[3], by: policy)
        }
        #expect(throws: LogProofFault.policy(.origin(MemoryLog.origin))) {
            try verify(LogPolicy(origin: "other", logKeys: [try MemoryLog.key()]))
        }
        #expect(throws: LogProofFault.policy(.notSigned)) {
            try verify(LogPolicy(origin: MemoryLog.origin, logKeys: [stranger]))
        }
        #expect(throws: LogProofFault.policy(.quorum(have: 0, need: 1))) {
            try verify(try MemoryLog.policy(1))
        }
    }
}
