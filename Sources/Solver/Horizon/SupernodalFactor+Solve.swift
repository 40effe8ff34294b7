import CHorizon

// The solves: from the leaves of the tree to its root and back.
extension SupernodalFactor {
    /// Replaces b by the solution of L x = b, unless it is stopped.
    func forward(_ vector: Entries, _ watch: HorizonWatch) {
        guard rooms.count > 1 else { return forward(0, vector, watch) }
        let other = second.entries
        SideBySide.run(
            { forward(0, vector, watch) },
            {
                forEachRow(of: 1) { other[$0] = vector[$0] }
                forEachTopRow { other[$0] = 0 }
                forward(1, other, watch)
                forEachRow(of: 1) { vector[$0] = other[$0] }
            })
        forEachTopRow { vector[$0] += other[$0] }
        for block in lanes.top { forward(block, vector, rooms[0]) }
    }

    /// Replaces b by the solution of Lᵀ x = b, unless it is stopped.
    func backward(_ vector: Entries, _ watch: HorizonWatch) {
        guard rooms.count > 1 else { return backward(0, vector, watch) }
        for block in lanes.top.reversed() { backward(block, vector, rooms[0]) }
        SideBySide.run({ backward(0, vector, watch) }, { backward(1, vector, watch) })
    }

    /// Solves with L on the blocks of a lane.
    private func forward(_ lane: Int, _ vector: Entries, _ watch: HorizonWatch) {
        let room = rooms[lane]
        for block in lanes.lanes[lane].joined() {
            guard goesOn(lane, watch, valueStart[block + 1] - valueStart[block]) else { return }
            prefetch(block + Self.ahead)
            forward(block, vector, room)
        }
    }

    /// Solves with Lᵀ on the blocks of a lane.
    private func backward(_ lane: Int, _ vector: Entries, _ watch: HorizonWatch) {
        let room = rooms[lane]
        for range in lanes.lanes[lane].reversed() {
            for block in range.reversed() {
                guard goesOn(lane, watch, valueStart[block + 1] - valueStart[block]) else {
                    return
                }
                prefetch(block - Self.ahead)
                backward(block, vector, room)
            }
        }
    }

    @inline(__always)
    func forward(_ block: Int, _ vector: Entries, _ room: FactorRoom) {
        let dense = dense(block)
        unsafe blocks.row.withUnsafeBufferPointer { row in
            guard let row = row.baseAddress else { return }
            unsafe dense.forward(
                vector.base + Int(blocks.first[block]), vector.base,
                row + blocks.rowStart[block] + dense.columns, room.work)
        }
    }

    @inline(__always)
    private func backward(_ block: Int, _ vector: Entries, _ room: FactorRoom) {
        let dense = dense(block)
        unsafe blocks.row.withUnsafeBufferPointer { row in
            guard let row = row.baseAddress else { return }
            unsafe dense.backward(
                vector.base + Int(blocks.first[block]), vector.base,
                row + blocks.rowStart[block] + dense.columns, room.work)
        }
    }

    /// The rows that a lane's own blocks stand for.
    private func forEachRow(of lane: Int, _ body: (Int) -> Void) {
        for range in lanes.lanes[lane] {
            for row in blocks.first[range.lowerBound]..<blocks.first[range.upperBound] {
                body(Int(row))
            }
        }
    }

    /// The rows above all lanes.
    private func forEachTopRow(_ body: (Int) -> Void) {
        for block in lanes.top {
            for row in blocks.first[block]..<blocks.first[block + 1] { body(Int(row)) }
        }
    }

    /// Blocks that a solve asks for ahead of their turn, and numbers of each that it asks for.
    private static let ahead = 4
    private static let prefetched = 400

    /// Asks for the numbers of a block that will be solved with soon.
    @inline(__always)
    private func prefetch(_ block: Int) {
        guard blocks.parent.indices.contains(block) else { return }
        let count = valueStart[block + 1] - valueStart[block]
        unsafe block_prefetch(values + valueStart[block], min(Self.prefetched, count))
    }
}
