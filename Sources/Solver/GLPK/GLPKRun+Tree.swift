// Branch and cut, from the root's basis, with what is known already.
extension GLPKRun {
    /// What a search tree ended with.
    struct Tree {
        /// Nothing is better than this; nil when nothing is known.
        var bound: Double?
        var nodes = 0
        var isInfeasible = false
        /// Whether that is proven, and not the word of the searches only.
        var isCertified = false
    }

    /// A certificate of there being no whole point takes no longer, seconds.
    private static let mostCertificateSeconds = 20.0
    private static let mostCertificateNodes = 5000

    /// Runs branch and cut; a claim that there is no whole point is checked by a second search.
    mutating func branchAndCut(_ problem: borrowing GLPKProblem, _ root: Root) -> Tree {
        problem.basis = root.basis
        _ = simplex(problem, .dual, "glpk relaxation again", isQuiet: true)
        var tree = search(problem, .full)
        guard tree.isInfeasible || tree.bound == nil, incumbent == nil, !isStopped else {
            return tree
        }
        // Cuts and preprocessing can be wrong: the plain search uses neither.
        problem.basis = root.basis
        _ = simplex(problem, .dual, "glpk relaxation again", isQuiet: true)
        let plain = search(problem, .plain)
        tree.isInfeasible = plain.isInfeasible
        if plain.isInfeasible { certify(&tree) }
        tree.bound = [tree.bound, plain.bound].compactMap(\.self).max()
        tree.nodes += plain.nodes
        return tree
    }

    /// Looks for a proof of what two searches say; a whole point found on the way refutes them.
    private mutating func certify(_ tree: inout Tree) {
        guard engine.certifies, engine.certifiesSearches else { return }
        var certificate = IntegerCertificate(engine.program.withIntegralBounds)
        let finding = certificate.run(
            seconds: min(secondsLeft, Self.mostCertificateSeconds),
            mostNodes: Self.mostCertificateNodes)
        switch finding {
        case .proven(let nodes):
            tree.isCertified = true
            note(
                "judge", "certified by branching, every node closed by a safe bound: \(nodes) nodes"
            )
        case .refuted(let columns):
            tree.isInfeasible = !take(columns, basis: nil)
            note("judge", "two searches missed a whole point")
        case .open(let nodes):
            note("judge", "two searches found no whole point; not certified after \(nodes) nodes")
        }
    }

    private mutating func search(
        _ problem: borrowing GLPKProblem, _ style: BranchAndCut.Style
    ) -> Tree {
        let gap = engine.settings.relativeGap
        let reserve = engine.settings.timeLimitSeconds.isFinite ? 2 * slowestFixing : 0
        let parameters = BranchAndCut(
            style: style, milliseconds: Int32(max(1, min((secondsLeft - reserve) * 1000, 2e9))),
            pruning: BranchAndCut.pruning(forGap: gap), pumps: incumbent == nil)
        let watch = watch()
        let ending = problem.branchAndCut(parameters, watch: watch)
        note(
            style == .full ? "glpk branch and cut" : "glpk branch and cut, plain",
            watch.reason.map { "stopped: " + $0 } ?? ending.sentence)
        if watch.reason == BranchAndCutWatch.interrupted { isInterrupted = true }
        var tree = Tree(nodes: watch.nodes)
        let lowest = watch.bound.isFinite ? watch.bound : nil
        switch ending {
        case .optimal, .feasible:
            let objective = problem.integerObjective
            let pruned = objective - parameters.pruning * (1 + abs(objective))
            tree.bound = (ending == .optimal ? pruned : lowest.map { min($0, pruned) })
            let columns = problem.integerColumns(engine.program.integerColumns)
            if !take(columns, basis: nil) { note("judge", "refused the point of the search") }
        case .infeasible: tree.isInfeasible = true
        case .stopped: tree.bound = lowest
        case .unbounded, .failed: break
        }
        tree.bound = tree.bound.map { $0 - shift }
        return tree
    }

    private func watch() -> BranchAndCutWatch {
        let run = self
        var last = -Double.infinity
        return BranchAndCutWatch(
            nodeLimit: engine.settings.nodeLimit, injection: incumbent?.columns,
            isCloseEnough: { [shift] in run.isWithinGap($0 - shift, $1 - shift) },
            goOn: { [shift] objective, bound in
                guard run.seconds - last > 0.1 else { return true }
                last = run.seconds
                return run.engine.settings.progress(
                    SolveProgress(
                        method: "glpk branch and cut", iterations: run.iterations,
                        objective: objective.map { $0 - shift } ?? .nan,
                        infeasibility: objective == nil ? .infinity : 0,
                        bound: bound.isFinite ? bound - shift : nil, seconds: run.seconds))
            })
    }
}
