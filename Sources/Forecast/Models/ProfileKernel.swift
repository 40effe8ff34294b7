import Glibc

/// How alike two days are: the covariance of a member of `DayProfileProcess`.
///
/// A sum of parts: one of all features together, one of the state (all but the known inputs), one
/// for each known input alone, and a linear one. What one quantity does whatever the others are is
/// learned from far fewer days than what all do together
/// (D. Duvenaud, H. Nickisch, C. E. Rasmussen: Additive Gaussian processes, NIPS 2011).
struct ProfileKernel {
    /// How covariance falls with distance.
    enum Shape {
        /// `exp(−r)`: the next day may jump.
        case exponential
        /// Matérn 5/2: smooth.
        case smooth
        /// None: only the linear part, which is ridge regression.
        case none
    }

    /// Weights of the sources of features.
    struct Weights: Equatable {
        let lastDay: Double
        let lastHours: Double
        let lastChanges: Double
        let dayBefore: Double
        let weekMean: Double
        let levels: Double
        let inputs: Double
        let inputsLastHours: Double
        let known: Double
        let knownBefore: Double
        let weekday: Double
        let season: Double

        func of(_ group: DayProfileFeatures.Group) -> Double {
            let weight =
                switch group.source {
                case .lastDay: lastDay
                case .lastHours: lastHours
                case .lastChanges: lastChanges
                case .dayBefore: dayBefore
                case .weekMean: weekMean
                case .levels: levels
                case .inputs: inputs
                case .inputsLastHours: inputsLastHours
                case .known: known
                case .knownBefore: knownBefore
                case .weekday: weekday
                case .season: season
                }
            return weight * group.share / Double(group.values.columns)
        }
    }

    /// A part of the sum: its variance, and the factor on squared distances.
    struct Part {
        let variance: Double
        let stretch: Double
    }

    let name: String
    let shape: Shape
    let weights: Weights
    /// Of all features together; of the state; of the known inputs, which share the variance.
    let joint: Part
    let state: Part
    let apart: Part
    /// Weight of the linear part.
    let linear: Double
    /// Variance of the noise, and its growth a year of age.
    let noise: Double
    let ageing: Double

    private static let sharp = Weights(
        lastDay: 0.17, lastHours: 0.74, lastChanges: 0.1, dayBefore: 0.16, weekMean: 0.17,
        levels: 0.04, inputs: 0.018, inputsLastHours: 0.05, known: 0.07, knownBefore: 0.43,
        weekday: 0.015, season: 0.01)
    private static let wide = Weights(
        lastDay: 0.08, lastHours: 0.09, lastChanges: 0.011, dayBefore: 0.037, weekMean: 0.027,
        levels: 0.011, inputs: 0.004, inputsLastHours: 0.018, known: 0.027, knownBefore: 0.14,
        weekday: 0.0055, season: 0.0013)
    private static let nothing = Part(variance: 0, stretch: 0)

    /// The three members.
    static let members = [
        ProfileKernel(
            name: "process_exponential", shape: .exponential, weights: sharp,
            joint: Part(variance: 0.135, stretch: 1), state: nothing,
            apart: Part(variance: 0.87, stretch: 1), linear: 1.73, noise: 0.1, ageing: 1.8),
        ProfileKernel(
            name: "ridge", shape: .none, weights: sharp, joint: nothing, state: nothing,
            apart: nothing, linear: 20, noise: 1, ageing: 1.8),
        ProfileKernel(
            name: "process_smooth", shape: .smooth, weights: wide,
            joint: Part(variance: 0.37, stretch: 1), state: Part(variance: 4.5, stretch: 0.17),
            apart: Part(variance: 1.84, stretch: 7.4), linear: 1.9, noise: 0.1, ageing: 1.05),
    ]

    /// Inner products of all rows under some weights, the row asked last: of the state, and of each
    /// known input.
    static func grams(_ features: DayProfileFeatures, _ weights: Weights) -> [Matrix] {
        ([nil] + (0..<features.inputs).map { $0 }).map { input in
            gram(features.groups.filter { $0.input == input }, weights)
        }
    }

    private static func gram(_ groups: [DayProfileFeatures.Group], _ weights: Weights) -> Matrix {
        let width = groups.reduce(0) { $0 + $1.values.columns }
        let rows = groups.first?.values.rows ?? 0
        var joined = Matrix(rows: rows, columns: width)
        var place = 0
        for group in groups {
            let root = weights.of(group).squareRoot()
            let columns = group.values.columns
            for row in 0..<rows {
                for column in 0..<columns {
                    joined.elements[row * width + place + column] =
                        root * group.values.elements[row * columns + column]
                }
            }
            place += columns
        }
        return joined.rowGram
    }

    /// Covariance of the past rows with noise, and of the row asked with them.
    func system(_ grams: [Matrix], ages: [Int]) -> (covariance: Matrix, cross: [Double]) {
        let count = ages.count
        let values = covariances(grams)
        var covariance = Matrix(rows: count, columns: count)
        for row in 0..<count {
            let start = row * (count + 1)
            // The upper triangle is what the factorisation reads.
            for column in row..<count {
                covariance.elements[row * count + column] = values[start + column]
            }
            let age = Double(ages[row]) / 365
            covariance.elements[row * count + row] += noise * (1 + ageing * age)
        }
        return (covariance, (0..<count).map { values[$0 * (count + 1) + count] })
    }

    /// The covariance of each row with itself and those after it; 0 with those before it.
    private func covariances(_ grams: [Matrix]) -> [Double] {
        let order = grams[0].rows
        let inputs = Double(grams.count - 1)
        var squares = [Double](repeating: 0, count: order * order)
        var values = squares
        for (place, gram) in grams.enumerated() {
            let lengths = (0..<order).map { gram.elements[$0 * order + $0] }
            let part = place == 0 ? state : apart
            let variance = place == 0 ? part.variance : part.variance / inputs
            for row in 0..<order {
                for column in row..<order {
                    let product = gram.elements[row * order + column]
                    let square = max(lengths[row] + lengths[column] - 2 * product, 0)
                    squares[row * order + column] += square
                    values[row * order + column] +=
                        linear * product + variance * alike(part.stretch * square)
                }
            }
        }
        // Without known inputs the whole takes the place of theirs.
        let variance = inputs > 0 ? joint.variance : joint.variance + apart.variance
        for row in 0..<order {
            for place in row * order + row..<(row + 1) * order {
                values[place] += variance * alike(joint.stretch * squares[place])
            }
        }
        return values
    }

    /// The correlation at a squared distance; 1 at none.
    private func alike(_ square: Double) -> Double {
        switch shape {
        case .exponential: return exp(-square.squareRoot())
        case .smooth:
            let scaled = (5 * square).squareRoot()
            return (1 + scaled + scaled * scaled / 3) * exp(-scaled)
        case .none: return 0
        }
    }
}

/// Weights of members from how they did lately.
enum MemberWeights {
    /// Rows that count, and the half life among them.
    private static let rows = 90
    private static let halfLife = 28.0
    /// A member that errs by a tenth more than the best weighs a twelfth of it.
    private static let sharpness = 25.0

    /// Exponential weights of the mean absolute errors of the last rows.
    static func byRecentError(_ errors: [Matrix]) -> [Double] {
        let losses = errors.map { errors in
            var sum = 0.0
            var total = 0.0
            for row in max(0, errors.rows - rows)..<errors.rows {
                let weight = exp2(-Double(errors.rows - 1 - row) / halfLife)
                sum += weight * errors[row: row].reduce(0) { $0 + abs($1) }
                total += weight
            }
            return total > 0 ? sum / total : 0
        }
        guard let best = losses.min(), best > 0 else {
            return losses.map { _ in 1 / Double(losses.count) }
        }
        let raw = losses.map { exp(-sharpness * ($0 / best - 1)) }
        let sum = raw.reduce(0, +)
        return raw.map { $0 / sum }
    }
}

extension Matrix {
    /// Every number times a factor.
    func scaled(by factor: Double) -> Matrix {
        Matrix(rows: rows, columns: columns, elements: elements.map { $0 * factor })
    }

    /// The weighted sum of matrices of one shape, of which there is at least one.
    static func weightedSum(_ matrices: [Matrix], _ weights: [Double]) -> Matrix {
        var sum = matrices[0].scaled(by: weights[0])
        for (matrix, weight) in zip(matrices, weights).dropFirst() {
            for index in sum.elements.indices {
                sum.elements[index] += weight * matrix.elements[index]
            }
        }
        return sum
    }
}
