/// The columns of a sparse factor in blocks of equal pattern, and the tree that joins them.
///
/// Consecutive columns whose patterns agree form a block (supernode); small blocks are merged with
/// their parent where that stores few zeros. Rows must be numbered in a postorder of the
/// elimination tree. (J. W. H. Liu, *The role of elimination trees in sparse factorization*, SIAM J.
/// Matrix Anal. Appl. 11 (1990); C. Ashcraft, R. Grimes, *The influence of relaxed supernode
/// partitions on the multifrontal method*, ACM TOMS 15 (1989).)
struct Supernodes {
    /// First column of each block; one more entry for the end.
    private(set) var first: [Int32] = []
    /// Parent of each block; −1 for a root.
    private(set) var parent: [Int32] = []
    /// Where the rows of each block begin in `row`; one more entry for the end.
    private(set) var rowStart: [Int] = [0]
    /// Rows of each block: its own columns first, all ascending.
    private(set) var row: [Int32] = []
    /// Block of each column.
    private(set) var blockOf: [Int32]

    var count: Int { parent.count }
    func columns(_ block: Int) -> Int { Int(first[block + 1] - first[block]) }
    func rows(_ block: Int) -> Int { rowStart[block + 1] - rowStart[block] }

    init(_ pattern: NormalPattern) {
        let size = pattern.start.count - 1
        blockOf = [Int32](repeating: 0, count: size)
        let tree = EliminationTree(pattern)
        formBlocks(tree, size)
        // The youngest child of each block that is known, and the next older one of each.
        var youngest = [Int32](repeating: -1, count: count)
        var older = youngest
        var mark = [Int32](repeating: -1, count: size)
        for block in 0..<count {
            collectRows(of: block, pattern, &mark, youngest[block], older)
            let columns = columns(block)
            guard rows(block) > columns else { continue }
            let next = Int(blockOf[Int(row[rowStart[block] + columns])])
            parent[block] = Int32(next)
            older[block] = youngest[next]
            youngest[next] = Int32(block)
        }
    }

    /// The same, where a loop may read so many rows behind the last one.
    func withRoom(_ count: Int) -> Supernodes {
        var copy = self
        copy.row += [Int32](repeating: 0, count: count)
        return copy
    }

    /// Joins columns of equal pattern, then small blocks with their parents.
    private mutating func formBlocks(_ tree: EliminationTree, _ size: Int) {
        var starts: [Int] = []
        for column in 0..<size {
            let joins =
                column > 0 && tree.parent[column - 1] == Int32(column)
                && tree.count[column - 1] == tree.count[column] + 1
            if !joins { starts.append(column) }
        }
        let merging = BlockMerging(starts: starts, size: size, tree)
        for (block, start) in merging.starts.enumerated() {
            first.append(Int32(start))
            let end = block + 1 < merging.starts.count ? merging.starts[block + 1] : size
            for column in start..<end { blockOf[column] = Int32(block) }
        }
        first.append(Int32(size))
        parent = [Int32](repeating: -1, count: merging.starts.count)
    }

    /// The rows of a block: those of the matrix in its columns, and those of its children.
    private mutating func collectRows(
        of block: Int, _ pattern: NormalPattern, _ mark: inout [Int32], _ youngest: Int32,
        _ older: [Int32]
    ) {
        let (start, end) = (first[block], first[block + 1])
        let tag = Int32(block)
        for column in start..<end { row.append(column) }
        let below = row.count
        for column in Int(start)..<Int(end) {
            for entry in Int(pattern.start[column])..<Int(pattern.start[column + 1]) {
                let index = pattern.row[entry]
                guard index >= end, mark[Int(index)] != tag else { continue }
                mark[Int(index)] = tag
                row.append(index)
            }
        }
        var child = Int(youngest)
        while child >= 0 {
            for entry in rowStart[child] + columns(child)..<rowStart[child + 1] {
                let index = row[entry]
                guard index >= end, mark[Int(index)] != tag else { continue }
                mark[Int(index)] = tag
                row.append(index)
            }
            child = Int(older[child])
        }
        row[below...].sort()
        rowStart.append(row.count)
    }
}

/// Which column's elimination each column waits for, and how long each column of the factor is.
struct EliminationTree {
    /// Parent of each column; −1 for a root.
    private(set) var parent: [Int32]
    /// Entries of each column of the factor, the diagonal among them.
    private(set) var count: [Int32]

    init(_ pattern: NormalPattern) {
        let size = pattern.start.count - 1
        parent = [Int32](repeating: -1, count: size)
        count = [Int32](repeating: 1, count: size)
        // The strict lower triangle by rows.
        var start = [Int](repeating: 0, count: size + 1)
        for index in pattern.row { start[Int(index) + 1] += 1 }
        for index in 0..<size { start[index + 1] += start[index] }
        var next = start
        var columnsOfRow = [Int32](repeating: 0, count: pattern.row.count)
        for column in 0..<size {
            for entry in Int(pattern.start[column])..<Int(pattern.start[column + 1]) {
                let index = Int(pattern.row[entry])
                columnsOfRow[next[index]] = Int32(column)
                next[index] += 1
            }
        }
        var mark = [Int32](repeating: -1, count: size)
        for row in 0..<size {
            mark[row] = Int32(row)
            for entry in start[row]..<start[row + 1] {
                // Row `row` of the factor: the paths from its columns up to the diagonal.
                var column = Int(columnsOfRow[entry])
                while mark[column] != Int32(row) {
                    mark[column] = Int32(row)
                    count[column] += 1
                    if parent[column] < 0 { parent[column] = Int32(row) }
                    column = Int(parent[column])
                }
            }
        }
    }
}

/// Merges blocks with the block after them, where that is their parent and few zeros come in.
private struct BlockMerging {
    private(set) var starts: [Int]

    /// Blocks up to so many columns may hold this share of zeros.
    private static let allowance: [(columns: Int, zeros: Double)] = [
        (4, 0.5), (8, 0.2), (16, 0.1), (48, 0.01),
    ]

    init(starts fundamental: [Int], size: Int, _ tree: EliminationTree) {
        let count = fundamental.count
        var width = fundamental.indices.map {
            ($0 + 1 < count ? fundamental[$0 + 1] : size) - fundamental[$0]
        }
        var height = fundamental.map { Int(tree.count[$0]) }
        var zeros = [Int](repeating: 0, count: count)
        var isMerged = [Bool](repeating: false, count: count)
        // The block after this one among those that are left, its merged ones included.
        for block in stride(from: count - 2, through: 0, by: -1) {
            let next = block + 1
            let last = fundamental[block] + width[block] - 1
            // The block after this one begins right behind it; is it its parent?
            guard tree.parent[last] >= 0,
                Int(tree.parent[last]) < fundamental[next] + width[next]
            else { continue }
            let columns = width[block] + width[next]
            let added = width[block] * (height[next] + width[block] - height[block])
            let entries = columns * (columns + 1) / 2 + columns * (height[next] - width[next])
            let share = Double(zeros[next] + added) / Double(entries)
            guard Self.allowance.contains(where: { columns <= $0.columns && share <= $0.zeros })
            else { continue }
            zeros[block] = zeros[next] + added
            isMerged[next] = true
            height[block] = width[block] + height[next]
            width[block] = columns
        }
        starts = fundamental.indices.filter { !isMerged[$0] }.map { fundamental[$0] }
    }
}
