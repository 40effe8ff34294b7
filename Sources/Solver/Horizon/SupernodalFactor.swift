import CCHOLMOD
import CHorizon

/// A sparse Cholesky factor L Lᵀ, block by block, by the multifrontal method.
///
/// Each block's columns of L are one dense array; what it takes from the rows below (its update) is
/// kept on a stack until its parent takes it in. Dense work is done by BLAS. (I. S. Duff, J. K. Reid,
/// *The multifrontal solution of indefinite sparse symmetric linear equations*, ACM TOMS 9 (1983).)
@safe
struct SupernodalFactor: ~Copyable {
    let blocks: Supernodes
    /// Where each block's columns begin in `values`; one more entry for the end.
    let valueStart: [Int]
    /// L: each block by columns, as long as the block has rows.
    private(set) var values: UnsafeMutablePointer<Double>
    /// Who works on what, with the room that it takes.
    let lanes: BlockLanes
    let rooms: [FactorRoom]
    /// Places of the rows below each block in its parent's rows, in the order of `blocks.row`.
    let placeInParent: [Int32]
    /// The youngest child of each block and the next older one of each block; −1 for none.
    let youngest: [Int32]
    let older: [Int32]
    /// What a second lane brings from a right side, where there is one.
    let second: Vector
    /// How many numbers the kernels take at once.
    let width = block_width()
    /// Entries of the factor.
    let entryCount: Double
    /// Floating-point operations of one factorisation.
    let operationCount: Double

    var valueCount: Int { valueStart[valueStart.count - 1] }

    /// Prepares for a pattern.
    ///
    /// - Parameters:
    ///   - pattern: the pattern.
    ///   - sharing: how many threads share the work, and from which size on.
    init(_ pattern: Supernodes, sharing: WorkSharing) {
        let blocks = pattern.withRoom(Self.spare)
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
        let lanes = BlockLanes(blocks, sharing)
        self.lanes = lanes
        rooms = lanes.lanes.map { ranges in
            FactorRoom(
                stackCount: Self.stackSize(blocks, ranges), widest: widest,
                tallest: tallest + Self.spare)
        }
        second = Vector(count: lanes.lanes.count > 1 ? blocks.blockOf.count : 0)
        unsafe values = Self.room(valueStart[blocks.count])
    }

    deinit { unsafe values.deallocate() }

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
        unsafe values = Self.room(valueCount)
        for room in rooms { room.renewStack() }
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

    static func updateSize(_ blocks: Supernodes, _ block: Int) -> Int {
        let below = blocks.rows(block) - blocks.columns(block)
        return below * DenseBlock.stride(below)
    }

    /// The most that the stack of updates holds: a block's own one lies above its children's.
    private static func stackSize(_ blocks: Supernodes, _ ranges: [Range<Int>]) -> Int {
        var (height, most) = (0, 1)
        for range in ranges {
            var taken = [Int](repeating: 0, count: range.count)
            for block in range {
                let own = updateSize(blocks, block)
                most = max(most, height + own)
                height += own - taken[block - range.lowerBound]
                let parent = Int(blocks.parent[block])
                if range.contains(parent) { taken[parent - range.lowerBound] += own }
            }
        }
        return most
    }

    /// All numbers, for whom writes the matrix into the blocks.
    var numbers: UnsafeMutableBufferPointer<Double> {
        unsafe UnsafeMutableBufferPointer(start: values, count: valueCount)
    }

    func dense(_ block: Int) -> DenseBlock {
        unsafe DenseBlock(
            values: values + valueStart[block], rows: blocks.rows(block),
            columns: blocks.columns(block), width: width)
    }

    /// Takes notice of work; false when it is to stop.
    ///
    /// Only the first lane may ask the watch; the others see what it says.
    @inline(__always)
    func goesOn(_ lane: Int, _ watch: HorizonWatch, _ amount: Int) -> Bool {
        lane == 0 ? watch.goesOn(amount) : !watch.isStopped
    }
}
