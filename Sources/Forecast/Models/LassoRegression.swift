import Glibc

/// LASSO regression on a window by coordinate descent on its Gram matrix.
///
/// R. Tibshirani: Regression shrinkage and selection via the lasso, 1996; J. Friedman, T. Hastie,
/// R. Tibshirani: Regularization paths for generalized linear models via coordinate descent, 2010.
package enum LassoRegression {
    /// Penalties of the path, as shares of the one that leaves nothing: eight a decade.
    static let shares = (1...20).map { pow(10, -Double($0) / 8) }

    /// Improves coefficients until none moves: `½·βᵀGβ − cᵀβ + penalty·Σ|β|`.
    ///
    /// - Parameters:
    ///   - gram: products of standardised features.
    ///   - products: products with the target.
    ///   - coefficients: a start, often yesterday's; the answer afterwards.
    package static func descend(
        gram: Matrix, products: [Double], penalty: Double, coefficients: inout [Double],
        sweeps: Int = 100
    ) {
        let width = gram.rows
        precondition(products.count == width && coefficients.count == width, "one a feature")
        // What is left of the products once the coefficients have their say.
        var rest = products
        for (column, value) in coefficients.enumerated() where value != 0 {
            gram.addRow(column, times: -value, to: &rest)
        }
        let size = products.reduce(0) { max($0, abs($1)) }
        var active = Array(0..<width)
        var isWhole = true
        for _ in 0..<sweeps {
            var moved = 0.0
            for column in active {
                let own = gram.elements[column * width + column]
                guard own > 0 else { continue }
                let old = coefficients[column]
                let pull = rest[column] + own * old
                let new = (pull > 0 ? 1 : -1) * max(0, abs(pull) - penalty) / own
                guard new != old else { continue }
                coefficients[column] = new
                gram.addRow(column, times: old - new, to: &rest)
                moved = max(moved, abs(new - old) * own)
            }
            let isDone = moved < 1e-4 * size
            if isDone, isWhole { return }
            // Those that are not zero are settled first; then all are asked again.
            isWhole = isDone
            active = isDone ? Array(0..<width) : active.filter { coefficients[$0] != 0 }
        }
    }

    /// The penalty of the path that Akaike's criterion likes best, and its coefficients.
    ///
    /// - Parameters:
    ///   - squares: sum of squares of the centred target.
    ///   - count: observations.
    package static func path(
        gram: Matrix, products: [Double], squares: Double, count: Int
    ) -> (penalty: Double, coefficients: [Double]) {
        let greatest = products.reduce(0) { max($0, abs($1)) }
        var coefficients = Array(repeating: 0.0, count: gram.rows)
        var best = (penalty: greatest, coefficients: coefficients)
        var least = Double.infinity
        guard greatest > 0, squares > 0 else { return best }
        for share in shares {
            let penalty = share * greatest
            descend(
                gram: gram, products: products, penalty: penalty, coefficients: &coefficients,
                sweeps: 30)
            let freedom = coefficients.count { $0 != 0 }
            guard freedom < count / 2 else { break }
            let fitted = zip(coefficients, products).reduce(0) { $0 + $1.0 * $1.1 }
            // At the optimum βᵀGβ = cᵀβ − penalty·Σ|β|, so the rest needs no product with G.
            let size = coefficients.reduce(0) { $0 + abs($1) }
            let rest = max(squares - fitted - penalty * size, 1e-12 * squares)
            let criterion = Double(count) * log(rest / squares) + 2 * Double(freedom)
            if criterion < least {
                least = criterion
                best = (penalty, coefficients)
            }
        }
        return best
    }
}
