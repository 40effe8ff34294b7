// The parsers of the log for libFuzzer; WATTOKEN_FUZZ says which. What is read must be written again as it
// was, byte by byte: these formats have one form.
import Glibc

private let parser = unsafe String(cString: getenv("WATTOKEN_FUZZ"))

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    switch parser {
    case "note": note(bytes)
    case "checkpoint": checkpoint(bytes)
    case "key": key(bytes)
    case "proof": proof(bytes)
    case "tile": tile(bytes)
    case "bundle": bundle(bytes)
    case "witness": witness(bytes)
    case "state": state(bytes)
    default: preconditionFailure("WATTOKEN_FUZZ names no parser")
    }
    return 0
}

private let logKey = NoteKey(
    "example.org/green-token-log+4e6f919d+AT1AF8PoQ4lakrcKp00bfrycmCzPLsSWjMDNVfEq9GYM")
private let witnessKey = NoteKey(
    "witness.example.org/w1+cc125ca2+BPxRzY5iGKGjjaR+0AIw8FgIFu0TujMDrF3rkRVIkIAl")

private func note(_ bytes: [UInt8]) {
    guard let note = try? SignedNote(parsing: bytes) else { return }
    precondition(note.bytes == bytes)
    precondition((try? SignedNote(text: note.text, signatures: note.signatures)) == note)
    _ = try? note.verified(by: [logKey, witnessKey].compactMap { $0 })
}

private func checkpoint(_ bytes: [UInt8]) {
    guard var signed = try? SignedCheckpoint(parsing: bytes) else { return }
    precondition(signed.bytes == bytes)
    precondition(signed.checkpoint.text == signed.note.text)
    _ = signed.add(answer: bytes, of: [witnessKey].compactMap { $0 })
}

private func key(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let key = NoteKey(text) else { return }
    precondition(key.text == text)
}

private func proof(_ bytes: [UInt8]) {
    guard let proof = try? LogProof(parsing: bytes) else { return }
    precondition(proof.bytes == bytes)
    let policy = LogPolicy(
        origin: proof.checkpoint.checkpoint.origin, logKeys: [logKey].compactMap { $0 })
    _ = try? proof.verify(entry: bytes, by: policy)
    let size = proof.checkpoint.checkpoint.size
    _ = try? MerkleProof.verifyConsistency(
        proof.siblings, oldSize: proof.index, oldRoot: .emptyTree, size: size,
        root: proof.checkpoint.checkpoint.root)
    _ = try? MerkleProof.verifyConsistency(
        proof.siblings, start: proof.index & size, end: proof.index, subtreeRoot: .emptyTree,
        size: size, root: .emptyTree)
}

private func tile(_ bytes: [UInt8]) {
    if let tile = HashTile(bytes: bytes) {
        for level in 0...8 {
            for index in 0..<(tile.width >> level) {
                precondition(tile.hash(level: level, index: index) != nil)
            }
        }
    }
    let text = String(decoding: bytes, as: UTF8.self)
    if let path = TilePath(text) { precondition("\(path)" == text) }
}

private func bundle(_ bytes: [UInt8]) {
    guard let count = bytes.first.map(Int.init), count > 0 else { return }
    let rest = Array(bytes.dropFirst())
    guard let entries = EntryBundle.entries(of: rest, count: count) else { return }
    precondition(entries.count == count && EntryBundle.bytes(of: entries) == rest)
}

private func witness(_ bytes: [UInt8]) {
    if let request = WitnessRequest(parsing: bytes) { precondition(request.bytes == bytes) }
    var seed = [UInt8](repeating: 1, count: 32)
    guard let secret = try? SigningKey(seed: &seed),
        let signer = NoteSigner(name: "w", kind: .cosignature, secret: secret), let logKey,
        var witness = Witness(
            logs: [logKey.name: [logKey]], state: WitnessState(), signer: signer)
    else { return }
    let answer = witness.answer(bytes, at: UTCTime(posix: 1)) { _ in }
    precondition([200, 400, 403, 404, 409, 422].contains(answer.status))
}

private func state(_ bytes: [UInt8]) {
    if let state = WitnessState(parsing: bytes) { precondition(state.bytes == bytes) }
}
