import CHorizon

// The factorisation: blocks from the leaves of the tree to its root.
extension SupernodalFactor {
    /// Factorises; false when numbers run out of range, or when it is stopped.
    ///
    /// One thread has the matrix written and a right side solved with L while a block is at hand,
    /// instead of in passes of their own over all blocks.
    ///
    /// - Parameters:
    ///   - watch: may stop it.
    ///   - vector: b, of which L⁻¹b remains.
    ///   - fill: adds to the blocks, which hold the diagonal's shift, all of the matrix that belongs
    ///     to rows up to this one, once.
    func factorise(_ watch: HorizonWatch, along vector: Entries?, _ fill: (Int) -> Void) -> Bool {
        guard rooms.count > 1 else {
            return eliminate(
                0, watch,
                before: { block in fill(Int(blocks.first[block + 1]) - 1) },
                after: { block in
                    if let vector { forward(block, vector, rooms[0]) }
                })
        }
        fill(blocks.blockOf.count - 1)
        var (isSound, isSecondSound) = (false, false)
        SideBySide.run(
            { isSound = eliminate(0, watch) }, { isSecondSound = eliminate(1, watch) })
        guard isSound, isSecondSound, eliminateTop(watch) else { return false }
        if let vector { forward(vector, watch) }
        return true
    }

    /// Eliminates the blocks of a lane; what the roots of its subtrees bring stays on its stack.
    ///
    /// - Parameters:
    ///   - lane: the lane.
    ///   - watch: may stop it.
    ///   - before: is told of each block before it is eliminated, and `after` afterwards.
    @inline(__always)
    private func eliminate(
        _ lane: Int, _ watch: HorizonWatch, before: (Int) -> Void = { _ in },
        after: (Int) -> Void = { _ in }
    ) -> Bool {
        let room = rooms[lane]
        let stack = unsafe room.stack
        var top = 0
        for block in lanes.lanes[lane].joined() {
            before(block)
            let dense = dense(block)
            let (below, stride) = (dense.below, DenseBlock.stride(dense.below))
            let update = unsafe stack + top
            unsafe dense.copyDiagonal(to: room.pivots)
            var bottom = top
            forEachChild(of: block) { child in
                bottom -= updateSize(child)
                unsafe add(stack + bottom, of: child, to: .columns, of: block, dense.values)
            }
            guard unsafe dense.factorise(room.pivots),
                goesOn(lane, watch, dense.rows * (dense.rows + dense.columns))
            else { return false }
            unsafe dense.update(update)
            after(block)
            guard bottom < top else {
                top += below * stride
                continue
            }
            var place = top
            forEachChild(of: block) { child in
                place -= updateSize(child)
                unsafe add(stack + place, of: child, to: .update, of: block, update)
            }
            // Only the lower triangle counts; both squares may overlap, columns move down.
            for column in 0..<below {
                let corner = column * stride + column
                unsafe (stack + bottom + corner).update(
                    from: update + corner, count: below - column)
            }
            top = bottom + below * stride
        }
        return true
    }

    /// Eliminates the blocks above the lanes: few and large, each with an update of its own.
    private func eliminateTop(_ watch: HorizonWatch) -> Bool {
        var updates = unsafe [UnsafeMutablePointer<Double>?](repeating: nil, count: blocks.count)
        for (lane, room) in zip(lanes.lanes, rooms) {
            var place = 0
            for range in lane {
                unsafe updates[range.upperBound - 1] = room.stack + place
                place += updateSize(range.upperBound - 1)
            }
        }
        var isSound = true
        for block in lanes.top where isSound {
            let dense = dense(block)
            unsafe dense.copyDiagonal(to: rooms[0].pivots)
            forEachChild(of: block) { child in
                if let update = unsafe updates[child] {
                    unsafe add(update, of: child, to: .columns, of: block, dense.values)
                }
            }
            isSound =
                unsafe dense.factorise(rooms[0].pivots)
                && watch.goesOn(dense.rows * (dense.rows + dense.columns))
            let own = UnsafeMutablePointer<Double>.allocate(capacity: max(1, updateSize(block)))
            unsafe updates[block] = own
            guard isSound else { break }
            unsafe dense.update(own)
            forEachChild(of: block) { child in
                if let update = unsafe updates[child] {
                    unsafe add(update, of: child, to: .update, of: block, own)
                }
            }
        }
        for block in lanes.top { unsafe updates[block]?.deallocate() }
        return isSound
    }

    private func updateSize(_ block: Int) -> Int { Self.updateSize(blocks, block) }

    @inline(__always)
    private func forEachChild(of block: Int, _ body: (Int) -> Void) {
        var child = Int(youngest[block])
        while child >= 0 {
            body(child)
            child = Int(older[child])
        }
    }

    /// What of its parent a child's update goes to.
    private enum Part {
        case columns, update
    }

    /// Adds a part of a child's update to that part of its parent.
    @inline(__always)
    private func add(
        _ update: UnsafeMutablePointer<Double>, of child: Int, to part: Part, of block: Int,
        _ goal: UnsafeMutablePointer<Double>
    ) {
        let (own, columns) = (blocks.columns(child), blocks.columns(block))
        let count = blocks.rows(child) - own
        guard count > 0 else { return }
        unsafe placeInParent.withUnsafeBufferPointer { places in
            guard let start = places.baseAddress else { return }
            let place = unsafe start + blocks.rowStart[child] + own
            var split = 0
            while split < count, unsafe Int(place[split]) < columns { split += 1 }
            let from = DenseBlock.stride(count)
            switch part {
            case .columns:
                unsafe block_add(
                    width, update, count, from, 0, split, place, goal, blocks.rows(block))
            case .update:
                let stride = DenseBlock.stride(blocks.rows(block) - columns)
                unsafe block_add(
                    width, update, count, from, split, count, place,
                    goal - columns * stride - columns,
                    stride)
            }
        }
    }
}
