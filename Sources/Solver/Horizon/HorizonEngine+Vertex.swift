// What follows an optimal point: one plan among equals, and a vertex in place of an interior point.
extension HorizonEngine {
    /// Residuals and gap to which a point is driven on, so that it tells what is at a bound.
    private static let sharpTolerance = 1e-9
    /// Iterations that this may take.
    private static let sharpIterations = 5
    /// Relative residuals and gap of the second stage.
    private static let tieTolerance = 1e-8

    /// Breaks ties by the second cost, if there is one, and goes to a vertex.
    ///
    /// What is not proven optimal is not taken: the answer then stays what it was.
    func finish(_ outcome: inout Outcome, _ problem: inout HorizonProblem) {
        guard outcome.status == .optimal, outcome.proof.boundRange == nil else { return }
        sharpen(&outcome, &problem)
        guard let point = outcome.point else { return }
        var columns = point.columns
        var stages = [Interiority(program, point)]
        if let second = breakTies(&outcome, point, stages[0]) {
            columns = second.point.columns
            stages.append(second.interiority)
        }
        let start = watch.seconds
        let crossover = Crossover(program, columns, stages: stages) {
            watch.seconds >= request.settings.timeLimitSeconds
        }
        let isTaken = crossover.map { take($0.columns, point, &outcome) } ?? false
        // Without a vertex the plan among equals counts as it is.
        if !isTaken, stages.count > 1 { _ = take(program.snapped(columns), point, &outcome) }
        let ending = isTaken ? crossover?.sentence ?? "" : "led to no vertex"
        outcome.attempts.append(Outcome.Attempt(method: "horizon crossover", ending: ending))
        outcome.seconds += watch.seconds - start
    }

    /// Drives the method on where it stopped, and takes what that gives.
    private func sharpen(_ outcome: inout Outcome, _ problem: inout HorizonProblem) {
        var count = 0
        let run = problem.solve(
            .there, tolerance: Self.sharpTolerance, reference: request.reference
        ) { state, objective in
            count += 1
            return count > Self.sharpIterations ? "sharp enough" : watch.reason(state, objective)
        }
        outcome.iterations = run.iterations
        outcome.seconds = watch.seconds
        guard let point = run.point else { return }
        _ = take(point.columns, point, &outcome)
    }

    /// The point that costs least by the second cost, among the optimal ones; nil without one.
    private func breakTies(
        _ outcome: inout Outcome, _ point: Point, _ interiority: Interiority
    ) -> (point: Point, interiority: Interiority)? {
        guard let tieBreak = request.tieBreak else { return nil }
        let face = OptimalFace(program, point, interiority, secondCost: tieBreak)
        var problem = HorizonProblem(face.program, isRepeated: false)
        let run = problem.solve(tolerance: Self.tieTolerance, reference: { $0 }) {
            watch.reason($0, $1)
        }
        outcome.attempts.append(
            Outcome.Attempt(method: "horizon second stage", ending: run.sentence))
        outcome.iterations += run.iterations
        outcome.seconds = watch.seconds
        guard run.ending == .converged, let chosen = run.point else { return nil }
        return (chosen, Interiority(face.program, chosen))
    }

    /// Takes columns with the duals of a point, if they are proven optimal together.
    private func take(_ columns: [Double], _ duals: Point, _ outcome: inout Outcome) -> Bool {
        let point = Point(columns: columns, rowDuals: duals.rowDuals)
        let proof = judged(point)
        guard proof.status == .optimal else { return false }
        (outcome.proof, outcome.point) = (proof, point)
        return true
    }
}
