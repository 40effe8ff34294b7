import Certificates
import Glibc
import Service
import Testing

@Suite struct `Log writer` {
    private static let origin: ExactText = "log.example/green"

    private static func signer() throws -> NoteSigner {
        var seed = [UInt8](repeating: 7, count: 32)
        guard
            let signer = NoteSigner(
                name: origin, kind: .note, secret: try SigningKey(seed: &seed))
        else { throw CancellationError() }
        return signer
    }

    private static func open(
        _ disk: ModelDisk, _ leaves: MemoryLeaves, recorded: [UInt8]? = nil
    ) throws -> LogWriter<ModelDisk, MemoryLeaves> {
        try LogWriter(
            folder: LogFolder("log", files: disk), leaves: leaves, origin: origin,
            recorded: recorded, signer: signer())
    }

    private static func time() throws -> UTCTime {
        try #require(UTCTime(seconds: 1_770_000_000))
    }

    /// What a monitor says of a folder.
    private static func monitored(_ disk: ModelDisk) throws -> (size: Int, entries: [[UInt8]]) {
        var entries: [[UInt8]] = []
        let folder = LogFolder("log", files: disk)
        var monitor = LogMonitor(
            policy: LogPolicy(origin: origin, logKeys: [try signer().key]))
        let bytes = try #require(try folder.checkpoint())
        let size = try monitor.follow(bytes, from: folder) { entries.append($1) }
        return (size, entries)
    }

    @Test func `A log grows over several starts, and a monitor finds it whole`() throws {
        let disk = ModelDisk()
        let leaves = MemoryLeaves()
        for size in [0, 1, 200, 256, 300, 1030] {
            while leaves.leafCount() < size { leaves.append("{\"n\":\"\(leaves.leafCount())\"}") }
            var writer = try Self.open(disk, leaves)
            let signed = try writer.publish(at: Self.time())
            #expect(signed.checkpoint.size == size)
            #expect(
                try Self.monitored(disk).entries == leaves.leaves(from: 0, limit: size).map(\.entry)
            )
            // Nothing new: nothing is written.
            let calls = disk.calls
            #expect(try writer.publish(at: Self.time()) == signed)
            #expect(disk.calls == calls)
        }
    }

    /// Every call of publishing fails once, in one way; what follows must be whole.
    private static func fail(
        _ how: ModelDisk.Failure, seed: UInt64 = 0,
        _ check: (ModelDisk, MemoryLeaves, Int) throws -> Void
    ) throws {
        var call = 0
        while true {
            call += 1
            let disk = ModelDisk()
            let leaves = MemoryLeaves(250)
            var writer = try open(disk, leaves)
            _ = try writer.publish(at: time())
            for index in 250..<270 { leaves.append("{\"n\":\"\(index)\"}") }
            disk.fail(at: call, how)
            let before = disk.calls
            let outcome = Result { try writer.publish(at: time()) }
            if disk.calls - before < call {
                #expect(throws: Never.self) { try outcome.get() }
                break
            }
            #expect(throws: LogWriterFault.self) { try outcome.get() }
            switch how {
            case .code:
                disk.heal()
                #expect(try monitored(disk).size >= 250)
                #expect(try writer.publish(at: time()).checkpoint.size == 270)
            case .crash:
                disk.restart(seed: 1000 * seed + UInt64(call))
                // What was published before is whole after every crash.
                #expect(try monitored(disk).size >= 250)
                var next = try open(disk, leaves)
                #expect(try next.publish(at: time()).checkpoint.size == 270)
            }
            try check(disk, leaves, call)
        }
        #expect(call > 30)
    }

    @Test(arguments: [EIO, ENOSPC])
    func `Each call fails in turn, and the same writer goes on`(code: Int32) throws {
        try Self.fail(.code(code)) { disk, leaves, _ in
            let found = try Self.monitored(disk)
            #expect(found.entries == leaves.leaves(from: 0, limit: 270).map(\.entry))
        }
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `The power fails at each call in turn, and the next start goes on`(seed: UInt64) throws {
        try Self.fail(.crash, seed: seed) { disk, leaves, call in
            // And once more: everything that was waited for is still there.
            disk.restart(seed: UInt64(call))
            let found = try Self.monitored(disk)
            #expect(found.entries == leaves.leaves(from: 0, limit: 270).map(\.entry))
        }
    }

    @Test func `A bit of any stored leaf turned, in the database or in the files: no signature`()
        throws
    {
        for index in 0..<20 {
            let disk = ModelDisk()
            let leaves = MemoryLeaves(10)
            var writer = try Self.open(disk, leaves)
            let first = try writer.publish(at: Self.time())
            for more in 10..<20 { leaves.append("{\"n\":\"\(more)\"}") }
            leaves.turn(bit: 11 * index, of: index)
            if index < 10 {
                // The next start reads everything.
                #expect(throws: LogWriterFault.damagedLeaf(index)) {
                    _ = try Self.open(disk, leaves)
                }
            } else {
                #expect(throws: LogWriterFault.damagedLeaf(index)) {
                    try writer.publish(at: Self.time())
                }
                #expect(writer.published == first)
            }
        }
        let disk = ModelDisk()
        let leaves = MemoryLeaves(300)
        var writer = try Self.open(disk, leaves)
        _ = try writer.publish(at: Self.time())
        for path in disk.paths where path.contains("tile") {
            for bit in stride(from: 5, to: 8 * 8192, by: 777) {
                guard disk.turn(bit: bit, of: path) else { break }
                #expect(throws: LogWriterFault.self) { _ = try Self.open(disk, leaves) }
                _ = disk.turn(bit: bit, of: path)
            }
        }
        #expect(throws: Never.self) { _ = try Self.open(disk, leaves) }
    }

    @Test func `An older database restored is refused, at a start and while running`() throws {
        let disk = ModelDisk()
        var writer = try Self.open(disk, MemoryLeaves(300))
        _ = try writer.publish(at: Self.time())
        #expect(throws: LogWriterFault.behind(size: 299, signed: 300)) {
            _ = try Self.open(disk, MemoryLeaves(299))
        }
        let other = MemoryLeaves(400) { $0 < 299 ? "{\"n\":\"\($0)\"}" : "other \($0)" }
        let fault = #expect(throws: LogWriterFault.self) { _ = try Self.open(disk, other) }
        if case .forked(let checkpoint) = fault {
            #expect(checkpoint.size == 300)
        } else {
            Issue.record("not a fork: \(String(describing: fault))")
        }
    }

    @Test func `An older folder restored is refused, when the database remembers`() throws {
        let disk = ModelDisk()
        let leaves = MemoryLeaves(10)
        var writer = try Self.open(disk, leaves)
        _ = try writer.publish(at: Self.time())
        leaves.append("one more")
        let later = ModelDisk()
        var other = try Self.open(later, leaves)
        let recorded = try other.publish(at: Self.time()).bytes
        #expect(throws: LogWriterFault.self) {
            _ = try Self.open(disk, leaves, recorded: recorded)
        }
    }

    @Test func `A stored checkpoint of another key, or none, is not taken for none`() throws {
        let disk = ModelDisk()
        try disk.write(Array("nonsense".utf8), to: "log/checkpoint")
        #expect(throws: LogWriterFault.damagedCheckpoint) {
            _ = try Self.open(disk, MemoryLeaves(3))
        }
    }

    @Test func `Cosignatures join the checkpoint; another checkpoint does not take its place`()
        throws
    {
        let disk = ModelDisk()
        let leaves = MemoryLeaves(3)
        var writer = try Self.open(disk, leaves)
        var signed = try writer.publish(at: Self.time())
        var seed = [UInt8](repeating: 9, count: 32)
        let secret = try SigningKey(seed: &seed)
        guard
            let signer = NoteSigner(name: "witness.example", kind: .cosignature, secret: secret),
            var witness = Witness(
                logs: [Self.origin: [try Self.signer().key]], state: WitnessState(), signer: signer)
        else { throw CancellationError() }
        let request = WitnessRequest(oldSize: 0, proof: [], checkpoint: signed)
        let answer = witness.answer(request.bytes, at: try Self.time()) { _ in }
        #expect(signed.add(answer: answer.body, of: [witness.key]).count == 1)
        try writer.publish(cosigned: signed)
        let bytes = try #require(try writer.folder.checkpoint())
        #expect(try SignedCheckpoint(parsing: bytes).note.signatures.count == 2)
        // It survives a start.
        let again = try Self.open(disk, leaves)
        #expect(again.published == signed)
        leaves.append("one more")
        let larger = try writer.publish(at: Self.time())
        try writer.publish(cosigned: signed)
        #expect(writer.published == larger)
    }
}
