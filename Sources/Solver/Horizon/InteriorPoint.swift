/// The primal–dual interior-point method: predictor, corrector, and centrality correctors.
///
/// Mehrotra's predictor–corrector (SIAM J. Optim. 2 (1992)) from an infeasible start, with the
/// multiple centrality correctors of J. Gondzio (*Multiple centrality corrections in a primal-dual
/// method for linear programming*, Comput. Optim. Appl. 6 (1996)).
struct InteriorPoint: ~Copyable {
    /// How the method ended.
    enum Ending: Equatable {
        case converged
        /// The iterates run away along a ray that proves infeasibility, unless rounding deceives.
        case looksInfeasible
        /// They run along a ray of falling cost.
        case looksUnbounded
        /// Numbers ran out: the best point so far is all there is.
        case stalled(String)
        case stopped(String)
    }

    /// Where the method is, for whoever watches.
    struct State {
        let iteration: Int
        /// c·x and b·y − u·w in the units of the standard form.
        let primalObjective: Double
        let dualObjective: Double
        /// Residuals relative to 1 + the largest of b and u, or of c.
        let primalResidual: Double
        let dualResidual: Double
        let complementarity: Double
    }

    private var system: NewtonSystem
    private var at: Iterate
    private(set) var iterations = 0
    /// The best point so far and its merit: the largest of residuals and gap.
    private(set) var best: (at: Iterate, merit: Double)
    private var rightSize = 1.0
    private var costSize = 1.0
    /// Relative residuals and gap to reach.
    private let tolerance = 1e-8
    private var slowSteps = 0

    static let iterationLimit = 300
    /// A step's share of the way to the boundary.
    private static let stepShare = 0.9995

    var form: StandardForm { system.form }

    /// Prepares for a standard form whose rows are in the order of elimination.
    init(_ form: StandardForm) {
        system = NewtonSystem(form)
        at = Iterate(x: [], s: [], y: [], z: [], w: [])
        best = (at, .infinity)
    }

    /// Takes over other bounds, right sides and costs; the matrix stays what it was.
    mutating func change(_ form: StandardForm) { system.change(form) }

    /// Goes to a starting point; false when its systems cannot be solved.
    private mutating func begin() -> Bool {
        guard let start = StartingPoint.make(&system) else { return false }
        let form = system.form
        at = start
        best = (start, .infinity)
        iterations = 0
        slowSteps = 0
        rightSize =
            1
            + (form.right + form.upper.filter(\.isFinite)).reduce(0) { max($0, abs($1)) }
        costSize = 1 + form.cost.reduce(0) { max($0, abs($1)) }
        return true
    }

    /// Iterates until the method ends, or until `watch` returns a reason to stop.
    ///
    /// - Parameters:
    ///   - gapUnit: the amount that a gap is relative to, from an objective of the standard form.
    ///   - watch: looks at every iteration.
    mutating func run(
        gapUnit: (Double) -> Double, watch: (State) -> String?
    ) -> Ending {
        guard begin() else { return .stalled("there is no starting point") }
        while iterations < Self.iterationLimit {
            let residuals = Residuals(system.form, system.kinds, at)
            let state = State(
                iteration: iterations, primalObjective: residuals.primalObjective,
                dualObjective: residuals.dualObjective,
                primalResidual: residuals.primalSize / rightSize,
                dualResidual: residuals.dualSize / costSize,
                complementarity: residuals.complementarity)
            let gap =
                abs(state.primalObjective - state.dualObjective)
                / max(1e-300, gapUnit(state.primalObjective))
            let merit = max(state.primalResidual, state.dualResidual, gap)
            guard merit.isFinite else { return .stalled("numbers ran out of range") }
            if merit < best.merit { best = (at, merit) }
            if let reason = watch(state) { return .stopped(reason) }
            if merit <= tolerance { return .converged }
            if merit > 1e6 * best.merit { return .stalled("it moved away from the best point") }
            if let ray = ray(state, residuals) { return ray }
            guard step(residuals) else { return .stalled("no step leads on") }
            iterations += 1
        }
        return .stalled("the limit of iterations was reached")
    }

    /// A ray that the iterates run along, if they do.
    private func ray(_ state: State, _ residuals: Residuals) -> Ending? {
        if state.dualObjective > 1e3 * costSize {
            // Aᵀy + z − w = c − r_d, next to what the ray gains.
            let rest = zip(system.form.cost, residuals.dual).reduce(0) { max($0, abs($1.0 - $1.1)) }
            if rest < 1e-8 * state.dualObjective, state.primalResidual > tolerance {
                return .looksInfeasible
            }
        }
        if state.primalObjective < -1e3 * rightSize {
            let rest = zip(system.form.right, residuals.primal).reduce(0) {
                max($0, abs($1.0 - $1.1))
            }
            if rest < 1e-8 * -state.primalObjective, state.dualResidual > tolerance {
                return .looksUnbounded
            }
        }
        return nil
    }

    /// One iteration; false when there is no step worth taking.
    private mutating func step(_ residuals: Residuals) -> Bool {
        guard system.factorise(at) else { return false }
        let kinds = system.kinds
        let mu = residuals.complementarity
        var right = NewtonSystem.RightSide(
            primal: residuals.primal, upper: residuals.upper, dual: residuals.dual,
            lowerPairs: pairs(kinds) { -$0.x * $0.z }, upperPairs: pairs(kinds) { -$0.s * $0.w })
        guard let affine = system.solve(right, at, tolerance: 1e-6) else { return false }
        let reach = affine.longestSteps(at, kinds)
        let after = complementarity(affine, reach, kinds)
        let ratio = mu > 0 ? after / mu : 0
        let target = max(ratio * ratio * ratio * mu, 1e-16)
        for column in kinds.indices where kinds[column].isBounded {
            right.lowerPairs[column] += target - affine.x[column] * affine.z[column]
            guard kinds[column] == .boxed else { continue }
            right.upperPairs[column] += target - affine.s[column] * affine.w[column]
        }
        guard var direction = system.solve(right, at, tolerance: 1e-8) else { return false }
        var steps = direction.longestSteps(at, kinds)
        for _ in 0..<correctors where min(steps.primal, steps.dual) < 0.95 {
            guard let corrected = corrected(direction, steps, target, kinds) else { break }
            let longer = corrected.longestSteps(at, kinds)
            guard
                longer.primal + longer.dual >= steps.primal + steps.dual + 0.02,
                longer.primal >= 0.9 * steps.primal, longer.dual >= 0.9 * steps.dual
            else { break }
            (direction, steps) = (corrected, longer)
        }
        return advance(direction, steps)
    }

    /// How many correctors a factorisation is worth: more where it costs more than solves do.
    private var correctors: Int {
        let ratio = system.operationCount / max(1, 4 * system.entryCount)
        return ratio > 50 ? 3 : ratio > 10 ? 2 : 1
    }

    private mutating func advance(
        _ direction: Direction, _ steps: (primal: Double, dual: Double)
    ) -> Bool {
        let primal = min(1, Self.stepShare * steps.primal)
        let dual = min(1, Self.stepShare * steps.dual)
        slowSteps = max(primal, dual) < 1e-3 ? slowSteps + 1 : 0
        guard slowSteps < 5, max(primal, dual) > 1e-10 else { return false }
        at.advance(direction, primal: primal, dual: dual)
        return true
    }

    /// A direction that brings products of complementarity that are out of line back into it.
    private mutating func corrected(
        _ direction: Direction, _ steps: (primal: Double, dual: Double), _ target: Double,
        _ kinds: [ColumnKind]
    ) -> Direction? {
        let primal = min(1, steps.primal + 0.3)
        let dual = min(1, steps.dual + 0.3)
        func pull(_ product: Double) -> Double {
            if product < 0.1 * target { return 0.1 * target - product }
            if product > 10 * target { return max(10 * target - product, -10 * target) }
            return 0
        }
        let count = kinds.count
        let zeros = [Double](repeating: 0, count: count)
        var right = NewtonSystem.RightSide(
            primal: [Double](repeating: 0, count: at.y.count), upper: zeros, dual: zeros,
            lowerPairs: zeros, upperPairs: zeros)
        for column in 0..<count where kinds[column].isBounded {
            right.lowerPairs[column] = pull(
                (at.x[column] + primal * direction.x[column])
                    * (at.z[column] + dual * direction.z[column]))
            guard kinds[column] == .boxed else { continue }
            right.upperPairs[column] = pull(
                (at.s[column] + primal * direction.s[column])
                    * (at.w[column] + dual * direction.w[column]))
        }
        return system.solve(right, at, tolerance: 1e-6).map { direction + $0 }
    }

    private func pairs(
        _ kinds: [ColumnKind],
        _ product: ((x: Double, z: Double, s: Double, w: Double)) -> Double
    ) -> [Double] {
        kinds.indices.map { product((at.x[$0], at.z[$0], at.s[$0], at.w[$0])) }
    }

    /// The average product after a step.
    private func complementarity(
        _ direction: Direction, _ steps: (primal: Double, dual: Double), _ kinds: [ColumnKind]
    ) -> Double {
        var (sum, count) = (0.0, 0)
        for column in kinds.indices where kinds[column].isBounded {
            sum +=
                (at.x[column] + steps.primal * direction.x[column])
                * (at.z[column] + steps.dual * direction.z[column])
            count += 1
            guard kinds[column] == .boxed else { continue }
            sum +=
                (at.s[column] + steps.primal * direction.s[column])
                * (at.w[column] + steps.dual * direction.w[column])
            count += 1
        }
        return count > 0 ? sum / Double(count) : 0
    }
}
