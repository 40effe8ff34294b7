/// A tile with the hashes between its own and the one at its top.
///
/// A proof takes at most one hash from each tile's level: computed once, a tile serves every proof.
public struct HashTile: Sendable {
    /// Hashes of the tile.
    public let width: Int
    /// Complete subtrees level by level, 32 bytes each: the tile's own hashes, then half as many, and so on.
    private let nodes: [UInt8]
    /// Where each level starts, in hashes.
    private let starts: [Int]

    /// A tile of the given bytes; nil unless they are 1 to 256 hashes.
    public init?(bytes: [UInt8]) {
        width = bytes.count / 32
        guard bytes.count % 32 == 0, (1...TilePath.fullWidth).contains(width) else { return nil }
        var nodes = bytes
        var starts = [0]
        var count = width
        while count > 1 {
            let start = starts[starts.count - 1]
            starts.append(start + count)
            for pair in 0..<count / 2 {
                let place = 32 * (start + 2 * pair)
                nodes += Digest(of: [1] + nodes[place..<(place + 64)]).bytes
            }
            count /= 2
        }
        self.nodes = nodes
        self.starts = starts
    }

    /// The hash of the `index`-th complete subtree of 2^level of the tile's hashes; nil where the
    /// tile has none.
    public func hash(level: Int, index: Int) -> Digest? {
        guard level < starts.count, index >= 0, index < width >> level else { return nil }
        let place = 32 * (starts[level] + index)
        return Digest(bytes: nodes[place..<(place + 32)])
    }
}

/// The hashes of a tree of a size, from its tiles; a tile is read once.
public final class TiledNodes<Tiles: TileReader>: MerkleNodes {
    /// Leaves.
    public let size: Int
    private let tiles: Tiles
    private var kept: [TilePath: HashTile] = [:]

    /// The tree of a size whose tiles a reader reads.
    public init(size: Int, tiles: Tiles) {
        self.size = size
        self.tiles = tiles
    }

    /// The hash of a complete subtree.
    ///
    /// Errors: `.missing`, `.unreadable`, `.malformed`.
    public func hash(level: Int, index: Int) throws(TileFault) -> Digest {
        let (above, within) = (level / 8, level % 8)
        let tileIndex = (index << within) / TilePath.fullWidth
        let content = TilePath.Content.hashes(level: above)
        guard let path = TilePath.of(content, index: tileIndex, size: size) else {
            throw .missing(TilePath(known: content, tileIndex, 1))
        }
        let place = index - (tileIndex * TilePath.fullWidth) >> within
        guard let hash = try tile(path).hash(level: within, index: place) else {
            throw .malformed(path)
        }
        return hash
    }

    private func tile(_ path: TilePath) throws(TileFault) -> HashTile {
        if let tile = kept[path] { return tile }
        let tile = try tiles.hashTile(path)
        kept[path] = tile
        return tile
    }
}
