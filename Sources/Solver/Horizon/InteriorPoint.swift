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
    private var residuals: Residuals
    private var pairs: NewtonSystem.Pairs
    private var direction: Direction
    private var correction: Direction
    private(set) var iterations = 0
    /// The best point so far and its merit: the largest of residuals and gap.
    private(set) var best: (at: Iterate, merit: Double)
    /// The iteration that found it.
    private var bestIteration = 0
    private var rightSize = 1.0
    private var costSize = 1.0
    /// An early point of the last solve, from which a changed program is reached sooner.
    private var early: Iterate?
    private var slowSteps = 0

    static let iterationLimit = 300
    /// Iterations without progress after which a point of less than this merit is the last one.
    private static let mostIdle = 15
    private static let nearMerit = 1e-4
    /// Residual, as the judge measures it, that needs no mending.
    private static let judgedEnough = 1e-7
    /// Projections that may follow one another.
    private static let mostProjections = 60
    /// Weight of a column that lies at a bound, where one far from its bounds has one.
    private static let leastWeight = 1e-7
    /// A step's share of the way to the boundary.
    private static let stepShare = 0.9995

    var form: StandardForm { system.form }

    /// Prepares for a standard form whose rows are in the order of elimination.
    init(_ form: StandardForm) {
        system = NewtonSystem(form)
        let (rows, columns) = (form.rowCount, form.columnCount)
        at = Iterate(rowCount: rows, columnCount: columns)
        residuals = Residuals(rowCount: rows, columnCount: columns)
        pairs = NewtonSystem.Pairs(lower: at.x, upper: at.x)
        direction = Direction(rowCount: rows, columnCount: columns)
        correction = Direction(rowCount: rows, columnCount: columns)
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
        (iterations, bestIteration) = (0, 0)
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
            residuals.measure(system.form, system.kinds, at)
            let state = state(residuals)
            let gap =
                abs(state.primalObjective - state.dualObjective)
                / max(1e-300, gapUnit(state.primalObjective))
            let merit = max(state.primalResidual, state.dualResidual, gap)
            guard merit.isFinite else { return .stalled("numbers ran out of range") }
            if merit < best.merit {
                if merit < 0.9 * best.merit { bestIteration = iterations }
                best.merit = merit
                best.at.copy(at)
            }
            if let reason = watch(state) { return .stopped(reason) }
            if merit <= tolerance { return .converged }
            if merit > 1e6 * best.merit { return .stalled("it moved away from the best point") }
            if best.merit < Self.nearMerit, iterations - bestIteration >= Self.mostIdle {
                return .stalled("nothing improves any more")
            }
            if let ray = ray(state, residuals, tolerance) { return ray }
            if isEarly, beginning != .there, merit < WarmStart.earlyMerit {
                early = at
                isEarly = false
            }
            guard step() else { return .stalled("no step leads on") }
            iterations += 1
        }
        return .stalled("the limit of iterations was reached")
    }

    /// Moves the best point onto A x = b where it is further off than the judge likes.
    ///
    /// Late systems are too ill-conditioned for that. With weights v, the distance to the nearest
    /// bound and at most one, A V Aᵀ is not: the nearest point of A x = b and the nearest one within
    /// the bounds are taken in turn until a point is both (alternating projections; H. Bauschke,
    /// J. Borwein, *On projection algorithms for solving convex feasibility problems*, SIAM Review
    /// 38 (1996)):
    ///
    ///     x ← x + V Aᵀ(A V Aᵀ)⁻¹(b − A x),    x ← min(max(x, 0), u)
    mutating func moveBestOntoRows() {
        let form = system.form
        var moved = best.at
        let weights: [Double] = system.kinds.indices.map { column in
            switch system.kinds[column] {
            case .fixed: return 0
            case .free: return 1
            case .lower: return min(1, max(Self.leastWeight, moved.x[column]))
            case .boxed: return min(1, max(Self.leastWeight, min(moved.x[column], moved.s[column])))
            }
        }
        var residuals = Residuals(form, system.kinds, moved)
        var size = residuals.judgedSize(form.judged)
        guard size > Self.judgedEnough,
            system.factorise(weights: weights)
        else { return }
        for _ in 0..<Self.mostProjections where size > Self.judgedEnough {
            guard let y = system.solveNormal(residuals.primal, tolerance: 1e-6) else { return }
            let pull = form.matrix.transposedProduct(y)
            for column in pull.indices where system.kinds[column] != .fixed {
                let target = moved.x[column] + weights[column] * pull[column]
                moved.x[column] =
                    system.kinds[column].isBounded
                    ? min(max(0, target), form.upper[column]) : target
                if system.kinds[column] == .boxed {
                    moved.s[column] = form.upper[column] - moved.x[column]
                }
            }
            residuals = Residuals(form, system.kinds, moved)
            let next = residuals.judgedSize(form.judged)
            if next < size { best.at = moved }
            size = next
        }
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
    private mutating func step() -> Bool {
        guard system.factorise(at) else { return false }
        let kinds = system.kinds
        let mu = residuals.complementarity
        for column in kinds.indices where kinds[column].isBounded {
            pairs.lower[column] = -at.x[column] * at.z[column]
            if kinds[column] == .boxed { pairs.upper[column] = -at.s[column] * at.w[column] }
        }
        guard system.solve(residuals, pairs, at, tolerance: 1e-8, into: &direction) else {
            return false
        }
        let reach = direction.longestSteps(at, kinds)
        let ratio = mu > 0 ? complementarity(reach, kinds) / mu : 0
        let target = max(ratio * ratio * ratio * mu, 1e-16)
        for column in kinds.indices where kinds[column].isBounded {
            pairs.lower[column] = target - direction.x[column] * direction.z[column]
            if kinds[column] == .boxed {
                pairs.upper[column] = target - direction.s[column] * direction.w[column]
            }
        }
        guard system.solve(nil, pairs, at, tolerance: 1e-8, into: &correction) else {
            return false
        }
        direction.add(primal: 1, dual: 1, of: correction, kinds)
        var steps = direction.longestSteps(at, kinds)
        for _ in 0..<correctors where min(steps.primal, steps.dual) < 0.95 {
            guard centre(steps, target) else { break }
            let share = direction.bestShare(of: correction, at, kinds)
            let longer = share.steps
            guard longer.primal + longer.dual >= steps.primal + steps.dual + 0.02 else { break }
            direction.add(primal: share.primal, dual: share.dual, of: correction, kinds)
            steps = longer
        }
        return advance(steps)
    }

    /// How many correctors a factorisation is worth: more where it costs more than solves do.
    private var correctors: Int {
        let ratio = system.operationCount / max(1, 4 * system.entryCount)
        return ratio > 50 ? 3 : ratio > 10 ? 2 : 1
    }

    private mutating func advance(_ steps: (primal: Double, dual: Double)) -> Bool {
        let primal = min(1, Self.stepShare * steps.primal)
        let dual = min(1, Self.stepShare * steps.dual)
        slowSteps = max(primal, dual) < 1e-3 ? slowSteps + 1 : 0
        guard slowSteps < 5, max(primal, dual) > 1e-10 else { return false }
        at.advance(direction, primal: primal, dual: dual, system.kinds)
        return true
    }

    /// Finds a correction that brings products of complementarity that are out of line back into it.
    private mutating func centre(
        _ steps: (primal: Double, dual: Double), _ target: Double
    ) -> Bool {
        let primal = min(1, max(1.1 * steps.primal, steps.primal + 0.3))
        let dual = min(1, max(1.1 * steps.dual, steps.dual + 0.3))
        func pull(_ product: Double) -> Double {
            if product < 0.1 * target { return 0.1 * target - product }
            if product > 10 * target { return max(10 * target - product, -10 * target) }
            return 0
        }
        let kinds = system.kinds
        for column in kinds.indices where kinds[column].isBounded {
            pairs.lower[column] = pull(
                (at.x[column] + primal * direction.x[column])
                    * (at.z[column] + dual * direction.z[column]))
            guard kinds[column] == .boxed else { continue }
            pairs.upper[column] = pull(
                (at.s[column] + primal * direction.s[column])
                    * (at.w[column] + dual * direction.w[column]))
        }
        return system.solve(nil, pairs, at, tolerance: 1e-6, into: &correction)
    }

    /// The average product after a step.
    private func complementarity(
        _ steps: (primal: Double, dual: Double), _ kinds: [ColumnKind]
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
