/// A log that grows: what its last, unfinished tiles hold, from which every new file follows.
///
///     hashes of level l in the unfinished tile: floor(size / 256^l) mod 256
public struct TiledLog: Sendable, Hashable {
    /// Leaves.
    public private(set) var size = 0
    /// The hash of the last leaf; nil for the empty log.
    public private(set) var lastLeaf: Digest?
    /// The hashes of the unfinished tile of each level, the leaves' first.
    private var edges: [[Digest]] = [[]]
    /// The entries of the unfinished bundle.
    private var bundle: [[UInt8]] = []

    /// The empty log.
    public init() {}

    /// Adds an entry; gives the files that are finished with it, most often none.
    ///
    /// Errors: `.tooLong`.
    public mutating func append(_ entry: [UInt8]) throws(EntryFault) -> [TileFile] {
        guard entry.count <= EntryBundle.entryLimit else { throw .tooLong(entry.count) }
        let hash = Digest.leaf(entry)
        bundle.append(entry)
        edges[0].append(hash)
        lastLeaf = hash
        size += 1
        guard bundle.count == TilePath.fullWidth else { return [] }
        var files = [TileFile(path: path(.entries), bytes: EntryBundle.bytes(of: bundle) ?? [])]
        bundle = []
        for level in 0... {
            guard edges[level].count == TilePath.fullWidth else { break }
            files.append(
                TileFile(
                    path: path(.hashes(level: level)), bytes: edges[level].flatMap(\.bytes)))
            if level + 1 == edges.count { edges.append([]) }
            edges[level + 1].append(Self.fold(edges[level]))
            edges[level] = []
        }
        return files
    }

    /// The path of the tile that the last leaf is in, or that it finished.
    private func path(_ content: TilePath.Content) -> TilePath {
        let level = if case .hashes(let level) = content { level } else { 0 }
        let last = (size >> (8 * level)) - 1
        return TilePath(
            known: content, last / TilePath.fullWidth, last % TilePath.fullWidth + 1)
    }

    /// The unfinished tiles and the unfinished bundle, as a checkpoint of this size needs them.
    public var unfinished: [TileFile] {
        var files: [TileFile] = []
        if !bundle.isEmpty {
            files.append(
                TileFile(path: path(.entries), bytes: EntryBundle.bytes(of: bundle) ?? []))
        }
        for (level, hashes) in edges.enumerated() where !hashes.isEmpty {
            files.append(
                TileFile(path: path(.hashes(level: level)), bytes: hashes.flatMap(\.bytes)))
        }
        return files
    }

    /// The root hash, from the unfinished tiles alone: they hold every complete subtree's.
    public var root: Digest {
        var root: Digest?
        for hashes in edges {
            var rest = hashes[...]
            while !rest.isEmpty {
                let count = 1 << rest.count.trailingZeroBitCount
                let peak = Self.fold(Array(rest.suffix(count)))
                root = root.map { .node(peak, $0) } ?? peak
                rest = rest.dropLast(count)
            }
        }
        return root ?? .emptyTree
    }

    /// The root of a power of two of hashes.
    private static func fold(_ hashes: [Digest]) -> Digest {
        var level = hashes
        while level.count > 1 {
            level = stride(from: 0, to: level.count, by: 2).map { .node(level[$0], level[$0 + 1]) }
        }
        return level[0]
    }
}

/// Why an entry cannot be logged.
public enum EntryFault: Error, Sendable, Hashable {
    /// More than 65 535 bytes: so many.
    case tooLong(Int)
}
