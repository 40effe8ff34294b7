import Glibc

/// Ridge regression of many targets on a window: one penalty, chosen for all of them.
///
/// A. E. Hoerl, R. W. Kennard: Ridge regression, Technometrics 12 (1970); the penalty by generalised
/// cross-validation (G. H. Golub, M. Heath, G. Wahba, Technometrics 21, 1979), which one
/// eigendecomposition of the Gram matrix gives for all penalties and targets at once.
package enum RidgeRegression {
    /// Penalties that are tried: four a decade, on sums of squares of standardised features.
    static let penalties = (0...24).map { pow(10, -1 + Double($0) / 4) }

    /// The penalty whose generalised cross-validation, relative to each target's best, is least.
    package static func penalty(
        _ window: WindowMoments.Standardised
    ) throws(LinearAlgebraError) -> Double {
        let eigen = try SymmetricEigen(window.gram)
        let rotated = eigen.vectors.times(window.products)
        let values = eigen.values.map { max($0, 0) }
        let count = Double(window.count)
        // What each direction explains of each target's squares under each penalty.
        let shares = Matrix(
            penalties.map { penalty in
                values.map { ($0 + 2 * penalty) / (($0 + penalty) * ($0 + penalty)) }
            })
        let explained = shares.times(
            Matrix(
                rows: rotated.rows, columns: rotated.columns,
                elements: rotated.elements.map { $0 * $0 }))
        let scores = penalties.enumerated().map { index, penalty -> [Double] in
            let freedom = values.reduce(1) { $0 + $1 / ($1 + penalty) }
            guard freedom < count else { return window.targetSquares.map { _ in .infinity } }
            let left = (1 - freedom / count) * (1 - freedom / count)
            return zip(window.targetSquares, explained[row: index]).map { max($0 - $1, 0) / left }
        }
        let best = window.targetSquares.indices.map { target in
            scores.map { $0[target] }.min() ?? 0
        }
        let totals = scores.map { row in
            zip(row, best).reduce(0) { $0 + ($1.1 > 0 ? $1.0 / $1.1 : 1) }
        }
        let choice = totals.indices.min { totals[$0] < totals[$1] } ?? 0
        return penalties[choice]
    }

    /// The targets of a row of features under a penalty.
    package static func predict(
        _ row: [Double], _ window: WindowMoments.Standardised, penalty: Double
    ) throws(LinearAlgebraError) -> [Double] {
        var matrix = window.gram
        for index in 0..<matrix.rows { matrix[index, index] += penalty }
        let standardised = window.standardised(row)
        let solved = try Cholesky(matrix)
            .solve(Matrix(rows: standardised.count, columns: 1, elements: standardised))
        let rises = solved.transposedTimes(window.products).elements
        return zip(window.targetMeans, rises).map { $0 + $1 }
    }
}
