/// Where the products of A·Θ·Aᵀ go: its lower triangle by columns, and a map into it.
///
/// A column of A with k entries touches k (k + 1) / 2 places. They never change, so that forming
/// the matrix anew is one pass over them. Columns marked as left out (dense ones) have none.
struct NormalPattern {
    /// Start of each column of the lower triangle; as many and one as there are rows of A.
    private(set) var start: [Int32] = [0]
    /// Row of each entry, ascending within a column, the diagonal first.
    private(set) var row: [Int32] = []
    /// For each column of A, where its products begin in `target`.
    private(set) var productStart: [Int]
    /// Place in `row` of the product of each pair of entries of a column, row by row.
    private(set) var target: [Int32]

    init(_ matrix: SparseMatrix, leavingOut isLeftOut: [Bool]) {
        productStart = [0]
        productStart.reserveCapacity(matrix.columnCount + 1)
        var total = 0
        for column in 0..<matrix.columnCount {
            let count = isLeftOut[column] ? 0 : matrix.entries(ofColumn: column).count
            total += count * (count + 1) / 2
            productStart.append(total)
        }
        target = [Int32](repeating: 0, count: total)
        let rows = matrix.transposed()
        // Where in each column of A the walk over rows has come.
        var entry = Array(matrix.columnStart.dropLast())
        var product = Array(productStart.dropLast())
        var placeOf = [Int32](repeating: -1, count: matrix.rowCount)
        for pivot in 0..<matrix.rowCount {
            collectColumn(pivot, matrix, rows, isLeftOut, entry, &placeOf)
            for position in rows.entries(ofColumn: pivot) {
                let column = Int(rows.rowIndex[position])
                guard !isLeftOut[column] else { continue }
                for other in entry[column]..<matrix.columnStart[column + 1] {
                    target[product[column]] = placeOf[Int(matrix.rowIndex[other])]
                    product[column] += 1
                }
                entry[column] += 1
            }
            for place in Int(start[pivot])..<row.count { placeOf[Int(row[place])] = -1 }
        }
    }

    /// Finds the rows of one column of the lower triangle, sorts them, and notes their places.
    private mutating func collectColumn(
        _ pivot: Int, _ matrix: SparseMatrix, _ rows: SparseMatrix, _ isLeftOut: [Bool],
        _ entry: [Int], _ placeOf: inout [Int32]
    ) {
        let first = row.count
        row.append(Int32(pivot))
        placeOf[pivot] = Int32(first)
        for position in rows.entries(ofColumn: pivot) {
            let column = Int(rows.rowIndex[position])
            guard !isLeftOut[column] else { continue }
            for other in entry[column]..<matrix.columnStart[column + 1] {
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

    /// Sends all products to other places, of which there is one for each entry of the triangle.
    mutating func moveTargets(to places: [Int32]) {
        for product in target.indices { target[product] = places[Int(target[product])] }
    }

    /// Adds the products A·Θ·Aᵀ to the places that they go to.
    func addProducts(
        _ matrix: SparseMatrix, _ theta: [Double], to sum: UnsafeMutableBufferPointer<Double>
    ) {
        precondition(theta.count == matrix.columnCount)
        unsafe matrix.value.withUnsafeBufferPointer { value in
            unsafe target.withUnsafeBufferPointer { target in
                for column in 0..<matrix.columnCount {
                    var product = productStart[column]
                    let weight = theta[column]
                    guard productStart[column + 1] > product, weight != 0 else { continue }
                    let end = matrix.columnStart[column + 1]
                    for first in matrix.columnStart[column]..<end {
                        let scaled = unsafe value[first] * weight
                        for second in first..<end {
                            unsafe sum[Int(target[product])] += scaled * value[second]
                            product += 1
                        }
                    }
                }
            }
        }
    }
}
