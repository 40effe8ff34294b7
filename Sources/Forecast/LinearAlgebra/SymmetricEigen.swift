import CLAPACKE

/// Eigenvalues and eigenvectors of a symmetric matrix: LAPACK's divide and conquer, `dsyevd`.
package struct SymmetricEigen: Sendable {
    /// The eigenvalues, ascending.
    package let values: [Double]
    /// The eigenvectors, orthonormal, one per row, in the order of the eigenvalues.
    package let vectors: Matrix

    /// Decomposes a symmetric matrix, of which only one triangle is read.
    package init(_ matrix: consuming Matrix) throws(LinearAlgebraError) {
        precondition(matrix.rows == matrix.columns, "a square matrix has eigenvalues")
        let order = matrix.rows
        // The iterations of LAPACK may not end on a NaN.
        guard matrix.isFinite else { throw .notFinite }
        var values = Array(repeating: 0.0, count: order)
        var vectors = matrix
        if order > 0 {
            BLASThreads.settle()
            // By columns, so that the eigenvectors arrive as the rows of a row-major matrix.
            let info = unsafe LAPACKE_dsyevd(
                LAPACK_COL_MAJOR, CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "L")), Int32(order),
                &vectors.elements, Int32(order), &values)
            precondition(info >= 0, "LAPACK accepts the arguments of dsyevd")
            guard info == 0 else { throw .noConvergence }
        }
        self.values = values
        self.vectors = vectors
    }
}
