/// Follows a log: re-derives every leaf and root from the published files and hands each entry on.
///
/// It knows no network, file or clock. After a finding it says nothing more about the log: a new
/// monitor begins with the first entry again.
public struct LogMonitor: Sendable {
    /// Whom it trusts about the log.
    public let policy: LogPolicy
    /// The checkpoint up to which everything held.
    public private(set) var last: SignedCheckpoint?
    private var tree: RereadTree?

    /// A monitor.
    ///
    /// - Parameter last: a checkpoint that an earlier monitor accepted; the log must still continue it.
    public init(policy: LogPolicy, last: SignedCheckpoint? = nil) {
        self.policy = policy
        self.last = last
    }

    /// Looks at the log as it is published now; gives how many entries came since the last look.
    ///
    /// - Parameter entry: is handed every entry once, in order.
    public mutating func follow(
        _ published: [UInt8], from tiles: some TileReader,
        entry: (_ index: Int, _ bytes: [UInt8]) -> Void
    ) throws(MonitorFinding) -> Int {
        let signed: SignedCheckpoint
        do throws(CheckpointFault) {
            signed = try SignedCheckpoint(parsing: published)
        } catch { throw .checkpoint(error) }
        do throws(PolicyFault) { _ = try policy.verify(signed) } catch { throw .policy(error) }
        let checkpoint = signed.checkpoint.withoutExtensions
        let before = last?.checkpoint.withoutExtensions
        if let last, let before {
            guard checkpoint.size >= before.size else { throw .shrunk(last, signed) }
            guard checkpoint.size > before.size || checkpoint.root == before.root else {
                throw .forked(last, signed)
            }
        }
        let known = tree?.size ?? 0
        let read: RereadTree
        do throws(RereadFault) {
            read = try reread(checkpoint.size, after: before, tiles, entry)
        } catch {
            throw finding(error, signed, tiles)
        }
        guard read.root == checkpoint.root else { throw .otherRoot(read.root, signed) }
        last = signed
        tree = read
        return read.size - known
    }

    private func reread(
        _ size: Int, after before: Checkpoint?, _ tiles: some TileReader,
        _ entry: (Int, [UInt8]) -> Void
    ) throws(RereadFault) -> RereadTree {
        guard let tree else {
            return try RereadTree.reread(size: size, after: before, from: tiles, visit: entry)
        }
        return try tree.reread(size: size, after: before, from: tiles, visit: entry)
    }

    /// What a fault of reading means: whether the leaves before are still those that were signed, is
    /// seen by reading all of them again.
    private func finding(
        _ fault: RereadFault, _ signed: SignedCheckpoint, _ tiles: some TileReader
    ) -> MonitorFinding {
        guard let last else { return .reading(fault) }
        switch fault {
        case .forked, .changed: return .forked(last, signed)
        case .behind, .tile(.missing), .tile(.unreadable): return .reading(fault)
        case .tile(.malformed), .tile(.differs): break
        }
        do throws(RereadFault) {
            _ = try RereadTree.reread(
                size: signed.checkpoint.size, after: last.checkpoint.withoutExtensions,
                from: tiles)
        } catch {
            if case .forked = error { return .forked(last, signed) }
        }
        return .reading(fault)
    }
}

/// What a monitor found.
public enum MonitorFinding: Error, Sendable, Hashable {
    /// What is published as the checkpoint is none.
    case checkpoint(CheckpointFault)
    /// It is not to be trusted.
    case policy(PolicyFault)
    /// The log has fewer leaves than it had: the earlier checkpoint and this one.
    case shrunk(SignedCheckpoint, SignedCheckpoint)
    /// The log has other leaves than it had: two signed checkpoints that no tree joins.
    case forked(SignedCheckpoint, SignedCheckpoint)
    /// The published entries have this root, not that of the checkpoint.
    case otherRoot(Digest, SignedCheckpoint)
    /// Files are missing, malformed or contradict the entries.
    case reading(RereadFault)

    /// True when another try may succeed: a file was not there or could not be read.
    public var isPassing: Bool {
        switch self {
        case .reading(.tile(.missing)), .reading(.tile(.unreadable)): true
        default: false
        }
    }
}
