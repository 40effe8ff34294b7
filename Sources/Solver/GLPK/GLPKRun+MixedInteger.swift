// Branch and cut for mixed-integer programs.
extension GLPKRun {
    mutating func mixedInteger() -> Outcome {
        let rounded = engine.program.withIntegralBounds
        let problem = GLPKProblem(rounded)
        problem.scale()
        problem.standardBasis()
        var root = simplex(problem, .dual, "glpk root relaxation")
        if case .failed = root { root = simplex(problem, .primal, "glpk root relaxation") }
        guard root == .optimal else {
            if root == .infeasible || root == .unbounded {
                let relaxed = GLPKEngine(rounded.relaxed, settings: engine.settings)
                if let result = try? relaxed.solve(),
                    [.infeasible, .unbounded].contains(result.status)
                {
                    let status =
                        result.status == .unbounded ? unboundedStatus(rounded) : result.status
                    return outcome(Proof(status: status), nil)
                }
            }
            return outcome(Proof(status: .limit), nil)
        }
        let rootBound = judge(rootOf: problem)
        let watch = MixedIntegerWatch { [engine, start] in
            engine.settings.progress(
                SolveProgress(
                    method: "glpk branch and cut", iterations: 0, objective: .nan,
                    infeasibility: 0, seconds: (ContinuousClock.now - start) / .seconds(1)))
        }
        let ending = problem.branchAndCut(
            milliseconds: Int32(max(1, min(secondsLeft * 1000, 2e9))),
            relativeGap: engine.settings.relativeGap, watch: watch)
        note("glpk branch and cut", ending.sentence)
        switch ending {
        case .infeasible: return outcome(Proof(status: .infeasible), nil)
        case .optimal, .feasible:
            let point = problem.integerPoint(engine.program.integerColumns)
            let objective = judge.objective(point.columns)
            // A search that ran to its end proves its incumbent up to what it may prune.
            var bound = max(watch.bound, rootBound ?? -.infinity)
            if ending == .optimal {
                bound = objective - GLPKProblem.pruningTolerance * max(1, abs(objective))
            } else if ending == Self.gapReached {
                bound = max(bound, objective - engine.settings.relativeGap * abs(objective))
            }
            let proof = judge.judge(
                point, treeBound: bound.isFinite ? min(bound, objective) : rootBound,
                gapTolerance: engine.settings.relativeGap,
                reference: engine.reference(objective))
            return outcome(proof, proof.status == .limit ? nil : point)
        case .unbounded, .stopped, .failed:
            return outcome(Proof(status: .limit, bound: rootBound), nil)
        }
    }

    /// With a relaxation without bound, the integers decide: any integer point proves it.
    func unboundedStatus(_ program: LinearProgram) -> SolveStatus {
        var feasibility = program
        feasibility.cost = [Double](repeating: 0, count: program.columnCount)
        let found = try? GLPKEngine(feasibility, settings: engine.settings).solve().status
        switch found {
        case .optimal, .feasible: return .unbounded
        case .infeasible: return .infeasible
        case .unbounded, .limit, nil: return .limit
        }
    }

    func judge(rootOf problem: borrowing GLPKProblem) -> Double? {
        Judge(engine.program.relaxed).safeBound(problem.point.rowDuals)
    }
}
