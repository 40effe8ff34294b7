import Glibc

/// How alike two days are: the covariance of a member of `DayProfileProcess`.
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
        let earlierDays: Double
        let inputs: Double
        let inputsLastHours: Double
        let known: Double
        let weekday: Double
        let season: Double

        func of(_ group: DayProfileFeatures.Group) -> Double {
            let weight =
                switch group.source {
                case .lastDay: lastDay
                case .lastHours: lastHours
                case .dayBefore, .twoDaysBefore: earlierDays
                case .inputs: inputs
                case .inputsLastHours: inputsLastHours
                case .known, .knownBefore: known
                case .weekday: weekday
                case .season: season
                }
            return weight / Double(group.siblings * group.values.columns)
        }
    }

    let name: String
    let shape: Shape
    let weights: Weights
    /// Weight of the linear part.
    let linear: Double
    /// Variance of the noise, and its growth a year of age.
    let noise: Double
    let ageing: Double

    private static let sharp = Weights(
        lastDay: 0.1, lastHours: 0.3, earlierDays: 0.01, inputs: 0.06, inputsLastHours: 0.1,
        known: 0.2, weekday: 0.015, season: 0.003)
    private static let wide = Weights(
        lastDay: 0.022, lastHours: 0.1, earlierDays: 0, inputs: 0.008, inputsLastHours: 0.0125,
        known: 0.04, weekday: 0.0045, season: 0)

    /// The three members.
    static let members = [
        ProfileKernel(
            name: "process_exponential", shape: .exponential, weights: sharp, linear: 1.16,
            noise: 0.1, ageing: 1.7),
        ProfileKernel(
            name: "ridge", shape: .none, weights: sharp, linear: 20, noise: 1, ageing: 2),
        ProfileKernel(
            name: "process_smooth", shape: .smooth, weights: wide, linear: 0.8, noise: 0.07,
            ageing: 1.2),
    ]

    /// Inner products of all rows under some weights, the row asked last.
    static func gram(_ features: DayProfileFeatures, _ weights: Weights) -> Matrix {
        let used = features.groups.filter { weights.of($0) > 0 }
        let width = used.reduce(0) { $0 + $1.values.columns }
        let rows = features.ages.count + 1
        var joined = Matrix(rows: rows, columns: width)
        var place = 0
        for group in used {
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
    func system(_ gram: Matrix, ages: [Int]) -> (covariance: Matrix, cross: [Double]) {
        let count = ages.count
        let order = gram.rows
        let lengths = (0..<order).map { gram.elements[$0 * order + $0] }
        var covariance = Matrix(rows: count, columns: count)
        for row in 0..<count {
            // The upper triangle is what the factorisation reads.
            for column in row..<count {
                let product = gram.elements[row * order + column]
                covariance.elements[row * count + column] =
                    value(lengths[row] + lengths[column] - 2 * product) + linear * product
            }
            let age = Double(ages[row]) / 365
            covariance.elements[row * count + row] += noise * (1 + ageing * age)
        }
        let cross = (0..<count).map { row in
            let product = gram.elements[row * order + count]
            return value(lengths[row] + lengths[count] - 2 * product) + linear * product
        }
        return (covariance, cross)
    }

    private func value(_ square: Double) -> Double {
        let distance = max(square, 0).squareRoot()
        switch shape {
        case .exponential: return exp(-distance)
        case .smooth:
            let scaled = 5.0.squareRoot() * distance
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
