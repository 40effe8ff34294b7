import CCHOLMOD

/// A sparse Cholesky factor L Lᵀ, block by block, by the multifrontal method.
///
/// Each block's columns of L are one dense array; what it takes from the rows below (its update) is
/// kept on a stack until its parent takes it in. Dense work is done by BLAS. (I. S. Duff, J. K. Reid,
/// *The multifrontal solution of indefinite sparse symmetric linear equations*, ACM TOMS 9 (1983).)
@safe
struct SupernodalFactor: ~Copyable {
    private let blocks: Supernodes
    /// Where each block's columns begin in `values`; one more entry for the end.
    private let valueStart: [Int]
    /// L: each block by columns, as long as the block has rows.
    private let values: UnsafeMutablePointer<Double>
    private let stack: UnsafeMutablePointer<Double>
    /// Places of the rows below each block in its parent's rows, in the order of `blocks.row`.
    private let placeInParent: [Int32]
    /// Working space of a solve: the rows of one block.
    private let work: UnsafeMutablePointer<Double>
    /// The youngest child of each block and the next older one of each block; −1 for none.
    private let youngest: [Int32]
    private let older: [Int32]
    /// Room for a block's diagonal and for a copy of its triangle.
    private let pivots: UnsafeMutablePointer<Double>
    /// Entries of the factor.
    let entryCount: Double
    /// Floating-point operations of one factorisation.
    let operationCount: Double

    var valueCount: Int { valueStart[valueStart.count - 1] }

    init(_ blocks: Supernodes) {
        // OpenBLAS sums in an order that depends on the number of its threads.
        openblas_set_num_threads(1)
        self.blocks = blocks
        var valueStart = [0]
        var youngest = [Int32](repeating: -1, count: blocks.count)
        var older = youngest
        var (entries, operations, tallest, widest) = (0.0, 0.0, 1, 1)
        for block in 0..<blocks.count {
            let (rows, columns) = (blocks.rows(block), blocks.columns(block))
            valueStart.append(valueStart[block] + rows * columns)
            if blocks.parent[block] >= 0 {
                older[block] = youngest[Int(blocks.parent[block])]
                youngest[Int(blocks.parent[block])] = Int32(block)
            }
            tallest = max(tallest, rows)
            widest = max(widest, columns)
            for column in 0..<columns {
                let length = Double(rows - column)
                entries += length
                operations += length * length
            }
        }
        (entryCount, operationCount) = (entries, operations)
        self.valueStart = valueStart
        (self.youngest, self.older) = (youngest, older)
        placeInParent = Self.places(blocks)
        unsafe values = .allocate(capacity: max(1, valueStart[blocks.count]))
        unsafe stack = .allocate(capacity: max(1, Self.stackSize(blocks)))
        unsafe pivots = .allocate(capacity: widest * (widest + 1))
        unsafe work = .allocate(capacity: tallest)
    }

    deinit {
        unsafe values.deallocate()
        unsafe stack.deallocate()
        unsafe work.deallocate()
        unsafe pivots.deallocate()
    }

    /// Where each entry of a lower triangle goes in the blocks.
    static func places(of pattern: NormalPattern, in blocks: Supernodes) -> [Int32] {
        var places = [Int32](repeating: 0, count: pattern.row.count)
        var offset = 0
        for block in 0..<blocks.count {
            let rows = blocks.rows(block)
            let start = blocks.rowStart[block]
            for (local, column) in (blocks.first[block]..<blocks.first[block + 1]).enumerated() {
                // Both lists ascend: one walk through the block's rows for each column.
                var at = start
                for entry in pattern.start[Int(column)]..<pattern.start[Int(column) + 1] {
                    while blocks.row[at] != pattern.row[Int(entry)] { at += 1 }
                    places[Int(entry)] = Int32(offset + local * rows + at - start)
                }
            }
            offset += rows * blocks.columns(block)
        }
        return places
    }

    /// Where the rows below each block lie among its parent's rows.
    private static func places(_ blocks: Supernodes) -> [Int32] {
        var places = [Int32](repeating: 0, count: blocks.row.count)
        for block in 0..<blocks.count where blocks.parent[block] >= 0 {
            let start = blocks.rowStart[Int(blocks.parent[block])]
            var at = start
            for entry in blocks.rowStart[block] + blocks.columns(block)..<blocks.rowStart[block + 1]
            {
                while blocks.row[at] != blocks.row[entry] { at += 1 }
                places[entry] = Int32(at - start)
            }
        }
        return places
    }

    /// The most that the stack of updates holds: a block's own one lies above its children's.
    private static func stackSize(_ blocks: Supernodes) -> Int {
        func update(_ block: Int) -> Int {
            let below = blocks.rows(block) - blocks.columns(block)
            return below * below
        }
        var (height, most) = (0, 0)
        var taken = [Int](repeating: 0, count: blocks.count)
        for block in 0..<blocks.count {
            most = max(most, height + update(block))
            height += update(block) - taken[block]
            let parent = Int(blocks.parent[block])
            if parent >= 0 { taken[parent] += update(block) }
        }
        return most
    }

    /// Lets the matrix be written into the blocks.
    mutating func fill(_ write: (UnsafeMutableBufferPointer<Double>) -> Void) {
        unsafe write(UnsafeMutableBufferPointer(start: values, count: valueCount))
    }

    /// Factorises what was filled in; false when numbers run out of range, or when it is stopped.
    mutating func factorise(_ watch: HorizonWatch) -> Bool {
        var top = 0
        for block in 0..<blocks.count {
            let (rows, columns) = (blocks.rows(block), blocks.columns(block))
            let below = rows - columns
            let own = unsafe values + valueStart[block]
            let update = unsafe stack + top
            for column in 0..<columns { unsafe pivots[column] = own[column * rows + column] }
            for column in 0..<below {
                unsafe (update + column * below + column).update(
                    repeating: 0, count: below - column)
            }
            var bottom = top
            var child = Int(youngest[block])
            while child >= 0 {
                let size = blocks.rows(child) - blocks.columns(child)
                bottom -= size * size
                unsafe takeIn(child, stack + bottom, size, own, rows, columns, update)
                child = Int(older[child])
            }
            let dense = unsafe DenseBlock(values: own, rows: rows, columns: columns)
            guard unsafe dense.factorise(update, pivots),
                watch.goesOn(rows * rows + rows * columns)
            else { return false }
            if below > 0, bottom < top {
                // Only the lower triangle counts; both squares may overlap, columns move down.
                for column in 0..<below {
                    let place = column * below + column
                    unsafe (stack + bottom + place).update(
                        from: update + place, count: below - column)
                }
            }
            top = bottom + below * below
        }
        return true
    }

    /// Adds a child's update to a block: to its columns, or to its own update.
    private func takeIn(
        _ child: Int, _ from: UnsafeMutablePointer<Double>, _ size: Int,
        _ own: UnsafeMutablePointer<Double>, _ rows: Int, _ columns: Int,
        _ update: UnsafeMutablePointer<Double>
    ) {
        let below = rows - columns
        let first = blocks.rowStart[child] + blocks.columns(child)
        unsafe placeInParent.withUnsafeBufferPointer { all in
            let place = unsafe UnsafeBufferPointer(rebasing: all[first..<first + size])
            for column in 0..<size {
                let source = unsafe from + column * size
                let target = unsafe Int(place[column])
                if target < columns {
                    let goal = unsafe own + target * rows
                    for row in column..<size { unsafe goal[Int(place[row])] += source[row] }
                } else {
                    let goal = unsafe update + (target - columns) * below - columns
                    for row in column..<size { unsafe goal[Int(place[row])] += source[row] }
                }
            }
        }
    }

    /// Replaces b by the solution of L Lᵀ x = b, unless it is stopped.
    func solve(_ vector: Entries, _ watch: HorizonWatch) {
        unsafe blocks.row.withUnsafeBufferPointer { row in
            for block in 0..<blocks.count {
                guard watch.goesOn(valueStart[block + 1] - valueStart[block]) else { return }
                unsafe forward(block, vector, row)
            }
            for block in stride(from: blocks.count - 1, through: 0, by: -1) {
                guard watch.goesOn(valueStart[block + 1] - valueStart[block]) else { return }
                unsafe backward(block, vector, row)
            }
        }
    }

    private func forward(
        _ block: Int, _ x: Entries, _ row: UnsafeBufferPointer<Int32>
    ) {
        let dense = dense(block)
        let head = unsafe x.base + Int(blocks.first[block])
        unsafe dense.forward(head, work)
        let first = blocks.rowStart[block] + dense.columns
        for index in 0..<dense.rows - dense.columns {
            unsafe x[Int(row[first + index])] -= work[index]
        }
    }

    private func backward(
        _ block: Int, _ x: Entries, _ row: UnsafeBufferPointer<Int32>
    ) {
        let dense = dense(block)
        let head = unsafe x.base + Int(blocks.first[block])
        let first = blocks.rowStart[block] + dense.columns
        for index in 0..<dense.rows - dense.columns {
            unsafe work[index] = x[Int(row[first + index])]
        }
        unsafe dense.backward(head, work)
    }

    private func dense(_ block: Int) -> DenseBlock {
        unsafe DenseBlock(
            values: values + valueStart[block], rows: blocks.rows(block),
            columns: blocks.columns(block))
    }
}
