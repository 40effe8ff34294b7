/// Gaussian process regression that also tells what it would have said in the past.
///
/// Rows are in the order of time. The factor `K + N = Uᵀ·U` then holds those of all shorter
/// histories: with `z = U⁻ᵀ·y` the value of row t is `Σ U[k, t]·z[k]` over k ≤ t, and what the rows up
/// to t − g say of it is the same sum over k ≤ t − g. So one factorisation gives the forecast and,
/// without another, the errors of all forecasts made `gap` rows ahead before it.
/// C. E. Rasmussen, C. K. I. Williams: Gaussian Processes for Machine Learning, 2006, algorithm 2.1;
/// the sums are the innovations of T. Kailath, 1968.
package struct SequentialProcess {
    /// The forecast, one value a target.
    package let mean: [Double]
    /// Truth less forecast of every past row, made from the rows that end `gap` rows before it.
    package let errors: Matrix

    /// Solves.
    ///
    /// - Parameters:
    ///   - covariance: of the past rows, noise on its diagonal.
    ///   - cross: covariance of the row asked with each past row.
    ///   - targets: one row a past row.
    ///   - gap: how many rows lie between a row and the last that is known for it, plus one.
    package init(
        covariance: consuming Matrix, cross: [Double], targets: Matrix, gap: Int
    ) throws(LinearAlgebraError) {
        let count = targets.rows
        let width = targets.columns
        let factor = try Cholesky(covariance)
        let innovations = factor.halfSolve(targets)
        let reach = factor.halfSolve(Matrix(rows: count, columns: 1, elements: cross))
        mean = innovations.transposedTimes(reach).elements
        var errors = Matrix(rows: count, columns: width)
        let upper = factor.factor
        for row in 0..<count {
            for past in max(0, row - gap + 1)...row {
                let share = upper[past, row]
                for column in 0..<width {
                    errors.elements[row * width + column] +=
                        share * innovations.elements[past * width + column]
                }
            }
        }
        self.errors = errors
    }
}
