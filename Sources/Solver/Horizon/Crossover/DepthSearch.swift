/// A search in depth through the graph of a triangular matrix, with room that is used again.
struct DepthSearch {
    /// What was reached, each node after everything that it reaches.
    private(set) var order: [Int32] = []
    private var seen: [Int32]
    private var round: Int32 = 0
    private var stack: [(node: Int32, next: Int32)] = []

    /// Makes room for a graph of so many nodes.
    init(count: Int) { seen = [Int32](repeating: 0, count: count) }

    /// Forgets what was reached.
    mutating func begin() {
        round += 1
        order.removeAll(keepingCapacity: true)
    }

    /// Adds everything that a node reaches.
    ///
    /// - Parameters:
    ///   - root: the node.
    ///   - index: where the edges lead.
    ///   - edges: the edges of a node.
    @inline(__always)
    mutating func visit(_ root: Int, _ index: [Int32], edges: (Int) -> Range<Int32>) {
        guard seen[root] != round else { return }
        seen[root] = round
        stack.append((Int32(root), edges(root).lowerBound))
        while let top = stack.last {
            let end = edges(Int(top.node)).upperBound
            var next = top.next
            while next < end, seen[Int(index[Int(next)])] == round { next += 1 }
            if next < end {
                let child = index[Int(next)]
                stack[stack.count - 1].next = next + 1
                seen[Int(child)] = round
                stack.append((child, edges(Int(child)).lowerBound))
            } else {
                order.append(top.node)
                stack.removeLast()
            }
        }
    }
}
