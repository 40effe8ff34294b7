/// Solves mixed-integer programs that are too large for a tree.
///
/// 1. The relaxation, by the interior-point engine: the judge's safe bound, and a point in the
///    middle of the optimal face, which has fewer chance fractions than a vertex.
/// 2. Rounds of rounding (`GuidedRounding`): what contradicts itself is left free, the rest is
///    fixed, the relaxation is solved again and what is left is rounded near its new point.
/// 3. The program with its integers fixed: the plan, its duals, and so the prices.
///
/// Where the gap asked for is not reached, steps 2 and 3 follow once more with care: binary columns
/// first, and of those that contradicted each other a few at a time. Then windows of steps are solved
/// by branch and cut (`StepWindow`). All of it is the same every time, time limit aside.
/// Source: T. Achterberg, T. Berthold, G. Hendel, "Rounding and propagation heuristics for mixed
/// integer programming", OR Proceedings 2011 (2012).
struct RoundingSearch {
    let request: SolveRequest
    /// The program with its integer bounds rounded inwards.
    let program: LinearProgram
    let judge: Judge
    let watch: HorizonWatch
    var attempts: [Outcome.Attempt] = []
    var iterations = 0
    private(set) var best: Best?
    /// Share of the time limit at which windows end: all of it, unless a tree follows.
    private let windowShare: Double
    /// Longest time that a program with fixed integers took so far, seconds.
    private(set) var slowestCompletion = 0.0

    /// A whole point with the duals of what is left when its integers are fixed.
    struct Best {
        var columns: [Double]
        var objective: Double
        var duals: [Double]
    }

    /// Rounds of a quick pass, and of a careful one, before it gives up.
    private static let quickRounds = 12
    private static let carefulRounds = 40
    /// Share of contested columns that a careful round fixes, and the least it goes back to.
    private static let contestedShare = 0.25
    private static let leastShare = 1e-3
    /// Iterations after which a point that only guides is given up.
    private static let mostGuideIterations = 100

    /// - Parameters:
    ///   - request: a program with integers.
    ///   - leavesTime: whether another search follows.
    init(_ request: SolveRequest, leavesTime: Bool = false) {
        self.request = request
        windowShare = leavesTime ? 0.5 : 1
        program = request.program.withIntegralBounds
        judge = Judge(program)
        watch = HorizonWatch(request.settings)
    }

    var secondsLeft: Double { request.settings.timeLimitSeconds - watch.seconds }

    /// Solves the program; an outcome without a point is for another engine to go on from.
    mutating func solve() throws(SolverError) -> Outcome {
        try program.check()
        guard !program.hasCrossedBounds,
            let root = relaxed(
                program.columnLower, program.columnUpper, "relaxation", mostIterations: .max),
            let bound = Judge(program.relaxed).safeBound(root.rowDuals)
        else { return outcome(bound: nil) }
        if let start = request.settings.start { takeStart(start) }
        for isCareful in [false, true] where !isWithinGap(bound) && secondsLeft > 0 {
            round(from: root, isCareful: isCareful)
        }
        improveByWindows(bound, until: windowShare * request.settings.timeLimitSeconds)
        return outcome(bound: bound)
    }

    /// A solution of the relaxation within bounds, as near as a guide must be; nil without one.
    private mutating func relaxed(
        _ lower: [Double], _ upper: [Double], _ name: String,
        mostIterations: Int = RoundingSearch.mostGuideIterations
    ) -> Point? {
        var settings = remaining
        settings.iterationLimit = min(settings.iterationLimit, mostIterations)
        let watch = HorizonWatch(settings)
        var narrowed = program.relaxed
        (narrowed.columnLower, narrowed.columnUpper) = (lower, upper)
        var problem = HorizonProblem(narrowed, watch: watch)
        let result = problem.solve(reference: request.reference, watch: watch)
        iterations += result.iterations
        attempts.append(Outcome.Attempt(method: "horizon " + name, ending: result.sentence))
        return result.ending == .converged ? result.point : nil
    }

    /// The settings with the time that is left.
    private var remaining: SolveSettings {
        var settings = request.settings
        settings.timeLimitSeconds = secondsLeft
        return settings
    }

    /// Solves what is left when the integers are fixed and takes its point, proven optimal, as the
    /// best; false without one.
    @discardableResult
    mutating func complete(_ integers: [Double]) -> Bool {
        let before = watch.seconds
        defer { slowestCompletion = max(slowestCompletion, watch.seconds - before) }
        let fixed = program.fixingIntegers(at: integers)
        var rest = SolveRequest(fixed, settings: remaining)
        rest.reference = request.reference
        rest.tieBreak = request.tieBreak
        guard let outcome = try? HorizonEngine(rest, certifies: false).solve().outcome else {
            return false
        }
        iterations += outcome.iterations
        attempts += outcome.attempts.map {
            Outcome.Attempt(method: $0.method + ", integers fixed", ending: $0.ending)
        }
        guard outcome.status == .optimal, var point = outcome.point else { return false }
        for column in program.integerColumns { point.columns[column] = fixed.columnLower[column] }
        return take(point.columns, duals: point.rowDuals)
    }

    /// Takes the caller's integers, if they leave a feasible point.
    private mutating func takeStart(_ start: [Double]) {
        let isComplete =
            start.count == program.columnCount
            && program.integerColumns.allSatisfy { column in
                let value = start[column].rounded()
                return value >= program.columnLower[column] && value <= program.columnUpper[column]
            }
        let isTaken = isComplete && complete(start)
        attempts.append(
            Outcome.Attempt(
                method: "start",
                ending: isTaken ? "accepted" : "ignored: its integers leave no feasible point"))
    }

    /// From a fractional point to a whole one.
    ///
    /// A careful pass goes back where the relaxation of what it fixed has no point, and fixes less.
    private mutating func round(from root: Point, isCareful: Bool) {
        var point = root.columns
        var kept: [(column: Int, value: Double)] = []
        var trouble: [Int: Int] = [:]
        var contested: Set<Int> = []
        var share = Self.contestedShare
        for _ in 0..<(isCareful ? Self.carefulRounds : Self.quickRounds) where secondsLeft > 0 {
            var propagation = BoundPropagation(program)
            for entry in kept { _ = propagation.fix(entry.column, at: entry.value) }
            var rounding = GuidedRounding(program, propagation: propagation, at: point)
            let contradicting =
                isCareful
                ? rounding.roundSome(contested: contested, share: share, trouble: trouble)
                : rounding.roundAll(trouble: trouble)
            for column in rounding.stuck { trouble[column, default: 0] += 1 }
            let next = program.integerColumns.compactMap { column in
                rounding.propagation.isFixed(column) && !contradicting.contains(column)
                    ? (column: column, value: rounding.propagation.lower[column]) : nil
            }
            var (lower, upper) = (program.columnLower, program.columnUpper)
            for entry in next {
                (lower[entry.column], upper[entry.column]) = (entry.value, entry.value)
            }
            let left = program.integerColumns.count - next.count
            guard left > 0 else {
                complete(lower)
                return
            }
            if let found = relaxed(lower, upper, "rounding, \(left) integers left") {
                (point, kept) = (found.columns, next)
                share = min(2 * share, Self.contestedShare)
                contested = contested.union(contradicting).subtracting(kept.map(\.column))
            } else {
                guard isCareful, share > Self.leastShare else { return }
                share /= 8
            }
        }
    }

    /// Takes a point as the best if the judge accepts it and it is no worse.
    private mutating func take(_ columns: [Double], duals: [Double]) -> Bool {
        guard judge.primalResidual(columns) <= Judge.primalTolerance else { return false }
        let objective = judge.objective(columns)
        guard objective <= best?.objective ?? .infinity else { return false }
        best = Best(columns: columns, objective: objective, duals: duals)
        return true
    }

    private func isWithinGap(_ bound: Double) -> Bool {
        best.map { gap($0.objective, bound) <= request.settings.relativeGap } ?? false
    }

    func gap(_ objective: Double, _ bound: Double) -> Double {
        (objective - bound) / max(1, abs(request.reference(objective)))
    }

    /// The best point with its proof.
    private mutating func outcome(bound: Double?) -> Outcome {
        let search = IntegerSearch(relaxationBound: bound, duals: .fixedIntegers, nodes: 0)
        guard let best else {
            return Outcome(
                proof: Proof(status: .limit, bound: bound), point: nil,
                engine: HorizonEngine.name, iterations: iterations, seconds: watch.seconds,
                attempts: attempts, search: search)
        }
        let point = Point(columns: best.columns, rowDuals: best.duals)
        let proof = judge.judge(
            point, treeBound: bound.map { min($0, best.objective) },
            gapTolerance: request.settings.relativeGap,
            reference: request.reference(best.objective))
        return Outcome(
            proof: proof, point: point, engine: HorizonEngine.name, iterations: iterations,
            seconds: watch.seconds, attempts: attempts, search: search)
    }
}
