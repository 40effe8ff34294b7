/// Which engine solves a program first, and why.
struct EngineChoice {
    /// What begins.
    enum Method: String {
        case glpk
        case horizon
        /// Rounding above the interior-point engine (`RoundingSearch`).
        case rounding
    }

    let method: Method
    /// The reason, as the first entry of the attempts; empty where nothing was chosen.
    let attempts: [Outcome.Attempt]

    /// From so many rows and columns on a tree has no plan of whole units within a minute.
    static let manyForATree = 20_000
    /// From so many on rounding and windows have a better one by then; the tree goes on from it.
    private static let manyForRounding = 6_000
    /// From so many rows and columns on the interior-point method and its crossover are faster than
    /// the simplex method: about level at 3000, twice as fast at 5000, twenty times at 40 000.
    private static let manyForASimplex = 3_000

    /// Up to so many steps the simplex method is faster at any size: there is no horizon to divide.
    private static let fewSteps = 2

    /// Chooses for what is asked.
    init(_ request: SolveRequest) {
        let (program, settings) = (request.program, request.settings)
        let isAsked = settings.engine == .horizon
        let size = program.rowCount + program.columnCount
        if settings.engine == .glpk {
            self.init(.glpk, nil)
        } else if request.questions != nil, program.isMixedInteger {
            self.init(.glpk, "ranges need a basis")
        } else if request.lazyRows != nil, program.isMixedInteger || request.questions != nil {
            self.init(.glpk, isAsked ? "rows are added on the way" : nil)
        } else if !isAsked, Self.isShort(program),
            size < Self.manyForATree || !program.isMixedInteger
        {
            self.init(.glpk, nil)
        } else if !isAsked,
            size < (program.isMixedInteger ? Self.manyForRounding : Self.manyForASimplex)
        {
            self.init(.glpk, nil)
        } else if program.isMixedInteger {
            self.init(
                .rounding, "\(program.integerColumns.count) integers in \(size) rows and columns")
        } else {
            self.init(.horizon, isAsked ? nil : "a linear program of \(size) rows and columns")
        }
    }

    /// Whether the rows are known to belong to very few steps.
    private static func isShort(_ program: LinearProgram) -> Bool {
        guard program.rowSteps.count == program.rowCount, let last = program.rowSteps.max() else {
            return false
        }
        return last < fewSteps
    }

    private init(_ method: Method, _ reason: String?) {
        self.method = method
        attempts =
            reason.map {
                [Outcome.Attempt(method: "choice", ending: "\(method.rawValue): \($0)")]
            } ?? []
    }
}
