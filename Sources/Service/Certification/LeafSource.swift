package import Certificates

/// The leaves of a log as the registry's database holds them: rows of the transactions that made them.
package protocol LeafSource: Sendable {
    /// How many leaves are committed.
    func leafCount() throws -> Int
    /// Committed leaves from an index on, in order: at most so many, fewer only at the end.
    func leaves(from index: Int, limit: Int) throws -> [LogLeaf]
}

/// A leaf with the hash that was stored beside it when it was committed.
package struct LogLeaf: Sendable, Hashable {
    /// Canonical JSON.
    package let entry: [UInt8]
    /// SHA-256(0x00 ‖ entry) at the time of the commit; a bit that turned since shows.
    package let hash: Digest

    package init(entry: [UInt8], hash: Digest) {
        self.entry = entry
        self.hash = hash
    }
}
