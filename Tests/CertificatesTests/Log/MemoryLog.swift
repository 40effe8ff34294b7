import Certificates

/// A log whose files are in memory, and whose checkpoints are signed as the program signs them.
struct MemoryLog: TileReader {
    static let origin: ExactText = "log.example/green"

    var log = TiledLog()
    var files: [TilePath: [UInt8]] = [:]
    var entries: [[UInt8]] = []

    init(_ count: Int = 0, _ entry: (Int) -> String = { "entry \($0)" }) throws {
        for index in 0..<count { try append(entry(index)) }
        publish()
    }

    func bytes(of path: TilePath) throws(TileFault) -> [UInt8] {
        guard let bytes = files[path] else { throw .missing(path) }
        return bytes
    }

    mutating func append(_ entry: String) throws {
        entries.append(Array(entry.utf8))
        for file in try log.append(Array(entry.utf8)) { files[file.path] = file.bytes }
    }

    /// Makes the unfinished tiles readable.
    mutating func publish() {
        for file in log.unfinished { files[file.path] = file.bytes }
    }

    static func signer(
        _ kind: NoteKey.Kind = .note, name: ExactText = MemoryLog.origin, seed: UInt8 = 1
    ) throws -> NoteSigner {
        var bytes = [UInt8](repeating: seed, count: 32)
        guard
            let signer = NoteSigner(name: name, kind: kind, secret: try SigningKey(seed: &bytes))
        else { throw CancellationError() }
        return signer
    }

    static func key(
        _ kind: NoteKey.Kind = .note, name: ExactText = MemoryLog.origin, seed: UInt8 = 1
    ) throws -> NoteKey {
        try signer(kind, name: name, seed: seed).key
    }

    static let time = UTCTime(seconds: 1_770_000_000)

    /// The signed checkpoint of what is published, with nothing signed before.
    func checkpoint() throws -> SignedCheckpoint {
        var signer = try LogSigner(
            origin: Self.origin, last: nil, signer: try Self.signer())
        let tree = try RereadTree.reread(size: log.size, after: nil, from: self)
        guard let time = Self.time else { throw CancellationError() }
        return try signer.sign(tree, at: time)
    }

    static func policy(_ quorum: Int = 0) throws -> LogPolicy {
        LogPolicy(
            origin: origin, logKeys: [try key()],
            witnesses: [try key(.cosignature, name: "witness.example", seed: 2)], quorum: quorum)
    }
}
