import Glibc

/// Ridge regression on whole distributions: for each of a hundred levels the probability of lying
/// below it.
///
/// The squared error of these probabilities, summed over the levels, is the continuous ranked
/// probability score, twice the mean pinball loss: so one linear system, with a right-hand side a
/// level, minimises the score itself (T. Gneiting, A. Raftery: Strictly proper scoring rules, JASA 2007).
/// Features are random cosines and sines of the inputs, with Student distributed frequencies: a
/// Gaussian process of rational smoothness, for thousands of hours at the cost of a ridge
/// (A. Rahimi, B. Recht: Random features for large-scale kernel machines, NIPS 2007).
struct DistributionRidge {
    /// Number of levels.
    static let levels = 100
    /// Pairs of random features at most, and observations wanted for each.
    private static let mostPairs = 300
    private static let rowsPerPair = 8
    /// Weight of the squared coefficients.
    private static let penalty = 3.0
    /// Rows handled at a time.
    private static let chunk = 2048
    /// Observations at most, the latest.
    private static let mostRows = 40_000
    /// Folds of whole weeks for honest errors of the past.
    private static let folds = 5
    /// Observations that the levels are corrected on.
    private static let mostChecks = 8760

    private let means: [Double]
    private let scales: [Double]
    private let frequencies: Matrix
    private let coefficients: Matrix
    /// Coefficients that are estimated without the weeks of one fold, fold by fold.
    private let without: [Matrix]
    /// Steps of a week.
    private let week: Int
    /// Levels to read instead of 1…99 %, so that the weeks left out are met as often as promised.
    private var places = Forecast.percents.map { Double($0) / 100 }
    /// Upper end of the levels; the lower one is 0.
    let top: Double
    /// Observations used.
    let rows: Int

    /// Estimates from the steps whose value and features are known.
    ///
    /// - Parameters:
    ///   - values: one a step, NaN where it does not count; between 0 and `top`.
    ///   - features: columns at least as long.
    ///   - leastRows: observations without which there is no estimate.
    ///   - week: steps of a week, which go into a fold together.
    ///   - seed: of the random features.
    /// - Returns: nil with fewer than `leastRows` observations.
    init?(
        _ values: [Double], _ features: PowerFeatures, top: Double, leastRows: Int, week: Int,
        seed: UInt64
    ) throws(LinearAlgebraError) {
        let columns = features.columns
        let latest = values.indices.filter { step in
            values[step].isFinite && columns.allSatisfy { $0.values[step].isFinite }
        }.suffix(Self.mostRows)
        guard latest.count >= leastRows, top > 0 else { return nil }
        self.top = top
        let steps = Array(latest)
        rows = steps.count
        let moments = columns.map { Self.moments($0.values, steps) }
        means = moments.map(\.mean)
        scales = moments.map { $0.deviation > 1e-9 * abs($0.mean) ? 1 / $0.deviation : 0 }
        let pairs = min(Self.mostPairs, max(20, steps.count / Self.rowsPerPair))
        frequencies = Self.frequencies(columns.map(\.rate), pairs: pairs, seed: seed)
        let width = 2 * pairs + 1
        self.week = week
        var sums = Sums(width: width)
        for (fold, steps) in Self.folded(steps, week) {
            for start in stride(from: 0, to: steps.count, by: Self.chunk) {
                let part = Array(steps[start..<min(start + Self.chunk, steps.count)])
                sums.add(
                    Self.design(part, columns, means, scales, frequencies),
                    Matrix(part.map { Self.below(values[$0], top) }), fold: fold)
            }
        }
        coefficients = try sums.solve(without: nil)
        without = try (0..<Self.folds).map { fold throws(LinearAlgebraError) in
            try sums.solve(without: fold)
        }
        calibrate(values, steps, features, seed)
    }

    private static func folded(_ steps: [Int], _ week: Int) -> [(fold: Int, steps: [Int])] {
        (0..<folds).map { fold in (fold, steps.filter { $0 / week % folds == fold }) }
    }

    /// Normal equations, fold by fold.
    private struct Sums {
        private var grams: [Matrix]
        private var rights: [Matrix]

        init(width: Int) {
            grams = (0..<folds).map { _ in Matrix(rows: width, columns: width) }
            rights = (0..<folds).map { _ in Matrix(rows: width, columns: levels) }
        }

        mutating func add(_ design: Matrix, _ below: Matrix, fold: Int) {
            grams[fold].add(design.gram)
            rights[fold].add(design.transposedTimes(below))
        }

        /// Coefficients from all folds but one.
        func solve(without fold: Int?) throws(LinearAlgebraError) -> Matrix {
            let weights = grams.indices.map { $0 == fold ? 0.0 : 1 }
            var gram = Matrix.weightedSum(grams, weights)
            for index in 0..<gram.rows { gram[index, index] += index == 0 ? 1e-4 : penalty }
            return try Cholesky(gram).solve(.weightedSum(rights, weights))
        }
    }

    /// Reads the levels at which the last weeks, each forecast without itself, really lay.
    private mutating func calibrate(
        _ values: [Double], _ steps: [Int], _ features: PowerFeatures, _ seed: UInt64
    ) {
        let checked = Array(steps.suffix(Self.mostChecks))
        guard checked.count >= 300 else { return }
        let quantiles = past(at: places, checked, features)
        var random = SeededRandom(seed: seed &+ 1)
        let levels = checked.enumerated().map { row, step -> Double in
            let part = quantiles[row * 99..<(row + 1) * 99]
            let below = part.count { $0 < values[step] - 1e-9 * top }
            let notAbove = part.count { $0 <= values[step] + 1e-9 * top }
            // Between the two, where many quantiles are the same (no wind, full power).
            return (Double(below) + random.uniform() * Double(notAbove - below + 1)) / 100
        }
        let met = Forecast.quantiles(ofSorted: levels.sorted())
        // Half of the way: the weeks ahead are not those of the past.
        places = zip(places, met).map { min(max(($0 + $1) / 2, 0.002), 0.998) }
    }

    /// Medians of past steps, of each week as if it were not known.
    func pastMedians(_ steps: [Int], _ features: PowerFeatures) -> [Double] {
        past(at: [places[49]], steps, features)
    }

    private func past(
        at places: [Double], _ steps: [Int], _ features: PowerFeatures
    ) -> [Double] {
        let width = places.count
        var result = [Double](repeating: 0, count: steps.count * width)
        for fold in 0..<Self.folds {
            let rows = steps.indices.filter { steps[$0] / week % Self.folds == fold }
            let part = values(at: places, rows.map { steps[$0] }, features, without[fold])
            for (index, row) in rows.enumerated() {
                result.replaceSubrange(
                    row * width..<(row + 1) * width, with: part[index * width..<(index + 1) * width]
                )
            }
        }
        return result
    }

    /// The 99 quantiles of each step, ascending.
    func quantiles(_ steps: [Int], _ features: PowerFeatures) -> [Double] {
        values(at: places, steps, features, coefficients)
    }

    /// The values at some levels, step by step.
    private func values(
        at places: [Double], _ steps: [Int], _ features: PowerFeatures, _ coefficients: Matrix
    ) -> [Double] {
        var result: [Double] = []
        result.reserveCapacity(steps.count * places.count)
        for start in stride(from: 0, to: steps.count, by: Self.chunk) {
            let part = Array(steps[start..<min(start + Self.chunk, steps.count)])
            let design = Self.design(part, features.columns, means, scales, frequencies)
            let probabilities = design.times(coefficients)
            for row in 0..<part.count { result += inverted(Array(probabilities[row: row]), places) }
        }
        return result
    }

    private static func moments(
        _ values: [Double], _ steps: [Int]
    ) -> (mean: Double, deviation: Double) {
        let mean = steps.reduce(0) { $0 + values[$1] } / Double(steps.count)
        let square = steps.reduce(0) {
            $0 + (values[$1] - mean) * (values[$1] - mean)
        }
        return (mean, (square / Double(steps.count)).squareRoot())
    }

    /// Directions of Student's distribution with five degrees of freedom, one column a pair.
    private static func frequencies(_ rates: [Double], pairs: Int, seed: UInt64) -> Matrix {
        var random = SeededRandom(seed: seed)
        var result = Matrix(rows: rates.count, columns: pairs)
        for pair in 0..<pairs {
            let squares = (0..<5).reduce(0.0) { sum, _ in
                let number = random.normal()
                return sum + number * number
            }
            let stretch = 1 / max(squares / 5, 1e-6).squareRoot()
            for (row, rate) in rates.enumerated() {
                result[row, pair] = rate * stretch * random.normal()
            }
        }
        return result
    }

    private static func design(
        _ steps: [Int], _ columns: [PowerFeatures.Column], _ means: [Double], _ scales: [Double],
        _ frequencies: Matrix
    ) -> Matrix {
        let inputs = Matrix(
            steps.map { step in
                columns.indices.map { index in
                    let value = (columns[index].values[step] - means[index]) * scales[index]
                    // A forecast far outside of what was seen says no more than the edge.
                    return value.isFinite ? min(max(value, -8), 8) : 0
                }
            })
        let phases = inputs.times(frequencies)
        let pairs = frequencies.columns
        let size = 1 / Double(pairs).squareRoot()
        var design = Matrix(rows: steps.count, columns: 2 * pairs + 1)
        for row in 0..<steps.count {
            let place = row * (2 * pairs + 1)
            design.elements[place] = 1
            for pair in 0..<pairs {
                let phase = phases.elements[row * pairs + pair]
                design.elements[place + 1 + pair] = size * cos(phase)
                design.elements[place + 1 + pairs + pair] = size * sin(phase)
            }
        }
        return design
    }

    /// The middle of a level, as a share of the top.
    private static func level(_ index: Int) -> Double { (Double(index) + 0.5) / Double(levels) }

    private static func below(_ value: Double, _ top: Double) -> [Double] {
        (0..<levels).map { value <= level($0) * top ? 1 : 0 }
    }

    /// Quantiles of probabilities that were estimated apart: made monotone between the greatest so
    /// far and the least to come, then inverted along straight lines.
    private func inverted(_ raw: [Double], _ places: [Double]) -> [Double] {
        var rising = raw.map { min(max($0, 0), 1) }
        var falling = rising
        for index in 1..<rising.count { rising[index] = max(rising[index], rising[index - 1]) }
        for index in (0..<falling.count - 1).reversed() {
            falling[index] = min(falling[index], falling[index + 1])
        }
        let probabilities = [0] + zip(rising, falling).map { ($0 + $1) / 2 } + [1]
        let values = [0] + (0..<Self.levels).map { Self.level($0) * top } + [top]
        var upper = 1
        return places.map { place in
            while upper < probabilities.count - 1, probabilities[upper] < place { upper += 1 }
            let width = probabilities[upper] - probabilities[upper - 1]
            let share = width > 0 ? (place - probabilities[upper - 1]) / width : 1
            return values[upper - 1] + min(max(share, 0), 1) * (values[upper] - values[upper - 1])
        }
    }
}

extension Matrix {
    /// Adds a matrix of the same shape.
    mutating func add(_ other: Matrix) {
        precondition(rows == other.rows && columns == other.columns, "sums have one shape")
        for index in elements.indices { elements[index] += other.elements[index] }
    }
}
