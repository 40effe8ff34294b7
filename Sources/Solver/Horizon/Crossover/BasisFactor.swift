/// Factors of a basis, B = L U with one eta matrix for every variable replaced since.
///
/// Product form of the inverse (G. B. Dantzig, W. Orchard-Hays, 1954): where a column w = B⁻¹a
/// takes position p, the new inverse is E⁻¹B⁻¹, E the identity with column p replaced by w.
struct BasisFactor {
    private let lower: TriangularFactor
    private let upper: TriangularFactor
    private let lowerByRows: TriangularFactor
    private let upperByRows: TriangularFactor
    /// Position of the pivot of each row, and back.
    private let rowPosition: [Int32]
    private let pivotRow: [Int32]
    private var search: DepthSearch
    /// So many replacements cost about as much in every solve as new factors do once.
    private let longest: Int

    /// Entries looked at so far, about: what a limit counts that does not depend on the clock.
    var work = 0

    private var etaStart: [Int] = [0]
    private var etaPosition: [Int32] = []
    private var etaPivot: [Double] = []
    private var etaIndex: [Int32] = []
    private var etaValue: [Double] = []

    var entryCount: Int { lower.entryCount + upper.entryCount }
    private var entriesPerColumn: Int { 1 + entryCount / max(1, rowPosition.count) }
    /// Whether nothing has been replaced yet.
    var isFresh: Bool { etaPosition.isEmpty }
    /// Whether new factors are due.
    var isLong: Bool {
        etaPosition.count >= longest || etaIndex.count > 2 * (entryCount + rowPosition.count)
    }

    /// Takes factors whose pivot of each row has a position.
    init(lower: TriangularFactor, upper: TriangularFactor, rowPosition: [Int32]) {
        (self.lower, self.upper) = (lower, upper)
        lowerByRows = lower.transposed
        upperByRows = upper.transposed
        self.rowPosition = rowPosition
        var pivotRow = [Int32](repeating: 0, count: rowPosition.count)
        for (row, position) in rowPosition.enumerated() { pivotRow[Int(position)] = Int32(row) }
        self.pivotRow = pivotRow
        longest = max(100, Int(10 * Double(rowPosition.count).squareRoot()))
        search = DepthSearch(count: rowPosition.count)
    }

    /// Solves B x = b: from rows to positions.
    mutating func solve(_ b: SparseVector, into x: inout SparseVector) {
        x.clear()
        for row in b.places { x[Int(rowPosition[Int(row)])] = b.value[Int(row)] }
        lower.solve(&x, &search)
        upper.solve(&x, &search)
        withEtas { etas in
            x.withRoom { x in
                for eta in 0..<etas.count {
                    let place = Int(etas.position[eta])
                    let value = x[place]
                    guard value != 0 else { continue }
                    let pivot = value / etas.pivot[eta]
                    for entry in etas.start[eta]..<etas.start[eta + 1] {
                        x[Int(etas.index[entry])] -= etas.value[entry] * pivot
                    }
                    x[place] = pivot
                }
            }
        }
        work += etaPosition.count + x.places.count * entriesPerColumn
    }

    /// Solves Bᵀ y = c: from positions to rows; c is used up.
    mutating func solveTransposed(_ c: inout SparseVector, into y: inout SparseVector) {
        withEtas { etas in
            c.withRoom { c in
                for eta in (0..<etas.count).reversed() {
                    let place = Int(etas.position[eta])
                    var sum = c[place]
                    for entry in etas.start[eta]..<etas.start[eta + 1] {
                        sum -= etas.value[entry] * c[Int(etas.index[entry])]
                    }
                    if sum != 0 || c[place] != 0 { c[place] = sum / etas.pivot[eta] }
                }
            }
        }
        upperByRows.solve(&c, &search)
        lowerByRows.solve(&c, &search)
        y.clear()
        for place in c.places { y[Int(pivotRow[Int(place)])] = c.value[Int(place)] }
        work += etaIndex.count + y.places.count * entriesPerColumn
    }

    /// The eta matrices as a loop reads them.
    private struct Etas {
        let count: Int
        let start: Reader<Int>
        let position: Reader<Int32>
        let pivot: Reader<Double>
        let index: Reader<Int32>
        let value: Reader<Double>
    }

    @inline(__always)
    private func withEtas(_ body: (Etas) -> Void) {
        etaStart.withReader { start in
            etaPosition.withReader { position in
                etaPivot.withReader { pivot in
                    etaIndex.withReader { index in
                        etaValue.withReader { value in
                            body(
                                Etas(
                                    count: etaPosition.count, start: start, position: position,
                                    pivot: pivot, index: index, value: value))
                        }
                    }
                }
            }
        }
    }

    /// Replaces the variable at a position by one whose column is B w.
    mutating func replace(_ position: Int, by w: SparseVector) {
        for place in w.places
        where Int(place) != position && abs(w.value[Int(place)]) > SparseVector.least {
            etaIndex.append(place)
            etaValue.append(w.value[Int(place)])
        }
        etaStart.append(etaIndex.count)
        etaPosition.append(Int32(position))
        etaPivot.append(w.value[position])
    }
}
