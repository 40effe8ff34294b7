/// Why a proof does not show what it claims.
public enum MerkleFault: Error, Sendable, Hashable {
    /// Sizes, index or range do not fit each other.
    case outOfRange
    /// There are fewer or more hashes than the sizes ask for.
    case length
    /// The hashes lead to another root.
    case root
}

/// Checks that a leaf or a smaller tree is in a tree: RFC 9162, 2.1.3.2 and 2.1.4.2, which are RFC 6962's
/// proofs, and the same for a subtree [start, end) (draft-ietf-plants-merkle-tree-certs, 4.3 and 4.4).
public enum MerkleProof {
    /// True when [start, end) is one subtree: start is a multiple of the power of two that holds it.
    public static func isSubtree(_ start: Int, _ end: Int) -> Bool {
        guard start >= 0, start < end else { return false }
        let length = end - start
        guard length > 1 else { return true }
        let (power, overflow) = length.splitPoint.multipliedReportingOverflow(by: 2)
        return overflow ? start == 0 : start % power == 0
    }

    /// Checks that the leaf at an index is in the tree of a size and a root.
    public static func verifyInclusion(
        _ proof: [Digest], of leaf: Digest, at index: Int, size: Int, root: Digest
    ) throws(MerkleFault) {
        guard index >= 0, index < size else { throw .outOfRange }
        var (place, last) = (index, size - 1)
        var hash = leaf
        for sibling in proof {
            guard last > 0 else { throw .length }
            if place & 1 == 1 || place == last {
                hash = .node(sibling, hash)
                while place & 1 == 0, place > 0 { (place, last) = (place >> 1, last >> 1) }
            } else {
                hash = .node(hash, sibling)
            }
            (place, last) = (place >> 1, last >> 1)
        }
        guard last == 0 else { throw .length }
        guard hash == root else { throw .root }
    }

    /// Checks that the leaf at an index is in the subtree [start, end) of a root.
    public static func verifyInclusion(
        _ proof: [Digest], of leaf: Digest, at index: Int, start: Int, end: Int, root: Digest
    ) throws(MerkleFault) {
        guard isSubtree(start, end), index >= start else { throw .outOfRange }
        try verifyInclusion(
            proof, of: leaf, at: index - start, size: end - start, root: root)
    }

    /// Checks that the tree of `oldSize` leaves is how the tree of `size` leaves began.
    ///
    /// An empty old tree is how every tree began; a proof of that is refused as `.outOfRange`.
    public static func verifyConsistency(
        _ proof: [Digest], oldSize: Int, oldRoot: Digest, size: Int, root: Digest
    ) throws(MerkleFault) {
        guard oldSize > 0 else { throw .outOfRange }
        try verifyConsistency(
            proof, start: 0, end: oldSize, subtreeRoot: oldRoot, size: size, root: root)
    }

    /// Checks that the subtree [start, end) is in the tree of a size and a root.
    ///
    /// An empty subtree is in every tree that reaches it: its root is that of the empty tree, and its
    /// proof is empty.
    public static func verifyConsistency(
        _ proof: [Digest], start: Int, end: Int, subtreeRoot: Digest, size: Int, root: Digest
    ) throws(MerkleFault) {
        if start == end, (0...max(0, size)).contains(start) {
            guard proof.isEmpty else { throw .length }
            guard subtreeRoot == .emptyTree else { throw .root }
            return
        }
        guard isSubtree(start, end), end <= size else { throw .outOfRange }
        var (first, last, top) = (start, end - 1, size - 1)
        func rise(while condition: (Int) -> Bool) {
            while first != last, condition(last) {
                (first, last, top) = (first >> 1, last >> 1, top >> 1)
            }
        }
        let reachesEnd = last == top
        rise { reachesEnd || $0 & 1 == 1 }
        var rest = proof[...]
        var small = subtreeRoot
        if first != last {
            guard let seed = rest.popFirst() else { throw .length }
            small = seed
        }
        var large = small
        for sibling in rest {
            guard top > 0 else { throw .length }
            if last & 1 == 1 || last == top {
                if first < last { small = .node(sibling, small) }
                large = .node(sibling, large)
                while last & 1 == 0, top > 0 {
                    (first, last, top) = (first >> 1, last >> 1, top >> 1)
                }
            } else {
                large = .node(large, sibling)
            }
            (first, last, top) = (first >> 1, last >> 1, top >> 1)
        }
        guard top == 0 else { throw .length }
        guard small == subtreeRoot, large == root else { throw .root }
    }
}
