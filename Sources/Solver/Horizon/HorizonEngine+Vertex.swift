// What follows an optimal point: one plan among equals, and a vertex in place of an interior point.
extension HorizonEngine {
    /// Residuals and gap to which a point is driven on, so that it tells what is at a bound.
    private static let sharpTolerance = 1e-9
    /// Iterations that this may take.
    private static let sharpIterations = 5
    /// Relative residuals and gap of the second stage.
    private static let tieTolerance = 1e-8
    /// Share of the objective below which a trace in a vertex is left alone.
    private static let worth = 1e-12

    /// Breaks ties by the second cost, if there is one, and goes to a vertex.
    ///
    /// What is not proven optimal is not taken: the answer then stays what it was.
    func finish(_ answer: inout Answer, _ problem: inout HorizonProblem) {
        guard let interior = answer.outcome.point else { return }
        let point = sharpened(&answer.outcome, &problem) ?? interior
        var columns = point.columns
        var stages = [Interiority(program, point)]
        if let second = breakTies(&answer.outcome, point, stages[0]) {
            columns = second.point.columns
            stages.append(second.interiority)
        }
        let objective = answer.outcome.proof.objective ?? 0
        var crossover = Crossover(
            program, columns, stages: stages,
            worth: Self.worth * max(1, abs(request.reference(objective))), watch: watch)
        var isVertex = crossover.map { take($0.columns, [point, interior], &answer) } ?? false
        let wantsRanges = request.questions != nil
        if !isVertex || wantsRanges, let basis = crossover?.optimalBasis(stages[0]) {
            let duals = Point(columns: columns, rowDuals: crossover?.rowDuals ?? [])
            isVertex = crossover.map { take($0.columns, [duals], &answer) } ?? false || isVertex
            if isVertex, wantsRanges { findRanges(basis, &answer.outcome) }
        }
        if isVertex, request.wantsBasis, let vertex = crossover?.basis { keepBasis(vertex, &answer) }
        // Without a vertex the plan among equals counts as it is.
        if !isVertex, stages.count > 1 {
            _ = take(program.snapped(columns), [point, interior], &answer)
        }
        answer.outcome.attempts.append(
            Outcome.Attempt(
                method: "horizon crossover",
                ending: isVertex ? crossover?.sentence ?? "" : "led to no vertex"))
        answer.outcome.seconds = watch.seconds
    }

    /// Goes on from a vertex to an optimal basis, for programs like this one.
    private func keepBasis(_ vertex: CrossoverBasis, _ answer: inout Answer) {
        var simplex = WarmSimplex(request, vertex: vertex, watch: watch)
        let (outcome, ending) = simplex.finish()
        answer.outcome.attempts.append(
            Outcome.Attempt(method: "horizon simplex for a basis", ending: ending))
        guard let outcome else { return }
        (answer.outcome.proof, answer.outcome.point) = (outcome.proof, outcome.point)
        answer.outcome.basis = outcome.basis
        answer.outcome.iterations += outcome.iterations
        answer.isFinal = true
    }

    /// Asks the basis of a vertex what was to be asked of it, by way of GLPK.
    private func findRanges(_ basis: GLPKBasis, _ outcome: inout Outcome) {
        // The basis is that of the plan among equals: nothing is left to break.
        var request = request
        request.tieBreak = nil
        request.settings.timeLimitSeconds -= watch.seconds
        var run = GLPKRun(GLPKEngine(request, certifies: false))
        let found = run.linear(from: basis)
        outcome.attempts += found.attempts
        outcome.iterations += found.iterations
        guard found.status == .optimal, let sensitivity = found.sensitivity else { return }
        (outcome.proof, outcome.point) = (found.proof, found.point)
        outcome.sensitivity = sensitivity
    }

    /// Drives the method on where it stopped.
    private func sharpened(_ outcome: inout Outcome, _ problem: inout HorizonProblem) -> Point? {
        var settings = request.settings
        settings.iterationLimit = min(
            settings.iterationLimit, outcome.iterations + Self.sharpIterations)
        settings.timeLimitSeconds -= watch.seconds
        let run = problem.solve(
            .there, tolerance: Self.sharpTolerance, reference: request.reference,
            watch: HorizonWatch(settings))
        outcome.iterations = run.iterations
        return run.point
    }

    /// The point that costs least by the second cost, among the optimal ones; nil without one.
    private func breakTies(
        _ outcome: inout Outcome, _ point: Point, _ interiority: Interiority
    ) -> (point: Point, interiority: Interiority)? {
        guard let tieBreak = request.tieBreak else { return nil }
        let face = OptimalFace(program, point, interiority, secondCost: tieBreak)
        var problem = HorizonProblem(face.program, isRepeated: false, watch: watch)
        let run = problem.solve(tolerance: Self.tieTolerance, reference: { $0 }, watch: watch)
        outcome.attempts.append(
            Outcome.Attempt(method: "horizon second stage", ending: run.sentence))
        outcome.iterations += run.iterations
        guard run.ending == .converged, let chosen = run.point else { return nil }
        return (chosen, Interiority(face.program, chosen))
    }

    /// Takes columns with the duals of the first point that proves them optimal; false for none.
    ///
    /// A bound that holds in a range only is taken where the answer has no other.
    private func take(_ columns: [Double], _ duals: [Point], _ answer: inout Answer) -> Bool {
        let acceptsRange = answer.outcome.proof.boundRange != nil
        for isRange in acceptsRange ? [false, true] : [false] {
            for dual in duals {
                let point = Point(columns: columns, rowDuals: dual.rowDuals)
                let proof = judged(point, acceptsRange: isRange)
                guard proof.status == .optimal else { continue }
                (answer.outcome.proof, answer.outcome.point) = (proof, point)
                answer.isFinal = true
                return true
            }
        }
        return false
    }
}
