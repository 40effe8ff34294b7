import Glibc

/// Gaussian process regression of many targets with one kernel, day by day.
///
/// The kernel is Matérn's of the distance of weighted features, plus a linear part, plus a
/// constant; noise grows with age. One factorisation serves all targets; a new day appends a row.
/// C. E. Rasmussen, C. K. I. Williams: Gaussian Processes for Machine Learning, 2006, 2.2 and 4.2.
package struct GaussianProcess: Sendable {
    /// What is chosen once, before the data.
    package struct Settings: Sendable {
        /// Weight of the linear part.
        package var linear: Double
        /// Variance of the noise of the newest day.
        package var noise: Double
        /// Days in which the noise grows by the factor e.
        package var noiseDays: Double

        package init(linear: Double, noise: Double, noiseDays: Double) {
            self.linear = linear
            self.noise = noise
            self.noiseDays = noiseDays
        }
    }

    private let settings: Settings
    private let means: [Double]
    private var near: Rows
    private var straight: Rows
    private var factor: GrowingCholesky
    /// `L⁻¹·(Y − mean)`, one row a day.
    private var solved: [Double]
    /// Days that came after the first factorisation.
    private var appended = 0

    /// Rows of features with their squared lengths.
    private struct Rows: Sendable {
        var matrix: Matrix
        var squares: [Double]

        init(_ matrix: Matrix) {
            self.matrix = matrix
            squares = (0..<matrix.rows).map { row in
                matrix[row: row].reduce(0) { $0 + $1 * $1 }
            }
        }

        mutating func append(_ row: [Double]) {
            matrix.append(row: row)
            squares.append(row.reduce(0) { $0 + $1 * $1 })
        }
    }

    /// One day to forecast: its place among the others, and the half-solved row of the kernel.
    package struct Query: Sendable {
        fileprivate let near: [Double]
        fileprivate let straight: [Double]
        fileprivate let solved: [Double]
        fileprivate let own: Double
        /// The expected targets.
        package let means: [Double]
        /// The variance that the kernel leaves, the same for all targets, without noise.
        package let variance: Double
    }

    /// Estimates on a first set of days, oldest first.
    ///
    /// - Parameters:
    ///   - near: features of the distance, weighted; one row a day.
    ///   - straight: features of the linear part, weighted.
    ///   - targets: one row a day.
    ///   - room: days that may be appended later.
    package init(
        near: Matrix, straight: Matrix, targets: Matrix, settings: Settings, room: Int
    ) throws(LinearAlgebraError) {
        precondition(near.rows == targets.rows && straight.rows == targets.rows, "one row a day")
        let count = near.rows
        self.settings = settings
        self.near = Rows(near)
        self.straight = Rows(straight)
        var kernel = near.rowGram
        let linear = straight.rowGram
        for row in 0..<count {
            for column in 0...row {
                let place = row * count + column
                let distance =
                    self.near.squares[row] + self.near.squares[column] - 2 * kernel.elements[place]
                kernel.elements[place] =
                    Self.matern(distance) + 1
                    + settings.linear * linear.elements[place]
            }
            let age = Double(count - 1 - row)
            kernel.elements[row * count + row] +=
                settings.noise * exp(age / settings.noiseDays)
        }
        let means = (0..<targets.columns).map { column in
            targets.column(column).reduce(0, +) / Double(max(count, 1))
        }
        self.means = means
        factor = try GrowingCholesky(kernel, capacity: count + room)
        var centred = targets
        for row in 0..<count {
            for column in 0..<targets.columns { centred[row, column] -= means[column] }
        }
        solved = factor.halfSolve(centred).elements
    }

    /// Asks for a day.
    package func query(near: [Double], straight: [Double]) -> Query {
        let products = self.near.matrix.times(near)
        let linear = self.straight.matrix.times(straight)
        let square = near.reduce(0) { $0 + $1 * $1 }
        let row = products.indices.map { index in
            Self.matern(self.near.squares[index] + square - 2 * products[index]) + 1
                + settings.linear * linear[index]
        }
        let half = factor.halfSolve(row)
        let own = 2 + settings.linear * straight.reduce(0) { $0 + $1 * $1 }
        let expected = Matrix(rows: 1, columns: half.count, elements: half)
            .times(Matrix(rows: half.count, columns: means.count, elements: solved)).elements
        return Query(
            near: near, straight: straight, solved: half, own: own,
            means: zip(means, expected).map { $0 + $1 },
            variance: max(0, own - half.reduce(0) { $0 + $1 * $1 }))
    }

    /// Learns the targets of a day that was asked for; the days in between must have been learned.
    package mutating func learn(
        _ query: Query, targets: [Double]
    ) throws(LinearAlgebraError) {
        precondition(targets.count == means.count, "one number a target")
        appended += 1
        let noise = settings.noise * exp(-Double(appended) / settings.noiseDays)
        let pivot = try factor.append(solved: query.solved, diagonal: query.own + noise)
        solved += zip(targets, query.means).map { ($0 - $1) / pivot }
        near.append(query.near)
        straight.append(query.straight)
    }

    /// Matérn's function of smoothness 5/2: paths with two derivatives.
    private static func matern(_ squaredDistance: Double) -> Double {
        let scaled = (5 * max(squaredDistance, 0)).squareRoot()
        return (1 + scaled + scaled * scaled / 3) * exp(-scaled)
    }
}
