import Certificates

/// The parsers of the log: each format has one form, so what is read is written again byte by byte.
extension FuzzTarget {
    private static let logKey = NoteKey(
        "example.org/green-token-log+4e6f919d+AT1AF8PoQ4lakrcKp00bfrycmCzPLsSWjMDNVfEq9GYM")
    private static let witnessKey = NoteKey(
        "witness.example.org/w1+cc125ca2+BPxRzY5iGKGjjaR+0AIw8FgIFu0TujMDrF3rkRVIkIAl")

    func note(_ bytes: [UInt8]) -> String? {
        guard let note = try? SignedNote(parsing: bytes) else { return nil }
        _ = try? note.verified(by: [Self.logKey, Self.witnessKey].compactMap { $0 })
        guard note.bytes == bytes else { return "another note" }
        return (try? SignedNote(text: note.text, signatures: note.signatures)) == note
            ? nil : "another note of its parts"
    }

    func checkpoint(_ bytes: [UInt8]) -> String? {
        guard var signed = try? SignedCheckpoint(parsing: bytes) else { return nil }
        guard signed.bytes == bytes, signed.checkpoint.text == signed.note.text else {
            return "another checkpoint"
        }
        let added = signed.add(answer: bytes, of: [Self.witnessKey].compactMap { $0 })
        return added.count <= 64 ? nil : "more signatures than are read"
    }

    func vkey(_ bytes: [UInt8]) -> String? {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let key = NoteKey(text) else { return nil }
        return key.text == text ? nil : "two texts of a key"
    }

    func logProof(_ bytes: [UInt8]) -> String? {
        guard let proof = try? LogProof(parsing: bytes) else { return nil }
        guard proof.bytes == bytes else { return "another proof" }
        let checkpoint = proof.checkpoint.checkpoint
        let policy = LogPolicy(
            origin: checkpoint.origin, logKeys: [Self.logKey].compactMap { $0 })
        if (try? proof.verify(entry: bytes, by: policy)) != nil { return "it proves itself" }
        _ = try? MerkleProof.verifyConsistency(
            proof.siblings, oldSize: proof.index, oldRoot: .emptyTree, size: checkpoint.size,
            root: checkpoint.root)
        _ = try? MerkleProof.verifyConsistency(
            proof.siblings, start: proof.index & checkpoint.size, end: proof.index,
            subtreeRoot: .emptyTree, size: checkpoint.size, root: .emptyTree)
        return nil
    }

    func tile(_ bytes: [UInt8]) -> String? {
        if let tile = HashTile(bytes: bytes) {
            for level in 0...8 {
                for index in 0..<(tile.width >> level)
                where tile.hash(level: level, index: index) == nil {
                    return "a hash is missing"
                }
            }
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let path = TilePath(text) else { return nil }
        return "\(path)" == text ? nil : "two texts of a path"
    }

    func bundle(_ bytes: [UInt8]) -> String? {
        guard let count = bytes.first.map(Int.init) else { return nil }
        let rest = Array(bytes.dropFirst())
        guard let entries = EntryBundle.entries(of: rest, count: count) else { return nil }
        return entries.count == count && EntryBundle.bytes(of: entries) == rest
            ? nil : "another bundle"
    }

    func witness(_ bytes: [UInt8]) -> String? {
        if let request = WitnessRequest(parsing: bytes), request.bytes != bytes {
            return "another request"
        }
        var seed = [UInt8](repeating: 1, count: 32)
        guard let secret = try? SigningKey(seed: &seed),
            let signer = NoteSigner(name: "w", kind: .cosignature, secret: secret),
            let key = Self.logKey,
            var witness = Witness(
                logs: [key.name: [key]], state: WitnessState(), signer: signer)
        else { return "no witness" }
        let answer = witness.answer(bytes, at: UTCTime(posix: 1)) { _ in }
        return [400, 403, 404].contains(answer.status) ? nil : "it is cosigned"
    }

    func witnessState(_ bytes: [UInt8]) -> String? {
        guard let state = WitnessState(parsing: bytes) else { return nil }
        return state.bytes == bytes ? nil : "another state"
    }
}
