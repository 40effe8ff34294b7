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
        /// Difference of the objectives relative to the amount that gaps are relative to.
        let gap: Double
    }

    private struct BestPoint: ~Copyable {
        let x: Vector
        let y: Vector
    }

    private var system: NewtonSystem
    private var at: Iterate
    private var residuals: Residuals
    private var direction: Direction
    private var correction: Direction
    private(set) var iterations = 0
    /// x and y of the best point so far, unless that is where the method is.
    private let best: BestPoint
    private var isBest = true
    /// How far the last step went along the direction; nil once its end has been measured.
    private var lastStep: Steps?
    /// The merit of the best point: the largest of its residuals and gap.
    private(set) var bestMerit = Double.infinity
    /// The iteration that found it.
    private var bestIteration = 0
    private var rightSize = 1.0
    private var costSize = 1.0
    private var slowSteps = 0

    static let iterationLimit = 300
    /// Iterations without progress after which a point of less than this merit is the last one.
    private static let mostIdle = 15
    private static let nearMerit = 1e-4
    /// A best point of a greater merit is nobody's answer, and is not kept.
    private static let keptMerit = 1e-2
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
    ///
    /// - Parameters:
    ///   - form: the standard form.
    ///   - watch: may stop the analysis; the method is of no use then.
    init(_ form: consuming StandardForm, watch: HorizonWatch) {
        system = NewtonSystem(form, watch)
        let form = system.form
        at = system.makeIterate()
        best = BestPoint(x: Vector(count: form.columnCount), y: Vector(count: form.rowCount))
        direction = system.makeIterate()
        correction = system.makeIterate()
        residuals = Residuals(
            rowCount: form.rowCount, columnCount: form.columnCount, boxCount: system.boxCount)
    }

    /// The best point in the units of the program.
    var bestPoint: Point {
        isBest ? system.form.programPoint(at.x, at.y) : system.form.programPoint(best.x, best.y)
    }

    /// Goes to a starting point; false when its systems cannot be solved.
    private mutating func begin() -> Bool {
        guard StartingPoint.make(&system, into: at) else { return false }
        let form = system.form
        (bestMerit, isBest) = (.infinity, true)
        (iterations, bestIteration) = (0, 0)
        slowSteps = 0
        rightSize = 1
        for value in form.right { rightSize = max(rightSize, 1 + abs(value)) }
        rightSize = max(rightSize, 1 + system.boxUpper.size)
        costSize = 1 + system.cost.size
        return true
    }

    /// Where a run begins.
    enum Beginning {
        case cold
        /// Where the run before ended.
        case there
    }

    /// Iterates until the method ends, or until `watch` returns a reason to stop.
    ///
    /// - Parameters:
    ///   - beginning: where the run begins.
    ///   - tolerance: relative residuals and gap to reach.
    ///   - gapUnit: the amount that a gap is relative to, from an objective of the standard form.
    ///   - watch: told of every iteration, and may stop the run.
    ///   - objective: of the program, from one of the standard form.
    mutating func run(
        _ beginning: Beginning = .cold, tolerance: Double, gapUnit: (Double) -> Double,
        watch: HorizonWatch, objective: (Double) -> Double
    ) -> Ending {
        system.watch = watch
        let ending = iterate(beginning, tolerance, gapUnit, watch, objective)
        // Whatever a stop in the middle of an iteration looks like from here.
        if let reason = watch.reason { return .stopped(reason) }
        return ending
    }

    private mutating func iterate(
        _ beginning: Beginning, _ tolerance: Double, _ gapUnit: (Double) -> Double,
        _ watch: HorizonWatch, _ objective: (Double) -> Double
    ) -> Ending {
        if beginning == .cold {
            guard begin() else { return .stalled("there is no starting point") }
        }
        while iterations < Self.iterationLimit {
            system.measure(at, into: &residuals, isNext: true)
            let state = state(gapUnit)
            let merit = max(state.primalResidual, state.dualResidual, state.gap)
            let isBetter = merit < bestMerit
            if !isBetter { keepBest() }
            lastStep = nil
            guard merit.isFinite, state.gap.isFinite else {
                return .stalled("numbers ran out of range")
            }
            if isBetter {
                if merit < 0.9 * bestMerit { bestIteration = iterations }
                (bestMerit, isBest) = (merit, true)
            }
            if let reason = watch.reason(state, objective(state.primalObjective)) {
                return .stopped(reason)
            }
            if merit <= tolerance { return .converged }
            if merit > 1e6 * bestMerit { return .stalled("it moved away from the best point") }
            if bestMerit < Self.nearMerit, iterations - bestIteration >= Self.mostIdle {
                return .stalled("nothing improves any more")
            }
            if let ray = ray(state, tolerance) { return ray }
            guard step() else { return .stalled("no step leads on") }
            iterations += 1
        }
        keepBest()
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
        // Directions are not needed any more: one is the point that moves, the other has the weights.
        let (x, s, weights) = (correction.x.entries, correction.s.entries, direction.x.entries)
        x.copy(isBest ? at.x.entries : best.x.entries)
        let (form, kinds) = (system.form, system.kinds)
        for (box, column) in kinds.indices.lazy.filter({ kinds[$0] == .boxed }).enumerated() {
            s[box] = system.boxUpper[box] - x[column]
        }
        system.measure(correction, into: &residuals)
        var size = residuals.judgedSize(form.judged)
        guard size > Self.judgedEnough else { return }
        fillWeights(x, s, weights)
        guard system.factorise(weights: direction.x) else { return }
        for _ in 0..<Self.mostProjections where size > Self.judgedEnough {
            guard system.solveNormal(residuals.primal, tolerance: 1e-6, into: direction.y)
            else { return }
            var box = 0
            form.matrix.withColumns { columns in
                for column in kinds.indices where kinds[column] != .fixed {
                    let pull = columns.product(column, direction.y.entries)
                    let target = x[column] + weights[column] * pull
                    x[column] = kinds[column].isBounded ? max(0, target) : target
                    guard kinds[column] == .boxed else { continue }
                    let upper = system.boxUpper[box]
                    x[column] = min(x[column], upper)
                    s[box] = upper - x[column]
                    box += 1
                }
            }
            system.measure(correction, into: &residuals)
            let next = residuals.judgedSize(form.judged)
            if next < size { keepMoved() }
            size = next
        }
    }

    /// Gives back the memory of what only an iteration needs; the next run fills it anew.
    mutating func rest() {
        system.forgetFactor()
        direction = system.makeIterate()
        correction = system.makeIterate()
    }

    /// Takes the point that was moved as the best one; where the method is stays as it is.
    private mutating func keepMoved() {
        best.x.copy(correction.x)
        if isBest { best.y.copy(at.y) }
        isBest = false
    }

    /// The distance to the nearest bound, within limits.
    private func fillWeights(_ x: Entries, _ s: Entries, _ weights: Entries) {
        let kinds = system.kinds
        var box = 0
        for column in kinds.indices {
            let x = x[column]
            switch kinds[column] {
            case .fixed: weights[column] = 0
            case .free: weights[column] = 1
            case .lower: weights[column] = min(1, max(Self.leastWeight, x))
            case .boxed:
                weights[column] = min(1, max(Self.leastWeight, min(x, s[box])))
                box += 1
            }
        }
    }

    private func state(_ gapUnit: (Double) -> Double) -> State {
        let gap = abs(residuals.primalObjective - residuals.dualObjective)
        return State(
            iteration: iterations, primalObjective: residuals.primalObjective,
            dualObjective: residuals.dualObjective,
            primalResidual: residuals.primalSize / rightSize,
            dualResidual: residuals.dualSize / costSize,
            complementarity: residuals.complementarity,
            gap: gap / max(1e-300, gapUnit(residuals.primalObjective)))
    }

    /// A ray that the iterates run along, if they do.
    ///
    /// With |Aᵀy + z − w| ≤ e, no x of b·y − u·w > e |x|₁ is feasible: in a large program the
    /// objective alone, a sum over all rows, is no sign.
    private func ray(_ state: State, _ tolerance: Double) -> Ending? {
        if state.dualObjective > 1e3 * costSize, state.primalResidual > tolerance {
            // Aᵀy + z − w = c − r_d, next to what the ray gains.
            let rest = Self.distance({ system.cost[$0] }, residuals.dual)
            let limit = max(1e8, Self.raySize * at.x.sum)
            if limit * rest < state.dualObjective { return .looksInfeasible }
        }
        if state.primalObjective < -1e3 * rightSize, state.dualResidual > tolerance {
            let rest = Self.distance({ system.form.right[$0] }, residuals.primal)
            let limit = max(1e8, Self.raySize * at.y.sum)
            if limit * rest < -state.primalObjective { return .looksUnbounded }
        }
        return nil
    }

    /// How many times as large as the present one every feasible point must be that a ray leaves.
    private static let raySize = 1e3

    private static func distance(_ a: (Int) -> Double, _ b: borrowing Vector) -> Double {
        var distance = 0.0
        for index in b.indices { distance = max(distance, abs(a(index) - b[index])) }
        return distance
    }

    /// One iteration; false when there is no step worth taking.
    private mutating func step() -> Bool {
        guard system.factorise(for: direction),
            let ahead = system.solve(
                .zero, residuals, at, after: direction, tolerance: 1e-8, into: direction)
        else { return false }
        let mu = residuals.complementarity
        let ratio = mu > 0 ? ahead.products / Double(system.pairCount) / mu : 0
        let target = max(ratio * ratio * ratio * mu, 1e-16)
        guard
            let (shares, reached) = system.solve(
                .target(target), residuals, at, after: direction, tolerance: 1e-8,
                into: correction)?.best
        else { return false }
        turn(primal: shares.primal, dual: shares.dual)
        var steps = reached
        for _ in 0..<correctors where min(steps.primal, steps.dual) < 0.95 {
            guard
                let (weights, longer) = system.solve(
                    .centre(target, after: steps), residuals, at, after: direction,
                    tolerance: 1e-6, into: correction)?.best,
                longer.primal + longer.dual >= steps.primal + steps.dual + 0.02
            else { break }
            direction.advance(correction, primal: weights.primal, dual: weights.dual)
            steps = longer
        }
        return advance(steps)
    }

    /// Goes shares of the way from the direction to the correction.
    private mutating func turn(primal: Double, dual: Double) {
        if primal == 1, dual == 1 {
            swap(&direction, &correction)
        } else {
            direction.turn(to: correction, primal: primal, dual: dual)
        }
    }

    /// How many correctors a factorisation is worth: more where it costs more than solves do.
    private var correctors: Int {
        let ratio = system.operationCount / max(1, 4 * system.entryCount)
        return ratio > 50 ? 3 : ratio > 10 ? 2 : 1
    }

    private mutating func advance(_ steps: Steps) -> Bool {
        var primal = min(1, Self.stepShare * steps.primal)
        var dual = min(1, Self.stepShare * steps.dual)
        // κ x is a part of the dual residual: steps of their own would leave some of it behind.
        if !system.form.curvature.isEmpty {
            (primal, dual) = (min(primal, dual), min(primal, dual))
        }
        slowSteps = max(primal, dual) < 1e-3 ? slowSteps + 1 : 0
        guard slowSteps < 5, max(primal, dual) > 1e-10 else { return false }
        at.advance(direction, primal: primal, dual: dual)
        lastStep = Steps(primal: primal, dual: dual)
        return true
    }

    /// Keeps the point before the last step as the best one: the direction leads back to it.
    ///
    /// Nearly every step leads to a better point: copies of each would cost room and time for nothing.
    private mutating func keepBest() {
        guard isBest, bestMerit <= Self.keptMerit, let step = lastStep else { return }
        let (kinds, x, y) = (system.kinds, best.x.entries, best.y.entries)
        for column in kinds.indices {
            x[column] = at.x[column] - step.primal * direction.x[column]
            if kinds[column].isBounded { x[column] = max(0, x[column]) }
        }
        for row in at.y.indices { y[row] = at.y[row] - step.dual * direction.y[row] }
        isBest = false
    }
}
