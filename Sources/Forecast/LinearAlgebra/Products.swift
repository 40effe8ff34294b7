import CLAPACKE

extension Matrix {
    /// The product `self · other`.
    package func times(_ other: Matrix) -> Matrix {
        precondition(columns == other.rows, "the inner dimensions of a product agree")
        return product(other, CblasNoTrans, CblasNoTrans, rows, other.columns, columns)
    }

    /// The product `selfᵀ · other`, without forming the transpose.
    package func transposedTimes(_ other: Matrix) -> Matrix {
        precondition(rows == other.rows, "the inner dimensions of a product agree")
        return product(other, CblasTrans, CblasNoTrans, columns, other.columns, rows)
    }

    /// The product `self · otherᵀ`, without forming the transpose.
    package func timesTransposed(_ other: Matrix) -> Matrix {
        precondition(columns == other.columns, "the inner dimensions of a product agree")
        return product(other, CblasNoTrans, CblasTrans, rows, other.rows, columns)
    }

    /// The product of the matrix and a vector.
    package func times(_ vector: [Double]) -> [Double] {
        precondition(columns == vector.count, "the inner dimensions of a product agree")
        return times(Matrix(rows: columns, columns: 1, elements: vector)).elements
    }

    /// The Gram matrix `selfᵀ · self` of the columns, both triangles filled.
    package var gram: Matrix { symmetricProduct(CblasTrans, order: columns, inner: rows) }

    /// The Gram matrix `self · selfᵀ` of the rows, both triangles filled.
    package var rowGram: Matrix { symmetricProduct(CblasNoTrans, order: rows, inner: columns) }

    /// Adds `weight · vector · vectorᵀ` to a symmetric matrix; a negative weight takes it away.
    package mutating func addOuterProduct(_ vector: [Double], weight: Double) {
        precondition(rows == columns, "an outer product changes a square matrix")
        precondition(rows == vector.count, "the vector has the order of the matrix")
        guard rows > 0 else { return }
        BLASThreads.settle()
        let order = Int32(rows)
        unsafe cblas_dger(
            CblasRowMajor, order, order, weight, vector, 1, vector, 1, &elements, order)
    }

    /// Adds a multiple of a row to a vector.
    package func addRow(_ row: Int, times factor: Double, to vector: inout [Double]) {
        precondition(row >= 0 && row < rows, "the row is in the matrix")
        precondition(vector.count == columns, "the vector has the length of a row")
        unsafe elements.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return }
            unsafe cblas_daxpy(Int32(columns), factor, start + row * columns, 1, &vector, 1)
        }
    }

    private func product(
        _ other: Matrix, _ transpose: CBLAS_TRANSPOSE, _ otherTranspose: CBLAS_TRANSPOSE,
        _ resultRows: Int, _ resultColumns: Int, _ inner: Int
    ) -> Matrix {
        var result = Matrix(rows: resultRows, columns: resultColumns)
        guard resultRows > 0, resultColumns > 0, inner > 0 else { return result }
        BLASThreads.settle()
        unsafe cblas_dgemm(
            CblasRowMajor, transpose, otherTranspose, Int32(resultRows), Int32(resultColumns),
            Int32(inner), 1, elements, Int32(columns), other.elements, Int32(other.columns), 0,
            &result.elements, Int32(resultColumns))
        return result
    }

    private func symmetricProduct(
        _ transpose: CBLAS_TRANSPOSE, order: Int, inner: Int
    ) -> Matrix {
        var result = Matrix(rows: order, columns: order)
        guard order > 0, inner > 0 else { return result }
        BLASThreads.settle()
        unsafe cblas_dsyrk(
            CblasRowMajor, CblasLower, transpose, Int32(order), Int32(inner), 1, elements,
            Int32(columns), 0, &result.elements, Int32(order))
        result.mirrorLowerTriangle()
        return result
    }

    /// Copies the lower triangle over the upper one.
    mutating func mirrorLowerTriangle() {
        for row in 0..<rows {
            for column in 0..<row {
                elements[column * columns + row] = elements[row * columns + column]
            }
        }
    }
}
