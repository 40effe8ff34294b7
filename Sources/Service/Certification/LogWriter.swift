package import Certificates

/// Turns the leaves in the database into files, and signs what it reads back of them.
///
/// Tiles are written and waited for, then read back and compared with the database's hashes, then the
/// checkpoint is signed, then it is written: a crash at any point leaves a folder from which the next
/// start goes on. The lock lets one process write.
package struct LogWriter<Files: LogFiles, Leaves: LeafSource>: ~Copyable {
    /// Where the files are.
    package let folder: LogFolder<Files>
    /// The checkpoint that is in the folder, with the cosignatures that it has by now.
    package private(set) var published: SignedCheckpoint?

    private let leaves: Leaves
    private var signer: LogSigner
    private var tree: RereadTree
    /// The checkpoint of `tree`, which may not be in the folder yet.
    private var signed: SignedCheckpoint?
    /// Folders whose names have not been waited for.
    private var unsynced: Set<String> = []

    /// How many leaves are read from the database at once.
    private static var step: Int { LeafAudit.step }

    /// Opens a log: reads back everything that was signed, and compares it with the database.
    ///
    /// Errors: see `LogWriterFault`; a folder or a database that is older than what was signed, or
    /// another, is refused.
    ///
    /// - Parameters:
    ///   - recorded: the checkpoint that the database says was signed last, if it keeps one.
    ///   - earlierKeys: keys that signed the log before; what they signed is gone on from.
    package init(
        folder: LogFolder<Files>, leaves: Leaves, origin: ExactText, recorded: [UInt8]? = nil,
        signer: consuming NoteSigner, earlierKeys: [NoteKey] = []
    ) throws(LogWriterFault) {
        let found = try Self.found(
            folder, leaves, LogPolicy(origin: origin, logKeys: [signer.key] + earlierKeys), recorded
        )
        let logSigner = try Self.signer(origin, found.signed?.checkpoint, signer)
        self.folder = folder
        self.leaves = leaves
        published = found.published
        signed = found.signed
        tree = found.tree
        self.signer = logSigner
    }

    /// What a start finds.
    private struct Found {
        var published: SignedCheckpoint?
        var signed: SignedCheckpoint?
        var tree: RereadTree
    }

    private static func found(
        _ folder: LogFolder<Files>, _ leaves: Leaves, _ policy: LogPolicy, _ recorded: [UInt8]?
    ) throws(LogWriterFault) -> Found {
        let stored = try io { () throws(FileFailure) in try folder.checkpoint() }
        let published = try checked(stored, policy)
        let recorded = try checked(recorded, policy)
        let signed = [published, recorded].compactMap { $0 }.max {
            $0.checkpoint.size < $1.checkpoint.size
        }
        let last = signed?.checkpoint
        if let published, let last, published.checkpoint.size == last.size,
            published.checkpoint != last
        {
            throw .forked(last)
        }
        let tree: RereadTree
        do throws(RereadFault) {
            tree = try RereadTree.reread(size: last?.size ?? 0, after: last, from: folder)
        } catch { throw LogWriterFault(error) }
        try io { () throws(FileFailure) in try folder.syncAll() }
        try compare(leaves, with: last)
        return Found(published: published, signed: signed, tree: tree)
    }

    private static func signer(
        _ origin: ExactText, _ last: Checkpoint?, _ signer: consuming NoteSigner
    ) throws(LogWriterFault) -> LogSigner {
        do throws(LogSignerFault) {
            return try LogSigner(origin: origin, last: last, signer: signer)
        } catch { throw .signer(error) }
    }

    /// Publishes the leaves that were committed since the last time.
    ///
    /// Gives the checkpoint that is in the folder then. After an error the next call goes on.
    package mutating func publish(at time: UTCTime) throws(LogWriterFault) -> SignedCheckpoint {
        let count = try Self.database { [leaves] in try leaves.leafCount() }
        guard count >= tree.size else { throw .behind(size: count, signed: tree.size) }
        if count > tree.size || signed == nil {
            let hashes = try write(to: count)
            try sync()
            try readBack(to: count, hashes)
            do throws(LogSignerFault) {
                signed = try signer.sign(tree, at: time)
            } catch { throw .signer(error) }
        }
        guard let signed else { throw .signer(.continuesAnother) }
        if published?.checkpoint != signed.checkpoint {
            try Self.io { [folder] () throws(FileFailure) in
                try folder.write(checkpoint: signed.bytes)
            }
            published = signed
        }
        return published ?? signed
    }

    /// Puts a checkpoint with more signatures in the place of the same one.
    ///
    /// One that says something else, or has lost the log's signature, is left out.
    package mutating func publish(cosigned: SignedCheckpoint) throws(LogWriterFault) {
        let own = try? cosigned.verified(by: [signer.key])
        guard cosigned.checkpoint == published?.checkpoint, own?.count == 1 else { return }
        try Self.io { [folder] () throws(FileFailure) in
            try folder.write(checkpoint: cosigned.bytes)
        }
        published = cosigned
        signed = cosigned
    }

    // MARK: Steps

    /// Writes the files of the leaves up to a size; gives the leaves' hashes.
    private mutating func write(to count: Int) throws(LogWriterFault) -> [Digest] {
        var log = tree.log
        var hashes: [Digest] = []
        // The last signed leaf once more: a database that was put in the place of another while
        // this runs has another there.
        if log.size > 0 {
            let before = try read(from: log.size - 1, limit: 1)
            guard before.first?.hash == log.lastLeaf else { throw .otherLeaf(log.size - 1) }
        }
        while log.size < count {
            let rows = try read(from: log.size, limit: min(Self.step, count - log.size))
            guard !rows.isEmpty else { throw .behind(size: log.size, signed: count) }
            for row in rows {
                guard Digest.leaf(row.entry) == row.hash else { throw .damagedLeaf(log.size) }
                hashes.append(row.hash)
                let finished: [TileFile]
                do throws(EntryFault) {
                    finished = try log.append(row.entry)
                } catch { throw .entry(log.size, error) }
                try write(finished)
            }
        }
        try write(log.unfinished)
        return hashes
    }

    private mutating func write(_ tiles: [TileFile]) throws(LogWriterFault) {
        do throws(FileFailure) {
            try folder.write(tiles, unsynced: &unsynced)
        } catch { throw .file(error) }
    }

    private mutating func sync() throws(LogWriterFault) {
        for path in unsynced.sorted() {
            try Self.io { [folder] () throws(FileFailure) in
                try folder.files.syncFolder(path)
            }
        }
        unsynced = []
    }

    /// Reads the files back; every entry must have the hash that the database stored with it.
    private mutating func readBack(
        to count: Int, _ hashes: [Digest]
    ) throws(LogWriterFault) {
        let start = tree.size
        var other: Int?
        let read: RereadTree
        do throws(RereadFault) {
            read = try tree.reread(size: count, after: signer.last, from: folder) { index, entry in
                if Digest.leaf(entry) != hashes[index - start] { other = other ?? index }
            }
        } catch { throw LogWriterFault(error) }
        if let other { throw .otherLeaf(other) }
        tree = read
    }

    private func read(from index: Int, limit: Int) throws(LogWriterFault) -> [LogLeaf] {
        try Self.database { [leaves] in try leaves.leaves(from: index, limit: limit) }
    }

    /// Compares what the database holds with what was signed.
    private static func compare(
        _ leaves: Leaves, with last: Checkpoint?
    ) throws(LogWriterFault) {
        guard let last else { return }
        let root = try LeafAudit.root(of: leaves, size: last.size)
        guard root == last.root else { throw .forked(last) }
    }

    /// A stored checkpoint; one that this log's key did not sign is not taken for none.
    private static func checked(
        _ bytes: [UInt8]?, _ policy: LogPolicy
    ) throws(LogWriterFault) -> SignedCheckpoint? {
        guard let bytes else { return nil }
        guard let signed = try? SignedCheckpoint(parsing: bytes),
            (try? policy.verify(signed)) != nil
        else { throw .damagedCheckpoint }
        return signed
    }

    private static func io<Value>(
        _ body: () throws(FileFailure) -> Value
    ) throws(LogWriterFault) -> Value {
        do throws(FileFailure) { return try body() } catch { throw .file(error) }
    }

    private static func database<Value>(
        _ body: () throws -> Value
    ) throws(LogWriterFault) -> Value {
        do { return try body() } catch { throw .database("\(error)") }
    }
}

/// Why a log is not written or signed.
package enum LogWriterFault: Error, Sendable, Hashable {
    /// The database or the folder has fewer leaves than were signed: an older state was restored.
    case behind(size: Int, signed: Int)
    /// The leaves are not those that were signed.
    case forked(Checkpoint)
    /// A leaf of the database has not the hash that was stored with it.
    case damagedLeaf(Int)
    /// A leaf in the files is not the database's.
    case otherLeaf(Int)
    /// The stored checkpoint is none of this log's key.
    case damagedCheckpoint
    /// A file is missing, malformed or another than the entries make it.
    case tile(TileFault)
    /// A leaf cannot be logged.
    case entry(Int, EntryFault)
    /// A call of the system failed.
    case file(FileFailure)
    /// The database could not be read, and why.
    case database(String)
    /// The signer does not sign.
    case signer(LogSignerFault)

    init(_ fault: RereadFault) {
        self =
            switch fault {
            case .behind(let size, let signed): .behind(size: size, signed: signed)
            case .forked(let checkpoint): .forked(checkpoint)
            case .changed(let size): .otherLeaf(size)
            case .tile(let fault): .tile(fault)
            }
    }
}
