/// Joint paths over the horizon: each step has the quantiles of its forecast, and the steps hang
/// together as the errors of the past did.
///
/// A Gaussian copula on the rank correlation of past errors (P. Pinson et al.: From probabilistic
/// forecasts to statistical scenarios of short-term wind power production, Wind Energy 2009), so
/// that coverage holds for sums over a job too, not only for single steps.
package struct CopulaPaths: Sendable {
    /// Steps of the horizon.
    package let horizon: Int
    private let factor: Cholesky

    /// Learns from past errors: one row a forecast, one column a step of the horizon, NaN where the
    /// truth is not known.
    ///
    /// - Parameter shrinkage: share of the identity in the correlation; what few errors need.
    package init(errors: Matrix, shrinkage: Double = 0.1) throws(LinearAlgebraError) {
        horizon = errors.columns
        var scores = Matrix(rows: errors.rows, columns: errors.columns)
        for step in 0..<errors.columns {
            for (row, score) in Self.normalScores(errors.column(step)).enumerated() {
                scores[row, step] = score
            }
        }
        let gram = scores.gram
        var correlation = Matrix.identity(horizon)
        for row in 0..<horizon {
            for column in 0..<horizon where row != column {
                let size = (gram[row, row] * gram[column, column]).squareRoot()
                guard size > 0 else { continue }
                correlation[row, column] = (1 - shrinkage) * gram[row, column] / size
            }
        }
        factor = try Cholesky(correlation)
    }

    /// Takes the correlation of the steps as known.
    package init(correlation: Matrix) throws(LinearAlgebraError) {
        horizon = correlation.rows
        factor = try Cholesky(correlation)
    }

    /// Draws paths: one row a path, one column a step.
    ///
    /// - Parameters:
    ///   - quantiles: 99 ascending values a step.
    ///   - seed: the same seed gives the same paths.
    package func paths(_ count: Int, quantiles: [Double], seed: UInt64) -> Matrix {
        precondition(quantiles.count == horizon * 99, "99 quantiles a step")
        var random = SeededRandom(seed: seed)
        let upper = factor.factor
        let independent = Matrix(
            rows: count, columns: horizon,
            elements: (0..<count * horizon).map { _ in random.normal() })
        var paths = independent.times(upper)
        for path in 0..<count {
            for step in 0..<horizon {
                paths[path, step] = Self.value(
                    at: paths[path, step], of: quantiles[step * 99..<(step + 1) * 99])
            }
        }
        return paths
    }

    /// Ranks as values of the standard normal distribution; missing values get its middle.
    private static func normalScores(_ errors: [Double]) -> [Double] {
        let order = errors.indices.filter { errors[$0].isFinite }
            .sorted { errors[$0] < errors[$1] }
        var scores = Array(repeating: 0.0, count: errors.count)
        for (rank, index) in order.enumerated() {
            let place = (Double(rank) + 0.5) / Double(order.count)
            scores[index] = StandardNormal.quantile(place)
        }
        return scores
    }

    /// The value of a step whose normal score is given.
    ///
    /// Beyond 1 % and 99 % the tail goes on as a normal one through the last and the fifth quantile.
    private static func value(at score: Double, of quantiles: ArraySlice<Double>) -> Double {
        let first = quantiles.startIndex
        let place = StandardNormal.probability(below: score) * 100 - 1
        if place <= 0 {
            let slope = (quantiles[first + 4] - quantiles[first]) / (Self.fifth - Self.first)
            return quantiles[first] + (score - Self.first) * slope
        }
        if place >= 98 {
            let slope = (quantiles[first + 98] - quantiles[first + 94]) / (Self.fifth - Self.first)
            return quantiles[first + 98] + (score + Self.first) * slope
        }
        let index = first + Int(place)
        let share = place - place.rounded(.down)
        return quantiles[index] + share * (quantiles[index + 1] - quantiles[index])
    }

    private static let first = StandardNormal.quantile(0.01)
    private static let fifth = StandardNormal.quantile(0.05)
}
