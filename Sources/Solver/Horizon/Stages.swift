import CHorizon

/// What a direction of an iteration aims at.
///
/// A pair is a value with its dual, x with z or s with w.
enum Aim {
    /// Newton's direction to products of zero (affine scaling).
    case zero
    /// Products of a target, with the error of the direction so far taken off (Mehrotra); it takes
    /// the place of that direction.
    case target(Double)
    /// What brings products back that would be out of line, a tenth or ten times a target, after a
    /// longer step than the direction so far allows (Gondzio).
    case centre(Double, after: Steps)

    var stage: pass_stage {
        switch self {
        case .zero: pass_predictor
        case .target: pass_corrector
        case .centre: pass_centring
        }
    }

    /// Whether the direction also takes the residuals away.
    var takesResiduals: Bool {
        if case .centre = self { false } else { true }
    }

    /// Writes what the kernels want to know.
    func describe(_ direction: inout pass_direction) {
        switch self {
        case .zero: break
        case .target(let target): unsafe direction.target = target
        case .centre(let target, let steps):
            unsafe (direction.least, direction.greatest) = (0.1 * target, 10 * target)
            unsafe direction.ahead = min(1, max(1.1 * steps.primal, steps.primal + 0.3))
            unsafe direction.dual_ahead = min(1, max(1.1 * steps.dual, steps.dual + 0.3))
        }
    }
}

/// How far a direction leads, primal and dual, until a value or dual becomes zero; at most one.
struct Steps {
    var primal = 1.0
    var dual = 1.0
}

/// How far a direction leads with each weight of what its stage adds.
struct DirectionReach {
    private static let weights = SIMD4(1, 0.75, 0.5, 0.25)
    private var primal = SIMD4<Double>(repeating: 1)
    private var dual = SIMD4<Double>(repeating: 1)
    /// Σ value · dual and its derivatives by both steps, together and by the product of both.
    private var sums = SIMD4<Double>(repeating: 0)

    init() {}

    init(_ direction: pass_direction) {
        let (p, d) = unsafe (direction.primal_steps, direction.dual_steps)
        (primal, dual) = (SIMD4(p.0, p.1, p.2, p.3), SIMD4(d.0, d.1, d.2, d.3))
        sums = unsafe SIMD4(
            direction.product, direction.by_primal, direction.by_dual, direction.by_both)
    }

    /// Takes in what another pass has seen of other pairs.
    mutating func add(_ other: DirectionReach) {
        primal.replace(with: other.primal, where: other.primal .< primal)
        dual.replace(with: other.dual, where: other.dual .< dual)
        sums += other.sums
    }

    /// Whether all pairs have a direction: the sums hold all of it after a predictor; after another
    /// stage they are zero, and this tells nothing.
    var isFinite: Bool {
        sums[0].isFinite && sums[1].isFinite && sums[2].isFinite && sums[3].isFinite
    }

    /// The longest steps with the whole weight.
    var steps: Steps { Steps(primal: primal[0], dual: dual[0]) }

    /// The sum of all products at the end of the longest steps.
    var products: Double {
        let steps = steps
        return max(
            0,
            sums[0] + steps.primal * sums[1] + steps.dual * sums[2]
                + steps.primal * steps.dual * sums[3])
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
