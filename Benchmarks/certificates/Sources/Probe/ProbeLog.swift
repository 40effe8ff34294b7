import Certificates

/// Something that cannot happen did.
struct ProbeFault: Error {}

/// A log of a thousand entries in memory, of which one says that a certificate was issued.
struct ProbeLog: TileReader {
    private static let origin: ExactText = "green.example.org/log"
    private var log = TiledLog()
    private var files: [TilePath: [UInt8]] = [:]
    /// Proof of the entry.
    private(set) var proof: [UInt8] = []
    /// Whom to trust: the log and one witness.
    let policy: LogPolicy

    func bytes(of path: TilePath) throws(TileFault) -> [UInt8] {
        guard let bytes = files[path] else { throw .missing(path) }
        return bytes
    }

    init(
        issued certificate: String, _ document: SecuredDocument, at time: UTCTime
    ) throws {
        let entry: JSONValue = [
            "account": "issuer", "at": .text(time.text),
            "data": [
                "certificate": .text(certificate), "key": .text(document.proof.method.id),
                "document": .text(Digest(of: document.bytes).hexadecimal),
            ],
            "kind": .text(CertificateApproval.kind), "n": "1", "of": "1", "person": "person:li",
            "request": "approve", "rows": [], "v": "1",
        ]
        policy = LogPolicy(
            origin: Self.origin, logKeys: [try Self.signer(.note, Self.origin, seed: 1).key],
            witnesses: [try Self.signer(.cosignature, "witness.example.org", seed: 2).key])
        let place = 700
        for number in 0..<1000 {
            let bytes = number == place ? entry.canonical : Array("entry \(number)".utf8)
            for file in try log.append(bytes) { files[file.path] = file.bytes }
        }
        for file in log.unfinished { files[file.path] = file.bytes }
        let siblings = try TiledNodes(size: log.size, tiles: self)
            .inclusionProof(of: place, size: log.size)
        let made = LogProof(
            index: place, extra: entry.canonical, siblings: siblings,
            checkpoint: try checkpoint(at: time))
        guard let made else { throw ProbeFault() }
        proof = made.bytes
    }

    private static func signer(
        _ kind: NoteKey.Kind, _ name: ExactText, seed: UInt8
    ) throws -> NoteSigner {
        var bytes = [UInt8](repeating: seed, count: 32)
        guard
            let signer = NoteSigner(name: name, kind: kind, secret: try SigningKey(seed: &bytes))
        else { throw ProbeFault() }
        return signer
    }

    private func checkpoint(at time: UTCTime) throws -> SignedCheckpoint {
        var signer = try LogSigner(
            origin: Self.origin, last: nil, signer: try Self.signer(.note, Self.origin, seed: 1))
        let tree = try RereadTree.reread(size: log.size, after: nil, from: self)
        return try signer.sign(tree, at: time)
    }
}
