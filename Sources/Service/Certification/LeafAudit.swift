package import Certificates

/// Re-derives the tree of the leaves in a database.
package enum LeafAudit {
    /// How many leaves are read at once.
    static let step = 16 * TilePath.fullWidth

    /// The root of the first leaves; each must have the hash that was stored with it.
    ///
    /// Errors: `.behind`, `.damagedLeaf`, `.database`.
    package static func root(
        of leaves: some LeafSource, size: Int, visit: ([UInt8]) -> Void = { _ in }
    ) throws(LogWriterFault) -> Digest {
        let count = try database { try leaves.leafCount() }
        guard count >= size else { throw .behind(size: count, signed: size) }
        var tree = CompactTree()
        while tree.size < size {
            let limit = min(step, size - tree.size)
            let rows = try database { try leaves.leaves(from: tree.size, limit: limit) }
            guard !rows.isEmpty else { throw .behind(size: tree.size, signed: size) }
            for row in rows {
                guard Digest.leaf(row.entry) == row.hash else { throw .damagedLeaf(tree.size) }
                tree.append(leafHash: row.hash)
                visit(row.entry)
            }
        }
        return tree.root
    }

    private static func database<Value>(
        _ body: () throws -> Value
    ) throws(LogWriterFault) -> Value {
        do { return try body() } catch { throw .database("\(error)") }
    }
}
