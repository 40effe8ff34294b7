/// Hashes of the complete subtrees of a tree, wherever they are kept.
public protocol MerkleNodes {
    /// Why a hash could not be had.
    associatedtype Failure: Error

    /// The hash of the `index`-th complete subtree of 2^level leaves.
    func hash(level: Int, index: Int) throws(Failure) -> Digest
}

/// Makes proofs from the hashes of complete subtrees (RFC 6962, 2.1.1 and 2.1.2).
extension MerkleNodes {
    /// The root of the leaves [start, end), one subtree: its complete parts are folded from the right.
    public func root(_ start: Int, _ end: Int) throws(Failure) -> Digest {
        var parts: [Digest] = []
        var place = start
        while place < end {
            let length = end - place
            let level = Int.bitWidth - 1 - length.leadingZeroBitCount
            parts.append(try hash(level: level, index: place >> level))
            place += 1 << level
        }
        guard var root = parts.popLast() else { return .emptyTree }
        for left in parts.reversed() { root = .node(left, root) }
        return root
    }

    /// The inclusion proof of a leaf in the tree of a size, from the leaf's sibling upwards.
    ///
    /// - Precondition: 0 ≤ index < size.
    public func inclusionProof(of index: Int, size: Int) throws(Failure) -> [Digest] {
        var siblings: [Digest] = []
        var (start, end) = (0, size)
        while end - start > 1 {
            let middle = start + (end - start).splitPoint
            if index < middle {
                siblings.append(try root(middle, end))
                end = middle
            } else {
                siblings.append(try root(start, middle))
                start = middle
            }
        }
        return siblings.reversed()
    }

    /// The consistency proof between the trees of two sizes.
    ///
    /// - Precondition: 0 < oldSize ≤ size.
    public func consistencyProof(from oldSize: Int, to size: Int) throws(Failure) -> [Digest] {
        var siblings: [Digest] = []
        var (start, end) = (0, size)
        // The proof of an old tree that stands whole at the left needs none of its own hashes.
        while oldSize != end {
            let middle = start + (end - start).splitPoint
            if oldSize <= middle {
                siblings.append(try root(middle, end))
                end = middle
            } else {
                siblings.append(try root(start, middle))
                start = middle
            }
        }
        if start > 0 { siblings.append(try root(start, end)) }
        return siblings.reversed()
    }
}
