import Glibc

/// A stated number of joint paths over the horizon, each with its probability.
public struct Scenarios: Sendable, Equatable {
    /// One row a path, one column a step, in the target's unit.
    public let paths: Matrix
    /// Probabilities of the paths; they add up to 1.
    public let probabilities: [Double]
    /// Whether too few past errors were known, so that how the steps hang together is assumed.
    public let isAssumed: Bool
}

extension Forecast {
    /// Paths that keep the quantiles of every step and hang together as past errors did.
    ///
    /// Many paths are drawn from a Gaussian copula on the rank correlation of `pastErrors` and
    /// reduced to `count` by fast forward selection. Without twenty past errors the correlation of two
    /// steps is taken to fall by the factor e in twelve hours, and the answer says so.
    ///
    /// - Parameters:
    ///   - count: paths that are kept, at least one.
    ///   - seed: the same seed gives the same paths.
    ///   - drawn: paths that are drawn before the reduction, if more than `count`.
    /// - Throws: when the errors hold nothing that a correlation can be made of.
    public func scenarios(
        _ count: Int, seed: UInt64, drawn: Int = 400
    ) throws(LinearAlgebraError) -> Scenarios {
        precondition(count >= 1, "at least one path is kept")
        let paths = try copula.paths(max(count, drawn), quantiles: quantiles, seed: seed)
        let reduction = ScenarioReduction(paths, to: count)
        return Scenarios(
            paths: Matrix(reduction.kept.map { Array(paths[row: $0]) }),
            probabilities: reduction.probabilities, isAssumed: !hasCorrelation)
    }

    /// Past errors without which the correlation is assumed.
    private static let leastErrors = 20

    private var hasCorrelation: Bool { (pastErrors?.rows ?? 0) >= Self.leastErrors }

    private var copula: CopulaPaths {
        get throws(LinearAlgebraError) {
            if let pastErrors, hasCorrelation { return try CopulaPaths(errors: pastErrors) }
            var correlation = Matrix.identity(count)
            for row in 0..<count {
                for column in 0..<row {
                    let hours = Double((row - column) * stepSeconds) / 3600
                    correlation[row, column] = exp(-hours / 12)
                    correlation[column, row] = exp(-hours / 12)
                }
            }
            return try CopulaPaths(correlation: correlation)
        }
    }
}
