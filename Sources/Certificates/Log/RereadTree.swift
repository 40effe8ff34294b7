/// A tree whose root was computed from files that were read back: the only one that can be signed.
///
/// It is made by `reread` alone, which reads entries, hashes them, and compares every tile that
/// follows from them with the stored one.
public struct RereadTree: Sendable {
    /// The log at the last finished bundle, where reading goes on.
    private let finished: TiledLog
    private let whole: TiledLog
    /// The checkpoint that this tree was found to continue; nil when none was signed before.
    public let continued: Checkpoint?

    /// Leaves.
    public var size: Int { whole.size }
    /// The log that goes on from here.
    public var log: TiledLog { whole }
    /// The root hash.
    public let root: Digest

    /// Reads the log's files from the first entry to a size.
    ///
    /// - Parameters:
    ///   - last: the checkpoint that was signed last.
    ///   - visit: is handed every entry, before the tree as a whole is known to hold.
    ///
    /// Errors: `.behind`, `.forked`, `.tile`.
    public static func reread(
        size: Int, after last: Checkpoint?, from tiles: some TileReader,
        visit: (_ index: Int, _ entry: [UInt8]) -> Void = { _, _ in }
    ) throws(RereadFault) -> RereadTree {
        try withoutActuallyEscaping(visit) { visit throws(RereadFault) in
            try reading(
                from: TiledLog(), size: size, Checks(last: last, known: nil, visit: visit), tiles)
        }
    }

    /// Reads what was added since this tree, from the beginning of its last unfinished bundle.
    ///
    /// - Parameters:
    ///   - last: the checkpoint that was signed last.
    ///   - visit: is handed every entry that this tree has not.
    ///
    /// Errors: `.behind`, `.forked`, `.tile`.
    public func reread(
        size: Int, after last: Checkpoint?, from tiles: some TileReader,
        visit: (_ index: Int, _ entry: [UInt8]) -> Void = { _, _ in }
    ) throws(RereadFault) -> RereadTree {
        guard size >= self.size else {
            throw .behind(size: size, signed: last?.size ?? self.size)
        }
        // What is behind the finished bundles cannot be looked at from here.
        guard last.map({ $0.size >= finished.size }) ?? true else {
            let known = self.size
            return try Self.reread(size: size, after: last, from: tiles) { index, entry in
                if index >= known { visit(index, entry) }
            }
        }
        return try withoutActuallyEscaping(visit) { visit throws(RereadFault) in
            try Self.reading(
                from: finished, size: size,
                Checks(last: last, known: (self.size, root), visit: visit), tiles)
        }
    }

    /// What must hold while entries are read.
    private struct Checks {
        let last: Checkpoint?
        let known: (size: Int, root: Digest)?
        let visit: (Int, [UInt8]) -> Void

        func check(_ log: TiledLog) throws(RereadFault) {
            if let last, log.size == last.size, log.root != last.root { throw .forked(last) }
            if let known, log.size == known.size, log.root != known.root {
                throw .changed(known.size)
            }
        }
    }

    private static func reading(
        from start: TiledLog, size: Int, _ checks: Checks, _ tiles: some TileReader
    ) throws(RereadFault) -> RereadTree {
        if let last = checks.last, size < last.size {
            throw .behind(size: size, signed: last.size)
        }
        var finished = start
        var log = start
        try checks.check(log)
        while let path = TilePath.of(
            .entries, index: log.size / TilePath.fullWidth, size: size), log.size < size
        {
            for file in try append(path, to: &log, tiles, checks) { try compare(file, tiles) }
            if path.isFull { finished = log }
        }
        for file in log.unfinished { try compare(file, tiles) }
        return RereadTree(
            finished: finished, whole: log, continued: checks.last, root: log.root)
    }

    /// Adds the entries of a bundle; gives the files that must have come of it.
    private static func append(
        _ path: TilePath, to log: inout TiledLog, _ tiles: some TileReader, _ checks: Checks
    ) throws(RereadFault) -> [TileFile] {
        let entries: [[UInt8]]
        do throws(TileFault) {
            entries = try tiles.entries(path)
        } catch { throw .tile(error) }
        var files: [TileFile] = []
        for entry in entries {
            do throws(EntryFault) {
                files += try log.append(entry)
            } catch { throw .tile(.malformed(path)) }
            try checks.check(log)
            if log.size > checks.known?.size ?? 0 { checks.visit(log.size - 1, entry) }
        }
        return files
    }

    private static func compare(
        _ file: TileFile, _ tiles: some TileReader
    ) throws(RereadFault) {
        // The entries were read a moment ago; they are what the hashes are compared with.
        guard case .hashes = file.path.content else { return }
        do throws(TileFault) {
            guard try tiles.hashes(file.path) == file.bytes else {
                throw TileFault.differs(file.path)
            }
        } catch { throw .tile(error) }
    }
}

/// Why a tree is not signed.
public enum RereadFault: Error, Sendable, Hashable {
    /// There are fewer leaves than were signed: an older state was restored.
    case behind(size: Int, signed: Int)
    /// The leaves are not those that were signed.
    case forked(Checkpoint)
    /// The first so many leaves are not those that were read before.
    case changed(Int)
    /// A file is missing, malformed or another than the entries make it.
    case tile(TileFault)
}

/// A log's own signer: it knows what it signed last.
public struct LogSigner: ~Copyable {
    /// The log.
    public let origin: ExactText
    /// The checkpoint that was signed last; nil when none was.
    public private(set) var last: Checkpoint?
    private let signer: NoteSigner

    /// A signer that signed a checkpoint last.
    ///
    /// Errors: `.origin` when the checkpoint is of another log.
    public init(
        origin: ExactText, last: Checkpoint?, signer: consuming NoteSigner
    ) throws(LogSignerFault) {
        if let last, last.origin != origin { throw .origin(last.origin) }
        self.origin = origin
        self.last = last
        self.signer = signer
    }

    /// What verifies its signatures.
    public var key: NoteKey { signer.key }

    /// The checkpoint of a tree.
    ///
    /// Errors: `.continuesAnother` when the tree was not read against what was signed last.
    public mutating func sign(
        _ tree: RereadTree, at time: UTCTime
    ) throws(LogSignerFault) -> SignedCheckpoint {
        guard tree.continued == last else { throw .continuesAnother }
        guard let checkpoint = Checkpoint(origin: origin, size: tree.size, root: tree.root) else {
            throw .origin(origin)
        }
        let signature = signer.signature(on: checkpoint.text, at: time)
        guard let note = try? SignedNote(text: checkpoint.text, signatures: [signature]) else {
            throw .origin(origin)
        }
        last = checkpoint
        return SignedCheckpoint(checkpoint, note: note)
    }
}

/// Why a log's signer does not sign.
public enum LogSignerFault: Error, Sendable, Hashable {
    /// A checkpoint of another log, or an origin that is none.
    case origin(ExactText)
    /// The tree was read against another checkpoint than the last one.
    case continuesAnother
}
