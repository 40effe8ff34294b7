// What follows an optimal point: one plan among equals, and a vertex in place of an interior point.
extension HorizonEngine {
    /// Residuals and gap to which a point is driven on, so that it tells what is at a bound.
    private static let sharpTolerance = 1e-11
    /// Iterations that this may take.
    private static let sharpIterations = 5
    /// Relative residuals and gap of the second stage, where a vertex follows and where none does:
    /// there is nothing to tell apart then, and on a year the last digits stall.
    private static let tieTolerance = 1e-8
    private static let looseTieTolerance = 1e-5
    /// Share of the objective below which a trace in a vertex is left alone.
    private static let worth = 1e-12

    /// Breaks ties by the second cost, if there is one, and goes to a vertex.
    ///
    /// What is not proven optimal is not taken: the answer then stays what it was.
    mutating func finish(_ answer: inout Answer, _ problem: inout HorizonProblem) {
        guard let interior = answer.outcome.point else { return }
        let point = sharpened(&answer, &problem) ?? interior
        // A proven answer needs no further solve; on a year its memory is needed below.
        if answer.isFinal { problem.forget() }
        // Squares have one best value: what is left to choose is linear.
        let program = squares?.holding(program, at: point) ?? program
        var columns = point.columns
        var stages = [Interiority(program, point)]
        if let second = breakTies(&answer.outcome, program, point, stages[0]) {
            columns = second.point.columns
            stages.append(second.interiority)
        }
        // With squares the interior point is one of a program with other tangents.
        let duals = squares == nil ? [point, interior] : [point]
        if stages.count > 1, isTooLargeForAVertex,
            take(program.snapped(columns), duals, &answer)
        {
            note("left out: nobody asked for ranges, and there is one plan among equals", &answer)
            return
        }
        let objective = answer.outcome.proof.objective ?? 0
        var crossover = Crossover(
            program, columns, stages: stages,
            worth: Self.worth * max(1, abs(request.reference(objective))), watch: watch)
        var isVertex = crossover.map { take($0.columns, duals, &answer) } ?? false
        let wantsRanges = request.questions != nil
        if !isVertex || wantsRanges, let basis = crossover?.optimalBasis(stages[0]) {
            let basic = Point(columns: columns, rowDuals: crossover?.rowDuals ?? [])
            isVertex = crossover.map { take($0.columns, [basic], &answer) } ?? false || isVertex
            if isVertex, wantsRanges { findRanges(basis, &answer.outcome) }
        }
        // A program with tangents of a point is another at the next point.
        if isVertex, request.wantsBasis, squares == nil, let vertex = crossover?.basis {
            keepBasis(vertex, &answer)
        }
        // Without a vertex the plan among equals counts as it is.
        if !isVertex, stages.count > 1 {
            _ = take(program.snapped(columns), duals, &answer)
        }
        note(isVertex ? crossover?.sentence ?? "" : "led to no vertex", &answer)
    }

    /// From so many rows and columns on a vertex takes longer than what it clears away is worth.
    private static let manyForAVertex = 2_000_000

    private var isTooLargeForAVertex: Bool {
        request.questions == nil && program.rowCount + program.columnCount > Self.manyForAVertex
    }

    /// Notes how crossover ended, and the time.
    private func note(_ ending: String, _ answer: inout Answer) {
        answer.outcome.attempts.append(
            Outcome.Attempt(method: "horizon crossover", ending: ending))
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
    private mutating func sharpened(
        _ answer: inout Answer, _ problem: inout HorizonProblem
    ) -> Point? {
        var settings = request.settings
        settings.iterationLimit = min(
            settings.iterationLimit, answer.outcome.iterations + Self.sharpIterations)
        settings.timeLimitSeconds -= watch.seconds
        let run = problem.solve(
            .there, tolerance: Self.sharpTolerance, reference: request.reference,
            watch: HorizonWatch(settings))
        answer.outcome.iterations = run.iterations
        guard squares != nil else { return run.point }
        let earlier = program
        guard let point = run.point.map({ lift($0) }), take(point.columns, [point], &answer)
        else {
            program = earlier
            return nil
        }
        return point
    }

    /// The point that costs least by the second cost, among the optimal ones; nil without one.
    private func breakTies(
        _ outcome: inout Outcome, _ program: LinearProgram, _ point: Point,
        _ interiority: Interiority
    ) -> (point: Point, interiority: Interiority)? {
        guard let tieBreak = request.tieBreak else { return nil }
        let face = OptimalFace(program, point, interiority, secondCost: tieBreak())
        var problem = HorizonProblem(face.program, watch: watch)
        let tolerance = isTooLargeForAVertex ? Self.looseTieTolerance : Self.tieTolerance
        let run = problem.solve(tolerance: tolerance, reference: { $0 }, watch: watch)
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
                if request.lazyRows != nil { answer.outcome.program = self.program }
                answer.isFinal = true
                return true
            }
        }
        return false
    }
}
