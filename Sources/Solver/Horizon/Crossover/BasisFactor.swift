/// Factors of a basis, B = L R⁻¹ U, kept when variables are replaced.
///
/// U is triangular in an order that changes: where a column takes a position, the pivot of this
/// position goes to the end of the order, and what its row then has left of the diagonal is
/// eliminated by a row of multipliers, which joins R. (J. J. H. Forrest, J. A. Tomlin, *Updated
/// triangular factors of the basis to maintain sparsity in the product form simplex method*, Math.
/// Program. 2 (1972).) L is in rows, U in positions; solves look only at what the right side reaches.
struct BasisFactor {
    private let lower: TriangularFactor
    private let lowerByRows: TriangularFactor
    private var upper: TriangularFactor
    private var upperByRows: TriangularFactor
    /// Position of the pivot of each row, and back.
    private let rowPosition: [Int32]
    private let pivotRow: [Int32]
    /// Positions so that U is triangular, −1 where one has moved to the end; and the place of each.
    private var order: [Int32]
    private var orderPlace: [Int32]
    /// The rows of multipliers: x at their position loses their product with x.
    private var etaStart: [Int] = [0]
    private var etaPosition: [Int32] = []
    private var etaIndex: [Int32] = []
    private var etaValue: [Double] = []
    /// Positions and values of R L⁻¹ a, for the column that was solved with last.
    private var spike: [(position: Int32, value: Double)] = []
    private var row: SparseVector
    private var search: DepthSearch
    private var replacedCount = 0
    private let longest: Int
    /// Entries looked at because of what has been replaced.
    private var extra = 0
    private let mostExtra: Int

    /// Entries looked at so far, about: what a limit counts that does not depend on the clock.
    var work = 0

    /// Replacements to do with the same factors in small programs.
    private static let fewReplacements = 100
    /// So many times its entries new factors cost.
    private static let costOfFactors = 20
    /// Relative difference of two ways to compute a pivot from which on factors are made anew.
    private static let tolerance = 1e-7

    var entryCount: Int { lower.entryCount + upper.entryCount }
    private var entriesPerColumn: Int { 1 + entryCount / max(1, rowPosition.count) }
    /// Whether nothing has been replaced yet.
    var isFresh: Bool { replacedCount == 0 }
    /// Whether new factors are due.
    var isLong: Bool { replacedCount >= longest || extra > mostExtra }

    /// Takes factors: L by the rows of its pivots, U by positions.
    init(lower: TriangularFactor, upper: TriangularFactor, rowPosition: [Int32]) {
        (self.lower, self.upper) = (lower, upper)
        lowerByRows = lower.transposed
        upperByRows = upper.transposed
        self.rowPosition = rowPosition
        let count = rowPosition.count
        var pivotRow = [Int32](repeating: 0, count: count)
        for (row, position) in rowPosition.enumerated() { pivotRow[Int(position)] = Int32(row) }
        self.pivotRow = pivotRow
        order = (0..<count).map { Int32($0) }
        orderPlace = order
        row = SparseVector(count: count)
        search = DepthSearch(count: count)
        longest = max(Self.fewReplacements, Int(10 * Double(count).squareRoot()))
        mostExtra = Self.costOfFactors * (lower.entryCount + upper.entryCount + count)
    }

    /// Solves B x = b: from rows to positions; b is used up.
    ///
    /// - Parameters:
    ///   - b: the right side.
    ///   - x: the solution.
    ///   - keepsSpike: whether b is a column that may take a position next.
    mutating func solve(
        _ b: inout SparseVector, into x: inout SparseVector, keepsSpike: Bool = false
    ) {
        lower.solve(&b, &search, order: pivotRow, isReversed: false)
        x.clear()
        b.withEntries { b in
            rowPosition.withReader { position in
                x.withRoom { x in
                    for index in 0..<b.count {
                        let row = b.place(index)
                        x[Int(position[row])] = b[row]
                    }
                }
            }
        }
        withEtas { etas in
            x.withRoom { x in
                for eta in 0..<etas.count {
                    var sum = 0.0
                    for entry in etas.start[eta]..<etas.start[eta + 1] {
                        sum += etas.value[entry] * x[Int(etas.index[entry])]
                    }
                    if sum != 0 { x[Int(etas.position[eta])] -= sum }
                }
            }
        }
        if keepsSpike { keepSpike(x) }
        upper.solve(&x, &search, order: order, isReversed: true)
        extra += etaIndex.count + etaPosition.count
        work += etaPosition.count + x.places.count * entriesPerColumn
    }

    private mutating func keepSpike(_ x: SparseVector) {
        spike.removeAll(keepingCapacity: true)
        x.withEntries { x in
            for index in 0..<x.count {
                let place = x.place(index)
                guard abs(x[place]) > SparseVector.least else { continue }
                spike.append((Int32(place), x[place]))
            }
        }
    }

    /// Solves Bᵀ y = c: from positions to rows; c is used up.
    mutating func solveTransposed(_ c: inout SparseVector, into y: inout SparseVector) {
        upperByRows.solve(&c, &search, order: order, isReversed: false)
        withEtas { etas in
            c.withRoom { c in
                for eta in (0..<etas.count).reversed() {
                    let value = c[Int(etas.position[eta])]
                    guard value != 0 else { continue }
                    for entry in etas.start[eta]..<etas.start[eta + 1] {
                        c[Int(etas.index[entry])] -= etas.value[entry] * value
                    }
                }
            }
        }
        y.clear()
        c.withEntries { c in
            pivotRow.withReader { row in
                y.withRoom { y in
                    for index in 0..<c.count {
                        let position = c.place(index)
                        y[Int(row[position])] = c[position]
                    }
                }
            }
        }
        lowerByRows.solve(&y, &search, order: pivotRow, isReversed: true)
        extra += etaPosition.count
        work += etaIndex.count + y.places.count * entriesPerColumn
    }

    /// The rows of multipliers as a loop reads them.
    private struct Etas {
        let count: Int
        let start: Reader<Int>
        let position: Reader<Int32>
        let index: Reader<Int32>
        let value: Reader<Double>
    }

    @inline(__always)
    private func withEtas(_ body: (Etas) -> Void) {
        guard !etaPosition.isEmpty else { return }
        etaStart.withReader { start in
            etaPosition.withReader { position in
                etaIndex.withReader { index in
                    etaValue.withReader { value in
                        body(
                            Etas(
                                count: etaPosition.count, start: start, position: position,
                                index: index, value: value))
                    }
                }
            }
        }
    }

    /// Replaces the variable at a position by the one that was solved with last.
    ///
    /// - Parameters:
    ///   - position: the position.
    ///   - pivot: the entry at this position of the solution, which tells whether numbers are still good.
    /// - Returns: whether they are: else the factors must be made anew.
    mutating func replace(_ position: Int, pivot: Double) -> Bool {
        let old = upper.diagonal[position]
        eliminateRow(position)
        let columnBegin = upper.poolCount
        var diagonal = 0.0
        for (place, value) in spike {
            if Int(place) == position {
                diagonal += value
            } else {
                diagonal -= row.value[Int(place)] * value
            }
        }
        for entry in columnEntries(position) {
            upperByRows.remove(Int32(position), from: Int(entry))
        }
        for (place, value) in spike where Int(place) != position {
            upper.add(place, value)
            upperByRows.insert(Int32(position), value, into: Int(place))
        }
        upper.close(position, since: columnBegin)
        upper.diagonal[position] = diagonal
        upperByRows.diagonal[position] = diagonal
        order[Int(orderPlace[position])] = -1
        orderPlace[position] = Int32(order.count)
        order.append(Int32(position))
        replacedCount += 1
        work += (spike.count + row.places.count) * entriesPerColumn
        spike.removeAll(keepingCapacity: true)
        let expected = pivot * old
        return abs(diagonal - expected) <= Self.tolerance * (abs(diagonal) + abs(expected))
    }

    /// Takes the row of a position out of U; its multipliers, left in `row`, join R.
    private mutating func eliminateRow(_ position: Int) {
        row.clear()
        let entries = upperByRows.withLists { lists in
            lists.entries(position).map { (lists.index($0), lists.value($0)) }
        }
        for (column, value) in entries {
            row[column] = value
            upper.remove(Int32(position), from: column)
        }
        upperByRows.empty(position)
        guard !entries.isEmpty else { return }
        upperByRows.solve(&row, &search, order: order, isReversed: false)
        for place in row.places {
            etaIndex.append(place)
            etaValue.append(row.value[Int(place)])
        }
        etaPosition.append(Int32(position))
        etaStart.append(etaIndex.count)
    }

    private func columnEntries(_ position: Int) -> [Int] {
        upper.withLists { lists in lists.entries(position).map { lists.index($0) } }
    }
}
