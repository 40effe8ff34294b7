/// A file that shows offline that an entry is in a log (C2SP tlog-proof@v1).
public struct LogProof: Sendable, Hashable {
    /// The entry's place in the log.
    public let index: Int
    /// Opaque data of the application, which nothing vouches for; nil when there is none.
    public let extra: [UInt8]?
    /// Hashes from the leaf's sibling upwards.
    public let siblings: [Digest]
    /// The log's checkpoint with the cosignatures of its witnesses.
    public let checkpoint: SignedCheckpoint

    private static let title = "c2sp.org/tlog-proof@v1"
    /// No tree that an `Int` counts is higher.
    private static let siblingLimit = 63

    /// All members; nil when the index is not in the checkpoint's tree.
    public init?(
        index: Int, extra: [UInt8]? = nil, siblings: [Digest], checkpoint: SignedCheckpoint
    ) {
        guard (0..<checkpoint.checkpoint.size).contains(index),
            siblings.count <= Self.siblingLimit
        else { return nil }
        self.index = index
        self.extra = extra
        self.siblings = siblings
        self.checkpoint = checkpoint
    }

    /// Reads a file.
    public init(parsing bytes: [UInt8]) throws(LogProofFault) {
        guard bytes.count <= 2 * SignedNote.byteLimit else { throw .form }
        var rest = bytes[...]
        guard Self.line(&rest) == ExactText(Self.title), var line = Self.line(&rest) else {
            throw .form
        }
        var extra: [UInt8]?
        if line.bytes.starts(with: "extra ".utf8) {
            extra = Base64.bytes(line.bytes.dropFirst(6), .standard)
            guard extra != nil, let next = Self.line(&rest) else { throw .form }
            line = next
        }
        guard line.bytes.starts(with: "index ".utf8),
            let index = Int(digits: line.bytes.dropFirst(6))
        else { throw .form }
        var siblings: [Digest] = []
        while true {
            // A line that is no text is a fault, not the blank line at the end.
            guard let line = Self.line(&rest) else { throw .form }
            if line.bytes.isEmpty { break }
            guard let hash = Digest(base64: line.bytes), siblings.count < Self.siblingLimit
            else { throw .form }
            siblings.append(hash)
        }
        let checkpoint: SignedCheckpoint
        do throws(CheckpointFault) {
            checkpoint = try SignedCheckpoint(parsing: Array(rest))
        } catch { throw .checkpoint(error) }
        guard
            let proof = LogProof(
                index: index, extra: extra, siblings: siblings, checkpoint: checkpoint)
        else { throw .merkle(.outOfRange) }
        self = proof
    }

    /// Takes a line off; nil without a newline or UTF-8.
    private static func line(_ rest: inout ArraySlice<UInt8>) -> ExactText? {
        guard let end = rest.firstIndex(of: 0x0A) else { return nil }
        defer { rest = rest[(end + 1)...] }
        return ExactText(utf8: rest[..<end])
    }

    /// The file.
    public var bytes: [UInt8] {
        var text = Self.title + "\n"
        if let extra { text += "extra \(Base64.text(extra, .standard))\n" }
        text += "index \(index)\n"
        for hash in siblings { text += hash.base64 + "\n" }
        return Array((text + "\n").utf8) + checkpoint.bytes
    }

    /// Checks that an entry is in the log of a policy, and who says so.
    ///
    /// Errors: the first reason that it does not hold.
    public func verify(
        entry: [UInt8], by policy: LogPolicy
    ) throws(LogProofFault) -> [VerifiedSignature] {
        do throws(MerkleFault) {
            try MerkleProof.verifyInclusion(
                siblings, of: .leaf(entry), at: index, size: checkpoint.checkpoint.size,
                root: checkpoint.checkpoint.root)
        } catch { throw .merkle(error) }
        do throws(PolicyFault) {
            return try policy.verify(checkpoint)
        } catch { throw .policy(error) }
    }
}

/// Why a proof does not hold.
public enum LogProofFault: Error, Sendable, Hashable {
    /// The bytes are no tlog-proof@v1.
    case form
    /// What stands where the checkpoint should is none.
    case checkpoint(CheckpointFault)
    /// The entry is not in the checkpoint's tree.
    case merkle(MerkleFault)
    /// The checkpoint is not to be trusted.
    case policy(PolicyFault)
}

/// Whom one trusts about a log.
public struct LogPolicy: Sendable, Hashable {
    /// The log.
    public let origin: ExactText
    /// The log's own keys: one of them must have signed.
    public let logKeys: [NoteKey]
    /// Keys of witnesses and mirrors.
    public let witnesses: [NoteKey]
    /// How many of them must have signed.
    public let quorum: Int

    /// All members.
    public init(
        origin: ExactText, logKeys: [NoteKey], witnesses: [NoteKey] = [], quorum: Int = 0
    ) {
        self.origin = origin
        self.logKeys = logKeys
        self.witnesses = witnesses
        self.quorum = quorum
    }

    /// Checks a checkpoint; gives the signatures that verified, the log's first.
    public func verify(
        _ checkpoint: SignedCheckpoint
    ) throws(PolicyFault) -> [VerifiedSignature] {
        guard checkpoint.checkpoint.origin == origin else {
            throw .origin(checkpoint.checkpoint.origin)
        }
        let own: [VerifiedSignature]
        let others: [VerifiedSignature]
        do throws(NoteFault) {
            own = try checkpoint.verified(by: logKeys)
            others = try checkpoint.verified(by: witnesses)
        } catch { throw .signature(error) }
        guard !own.isEmpty else { throw .notSigned }
        // A key that stands twice in a policy is one witness.
        let count = Set(others.map(\.key.key)).count
        guard count >= quorum else { throw .quorum(have: count, need: quorum) }
        return own + others
    }
}

/// Why a checkpoint is not to be trusted.
public enum PolicyFault: Error, Sendable, Hashable {
    /// It is another log's.
    case origin(ExactText)
    /// No known key of the log signed it.
    case notSigned
    /// A signature of a known key is wrong.
    case signature(NoteFault)
    /// Fewer witnesses signed than must.
    case quorum(have: Int, need: Int)
}
