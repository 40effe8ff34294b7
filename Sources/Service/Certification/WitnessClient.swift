package import Certificates
import Foundation
import Synchronization

/// Another party's witness: where it is and what verifies its cosignatures.
package struct WitnessAddress: Sendable, Hashable {
    /// The prefix of its URL.
    package let url: String
    /// Its key.
    package let key: NoteKey

    /// Reads `URL VKEY`, two words; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 2, let key = NoteKey(String(parts[1])), key.kind == .cosignature,
            parts[0].hasPrefix("http://") || parts[0].hasPrefix("https://")
        else { return nil }
        var url = String(parts[0])
        while url.hasSuffix("/") { url.removeLast() }
        self.url = url
        self.key = key
    }
}

/// What came of asking a witness.
package enum WitnessOutcome: Sendable, Hashable {
    /// It cosigned.
    case cosigned
    /// It has cosigned a tree of this log that has more leaves than there are here: this log was set
    /// back, or there are two.
    case ahead(Int)
    /// It refuses, with this status.
    case refused(Int)
    /// It answered something that is no cosignature of its key.
    case wrongAnswer
    /// It could not be reached, and why.
    case unreachable(String)
}

/// Asks witnesses for cosignatures, all at once.
package struct WitnessClient: Sendable {
    private let fetcher: Fetcher
    /// Bytes of an answer that are read.
    private static let byteLimit = 65_536

    package init(fetcher: Fetcher) { self.fetcher = fetcher }

    /// Asks every witness about a checkpoint; gives it with the cosignatures that verify.
    ///
    /// Blocks at most for two requests' time. The checkpoint keeps the order of the witnesses.
    package func collect(
        for checkpoint: SignedCheckpoint, from witnesses: [WitnessAddress],
        tiles: some TileReader & Sendable
    ) -> (checkpoint: SignedCheckpoint, outcomes: [WitnessOutcome]) {
        let answers = Mutex<[Int: (WitnessOutcome, [UInt8])]>([:])
        DispatchQueue.concurrentPerform(iterations: witnesses.count) { index in
            let answer = ask(witnesses[index], checkpoint, tiles)
            answers.withLock { $0[index] = answer }
        }
        var cosigned = checkpoint
        var outcomes: [WitnessOutcome] = []
        let all = answers.withLock { $0 }
        for (index, witness) in witnesses.enumerated() {
            let (outcome, body) = all[index] ?? (.unreachable("not asked"), [])
            guard outcome == .cosigned else {
                outcomes.append(outcome)
                continue
            }
            let added = cosigned.add(answer: body, of: [witness.key])
            outcomes.append(added.isEmpty ? .wrongAnswer : .cosigned)
        }
        return (cosigned, outcomes)
    }

    /// Asks one witness: first without knowing what it cosigned last, then from the size it names.
    private func ask(
        _ witness: WitnessAddress, _ checkpoint: SignedCheckpoint, _ tiles: some TileReader
    ) -> (WitnessOutcome, [UInt8]) {
        var old = 0
        for _ in 0..<2 {
            let answer: Fetcher.Answer
            do throws(Fetcher.Failure) {
                let request = WitnessRequest(
                    oldSize: old, proof: try proof(from: old, checkpoint, tiles),
                    checkpoint: checkpoint)
                answer = try fetcher.post(
                    witness.url + "/add-checkpoint", request.bytes, limitBytes: Self.byteLimit)
            } catch { return (.unreachable(error.reason), []) }
            switch answer.status {
            case 200: return (.cosigned, answer.body)
            case 409:
                let digits = answer.body.prefix { $0 != 0x0A }
                guard let size = Int(String(decoding: digits, as: UTF8.self)), size >= 0 else {
                    return (.wrongAnswer, [])
                }
                guard size <= checkpoint.checkpoint.size else { return (.ahead(size), []) }
                guard size != old else { return (.refused(409), []) }
                old = size
            default: return (.refused(answer.status), [])
            }
        }
        return (.refused(409), [])
    }

    private func proof(
        from old: Int, _ checkpoint: SignedCheckpoint, _ tiles: some TileReader
    ) throws(Fetcher.Failure) -> [Digest] {
        guard old > 0 else { return [] }
        let size = checkpoint.checkpoint.size
        do throws(TileFault) {
            return try TiledNodes(size: size, tiles: tiles).consistencyProof(from: old, to: size)
        } catch {
            throw Fetcher.Failure(url: "", reason: "the log's own files: \(error)")
        }
    }
}
