/// Room for a search in depth through the graph of a triangular matrix, used again and again.
///
/// (J. R. Gilbert, T. Peierls, *Sparse partial pivoting in time proportional to arithmetic operations*,
/// SIAM J. Sci. Stat. Comput. 9 (1988).)
struct DepthSearch {
    private var roots: [Int32]
    private var node: [Int32]
    private var next: [Int32]

    /// Makes room for a graph of so many nodes.
    init(count: Int) {
        roots = [Int32](repeating: 0, count: count)
        (node, next) = (roots, roots)
    }

    /// Lists everything that the listed places reach, each after all that it reaches.
    @inline(__always)
    mutating func reach(_ lists: TriangularFactor.Lists, _ x: inout SparseRoom) {
        let count = x.count
        roots.withWriter { roots in
            node.withWriter { node in
                next.withWriter { next in
                    for index in 0..<count { roots[index] = Int32(x.place(index)) }
                    x.unlist()
                    for index in 0..<count {
                        Self.visit(Int(roots[index]), lists, &x, node, next)
                    }
                }
            }
        }
    }

    @inline(__always)
    private static func visit(
        _ root: Int, _ lists: TriangularFactor.Lists, _ x: inout SparseRoom,
        _ nodes: Writer<Int32>, _ nexts: Writer<Int32>
    ) {
        guard !x.isMarked(root) else { return }
        x.mark(root, true)
        var depth = 0
        var node = root
        var entries = lists.entries(root)
        while true {
            if let child = unmarked(&entries, lists, &x) {
                x.mark(child, true)
                let below = lists.entries(child)
                if below.isEmpty {
                    x.add(child)
                    continue
                }
                (nodes[depth], nexts[depth]) = (Int32(node), Int32(entries.lowerBound))
                depth += 1
                (node, entries) = (child, below)
            } else {
                x.add(node)
                guard depth > 0 else { return }
                depth -= 1
                node = Int(nodes[depth])
                entries = Int(nexts[depth])..<lists.entries(node).upperBound
            }
        }
    }

    /// The next edge that leads to something new; the entries begin behind it then.
    @inline(__always)
    private static func unmarked(
        _ entries: inout Range<Int>, _ lists: TriangularFactor.Lists, _ x: inout SparseRoom
    ) -> Int? {
        for entry in entries {
            let place = lists.index(entry)
            guard x.isMarked(place) else {
                entries = entry + 1..<entries.upperBound
                return place
            }
        }
        return nil
    }
}
