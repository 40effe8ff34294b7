/// Parts of the elimination tree that two threads work on, and the blocks above both.
///
/// Subtrees need nothing from each other. The heaviest is taken apart, its root going to the top,
/// until the rest can be shared out evenly.
struct BlockLanes {
    /// Blocks of each lane: whole subtrees, each a range that ends with its root.
    private(set) var lanes: [[Range<Int>]] = []
    /// Blocks above all lanes, ascending.
    private(set) var top: [Int] = []

    /// Share of the work by which lanes may differ.
    private static let tolerance = 0.03
    /// Blocks that the top may have.
    private static let mostInTop = 64

    /// Shares out the blocks; into one lane where a second one is not worth it.
    init(_ blocks: Supernodes, _ sharing: WorkSharing) {
        let weight = (0..<blocks.count).map { Double(blocks.rows($0) * blocks.columns($0)) }
        let total = weight.reduce(0, +)
        let all = 0..<blocks.count
        guard sharing.isShared(total) else {
            lanes = [[all]]
            return
        }
        var sum = weight
        var start = Array(all)
        var children = [[Int]](repeating: [], count: blocks.count)
        for block in all {
            let parent = Int(blocks.parent[block])
            guard parent >= 0 else { continue }
            sum[parent] += sum[block]
            start[parent] = min(start[parent], start[block])
            children[parent].append(block)
        }
        var open = all.filter { blocks.parent[$0] < 0 }
        while true {
            open.sort { (-sum[$0], $0) < (-sum[$1], $1) }
            var shares: [(weight: Double, roots: [Int])] = [(0, []), (0, [])]
            for root in open {
                let lane = shares[0].weight <= shares[1].weight ? 0 : 1
                shares[lane].weight += sum[root]
                shares[lane].roots.append(root)
            }
            let isEven = abs(shares[0].weight - shares[1].weight) <= Self.tolerance * total
            guard !isEven, top.count < Self.mostInTop, let heaviest = open.first else {
                lanes = shares.map { share in share.roots.sorted().map { start[$0]..<$0 + 1 } }
                break
            }
            open.removeFirst()
            top.append(heaviest)
            open += children[heaviest]
        }
        top.sort()
    }
}
