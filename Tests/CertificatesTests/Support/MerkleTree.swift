import Certificates

/// A whole tree in memory, every hash of every level: what the log's tiled trees are compared with.
struct MerkleTree: MerkleNodes, Sendable {
    /// Hashes by level, the leaves' first; only complete subtrees.
    private var levels: [[Digest]] = [[]]

    /// An empty tree.
    init() {}

    /// The tree of leaf hashes.
    init(leafHashes: [Digest]) { leafHashes.forEach { append(leafHash: $0) } }

    /// Leaves.
    var size: Int { levels[0].count }

    /// Adds a leaf by its hash.
    mutating func append(leafHash: Digest) {
        var hash = leafHash
        var level = 0
        while true {
            if level == levels.count { levels.append([]) }
            levels[level].append(hash)
            let count = levels[level].count
            guard count % 2 == 0 else { return }
            hash = .node(levels[level][count - 2], levels[level][count - 1])
            level += 1
        }
    }

    /// The hash of a complete subtree, which there is.
    func hash(level: Int, index: Int) throws(Never) -> Digest { levels[level][index] }
}
