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
    private var values: UnsafeMutablePointer<Double>
    private var stack: UnsafeMutablePointer<Double>
    private let stackCount: Int
    /// Places of the rows below each block in its parent's rows, in the order of `blocks.row`.
    private let placeInParent: [Int32]
    /// Working space of a solve: the rows of one block.
    private let work: UnsafeMutablePointer<Double>
    /// The youngest child of each block and the next older one of each block; −1 for none.
    private let youngest: [Int32]
    private let older: [Int32]
    /// Room for a block's diagonal and for a copy of its triangle.
    private let pivots: UnsafeMutablePointer<Double>
    /// How many numbers the kernels take at once.
    private let width = block_width()
    /// Entries of the factor.
    let entryCount: Double
    /// Floating-point operations of one factorisation.
    let operationCount: Double

    var valueCount: Int { valueStart[valueStart.count - 1] }

    init(_ blocks: consuming Supernodes) {
        blocks.makeRoom(Self.spare)
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
        stackCount = max(1, Self.stackSize(blocks))
        unsafe values = Self.room(valueStart[blocks.count])
        unsafe stack = .allocate(capacity: stackCount)
        unsafe pivots = .allocate(capacity: widest * (widest + 1))
        unsafe work = .allocate(capacity: tallest + Self.spare)
    }

    deinit {
        unsafe values.deallocate()
        unsafe stack.deallocate()
        unsafe work.deallocate()
        unsafe pivots.deallocate()
    }

    /// Numbers that kernels may read behind a block, and do not use.
    private static let spare = 8

    /// Room for numbers, and zeros behind them.
    private static func room(_ count: Int) -> UnsafeMutablePointer<Double> {
        let room = UnsafeMutablePointer<Double>.allocate(capacity: count + spare)
        unsafe (room + count).initialize(repeating: 0, count: spare)
        return unsafe room
    }

    /// Gives the memory of the numbers back; the next ones are filled in anew.
    mutating func forgetValues() {
        unsafe values.deallocate()
        unsafe stack.deallocate()
        unsafe values = Self.room(valueCount)
        unsafe stack = .allocate(capacity: stackCount)
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
            return below * DenseBlock.stride(below)
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
            let dense = dense(block)
            let (rows, columns) = (dense.rows, dense.columns)
            let below = rows - columns
            let stride = DenseBlock.stride(below)
            let own = unsafe dense.values
            let update = unsafe stack + top
            for column in 0..<columns { unsafe pivots[column] = own[column * rows + column] }
            let bottom = unsafe takeIn(block, top, .columns, own, rows)
            guard unsafe dense.factorise(pivots), watch.goesOn(rows * rows + rows * columns) else {
                return false
            }
            unsafe dense.update(update)
            guard bottom < top else {
                top += below * stride
                continue
            }
            let corner = unsafe update - columns * stride - columns
            _ = unsafe takeIn(block, top, .update, corner, stride)
            // Only the lower triangle counts; both squares may overlap, columns move down.
            for column in 0..<below {
                let place = column * stride + column
                unsafe (stack + bottom + place).update(from: update + place, count: below - column)
            }
            top = bottom + below * stride
        }
        return true
    }

    /// What of its parent a child's update goes to.
    private enum Part {
        case columns, update
    }

    /// Adds the updates of a block's children, which end at `top`, to its columns or to its own
    /// update; returns where they begin.
    private func takeIn(
        _ block: Int, _ top: Int, _ part: Part, _ goal: UnsafeMutablePointer<Double>,
        _ stride: Int
    ) -> Int {
        let columns = blocks.columns(block)
        var bottom = top
        var child = Int(youngest[block])
        return unsafe placeInParent.withUnsafeBufferPointer { places in
            while child >= 0 {
                let own = blocks.columns(child)
                let count = blocks.rows(child) - own
                bottom -= count * DenseBlock.stride(count)
                if count > 0, let start = places.baseAddress {
                    let place = unsafe start + blocks.rowStart[child] + own
                    var split = 0
                    while split < count, unsafe Int(place[split]) < columns { split += 1 }
                    unsafe block_add(
                        stack + bottom, count, DenseBlock.stride(count),
                        part == .columns ? 0 : split, part == .columns ? split : count, place,
                        goal, stride)
                }
                child = Int(older[child])
            }
            return bottom
        }
    }

    /// Replaces b by the solution of L Lᵀ x = b, unless it is stopped.
    func solve(_ vector: Entries, _ watch: HorizonWatch) {
        unsafe blocks.row.withUnsafeBufferPointer { row in
            guard let row = row.baseAddress else { return }
            for block in 0..<blocks.count {
                guard watch.goesOn(valueStart[block + 1] - valueStart[block]) else { return }
                prefetch(block + Self.ahead)
                let (dense, first) = (dense(block), Int(blocks.first[block]))
                let below = blocks.rowStart[block] + dense.columns
                unsafe dense.forward(vector.base + first, vector.base, row + below, work)
            }
            for block in stride(from: blocks.count - 1, through: 0, by: -1) {
                guard watch.goesOn(valueStart[block + 1] - valueStart[block]) else { return }
                prefetch(block - Self.ahead)
                let (dense, first) = (dense(block), Int(blocks.first[block]))
                let below = blocks.rowStart[block] + dense.columns
                unsafe dense.backward(vector.base + first, vector.base, row + below, work)
            }
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

    private func dense(_ block: Int) -> DenseBlock {
        unsafe DenseBlock(
            values: values + valueStart[block], rows: blocks.rows(block),
            columns: blocks.columns(block), width: width)
    }
}
