/// Why a routine of linear algebra has no answer for these numbers.
///
/// Wrong shapes are mistakes of the caller and stop the program; these are properties of the data.
public enum LinearAlgebraError: Error, Equatable, Sendable {
    /// The matrix holds a NaN or an infinite number.
    case notFinite
    /// The leading minor of this order is not positive: the matrix has no Cholesky factor.
    case notPositiveDefinite(order: Int)
    /// The iteration for the eigenvalues did not converge.
    case noConvergence
}
