/// Carbon intensity from the generation mix: the average of all, and the marginal of one more MWh.
public struct MixIntensity: Sendable {
    /// Carbon intensity of each source, in the unit of the average intensity.
    public let factors: [Double]

    /// Days whose changes tell what follows demand, and hours around the same time of day.
    private static let days = 28
    private static let hours = 1
    /// Weight of the slope over all hours, in days of changes.
    private static let shared = 5.0

    /// Takes factors that are known.
    public init(factors: [Double]) { self.factors = factors }

    /// Learns the factors from average intensity and mix: least squares, no factor below zero.
    ///
    /// By coordinate descent; Lawson, Hanson: Solving Least Squares Problems, 1974, chapter 23.
    ///
    /// - Parameters:
    ///   - mix: generation by source on the grid of `intensity`.
    ///   - intensity: of the average.
    /// - Throws: `ForecastError.tooLittleHistory` with fewer than 48 complete steps.
    public init(mix: [Series], average intensity: Series) throws(ForecastError) {
        var rows: [[Double]] = []
        var targets: [Double] = []
        for step in intensity.values.indices {
            let time = intensity.time(step)
            let row = mix.map { $0.value(at: time) }
            let total = row.reduce(0, +)
            guard total > 0, total.isFinite, intensity.values[step].isFinite else { continue }
            rows.append(row.map { $0 / total })
            targets.append(intensity.values[step])
        }
        guard rows.count >= 48 else {
            throw .tooLittleHistory(series: intensity.name, values: rows.count, needed: 48)
        }
        let design = Matrix(rows)
        let gram = design.gram
        let right = design.transposedTimes(
            Matrix(rows: targets.count, columns: 1, elements: targets)
        ).elements
        var factors = [Double](repeating: 0, count: mix.count)
        for _ in 0..<2000 {
            var moved = 0.0
            for index in factors.indices where gram[index, index] > 1e-12 {
                let rest = factors.indices.reduce(right[index]) {
                    $0 - ($1 == index ? 0 : gram[index, $1] * factors[$1])
                }
                let next = max(0, rest / gram[index, index])
                moved = max(moved, abs(next - factors[index]))
                factors[index] = next
            }
            if moved < 1e-9 * (right.max() ?? 1) { break }
        }
        self.factors = factors
    }

    /// Average intensity of each step: emissions over generation.
    public func average(_ mix: [Series]) -> Series? {
        guard let sums = sums(mix) else { return nil }
        var result = mix[0]
        result.name = "average_intensity"
        result.quality = []
        result.values = zip(sums.emissions, sums.generation).map { $1 > 0 ? $0 / $1 : .nan }
        return result
    }

    /// Marginal intensity of each step: by how much emissions followed demand at this time of day over
    /// the last days.
    ///
    /// The slope of the changes of emissions on those of generation from step to step, over 28 days and
    /// the hours beside, drawn to the slope over all hours. A. D. Hawkes: Estimating marginal CO2
    /// emissions rates for national electricity systems, Energy Policy 2010. Nothing after a step
    /// counts for it. Nil when the sources do not share a grid.
    public func marginal(_ mix: [Series]) -> Series? {
        guard let sums = sums(mix) else { return nil }
        let steps = max(1, 86_400 / mix[0].stepSeconds)
        let reach = max(0, Self.hours * 3600 / mix[0].stepSeconds)
        let greatest = factors.max() ?? 0
        let changes = sums.generation.indices.map { step -> (square: Double, product: Double) in
            guard step > 0 else { return (0, 0) }
            let demand = sums.generation[step] - sums.generation[step - 1]
            let emissions = sums.emissions[step] - sums.emissions[step - 1]
            guard demand.isFinite, emissions.isFinite else { return (0, 0) }
            return (demand * demand, demand * emissions)
        }
        var all = RunningSlope()
        var slots = [RunningSlope](repeating: RunningSlope(), count: steps)
        let window = Self.days * steps
        var result = mix[0]
        result.name = "marginal_intensity"
        result.quality = []
        result.values = changes.indices.map { step in
            all.add(changes[step])
            slots[step % steps].add(changes[step])
            if step >= window {
                all.remove(changes[step - window])
                slots[step % steps].remove(changes[step - window])
            }
            let near = (-reach...reach).map { slots[(step + $0 + steps) % steps] }
            let share = Self.shared / Double(steps * Self.days) * Double(near.count)
            let square = near.reduce(0) { $0 + $1.square } + share * all.square
            let product = near.reduce(0) { $0 + $1.product } + share * all.product
            return square > 0 ? min(max(product / square, 0), greatest) : .nan
        }
        return result
    }

    private struct RunningSlope {
        var square = 0.0
        var product = 0.0

        mutating func add(_ change: (square: Double, product: Double)) {
            square += change.square
            product += change.product
        }

        mutating func remove(_ change: (square: Double, product: Double)) {
            square -= change.square
            product -= change.product
        }
    }

    private func sums(_ mix: [Series]) -> (generation: [Double], emissions: [Double])? {
        guard let first = mix.first, mix.count == factors.count,
            mix.allSatisfy({
                $0.start == first.start && $0.count == first.count
                    && $0.stepSeconds == first.stepSeconds
            })
        else { return nil }
        var generation = [Double](repeating: 0, count: first.count)
        var emissions = generation
        for (series, factor) in zip(mix, factors) {
            for step in generation.indices {
                generation[step] += series.values[step]
                emissions[step] += factor * series.values[step]
            }
        }
        return (generation, emissions)
    }
}
