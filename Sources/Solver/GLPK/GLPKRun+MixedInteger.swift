// How a mixed-integer program is solved: relaxation, dive, branch and cut, fixed program.
extension GLPKRun {
    /// Solves a mixed-integer program.
    ///
    /// 1. The relaxation by the ladder of an LP; the judge's safe bound of its duals.
    /// 2. A first whole point: the caller's start, then a dive (`dive`).
    /// 3. Branch and cut, which is given that point.
    /// 4. The program with its integers fixed at the best point: its duals, ties broken.
    ///
    /// Each step keeps the best point that the judge accepted, so that there is one at any stop.
    mutating func mixedInteger() -> Outcome {
        guard secondsLeft > 0 else {
            note("glpk", "not started: the time limit was reached")
            return outcome(Proof(status: .limit), nil)
        }
        var whole = engine.program.withIntegralBounds
        let problem = GLPKProblem(whole)
        problem.setOffset(whole.offset + shift)
        takeStart()
        let root = relaxation(problem, &whole)
        if let claim = root.claim, incumbent == nil { return relaxationClaims(claim, whole) }
        var search = IntegerSearch(relaxationBound: root.bound, duals: .relaxation, nodes: 0)
        var bound = root.bound
        if root.isOptimal {
            dive(problem, whole, root: root.basis)
            if !isWithinGap(bound), !isStopped {
                let tree = branchAndCut(problem, root)
                search.nodes = tree.nodes
                if tree.isInfeasible, incumbent == nil {
                    let proof = Proof(status: .infeasible, restsOnSearch: !tree.isCertified)
                    return outcome(proof, nil, search)
                }
                bound = [bound, tree.bound].compactMap(\.self).max()
            }
        }
        return settled(problem, whole, bound, root.duals, search)
    }

    /// What is known after the relaxation.
    struct Root {
        var isOptimal = false
        var claim: GLPKEnding?
        var bound: Double?
        var duals: [Double]
        var basis: GLPKBasis
    }

    /// Constant added to GLPK's objective, so that it is what gaps are relative to.
    ///
    /// GLPK prunes relative to its objective, and the revenue of a scenario dwarfs the rest.
    var shift: Double {
        let shift = engine.request.reference(0)
        return shift.isFinite ? shift : 0
    }

    /// Solves the relaxation by the ladder of an LP.
    private mutating func relaxation(
        _ problem: borrowing GLPKProblem, _ whole: inout LinearProgram
    ) -> Root {
        var root = Root(duals: [], basis: GLPKBasis(rows: [], columns: []))
        for rung in GLPKRung.allCases {
            rung.prepare(problem, engine.program)
            let ending = simplexAddingRows(
                problem, rung.method, "glpk relaxation, " + rung.rawValue)
            whole = engine.program.withIntegralBounds
            let relaxed = Judge(whole.relaxed)
            root.duals = problem.point.rowDuals
            root.claim = nil
            switch ending {
            case .optimal:
                root.isOptimal = relaxed.primalResidual(problem.columns) <= Judge.primalTolerance
            case .infeasible, .unbounded: root.claim = ending
            case .feasible, .stopped, .failed: break
            }
            if root.isOptimal || root.claim != nil || isStopped { break }
        }
        // Any duals prove a bound, also those of a simplex method that was stopped.
        if root.claim == nil { root.bound = Judge(whole.relaxed).safeBound(root.duals) }
        root.basis = problem.basis
        return root
    }

    /// The relaxation is infeasible or unbounded by GLPK's word: it needs a proof of its own.
    private func relaxationClaims(_ claim: GLPKEnding, _ whole: LinearProgram) -> Outcome {
        var settings = engine.settings
        settings.timeLimitSeconds = max(1, secondsLeft)
        let relaxed = try? GLPKEngine(SolveRequest(whole.relaxed, settings: settings)).solve()
        switch relaxed?.status {
        case .infeasible: return outcome(Proof(status: .infeasible), nil)
        case .unbounded: return outcome(unboundedProof(whole), nil)
        case .optimal, .feasible, .limit, nil: return outcome(Proof(status: .limit), nil)
        }
    }

    /// With a relaxation without bound, the integers decide: any integer point proves it.
    private func unboundedProof(_ program: LinearProgram) -> Proof {
        var feasibility = program
        feasibility.cost = [Double](repeating: 0, count: program.columnCount)
        let found = try? GLPKEngine(SolveRequest(feasibility, settings: engine.settings)).solve()
            .proof
        switch found?.status {
        case .optimal, .feasible: return Proof(status: .unbounded)
        case .infeasible:
            return Proof(status: .infeasible, restsOnSearch: found?.restsOnSearch ?? true)
        case .unbounded, .limit, nil: return Proof(status: .limit)
        }
    }

    /// Whether the incumbent is proven to be as good as was asked.
    func isWithinGap(_ bound: Double?) -> Bool {
        guard let objective = incumbent?.objective, let bound else { return false }
        return isWithinGap(objective, bound)
    }

    func isWithinGap(_ objective: Double, _ bound: Double) -> Bool {
        let gap = (objective - bound) / max(1, abs(engine.request.reference(objective)))
        return gap <= engine.settings.relativeGap
    }

    /// The best point with the duals of the program that is left when its integers are fixed.
    private mutating func settled(
        _ problem: borrowing GLPKProblem, _ whole: LinearProgram, _ bound: Double?,
        _ rootDuals: [Double], _ search: IntegerSearch
    ) -> Outcome {
        guard let best = incumbent else {
            return outcome(Proof(status: .limit, bound: bound), nil, search)
        }
        var search = search
        var point = Point(columns: best.columns, rowDuals: rootDuals)
        if let fixed = fixedPoint(problem, whole, best) {
            point = fixed
            search.duals = .fixedIntegers
        }
        let objective = judge.objective(point.columns)
        let (gap, reference) = (engine.settings.relativeGap, engine.request.reference(objective))
        var proof = judge.judge(
            point, treeBound: bound.map { min($0, objective) }, gapTolerance: gap,
            reference: reference)
        if let lazy = engine.request.lazyRows {
            proof = lazy.stated(proof, point, gapTolerance: gap, reference: reference)
        }
        return outcome(proof, point, search)
    }

    /// Solves the program with its integers fixed, ties broken; nil unless it is proven optimal.
    private mutating func fixedPoint(
        _ problem: borrowing GLPKProblem, _ whole: LinearProgram, _ best: Incumbent
    ) -> Point? {
        let fixed = whole.fixingIntegers(at: best.columns)
        problem.setOffset(whole.offset)
        if let basis = best.basis { problem.basis = basis }
        for column in whole.integerColumns {
            let value = fixed.columnLower[column]
            problem.setBounds(column: column, lower: value, upper: value)
        }
        var request = engine.request
        request.program = fixed
        request.settings.timeLimitSeconds = max(secondsLeft, Self.leastSecondsForDuals)
        var run = GLPKRun(GLPKEngine(request, certifies: false))
        let answer = run.linear(problem, isWarm: true)
        iterations += answer.iterations
        attempts += answer.attempts.map {
            Outcome.Attempt(method: $0.method + ", integers fixed", ending: $0.ending)
        }
        guard answer.status == .optimal, var point = answer.point else { return nil }
        // A basic column with equal bounds misses them by rounding.
        for column in whole.integerColumns { point.columns[column] = fixed.columnLower[column] }
        guard
            judge.primalResidual(point.columns) <= Judge.primalTolerance,
            engine.request.lazyRows != nil
                || judge.objective(point.columns) <= best.objective + 1e-6
                    * max(1, abs(best.objective))
        else { return nil }
        sensitivity = run.sensitivity
        takeRows(of: run.engine.program)
        return point
    }

    /// Takes over the rows that were added while the fixed program was solved.
    private mutating func takeRows(of fixed: LinearProgram) {
        guard engine.request.lazyRows != nil else { return }
        let own = engine.program
        engine.request.program = fixed
        engine.request.program.columnLower = own.columnLower
        engine.request.program.columnUpper = own.columnUpper
        engine.request.program.integerColumns = own.integerColumns
        judge = Judge(engine.program)
    }
}

extension LinearProgram {
    /// The linear program that is left when integers are fixed at a point.
    func fixingIntegers(at columns: [Double]) -> LinearProgram {
        var copy = relaxed
        for column in integerColumns {
            copy.columnLower[column] = columns[column].rounded()
            copy.columnUpper[column] = columns[column].rounded()
        }
        return copy
    }
}
