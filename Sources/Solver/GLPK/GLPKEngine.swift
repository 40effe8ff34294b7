import CGLPK

/// Solves programs with GLPK: a ladder of methods, each answer judged before it is believed.
///
/// The rungs for an LP: dual simplex with the long-step ratio test; on failure the basis is
/// factorised anew and the primal simplex goes on; then primal simplex without scaling from the
/// standard basis. An answer leaves only with the judge's proof. A claim of infeasibility or
/// unboundedness is proven by a second program (see `Certificates`).
struct GLPKEngine {
    /// What is asked for; rows that were missing have been added to its program once it is solved.
    var request: SolveRequest
    /// Whether claims of infeasibility are proven by a second program; off inside that program.
    let certifies: Bool
    /// Whether the word of searches that there is no whole point is certified, where that can be.
    let certifiesSearches: Bool
    /// Whether a basis that the simplex method calls optimal ends the ladder without a proof.
    let acceptsUnproven: Bool

    var program: LinearProgram { request.program }
    var settings: SolveSettings { request.settings }

    init(
        _ request: SolveRequest, certifies: Bool = true, certifiesSearches: Bool = true,
        acceptsUnproven: Bool = false
    ) {
        self.request = request
        self.certifies = certifies
        self.certifiesSearches = certifiesSearches
        self.acceptsUnproven = acceptsUnproven
    }

    static let name = "glpk"

    /// Iterations between two first looks at progress and interrupts: a fraction of a second.
    ///
    /// Every slice starts with a new factorisation and new weights, so that a longer solve takes
    /// longer ones.
    static func slice(_ problem: borrowing GLPKProblem) -> Int {
        min(20_000, max(200, 10_000_000 / (problem.rowCount + problem.columnCount + 1)))
    }

    /// Frees what GLPK keeps for the calling thread (about 5 kB), once no problem lives on it.
    ///
    /// GLPK makes an environment for every thread that uses it and never frees it by itself.
    static func releaseThread() { _ = glp_free_env() }

    /// Runs the ladder; everything of GLPK begins and ends inside this call.
    func solve() throws(SolverError) -> Outcome {
        try program.check()
        var run = GLPKRun(self)
        if let crossed = run.crossedBounds() { return crossed }
        return program.isMixedInteger ? run.mixedIntegerAddingRows() : run.linear()
    }
}
