/// A triangular matrix by columns, for right sides of which most entries are zero.
///
/// Only the columns that the right side reaches are looked at: they are found by a search in depth
/// through the graph of the matrix (`DepthSearch`). Columns may be written and changed one by one,
/// and need not come in the order in which the matrix is triangular: the graph knows it.
struct TriangularFactor {
    /// Where each column begins and ends in the pool, and where its room ends; the diagonal is not
    /// among the entries.
    private var bounds: [Bounds]
    private var limit: [Int32]
    private var pool: [Entry] = []
    /// The diagonal; empty when it is all ones.
    var diagonal: [Double]
    /// Entries of all columns.
    private(set) var entryCount = 0

    fileprivate struct Bounds {
        var start: Int32 = 0
        var end: Int32 = 0

        var count: Int { Int(end - start) }
        var range: Range<Int> { unsafe Range(uncheckedBounds: (Int(start), Int(end))) }
    }

    fileprivate struct Entry {
        let row: Int32
        let value: Double
    }

    /// From this share of listed places on, a pass over all columns costs less than the search.
    private static let dense = 0.1

    /// A matrix of empty columns.
    init(count: Int, hasDiagonal: Bool) {
        bounds = [Bounds](repeating: Bounds(), count: count)
        limit = [Int32](repeating: 0, count: count)
        diagonal = [Double](repeating: 1, count: hasDiagonal ? count : 0)
    }

    var count: Int { bounds.count }

    // MARK: Writing

    /// Makes room for entries.
    mutating func reserve(_ count: Int) { pool.reserveCapacity(count) }

    /// Adds an entry to the column that is closed next.
    @inline(__always)
    mutating func add(_ row: Int32, _ value: Double) {
        pool.append(Entry(row: row, value: value))
    }

    /// Makes what was added since a place in the pool a column.
    mutating func close(_ column: Int, since begin: Int) {
        entryCount += pool.count - begin - bounds[column].count
        bounds[column] = Bounds(start: Int32(begin), end: Int32(pool.count))
        limit[column] = Int32(pool.count)
    }

    /// Where the next entry is added in the pool.
    var poolCount: Int { pool.count }

    /// Forgets the entries of a column.
    mutating func empty(_ column: Int) {
        entryCount -= bounds[column].count
        bounds[column].end = bounds[column].start
    }

    /// Takes an entry out of a column, if it is there.
    mutating func remove(_ row: Int32, from column: Int) {
        let range = bounds[column].range
        guard let place = range.first(where: { pool[$0].row == row }) else { return }
        pool[place] = pool[range.upperBound - 1]
        bounds[column].end -= 1
        entryCount -= 1
    }

    /// Adds an entry to a column, which moves to the end of the pool where it has no room.
    mutating func insert(_ row: Int32, _ value: Double, into column: Int) {
        if bounds[column].end == limit[column] { move(column) }
        pool[Int(bounds[column].end)] = Entry(row: row, value: value)
        bounds[column].end += 1
        entryCount += 1
    }

    private mutating func move(_ column: Int) {
        let range = bounds[column].range
        let begin = pool.count
        for place in range { pool.append(pool[place]) }
        bounds[column] = Bounds(start: Int32(begin), end: Int32(pool.count))
        for _ in 0..<range.count + 2 { pool.append(Entry(row: 0, value: 0)) }
        limit[column] = Int32(pool.count)
    }

    // MARK: Reading

    /// The columns as a loop reads them.
    struct Lists {
        private let bounds: Reader<Bounds>
        private let pool: Reader<Entry>

        fileprivate init(_ bounds: Reader<Bounds>, _ pool: Reader<Entry>) {
            (self.bounds, self.pool) = (bounds, pool)
        }

        @inline(__always)
        func entries(_ column: Int) -> Range<Int> { bounds[column].range }

        @inline(__always)
        func index(_ entry: Int) -> Int { Int(pool[entry].row) }

        @inline(__always)
        func value(_ entry: Int) -> Double { pool[entry].value }
    }

    /// Lets a loop read the columns.
    @inline(__always)
    func withLists<Result>(_ body: (Lists) -> Result) -> Result {
        bounds.withReader { bounds in pool.withReader { body(Lists(bounds, $0)) } }
    }

    /// The same matrix by rows, seen as the columns of its transpose.
    var transposed: TriangularFactor {
        var result = TriangularFactor(count: count, hasDiagonal: false)
        result.diagonal = diagonal
        result.entryCount = entryCount
        withLists { lists in
            for column in 0..<count {
                for entry in lists.entries(column) { result.limit[lists.index(entry)] += 1 }
            }
            var total: Int32 = 0
            for row in 0..<count {
                result.bounds[row] = Bounds(start: total, end: total)
                total += result.limit[row]
                result.limit[row] = total
            }
            result.pool = [Entry](repeating: Entry(row: 0, value: 0), count: Int(total))
            for column in 0..<count {
                for entry in lists.entries(column) {
                    let row = lists.index(entry)
                    result.pool[Int(result.bounds[row].end)] = Entry(
                        row: Int32(column), value: lists.value(entry))
                    result.bounds[row].end += 1
                }
            }
        }
        return result
    }

    // MARK: Solving

    /// Replaces x by T⁻¹ x.
    ///
    /// - Parameters:
    ///   - x: the right side, then the solution.
    ///   - search: room.
    ///   - order: all columns so that each comes before those that its entries lead to; −1 for
    ///     places left empty. Without it every solve searches.
    ///   - isReversed: whether the order is to be read from its end.
    func solve(
        _ x: inout SparseVector, _ search: inout DepthSearch, order: [Int32] = [],
        isReversed: Bool = false
    ) {
        let isDense = !order.isEmpty && Double(x.places.count) > Self.dense * Double(count)
        withLists { lists in
            diagonal.withReader { diagonal in
                let columns = Columns(
                    lists: lists, diagonal: diagonal, isUnit: self.diagonal.isEmpty)
                x.withRoom { x in
                    guard isDense else {
                        search.reach(lists, &x)
                        return columns.eliminateListed(&x)
                    }
                    order.withReader { columns.eliminate(&x, $0, order.count, isReversed) }
                }
            }
        }
    }

    /// The columns and their pivots.
    private struct Columns {
        let lists: Lists
        let diagonal: Reader<Double>
        let isUnit: Bool

        /// Goes through the list from its end; what has become zero leaves it.
        func eliminateListed(_ x: inout SparseRoom) {
            var first = x.count
            for index in (0..<x.count).reversed() {
                let column = x.place(index)
                if eliminate(column, &x) {
                    first -= 1
                    x.move(column, to: first)
                } else {
                    x.mark(column, false)
                }
            }
            x.dropFirst(first)
        }

        /// Goes through all columns, and lists what is not zero.
        func eliminate(
            _ x: inout SparseRoom, _ order: Reader<Int32>, _ count: Int, _ isReversed: Bool
        ) {
            x.unlist()
            for index in 0..<count {
                let column = Int(order[isReversed ? count - 1 - index : index])
                guard column >= 0, eliminate(column, &x) else { continue }
                x.mark(column, true)
                x.add(column)
            }
        }

        /// What happens at one column; false where there is nothing but rounding.
        @inline(__always)
        private func eliminate(_ column: Int, _ x: inout SparseRoom) -> Bool {
            var pivot = x[column]
            guard abs(pivot) >= SparseVector.least else {
                if pivot != 0 { x.set(0, unlisted: column) }
                return false
            }
            if !isUnit {
                pivot /= diagonal[column]
                x.set(pivot, unlisted: column)
            }
            for entry in lists.entries(column) {
                x.subtract(lists.value(entry) * pivot, unlisted: lists.index(entry))
            }
            return true
        }
    }
}
