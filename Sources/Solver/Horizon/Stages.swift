/// What the directions of an iteration differ in: the products that they aim at.
///
/// A pair is a value with its dual, x with z or s with w. While a direction is computed the stage
/// sees every pair and finds out how far the direction leads.
protocol Stage {
    /// Whether the direction also takes the residuals away.
    static var takesResiduals: Bool { get }

    /// r / value, where r is what the pair's line of complementarity is to become: the right side
    /// of  dual · d(value) + value · d(dual) = r.
    ///
    /// - Parameters:
    ///   - value: x or s, and `dual` z or w.
    ///   - inverse: 1 / value.
    ///   - change: of the value in the direction so far, and `dualChange` of the dual.
    func quotient(
        _ value: Double, _ dual: Double, _ inverse: Double, _ change: Double, _ dualChange: Double
    ) -> Double

    /// Sees a pair, its change so far and the change that this stage adds or puts in its place.
    mutating func see(
        _ value: Double, _ dual: Double, _ change: Double, _ dualChange: Double, _ new: Double,
        _ newDual: Double)

    /// Takes in what this stage has seen of other pairs.
    mutating func add(_ other: Self)
}

/// How far a direction leads, primal and dual, until a value or dual becomes zero; at most one.
struct Steps {
    var primal = 1.0
    var dual = 1.0

    @inline(__always)
    mutating func keepPositive(
        _ value: Double, _ dual: Double, _ change: Double, _ dualChange: Double
    ) {
        if value + primal * change < 0 { primal = -value / change }
        if dual + self.dual * dualChange < 0 { self.dual = -dual / dualChange }
    }

    /// The shorter of two steps.
    mutating func add(_ other: Steps) {
        (primal, dual) = (min(primal, other.primal), min(dual, other.dual))
    }
}

/// Newton's direction to products of zero (affine scaling).
struct Predictor: Stage {
    static let takesResiduals = true
    private(set) var steps = Steps()
    /// Σ value · dual and its derivatives by both steps, together and by the product of both.
    private var sums = (product: 0.0, primal: 0.0, dual: 0.0, both: 0.0)
    private var pairs = 0

    @inline(__always)
    func quotient(
        _ value: Double, _ dual: Double, _ inverse: Double, _ change: Double, _ dualChange: Double
    ) -> Double { -dual }

    @inline(__always)
    mutating func see(
        _ value: Double, _ dual: Double, _ change: Double, _ dualChange: Double, _ new: Double,
        _ newDual: Double
    ) {
        steps.keepPositive(value, dual, new, newDual)
        sums.product += value * dual
        sums.primal += new * dual
        sums.dual += value * newDual
        sums.both += new * newDual
        pairs += 1
    }

    mutating func add(_ other: Predictor) {
        steps.add(other.steps)
        sums.product += other.sums.product
        sums.primal += other.sums.primal
        sums.dual += other.sums.dual
        sums.both += other.sums.both
        pairs += other.pairs
    }

    /// The average product at the end of the longest steps.
    var complementarity: Double {
        let sum =
            sums.product + steps.primal * sums.primal + steps.dual * sums.dual
            + steps.primal * steps.dual * sums.both
        return pairs > 0 ? max(0, sum) / Double(pairs) : 0
    }
}

/// The direction to products of `target`, with the predictor's own error taken off (Mehrotra), and
/// the share of the way there from the predictor that lets the step be longest.
struct Corrector: Stage {
    static let takesResiduals = true

    let target: Double
    private var trial = WeightTrial()

    init(target: Double) { self.target = target }

    @inline(__always)
    func quotient(
        _ value: Double, _ dual: Double, _ inverse: Double, _ change: Double, _ dualChange: Double
    ) -> Double { (target - change * dualChange) * inverse - dual }

    @inline(__always)
    mutating func see(
        _ value: Double, _ dual: Double, _ change: Double, _ dualChange: Double, _ new: Double,
        _ newDual: Double
    ) { trial.see(value, dual, change, dualChange, new - change, newDual - dualChange) }

    mutating func add(_ other: Corrector) { trial.add(other.trial) }

    /// The weights that let the steps be longest, and these steps.
    var best: (weights: Steps, steps: Steps) { trial.best }
}

/// What brings products back that are out of line after a longer step than the direction allows
/// (Gondzio), with the share of it that lets the step be longest.
struct Centring: Stage {
    static let takesResiduals = false

    let target: Double
    /// The steps that products are looked at after.
    private let ahead: Steps
    private var trial = WeightTrial()

    init(target: Double, after steps: Steps) {
        self.target = target
        ahead = Steps(
            primal: min(1, max(1.1 * steps.primal, steps.primal + 0.3)),
            dual: min(1, max(1.1 * steps.dual, steps.dual + 0.3)))
    }

    @inline(__always)
    func quotient(
        _ value: Double, _ dual: Double, _ inverse: Double, _ change: Double, _ dualChange: Double
    ) -> Double {
        let product = (value + ahead.primal * change) * (dual + ahead.dual * dualChange)
        if product < 0.1 * target { return (0.1 * target - product) * inverse }
        return product > 10 * target
            ? max(10 * target - product, -10 * target) * inverse : 0
    }

    @inline(__always)
    mutating func see(
        _ value: Double, _ dual: Double, _ change: Double, _ dualChange: Double, _ new: Double,
        _ newDual: Double
    ) { trial.see(value, dual, change, dualChange, new, newDual) }

    mutating func add(_ other: Centring) { trial.add(other.trial) }

    /// The weights that let the steps be longest, and these steps.
    var best: (weights: Steps, steps: Steps) { trial.best }
}

/// The longest steps of a direction with each weight of a correction.
private struct WeightTrial {
    private static let weights = SIMD4(1, 0.75, 0.5, 0.25)
    private var primal = SIMD4<Double>(repeating: 1)
    private var dual = SIMD4<Double>(repeating: 1)

    /// Sees a pair, its change in the direction so far, and that of the correction.
    @inline(__always)
    mutating func see(
        _ value: Double, _ dual: Double, _ change: Double, _ dualChange: Double, _ new: Double,
        _ newDual: Double
    ) {
        Self.keepPositive(value, change, new, &primal)
        Self.keepPositive(dual, dualChange, newDual, &self.dual)
    }

    mutating func add(_ other: WeightTrial) {
        primal.replace(with: other.primal, where: other.primal .< primal)
        dual.replace(with: other.dual, where: other.dual .< dual)
    }

    @inline(__always)
    private static func keepPositive(
        _ value: Double, _ change: Double, _ new: Double, _ steps: inout SIMD4<Double>
    ) {
        let total = change + new * weights
        let isOutside = (value + steps * total) .< 0
        guard any(isOutside) else { return }
        steps.replace(with: -value / total, where: isOutside)
    }

    /// The weights that let the steps be longest, and these steps.
    var best: (weights: Steps, steps: Steps) {
        let (p, d) = (Self.longest(primal), Self.longest(dual))
        return (
            Steps(primal: Self.weights[p], dual: Self.weights[d]),
            Steps(primal: primal[p], dual: dual[d])
        )
    }

    /// The first of the longest steps, a trifle not counted.
    private static func longest(_ steps: SIMD4<Double>) -> Int {
        (1..<4).reduce(0) { steps[$1] > steps[$0] + 1e-3 ? $1 : $0 }
    }
}
