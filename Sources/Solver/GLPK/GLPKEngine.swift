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
    /// GLPK numbers rows, columns and nonzeros with 32-bit integers from one.
    private static let largestIndex = 500_000_000

    /// Iterations between two first looks at progress and interrupts: a fraction of a second.
    ///
    /// Every slice starts with a new factorisation and new weights, so that a longer solve takes
    /// longer ones.
    static func slice(_ problem: borrowing GLPKProblem) -> Int {
        min(20_000, max(200, 10_000_000 / (problem.rowCount + problem.columnCount + 1)))
    }

    /// Checks all that would make GLPK abort or answer nonsense.
    static func check(_ program: LinearProgram) throws(SolverError) {
        guard
            max(program.columnCount, program.rowCount, program.matrix.nonzeroCount)
                <= largestIndex
        else {
            throw .tooLarge(
                columns: program.columnCount, rows: program.rowCount,
                nonzeros: program.matrix.nonzeroCount)
        }
        for column in 0..<program.columnCount {
            let isGood =
                program.cost[column].isFinite && !program.columnLower[column].isNaN
                && !program.columnUpper[column].isNaN
                && program.matrix.entries(ofColumn: column).allSatisfy {
                    program.matrix.value[$0].isFinite
                }
            if !isGood { throw .notFinite(place: program.names.columnName(column)) }
        }
        for row in 0..<program.rowCount
        where program.rowLower[row].isNaN || program.rowUpper[row].isNaN {
            throw .notFinite(place: program.names.rowName(row))
        }
    }

    /// Frees what GLPK keeps for the calling thread (about 5 kB), once no problem lives on it.
    ///
    /// GLPK makes an environment for every thread that uses it and never frees it by itself.
    static func releaseThread() { _ = glp_free_env() }

    /// Runs the ladder; everything of GLPK begins and ends inside this call.
    func solve() throws(SolverError) -> Outcome {
        try Self.check(program)
        var run = GLPKRun(self)
        if let crossed = run.crossedBounds() { return crossed }
        return program.isMixedInteger ? run.mixedIntegerAddingRows() : run.linear()
    }
}
