import Certificates
import Testing

@Suite struct `A witness` {
    private struct Disk: Error {}

    private static func witness(_ state: WitnessState = WitnessState()) throws -> Witness {
        try witness(of: [MemoryLog.origin: [try MemoryLog.key()]], state)
    }

    private static func witness(
        of logs: [ExactText: [NoteKey]], _ state: WitnessState = WitnessState()
    ) throws -> Witness {
        guard
            let witness = Witness(
                logs: logs, state: state,
                signer: try MemoryLog.signer(.cosignature, name: "witness.example", seed: 2))
        else { throw Disk() }
        return witness
    }

    private static func request(_ log: MemoryLog, from old: Int) throws -> WitnessRequest {
        let size = log.log.size
        let nodes = TiledNodes(size: size, tiles: log)
        return WitnessRequest(
            oldSize: old,
            proof: old > 0 && old <= size ? try nodes.consistencyProof(from: old, to: size) : [],
            checkpoint: try log.checkpoint())
    }

    @Test func `A request is read back`() throws {
        let request = try Self.request(try MemoryLog(300), from: 17)
        #expect(WitnessRequest(parsing: request.bytes) == request)
    }

    @Test func `A growing log is cosigned, and the state outlives the witness`() throws {
        let time = try #require(MemoryLog.time)
        var disk: [UInt8] = WitnessState().bytes
        var log = try MemoryLog()
        var old = 0
        for size in [0, 1, 2, 255, 256, 300] {
            while log.log.size < size { try log.append("entry \(log.log.size)") }
            log.publish()
            // A new witness each time, from what the one before wrote.
            var witness = try Self.witness(try #require(WitnessState(parsing: disk)))
            let request = try Self.request(log, from: old)
            let answer = witness.answer(request.bytes, at: time) { disk = $0.bytes }
            #expect(answer.status == 200)
            var signed = request.checkpoint
            #expect(signed.add(answer: answer.body, of: [witness.key]).count == 1)
            #expect(try MemoryLog.policy(1).verify(signed).count == 2)
            #expect(witness.state.head(of: MemoryLog.origin)?.size == size)
            old = size
        }
        // The same checkpoint again is cosigned again, with nothing to write.
        var witness = try Self.witness(try #require(WitnessState(parsing: disk)))
        let again = try Self.request(log, from: 300)
        let answer = try witness.answer(again.bytes, at: time) { _ in throw Disk() }
        #expect(answer.status == 200)
    }

    @Test func `Refusals: 400, 403, 404, 409 with the size, 422`() throws {
        let time = try #require(MemoryLog.time)
        var witness = try Self.witness()
        func status(_ bytes: [UInt8]) -> Int {
            witness.answer(bytes, at: time) { _ in }.status
        }
        let ten = try MemoryLog(10)
        let twenty = try MemoryLog(20)
        #expect(status(Array("nonsense".utf8)) == 400)
        #expect(status(try Self.request(ten, from: 0).bytes) == 200)
        let conflict = witness.answer(try Self.request(twenty, from: 0).bytes, at: time) { _ in }
        #expect(conflict.status == 409)
        #expect(conflict.contentType == "text/x.tlog.size")
        #expect(conflict.body == Array("10\n".utf8))
        #expect(status(try Self.request(ten, from: 11).bytes) == 400)
        // A fork of the same size, then one of a larger.
        let fork = try MemoryLog(10) { "other \($0)" }
        #expect(status(try Self.request(fork, from: 10).bytes) == 409)
        let larger = try MemoryLog(20) { "other \($0)" }
        #expect(status(try Self.request(larger, from: 10).bytes) == 422)
        // A proof where none belongs.
        let equal = try Self.request(ten, from: 10)
        let crowded = WitnessRequest(
            oldSize: 10, proof: [.emptyTree], checkpoint: equal.checkpoint)
        #expect(status(crowded.bytes) == 422)
        #expect(status(try Self.request(twenty, from: 10).bytes) == 200)
        #expect(witness.state.head(of: MemoryLog.origin)?.size == 20)
        // A shrunk log.
        #expect(status(try Self.request(ten, from: 10).bytes) == 409)
    }

    @Test func `Unknown logs and unknown keys`() throws {
        let time = try #require(MemoryLog.time)
        let body = try Self.request(try MemoryLog(10), from: 0).bytes
        for (logs, status) in [
            (["other.example": [try MemoryLog.key()]], 404),
            ([MemoryLog.origin: [try MemoryLog.key(seed: 5)]], 403),
            ([MemoryLog.origin: []], 403),
        ] as [([ExactText: [NoteKey]], Int)] {
            var witness = try Self.witness(of: logs)
            #expect(witness.answer(body, at: time) { _ in }.status == status)
        }
    }

    @Test func `A log's own key cannot be a witness's`() throws {
        let signer = try MemoryLog.signer()
        let witness = Witness(logs: [:], state: WitnessState(), signer: signer)
        let isWitness =
            switch witness {
            case .none: false
            case .some: true
            }
        #expect(!isWitness)
    }

    @Test func `What could not be written is not cosigned, and has not happened`() throws {
        let time = try #require(MemoryLog.time)
        var witness = try Self.witness()
        let body = try Self.request(try MemoryLog(10), from: 0).bytes
        #expect(throws: Disk.self) { try witness.answer(body, at: time) { _ in throw Disk() } }
        #expect(witness.state == WitnessState())
        #expect(witness.answer(body, at: time) { _ in }.status == 200)
    }

    @Test func `A state file with one bit turned, or cut short, is none`() throws {
        let time = try #require(MemoryLog.time)
        var witness = try Self.witness()
        _ = witness.answer(try Self.request(try MemoryLog(10), from: 0).bytes, at: time) { _ in }
        let file = witness.state.bytes
        #expect(WitnessState(parsing: file) == witness.state)
        for place in file.indices {
            var bytes = file
            bytes[place] ^= 1 << UInt8(place % 8)
            #expect(WitnessState(parsing: bytes) == nil)
            #expect(WitnessState(parsing: Array(file[..<place])) == nil)
        }
    }

    @Test(arguments: [
        "", "old 1", "old 1\n", "old -1\n\n", "old 01\n\n", "new 1\n\n", "old 1\nx\n\n",
        "old 1\n\n",
        "old 1\n\nlog\n8\n\n", "old  1\n\n",
    ])
    func `What is no request is none`(text: String) {
        #expect(WitnessRequest(parsing: Array(text.utf8)) == nil)
    }

    @Test func `A proof of more than 63 lines is none`() throws {
        let checkpoint = try MemoryLog(10).checkpoint()
        func request(_ count: Int) -> WitnessRequest {
            WitnessRequest(
                oldSize: 1, proof: [Digest](repeating: .emptyTree, count: count),
                checkpoint: checkpoint)
        }
        #expect(WitnessRequest(parsing: request(63).bytes) != nil)
        #expect(WitnessRequest(parsing: request(64).bytes) == nil)
    }
}
