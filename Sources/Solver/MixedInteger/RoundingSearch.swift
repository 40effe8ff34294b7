/// Solves mixed-integer programs that are too large for a tree.
///
/// 1. The relaxation, by the interior-point engine: the judge's safe bound, and a point in the
///    middle of the optimal face, which has fewer chance fractions than a vertex.
/// 2. Rounds of rounding (`GuidedRounding`): what contradicts itself is left free, the rest is
///    fixed, the relaxation is solved again and what is left is rounded near its new point. Once
///    quickly, and where the gap asked for is not reached once with care.
/// 3. Windows of steps, solved by branch and cut (`StepWindow`), and binary columns chosen anew in
///    windows of steps (`improve`), in turn until neither helps or the time is over.
/// 4. The program with its integers fixed at the best point: the plan, its duals, and so the prices.
///
/// The time limit cuts 3 short and leaves time for 4; all else is the same every time.
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
    /// Share of the time limit at which the search ends: all of it, unless a tree follows.
    private let ownShare: Double
    /// Seconds of the search at which what runs now is to stop.
    var deadline: Double
    /// Longest time that a program with fixed integers took so far, seconds.
    private var slowestCompletion = 0.0

    /// A whole point with the duals of what is left when its integers are fixed.
    struct Best {
        var columns: [Double]
        var objective: Double
        /// Empty where a window is newer.
        var duals: [Double]
        /// Which program the duals are of.
        var source = DualSource.fixedIntegers

        /// The same point with duals of the relaxation.
        func with(_ duals: [Double]) -> Best {
            Best(columns: columns, objective: objective, duals: duals, source: .relaxation)
        }
    }

    /// Share of the reference by which a vertex may be worse than the interior point it follows.
    private static let sameObjective = 1e-7
    /// Share of the time left for a second way to a first point.
    private static let secondShare = 0.5
    /// Passes of ever longer windows at the end.
    private static let lastPasses = 3
    /// Times that a program with fixed integers is to fit into the time left for the last one.
    private static let reserve = 3.0
    /// Iterations after which a point that only guides is given up.
    private static let mostGuideIterations = 100

    /// - Parameters:
    ///   - request: a program with integers.
    ///   - leavesTime: whether another search follows.
    init(_ request: SolveRequest, leavesTime: Bool = false) {
        self.request = request
        ownShare = leavesTime ? 0.5 : 1
        deadline = request.settings.timeLimitSeconds
        program = request.program.withIntegralBounds
        judge = Judge(program)
        watch = HorizonWatch(request.settings)
    }

    /// Whether there is time left.
    var goesOn: Bool { watch.seconds < deadline && !watch.hasToStop() }

    /// Solves the program; an outcome without a point is for another engine to go on from.
    mutating func solve() throws(SolverError) -> Outcome {
        try program.check()
        guard !program.hasCrossedBounds,
            let root = relaxed(
                program.columnLower, program.columnUpper, "relaxation", mostIterations: .max),
            let bound = Judge(program.relaxed).safeBound(root.rowDuals)
        else { return outcome(bound: nil) }
        if let start = request.settings.start { takeStart(start) }
        findPoint(root, bound)
        let limit = request.settings.timeLimitSeconds
        deadline = ownShare * limit - Self.reserve * slowestCompletion
        if let start = best, !isWithinGap(bound) {
            take(improvedByWindows(start, bound, passes: 1))
            improve(bound)
        }
        if let start = best, !isWithinGap(bound) {
            take(improvedByWindows(start, bound, passes: Self.lastPasses))
        }
        deadline = limit
        if let found = best {
            best = settled(found) ?? (found.duals.isEmpty ? found.with(root.rowDuals) : found)
        }
        return outcome(bound: bound)
    }

    /// Takes the points of a quick and a careful way from the relaxation to whole numbers.
    private mutating func findPoint(_ root: Point, _ bound: Double) {
        if !isWithinGap(bound), let integers = roundQuickly(root) { take(completed(integers)) }
        guard !isWithinGap(bound) else { return }
        let limit = deadline
        if best != nil { deadline = watch.seconds + Self.secondShare * (limit - watch.seconds) }
        var descent = Descent(point: root.columns)
        let integers = descend(&descent, stopsAtBinaries: false, isBold: true)
        deadline = limit
        take(integers.flatMap { completed($0) })
    }

    /// A solution of the relaxation within bounds, as near as a guide must be; nil without one.
    mutating func relaxed(
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

    /// The settings with the time that is left until the deadline.
    private var remaining: SolveSettings {
        var settings = request.settings
        settings.timeLimitSeconds = deadline - watch.seconds
        return settings
    }

    /// Solves what is left when the integers are fixed; nil without a feasible point.
    mutating func completed(_ integers: [Double]) -> Best? {
        let before = watch.seconds
        defer { slowestCompletion = max(slowestCompletion, watch.seconds - before) }
        let fixed = program.fixingIntegers(at: integers)
        guard let point = relaxed(fixed.columnLower, fixed.columnUpper, "integers fixed") else {
            return nil
        }
        return accepted(point, fixed)
    }

    /// The one plan among equals with the integers of a point, proven optimal; nil without one.
    private mutating func settled(_ point: Best) -> Best? {
        let fixed = program.fixingIntegers(at: point.columns)
        var rest = SolveRequest(fixed, settings: remaining)
        rest.reference = request.reference
        rest.tieBreak = request.tieBreak
        guard let outcome = try? HorizonEngine(rest, certifies: false).solve().outcome else {
            return nil
        }
        iterations += outcome.iterations
        attempts += outcome.attempts.map {
            Outcome.Attempt(method: $0.method + ", integers fixed", ending: $0.ending)
        }
        guard outcome.status == .optimal, let found = outcome.point.flatMap({ accepted($0, fixed) })
        else { return nil }
        // A vertex may be worse than the interior point in the last digits.
        return gap(found.objective, point.objective) <= Self.sameObjective ? found : nil
    }

    /// A solution of the program with integers fixed, where the judge finds it feasible.
    private func accepted(_ point: Point, _ fixed: LinearProgram) -> Best? {
        var columns = point.columns
        for column in program.integerColumns { columns[column] = fixed.columnLower[column] }
        guard judge.primalResidual(columns) <= Judge.primalTolerance else { return nil }
        return Best(
            columns: columns, objective: judge.objective(columns), duals: point.rowDuals)
    }

    /// Takes the caller's integers, if they leave a feasible point.
    private mutating func takeStart(_ start: [Double]) {
        let isComplete =
            start.count == program.columnCount
            && program.integerColumns.allSatisfy { column in
                let value = start[column].rounded()
                return value >= program.columnLower[column] && value <= program.columnUpper[column]
            }
        let found = isComplete ? completed(start) : nil
        take(found)
        attempts.append(
            Outcome.Attempt(
                method: "start",
                ending: found != nil ? "accepted" : "ignored: its integers leave no feasible point")
        )
    }

    /// Takes a point as the best if there is one and it is better.
    mutating func take(_ point: Best?) {
        guard let point, point.objective < best?.objective ?? .infinity else { return }
        best = point
    }

    func isWithinGap(_ bound: Double) -> Bool {
        best.map { gap($0.objective, bound) <= request.settings.relativeGap } ?? false
    }

    func gap(_ objective: Double, _ bound: Double) -> Double {
        (objective - bound) / max(1, abs(request.reference(objective)))
    }

    /// The best point with its proof.
    private mutating func outcome(bound: Double?) -> Outcome {
        let search = IntegerSearch(
            relaxationBound: bound, duals: best?.source ?? .fixedIntegers, nodes: 0)
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
