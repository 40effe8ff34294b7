/// Where the products of A·Θ·Aᵀ go: its lower triangle by columns, and a map into it.
///
/// A column of A with k entries touches k (k + 1) / 2 places. They never change, so that forming
/// the matrix anew is one pass over them. Columns marked as left out (dense ones) have none.
struct NormalPattern {
    /// Start of each column of the lower triangle; as many and one as there are rows of A.
    private(set) var start: [Int32] = [0]
    /// Row of each entry, ascending within a column, the diagonal first.
    private(set) var row: [Int32] = []
    /// Place in `row` of the product of each pair of entries of a column, row by row, one column
    /// after the other.
    private(set) var target: [Int32]

    /// Finds the pattern, and the places of the products where they are wanted.
    init(
        _ matrix: SparseMatrix, leavingOut isLeftOut: [Bool], withTargets: Bool = true,
        watch: HorizonWatch
    ) {
        // Where the next product of each column goes in `target`.
        var product: [Int32] = []
        product.reserveCapacity(matrix.columnCount)
        var total = 0
        for column in 0..<matrix.columnCount {
            product.append(Int32(total))
            let count = isLeftOut[column] ? 0 : matrix.entries(ofColumn: column).count
            total += count * (count + 1) / 2
        }
        target = [Int32](repeating: 0, count: withTargets ? total : 0)
        let rows = matrix.transposed()
        // Where in each column of A the walk over rows has come.
        var entry = Array(matrix.columnStart.dropLast())
        var placeOf = [Int32](repeating: -1, count: matrix.rowCount)
        for pivot in 0..<matrix.rowCount {
            let amount = 20 * rows.entries(ofColumn: pivot).count
            guard watch.reason == nil, watch.goesOn(amount) else {
                // Stopped: a pattern like another, for nobody.
                row.append(Int32(pivot))
                start.append(Int32(row.count))
                continue
            }
            collectColumn(pivot, matrix, rows, isLeftOut, entry, &placeOf)
            for position in rows.entries(ofColumn: pivot) {
                let column = Int(rows.rowIndex[position])
                guard !isLeftOut[column] else { continue }
                if withTargets {
                    for other in Int(entry[column])..<Int(matrix.columnStart[column + 1]) {
                        target[Int(product[column])] = placeOf[Int(matrix.rowIndex[other])]
                        product[column] += 1
                    }
                }
                entry[column] += 1
            }
            for place in Int(start[pivot])..<row.count { placeOf[Int(row[place])] = -1 }
        }
    }

    /// Finds the rows of one column of the lower triangle, sorts them, and notes their places.
    private mutating func collectColumn(
        _ pivot: Int, _ matrix: SparseMatrix, _ rows: SparseMatrix, _ isLeftOut: [Bool],
        _ entry: [Int32], _ placeOf: inout [Int32]
    ) {
        let first = row.count
        row.append(Int32(pivot))
        placeOf[pivot] = Int32(first)
        for position in rows.entries(ofColumn: pivot) {
            let column = Int(rows.rowIndex[position])
            guard !isLeftOut[column] else { continue }
            for other in Int(entry[column])..<Int(matrix.columnStart[column + 1]) {
                let index = matrix.rowIndex[other]
                if placeOf[Int(index)] < 0 {
                    placeOf[Int(index)] = Int32(row.count)
                    row.append(index)
                }
            }
        }
        row[(first + 1)...].sort()
        for place in first..<row.count { placeOf[Int(row[place])] = Int32(place) }
        start.append(Int32(row.count))
    }

    /// Sends all products to other places, of which there is one for each entry of the triangle,
    /// and forgets the triangle.
    mutating func moveTargets(to places: [Int32]) {
        for product in target.indices { target[product] = places[Int(target[product])] }
        (start, row) = ([], [])
    }
}
