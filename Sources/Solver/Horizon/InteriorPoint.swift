/// The primal–dual interior-point method: predictor, corrector, and centrality correctors.
///
/// Mehrotra's predictor–corrector (SIAM J. Optim. 2 (1992)) from an infeasible start, with the
/// multiple centrality correctors of J. Gondzio (*Multiple centrality corrections in a primal-dual
/// method for linear programming*, Comput. Optim. Appl. 6 (1996)); the latter are added with the weight
/// that lets the step be longest (M. Colombo, J. Gondzio, *Further development of multiple centrality
/// correctors for interior point methods*, Comput. Optim. Appl. 41 (2008)).
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
    /// An early point of the last solve, from which a changed program is reached sooner.
    private var early: Iterate?
    private var slowSteps = 0

    static let iterationLimit = 300
    /// Residual, as the judge measures it, that needs no mending.
    private static let judgedEnough = 1e-7
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
    private mutating func begin(isWarm: Bool) -> Bool {
        let warm = isWarm ? early.map { WarmStart.adapted($0, system.form, system.kinds) } : nil
        guard let start = warm ?? StartingPoint.make(&system) else { return false }
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

    /// Where a run begins.
    enum Beginning {
        case cold
        /// At an early point of the run before, made to fit changed bounds.
        case warm
        /// Where the run before ended.
        case there
    }

    /// Iterates until the method ends, or until `watch` returns a reason to stop.
    ///
    /// - Parameters:
    ///   - beginning: where the run begins.
    ///   - tolerance: relative residuals and gap to reach.
    ///   - gapUnit: the amount that a gap is relative to, from an objective of the standard form.
    ///   - watch: looks at every iteration.
    mutating func run(
        _ beginning: Beginning = .cold, tolerance: Double, gapUnit: (Double) -> Double,
        watch: (State) -> String?
    ) -> Ending {
        if beginning != .there {
            guard begin(isWarm: beginning == .warm) else {
                return .stalled("there is no starting point")
            }
        }
        var isEarly = true
        while iterations < Self.iterationLimit {
            let residuals = Residuals(system.form, system.kinds, at)
            let state = state(residuals)
            let gap =
                abs(state.primalObjective - state.dualObjective)
                / max(1e-300, gapUnit(state.primalObjective))
            let merit = max(state.primalResidual, state.dualResidual, gap)
            guard merit.isFinite else { return .stalled("numbers ran out of range") }
            if merit < best.merit { best = (at, merit) }
            if let reason = watch(state) { return .stopped(reason) }
            if merit <= tolerance { return .converged }
            if merit > 1e6 * best.merit { return .stalled("it moved away from the best point") }
            if let ray = ray(state, residuals, tolerance) { return ray }
            if isEarly, beginning != .there, merit < WarmStart.earlyMerit {
                early = at
                isEarly = false
            }
            guard step(residuals) else { return .stalled("no step leads on") }
            iterations += 1
        }
        return .stalled("the limit of iterations was reached")
    }

    /// Moves the best point onto A x = b where it is further off than the judge likes.
    ///
    /// Late systems are too ill-conditioned for that. These are not: with weights v_j, the distance
    /// to the nearest bound and at most one, the least Σ dx_j²/v_j with A dx = b − A x is
    ///
    ///     dx = V Aᵀ(A V Aᵀ)⁻¹(b − A x)
    mutating func moveBestOntoRows() {
        var moved = best.at
        let form = system.form
        let residuals = Residuals(form, system.kinds, moved)
        let before = residuals.judgedSize(form.judged)
        guard before > Self.judgedEnough else { return }
        let weights: [Double] = system.kinds.indices.map { column in
            switch system.kinds[column] {
            case .fixed: return 0
            case .free: return 1
            case .lower: return min(1, moved.x[column])
            case .boxed: return min(1, moved.x[column], moved.s[column])
            }
        }
        guard system.factorise(weights: weights),
            let y = system.solveNormal(residuals.primal, tolerance: 1e-12)
        else { return }
        for (column, pull) in form.matrix.transposedProduct(y).enumerated() {
            let target = moved.x[column] + weights[column] * pull
            guard system.kinds[column].isBounded else {
                moved.x[column] = target
                continue
            }
            moved.x[column] = min(max(0, target), form.upper[column])
            moved.s[column] = form.upper[column] - moved.x[column]
        }
        let after = Residuals(form, system.kinds, moved).judgedSize(form.judged)
        if after < before { best.at = moved }
    }

    private func state(_ residuals: Residuals) -> State {
        State(
            iteration: iterations, primalObjective: residuals.primalObjective,
            dualObjective: residuals.dualObjective,
            primalResidual: residuals.primalSize / rightSize,
            dualResidual: residuals.dualSize / costSize,
            complementarity: residuals.complementarity)
    }

    /// A ray that the iterates run along, if they do.
    private func ray(
        _ state: State, _ residuals: Residuals, _ tolerance: Double
    ) -> Ending? {
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
        let right = NewtonSystem.RightSide(
            primal: residuals.primal, upper: residuals.upper, dual: residuals.dual,
            lowerPairs: kinds.indices.map { -at.x[$0] * at.z[$0] },
            upperPairs: kinds.indices.map { -at.s[$0] * at.w[$0] })
        guard let affine = system.solve(right, at, tolerance: 1e-8) else { return false }
        let reach = affine.longestSteps(at, kinds)
        let ratio = mu > 0 ? complementarity(affine, reach, kinds) / mu : 0
        let target = max(ratio * ratio * ratio * mu, 1e-16)
        let second = pairsOnly(
            lower: { target - affine.x[$0] * affine.z[$0] },
            upper: { target - affine.s[$0] * affine.w[$0] })
        guard let corrector = system.solve(second, at, tolerance: 1e-8) else { return false }
        var direction = affine.plus(1, corrector, 1)
        var steps = direction.longestSteps(at, kinds)
        for _ in 0..<correctors where min(steps.primal, steps.dual) < 0.95 {
            guard let centring = centring(direction, steps, target) else { break }
            let (trial, longer) = direction.combined(with: centring, at, kinds)
            guard longer.primal + longer.dual >= steps.primal + steps.dual + 0.02 else { break }
            (direction, steps) = (trial, longer)
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
    private mutating func centring(
        _ direction: Direction, _ steps: (primal: Double, dual: Double), _ target: Double
    ) -> Direction? {
        let primal = min(1, max(1.1 * steps.primal, steps.primal + 0.3))
        let dual = min(1, max(1.1 * steps.dual, steps.dual + 0.3))
        let at = at
        func pull(_ product: Double) -> Double {
            if product < 0.1 * target { return 0.1 * target - product }
            if product > 10 * target { return max(10 * target - product, -10 * target) }
            return 0
        }
        let right = pairsOnly(
            lower: {
                pull(
                    (at.x[$0] + primal * direction.x[$0]) * (at.z[$0] + dual * direction.z[$0]))
            },
            upper: {
                pull(
                    (at.s[$0] + primal * direction.s[$0]) * (at.w[$0] + dual * direction.w[$0]))
            })
        return system.solve(right, at, tolerance: 1e-6)
    }

    /// A right side that moves products of complementarity and leaves residuals alone.
    private func pairsOnly(
        lower: (Int) -> Double, upper: (Int) -> Double
    ) -> NewtonSystem.RightSide {
        let kinds = system.kinds
        let zeros = [Double](repeating: 0, count: kinds.count)
        var right = NewtonSystem.RightSide(
            primal: [Double](repeating: 0, count: at.y.count), upper: zeros, dual: zeros,
            lowerPairs: zeros, upperPairs: zeros)
        for column in kinds.indices where kinds[column].isBounded {
            right.lowerPairs[column] = lower(column)
            if kinds[column] == .boxed { right.upperPairs[column] = upper(column) }
        }
        return right
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
