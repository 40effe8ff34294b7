import Glibc

/// How the next hours of demand follow from the last two days: weights, made once for all origins.
///
/// A Gaussian process of short memory around the level (time constants of half an hour and three
/// hours, a trace of the day), blended over the first two hours with exponential smoothing: on
/// steps of minutes the last values say most, on the next day little but the level remains.
package struct DemandSmoother {
    /// One row a step of the horizon, one column a step of the window, oldest first.
    package let weights: Matrix
    /// Deviation of the error of each step, in deviations of the process.
    package let sizes: [Double]

    private static let fast = (variance: 0.2, hours: 0.5)
    private static let slow = (variance: 1.0, hours: 3.0)
    private static let daily = 0.1
    private static let noise = 0.02
    /// Share of smoothing now, and hours in which it fades.
    private static let blend = (share: 0.6, hours: 2.0)
    /// Time constant of the smoothing as a share of the lead, and in hours at most: what is asked of
    /// the next minutes, the last minutes answer.
    private static let memory = (share: 0.62, hours: 0.33)

    /// Makes weights.
    ///
    /// - Parameters:
    ///   - window: steps looked back at.
    ///   - lead: steps between the last of them and the first of the horizon.
    ///   - horizon: steps of the horizon.
    ///   - hours: length of a step.
    package init(window: Int, lead: Int, horizon: Int, hours: Double) throws(LinearAlgebraError) {
        let table = (0..<window + lead + horizon).map { Self.covariance(Double($0) * hours) }
        var covariance = Matrix(rows: window, columns: window)
        var cross = Matrix(rows: window, columns: horizon)
        for row in 0..<window {
            for column in 0..<window { covariance[row, column] = table[abs(row - column)] }
            covariance[row, row] += Self.noise
            for step in 0..<horizon { cross[row, step] = table[window + lead + step - row] }
        }
        let solved = try Cholesky(covariance).solve(cross)
        var weights = Matrix(rows: horizon, columns: window)
        var sizes: [Double] = []
        for step in 0..<horizon {
            let ahead = Double(lead + step + 1) * hours
            let share = Self.blend.share * exp(-pow(ahead / Self.blend.hours, 2))
            let keep = exp(-hours / min(Self.memory.share * ahead, Self.memory.hours))
            let total = (1 - pow(keep, Double(window))) / (1 - keep)
            var explained = 0.0
            for row in 0..<window {
                explained += solved[row, step] * cross[row, step]
                let smoothing = pow(keep, Double(window - 1 - row)) / total
                weights[step, row] = share * smoothing + (1 - share) * solved[row, step]
            }
            sizes.append(max(table[0] + Self.noise - explained, Self.noise).squareRoot())
        }
        self.weights = weights
        self.sizes = sizes
    }

    private static func covariance(_ hours: Double) -> Double {
        let turn = sin(Double.pi * hours / 24)
        return fast.variance * exp(-hours / fast.hours)
            + slow.variance * exp(-hours / slow.hours) + daily * exp(-4 * turn * turn)
    }
}
