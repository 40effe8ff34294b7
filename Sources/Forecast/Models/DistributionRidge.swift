import Glibc

/// Ridge regression on whole distributions: for each of a hundred levels the probability of lying
/// below it.
///
/// The squared error of these probabilities, summed over the levels, is the continuous ranked
/// probability score, twice the mean pinball loss: so one linear system, with a right-hand side a
/// level, minimises the score itself (T. Gneiting, A. Raftery: Strictly proper scoring rules, JASA 2007).
/// The features are random (`RandomFeatures`).
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
    private static let places = Forecast.percents.map { Double($0) / 100 }

    private let random: RandomFeatures
    private let coefficients: Matrix
    /// Coefficients estimated before each block, newest block first.
    private let before: [Matrix]
    private let blocks: Blocks
    /// What the misses of the blocks ask for.
    private var conformal = LevelConformal([], truth: [], day: 1)
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
    ///   - week: steps of a week.
    ///   - seed: of the random features.
    /// - Returns: nil with fewer than `leastRows` observations.
    init?(
        _ values: [Double], _ features: WindFeatures, top: Double, leastRows: Int, week: Int,
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
        let pairs = min(Self.mostPairs, max(20, steps.count / Self.rowsPerPair))
        random = RandomFeatures(columns, steps, pairs: pairs, seed: seed)
        let blocks = Blocks(steps, week: week)
        self.blocks = blocks
        var sums = Sums(width: random.width)
        for block in 0...Blocks.count {
            let own = steps.filter { blocks.block(of: $0) == block }
            for start in stride(from: 0, to: own.count, by: Self.chunk) {
                let part = Array(own[start..<min(start + Self.chunk, own.count)])
                sums.add(
                    random.design(part, columns), Matrix(part.map { Self.below(values[$0], top) }),
                    block: block)
            }
        }
        coefficients = try sums.solve(from: 0)
        before = try (1...Blocks.count).map { block throws(LinearAlgebraError) in
            try sums.solve(from: block)
        }
        calibrate(values, steps, features, week)
    }

    /// Recent time in blocks, each of which is also forecast from what lies before it.
    private struct Blocks {
        static let count = 6
        private static let weeks = 4

        /// Steps of a block, and the first step after all of them.
        let length: Int
        let end: Int

        init(_ steps: [Int], week: Int) {
            end = (steps.last ?? 0) + 1
            length = max(1, min(Self.weeks * week, (end - steps[0]) / (Self.count + 2)))
        }

        /// 0 for the newest block; all that is older than the blocks goes into one more.
        func block(of step: Int) -> Int { min(max(0, end - 1 - step) / length, Self.count) }
    }

    /// Normal equations, block by block.
    private struct Sums {
        private var grams: [Matrix]
        private var rights: [Matrix]

        init(width: Int) {
            grams = (0...Blocks.count).map { _ in Matrix(rows: width, columns: width) }
            rights = (0...Blocks.count).map { _ in Matrix(rows: width, columns: levels) }
        }

        mutating func add(_ design: Matrix, _ below: Matrix, block: Int) {
            grams[block].add(design.gram)
            rights[block].add(design.transposedTimes(below))
        }

        /// Coefficients from a block and all that are older.
        func solve(from block: Int) throws(LinearAlgebraError) -> Matrix {
            let weights = grams.indices.map { $0 < block ? 0.0 : 1 }
            var gram = Matrix.weightedSum(grams, weights)
            for index in 0..<gram.rows { gram[index, index] += index == 0 ? 1e-4 : penalty }
            return try Cholesky(gram).solve(.weightedSum(rights, weights))
        }
    }

    /// Learns from the misses of the blocks, each forecast from what lies before it.
    private mutating func calibrate(
        _ values: [Double], _ steps: [Int], _ features: WindFeatures, _ week: Int
    ) {
        let checked = steps.filter { blocks.block(of: $0) < Blocks.count }
        conformal = LevelConformal(
            past(at: Self.places, checked, features), truth: checked.map { values[$0] },
            day: week / 7)
    }

    /// Medians of past steps, of each block as if it were not known.
    func pastMedians(_ steps: [Int], _ features: WindFeatures) -> [Double] {
        past(at: [0.5], steps, features)
    }

    private func past(
        at places: [Double], _ steps: [Int], _ features: WindFeatures
    ) -> [Double] {
        (0...Blocks.count).reversed().flatMap { block in
            values(
                at: places, steps.filter { blocks.block(of: $0) == block }, features,
                before[min(block, Blocks.count - 1)])
        }
    }

    /// The 99 quantiles of each step, ascending.
    func quantiles(_ steps: [Int], _ features: WindFeatures) -> [Double] {
        conformal.adapted(values(at: Self.places, steps, features, coefficients), top: top)
    }

    /// The values at some levels, step by step.
    private func values(
        at places: [Double], _ steps: [Int], _ features: WindFeatures, _ coefficients: Matrix
    ) -> [Double] {
        var result: [Double] = []
        result.reserveCapacity(steps.count * places.count)
        for start in stride(from: 0, to: steps.count, by: Self.chunk) {
            let part = Array(steps[start..<min(start + Self.chunk, steps.count)])
            let design = random.design(part, features.columns)
            let probabilities = design.times(coefficients)
            for row in 0..<part.count { result += inverted(Array(probabilities[row: row]), places) }
        }
        return result
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
