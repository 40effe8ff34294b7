/// Solves mixed-integer programs that are too large for a tree.
///
/// 1. The relaxation, by the interior-point engine: the judge's safe bound, and a point in the
///    middle of the optimal face, which has fewer chance fractions than a vertex.
/// 2. Rounds of rounding (`GuidedRounding`): what contradicts itself is left free, the rest is
///    fixed, the relaxation is solved again and what is left is rounded near its new point.
/// 3. Neighbourhoods (`Neighbourhood`) of the columns that cost most against the bound are solved
///    anew by branch and cut, the rest standing still, until the gap, the limit, or no more gain.
/// 4. The program with its integers fixed: its duals, and so the prices.
///
/// Sources: T. Achterberg, T. Berthold, G. Hendel, "Rounding and propagation heuristics for mixed
/// integer programming", OR Proceedings 2011 (2012); S. Ghosh, "DINS, a MIP improvement
/// heuristic", IPCO 2007.
struct RoundingSearch {
    private let request: SolveRequest
    /// The program with its integer bounds rounded inwards.
    private let program: LinearProgram
    private let rows: SparseMatrix
    private let judge: Judge
    private let watch: HorizonWatch
    private var attempts: [Outcome.Attempt] = []
    private var iterations = 0
    private var best: Best?

    /// A whole point with the duals of what is left when its integers are fixed.
    private struct Best {
        var columns: [Double]
        var objective: Double
        var duals: [Double]?
    }

    /// Rounds of rounding before it gives up.
    private static let mostRounds = 12
    /// Share of the time left that a neighbourhood may take, and its least and greatest, seconds.
    private static let neighbourhoodSeconds = 3.0
    /// Share of the time that is kept for the duals of the answer.
    private static let keptShare = 0.1

    init(_ request: SolveRequest) {
        self.request = request
        program = request.program.withIntegralBounds
        rows = program.matrix.transposed()
        judge = Judge(program)
        watch = HorizonWatch(request.settings)
    }

    private var secondsLeft: Double { request.settings.timeLimitSeconds - watch.seconds }

    /// Solves the program; an outcome without a point is for another engine to go on from.
    mutating func solve() throws(SolverError) -> Outcome {
        try GLPKEngine.check(program)
        guard !program.hasCrossedBounds,
            let root = relaxed(program.columnLower, program.columnUpper, "relaxation"),
            let bound = Judge(program.relaxed).safeBound(root.rowDuals)
        else { return outcome(bound: nil, rootDuals: []) }
        round(from: root)
        if best != nil, !isWithinGap(bound) { improve(bound: bound, duals: root.rowDuals) }
        return outcome(bound: bound, rootDuals: root.rowDuals)
    }

    /// A solution of the relaxation within bounds, as near as a guide must be; nil without one.
    private mutating func relaxed(
        _ lower: [Double], _ upper: [Double], _ name: String
    ) -> Point? {
        let watch = HorizonWatch(remaining)
        var problem = HorizonProblem(narrowed(lower, upper))
        let result = problem.solve(reference: request.reference) { watch.reason($0, $1) }
        iterations += result.iterations
        attempts.append(Outcome.Attempt(method: "horizon " + name, ending: result.sentence + " DEBUG \(self.watch.seconds)"))
        return result.ending == .converged ? result.point : nil
    }

    private func narrowed(_ lower: [Double], _ upper: [Double]) -> LinearProgram {
        var narrowed = program.relaxed
        (narrowed.columnLower, narrowed.columnUpper) = (lower, upper)
        return narrowed
    }

    /// The settings with the time that is left.
    private var remaining: SolveSettings {
        var settings = request.settings
        settings.timeLimitSeconds = secondsLeft
        return settings
    }

    /// Solves what is left when the integers are fixed and takes its point, proven optimal, as the
    /// best; false without one.
    private mutating func complete(_ integers: [Double]) -> Bool {
        let fixed = program.fixingIntegers(at: integers)
        var rest = SolveRequest(fixed, settings: remaining)
        rest.reference = request.reference
        guard let outcome = try? HorizonEngine(rest, certifies: false).solve().outcome else {
            return false
        }
        iterations += outcome.iterations
        attempts += outcome.attempts.map {
            Outcome.Attempt(method: $0.method + ", integers fixed", ending: $0.ending + " DEBUG \(self.watch.seconds) \(outcome.proof)")
        }
        if outcome.status != .optimal {
            var pr = HorizonProblem(fixed)
            if let q = pr.solve(reference: request.reference, watch: { _, _ in nil }).point {
                var list: [(Double, String)] = []
                for row in 0..<program.rowCount {
                    var sum = 0.0
                    for e in rows.entries(ofColumn: row) { sum += rows.value[e] * q.columns[Int(rows.rowIndex[e])] }
                    let v = max(program.rowLower[row] - sum, sum - program.rowUpper[row])
                    let b = v == program.rowLower[row] - sum ? program.rowLower[row] : program.rowUpper[row]
                    if v > 1e-7 { list.append((v / max(1, abs(b)), program.names.rowName(row) + " \(sum) \(program.rowLower[row]) \(program.rowUpper[row])")) }
                }
                for c in 0..<program.columnCount {
                    let v = max(fixed.columnLower[c] - q.columns[c], q.columns[c] - fixed.columnUpper[c])
                    if v > 1e-7 { list.append((v, "col " + program.names.columnName(c) + " \(q.columns[c]) \(fixed.columnLower[c]) \(fixed.columnUpper[c])")) }
                }
                for e in list.sorted(by: { $0.0 > $1.0 }).prefix(12) { print("VIOL", e) }
            }
        }
        guard outcome.status == .optimal, var point = outcome.point else { return false }
        for column in program.integerColumns { point.columns[column] = fixed.columnLower[column] }
        return take(point.columns, duals: point.rowDuals)
    }

    /// From a fractional point to a whole one.
    private mutating func round(from root: Point) {
        var point = root.columns
        var kept: [(column: Int, value: Double)] = []
        var trouble: [Int: Int] = [:]
        for _ in 0..<Self.mostRounds where secondsLeft > 0 {
            var propagation = BoundPropagation(program)
            for entry in kept { _ = propagation.fix(entry.column, at: entry.value) }
            var rounding = GuidedRounding(program, propagation: propagation, at: point)
            let contradicting = rounding.round(trouble: trouble)
            for column in rounding.stuck { trouble[column, default: 0] += 1 }
            kept = program.integerColumns.compactMap { column in
                guard rounding.propagation.isFixed(column), !contradicting.contains(column)
                else { return nil }
                return (column, rounding.propagation.lower[column])
            }
            var (lower, upper) = (program.columnLower, program.columnUpper)
            for entry in kept {
                (lower[entry.column], upper[entry.column]) = (entry.value, entry.value)
            }
            let left = program.integerColumns.count - kept.count
            guard left > 0 else {
                _ = complete(lower)
                return
            }
            guard let next = relaxed(lower, upper, "rounding, \(left) integers left") else {
                return
            }
            point = next.columns
        }
    }

    /// Takes a point as the best if the judge accepts it and it is no worse.
    @discardableResult
    private mutating func take(_ columns: [Double], duals: [Double]?) -> Bool {
        guard judge.primalResidual(columns) <= Judge.primalTolerance else { return false }
        let objective = judge.objective(columns)
        guard objective <= best?.objective ?? .infinity else { return false }
        best = Best(columns: columns, objective: objective, duals: duals)
        return true
    }

    private func isWithinGap(_ bound: Double) -> Bool {
        guard let best else { return false }
        let amount = max(1, abs(request.reference(best.objective)))
        return (best.objective - bound) / amount <= request.settings.relativeGap
    }

    /// Solves neighbourhoods anew, those first that cost most against the bound.
    private mutating func improve(bound: Double, duals: [Double]) {
        let reduced = program.reducedCosts(duals)
        let end = request.settings.timeLimitSeconds * (1 - Self.keptShare)
        var gains = 0
        var tried = 0
        var isRound = true
        while isRound {
            isRound = false
            guard let start = best else { return }
            var covered = [Bool](repeating: false, count: program.columnCount)
            for seed in seeds(start.columns, reduced) where !covered[seed] {
                guard let columns = best?.columns, watch.seconds < end, !isWithinGap(bound) else {
                    isRound = false
                    break
                }
                let near = Neighbourhood(program, rows: rows, around: seed)
                for column in near.columns { covered[column] = true }
                tried += 1
                var settings = request.settings
                settings.timeLimitSeconds = min(Self.neighbourhoodSeconds, end - watch.seconds)
                guard let better = near.improved(columns, settings: settings, request.reference)
                else { continue }
                if take(better, duals: nil) {
                    gains += 1
                    isRound = true
                }
            }
        }
        attempts.append(
            Outcome.Attempt(
                method: "neighbourhoods", ending: "\(gains) of \(tried) found a better plan"))
    }

    /// Integer columns by what they cost against the bound, d·(x − its end), dearest first.
    private func seeds(_ columns: [Double], _ reduced: [Double]) -> [Int] {
        program.integerColumns
            .map { column in
                let d = reduced[column]
                let end = d > 0 ? program.columnLower[column] : program.columnUpper[column]
                return (-d * (columns[column] - end), column)
            }
            .filter { $0.0 < 0 }
            .sorted { $0 < $1 }
            .map(\.1)
    }

    private mutating func outcome(bound: Double?, rootDuals: [Double]) -> Outcome {
        var search = IntegerSearch(relaxationBound: bound, duals: .relaxation, nodes: 0)
        if let best, best.duals == nil { _ = complete(best.columns) }
        guard let best else {
            return Outcome(
                proof: Proof(status: .limit, bound: bound), point: nil,
                engine: HorizonEngine.name, iterations: iterations, seconds: watch.seconds,
                attempts: attempts, search: search)
        }
        if best.duals != nil { search.duals = .fixedIntegers }
        let point = Point(columns: best.columns, rowDuals: best.duals ?? rootDuals)
        let proof = judge.judge(
            point, treeBound: bound.map { min($0, best.objective) },
            gapTolerance: request.settings.relativeGap,
            reference: request.reference(best.objective))
        return Outcome(
            proof: proof, point: point, engine: HorizonEngine.name, iterations: iterations,
            seconds: watch.seconds, attempts: attempts, search: search)
    }
}
