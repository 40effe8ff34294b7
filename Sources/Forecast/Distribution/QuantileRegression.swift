/// Linear regression on quantiles by iteratively reweighted least squares.
///
/// The pinball loss of level τ is a weighted absolute value, and that a square divided by its own
/// size: each round solves least squares with the weights of the last (Schlossmacher 1973; for
/// averaging forecasts this way J. Nowotarski, R. Weron: Computing electricity spot price
/// prediction intervals using quantile regression and forecast averaging, 2015). Fifteen levels are
/// solved, each from the one before; coefficients of the others lie between them, linearly in the
/// normal score of the level.
package enum QuantileRegression {
    /// The coefficients, one row a level from 1 to 99 %, one column a feature.
    ///
    /// - Parameters:
    ///   - features: one row an observation; include a column of ones for a constant.
    ///   - ridge: by feature, how much the squared distance from `centre` weighs, as a share of what
    ///     all observations together weigh.
    ///   - centre: coefficients of every level that few observations fall back to.
    /// - Throws: when the numbers are not finite.
    package static func fit(
        _ features: Matrix, _ target: [Double], ridge: [Double], centre: [Double],
        rounds: Int = 8
    ) throws(LinearAlgebraError) -> Matrix {
        precondition(features.rows == target.count, "one target a row of features")
        precondition(features.columns == centre.count, "one coefficient a feature")
        precondition(features.columns == ridge.count, "one weight a feature")
        guard features.isFinite, target.allSatisfy(\.isFinite) else { throw .notFinite }
        // Solved for the distance from the centre, so that the ridge draws there.
        let offsets = features.times(centre)
        let rest = zip(target, offsets).map { $0 - $1 }
        let size = rest.reduce(0) { $0 + abs($1) } / Double(max(rest.count, 1))
        var solved = Matrix(rows: 0, columns: features.columns)
        guard size > 0 else {
            return Matrix(Array(repeating: centre, count: 99))
        }
        var start = Array(repeating: 0.0, count: features.columns)
        for percent in levels {
            start = try level(
                Double(percent) / 100, features, rest, ridge: ridge, floor: 0.01 * size,
                from: start, rounds: solved.rows == 0 ? 3 * rounds : rounds)
            solved.append(row: zip(start, centre).map { $0 + $1 })
        }
        return between(solved)
    }

    /// Percentages that are solved.
    private static let levels = [1, 2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 98, 99]

    private static func between(_ solved: Matrix) -> Matrix {
        let scores = levels.map { StandardNormal.quantile(Double($0) / 100) }
        var result = Matrix(rows: 0, columns: solved.columns)
        var upper = 1
        for percent in Forecast.percents {
            while levels[upper] < percent { upper += 1 }
            let score = StandardNormal.quantile(Double(percent) / 100)
            let share = (score - scores[upper - 1]) / (scores[upper] - scores[upper - 1])
            result.append(
                row: zip(solved[row: upper - 1], solved[row: upper]).map {
                    $0 + share * ($1 - $0)
                })
        }
        return result
    }

    private static func level(
        _ probability: Double, _ features: Matrix, _ target: [Double], ridge: [Double],
        floor: Double, from start: [Double], rounds: Int
    ) throws(LinearAlgebraError) -> [Double] {
        var coefficients = start
        for _ in 0..<rounds {
            let normal = normalEquations(
                probability, features, target, coefficients, ridge: ridge, floor: floor)
            let next = try Cholesky(normal.matrix).solve(normal.right).elements
            let moved = zip(next, coefficients).reduce(0) { max($0, abs($1.0 - $1.1)) }
            coefficients = next
            if moved < 1e-4 * floor { break }
        }
        return coefficients
    }

    private static func normalEquations(
        _ probability: Double, _ features: Matrix, _ target: [Double], _ coefficients: [Double],
        ridge: [Double], floor: Double
    ) -> (matrix: Matrix, right: Matrix) {
        let fitted = features.times(coefficients)
        let weights = zip(target, fitted).map { value, fit in
            (value > fit ? probability : 1 - probability) / max(abs(value - fit), floor)
        }
        var weighted = features
        let width = features.columns
        for (row, weight) in weights.enumerated() {
            for place in row * width..<(row + 1) * width { weighted.elements[place] *= weight }
        }
        var matrix = weighted.transposedTimes(features)
        let right = weighted.transposedTimes(
            Matrix(rows: target.count, columns: 1, elements: target))
        for column in 0..<width {
            matrix[column, column] += max(
                ridge[column] * matrix[column, column], 1e-9 / floor)
        }
        return (matrix, right)
    }
}
