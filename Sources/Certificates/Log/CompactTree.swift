/// An RFC 6962 tree that grows at its end and keeps the roots of its complete subtrees alone.
///
/// For n leaves those are as many hashes as n has one-bits, largest subtree first.
public struct CompactTree: Sendable, Hashable {
    /// Leaves.
    public private(set) var size: Int
    /// Roots of the complete subtrees, largest first.
    public private(set) var peaks: [Digest]

    /// The empty tree.
    public init() {
        size = 0
        peaks = []
    }

    /// A tree from what was kept of it; nil when the number of peaks does not fit the size.
    public init?(size: Int, peaks: [Digest]) {
        guard size >= 0, peaks.count == size.nonzeroBitCount else { return nil }
        self.size = size
        self.peaks = peaks
    }

    /// Adds a leaf by its hash; amortised two hashes.
    public mutating func append(leafHash: Digest) {
        var hash = leafHash
        for _ in 0..<size.trailingOnes {
            guard let left = peaks.popLast() else { break }
            hash = .node(left, hash)
        }
        peaks.append(hash)
        size += 1
    }

    /// Adds an entry.
    public mutating func append(entry: some Collection<UInt8>) {
        append(leafHash: .leaf(entry))
    }

    /// The root hash.
    public var root: Digest {
        guard var root = peaks.last else { return .emptyTree }
        for left in peaks.dropLast().reversed() { root = .node(left, root) }
        return root
    }
}

extension Int {
    /// One-bits below the lowest zero-bit.
    var trailingOnes: Int { (~self).trailingZeroBitCount }

    /// The largest power of two below this number, which is at least 2.
    var splitPoint: Int { 1 << (Int.bitWidth - 1 - (self - 1).leadingZeroBitCount) }
}
