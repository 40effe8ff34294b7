/// A triangular matrix by columns, for right sides of which most entries are zero.
///
/// Only the columns that the right side reaches are looked at: they are found by a search in depth
/// through the graph of the matrix. (J. R. Gilbert, T. Peierls, *Sparse partial pivoting in time
/// proportional to arithmetic operations*, SIAM J. Sci. Stat. Comput. 9 (1988).)
struct TriangularFactor {
    /// Start of each column; the diagonal is not among the entries.
    private let start: [Int32]
    private let index: [Int32]
    private let value: [Double]
    /// The diagonal; empty when it is all ones.
    private let diagonal: [Double]
    /// Whether the entries of each column lie below the diagonal.
    private let isLower: Bool

    /// From so many listed places a pass over all columns costs less than the search.
    private static let dense = 0.1

    init(
        start: [Int32], index: [Int32], value: [Double], diagonal: [Double] = [], isLower: Bool
    ) {
        (self.start, self.index, self.value) = (start, index, value)
        (self.diagonal, self.isLower) = (diagonal, isLower)
    }

    var count: Int { start.count - 1 }
    var entryCount: Int { index.count }

    /// The same matrix by rows, seen as the columns of its transpose.
    var transposed: TriangularFactor {
        var length = [Int32](repeating: 0, count: count + 1)
        for row in index { length[Int(row) + 1] += 1 }
        for row in 0..<count { length[row + 1] += length[row] }
        let rowStart = length
        var columns = [Int32](repeating: 0, count: index.count)
        var values = [Double](repeating: 0, count: index.count)
        for column in 0..<count {
            for entry in Int(start[column])..<Int(start[column + 1]) {
                let row = Int(index[entry])
                let place = Int(length[row])
                length[row] += 1
                columns[place] = Int32(column)
                values[place] = value[entry]
            }
        }
        return TriangularFactor(
            start: rowStart, index: columns, value: values, diagonal: diagonal, isLower: !isLower)
    }

    /// Replaces x by T⁻¹ x.
    func solve(_ x: inout SparseVector, _ search: inout DepthSearch) {
        let isDense = Double(x.places.count) > Self.dense * Double(count)
        if !isDense {
            search.begin()
            start.withReader { start in
                for place in x.places {
                    search.visit(Int(place), index) { start[$0]..<start[$0 + 1] }
                }
            }
        }
        let loop = Loop(isUnit: diagonal.isEmpty)
        start.withReader { start in
            index.withReader { index in
                value.withReader { value in
                    diagonal.withReader { diagonal in
                        x.withRoom { x in
                            if !isDense {
                                search.order.withReader { order in
                                    for place in (0..<search.order.count).reversed() {
                                        loop.eliminate(
                                            Int(order[place]), &x, start, index, value, diagonal)
                                    }
                                }
                            } else if isLower {
                                for column in 0..<count {
                                    loop.eliminate(column, &x, start, index, value, diagonal)
                                }
                            } else {
                                for column in (0..<count).reversed() {
                                    loop.eliminate(column, &x, start, index, value, diagonal)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// What happens at one column.
    private struct Loop {
        let isUnit: Bool

        @inline(__always)
        func eliminate(
            _ column: Int, _ x: inout SparseRoom, _ start: Reader<Int32>, _ index: Reader<Int32>,
            _ value: Reader<Double>, _ diagonal: Reader<Double>
        ) {
            var pivot = x[column]
            guard pivot != 0 else { return }
            guard abs(pivot) >= SparseVector.least else {
                x[column] = 0
                return
            }
            if !isUnit {
                pivot /= diagonal[column]
                x[column] = pivot
            }
            for entry in Int(start[column])..<Int(start[column + 1]) {
                let place = Int(index[entry])
                x[place] -= value[entry] * pivot
            }
        }
    }
}
