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
    private static let manyForATree = 20_000
    /// From so many rows and columns on the interior-point method and its crossover are faster than
    /// the simplex method: about level at 3000, twice as fast at 5000, twenty times at 40 000.
    private static let manyForASimplex = 3_000

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
        } else if !isAsked,
            size < (program.isMixedInteger ? Self.manyForATree : Self.manyForASimplex)
        {
            self.init(.glpk, nil)
        } else if program.isMixedInteger {
            self.init(
                .rounding, "\(program.integerColumns.count) integers in \(size) rows and columns")
        } else {
            self.init(.horizon, isAsked ? nil : "a linear program of \(size) rows and columns")
        }
    }

    private init(_ method: Method, _ reason: String?) {
        self.method = method
        attempts =
            reason.map {
                [Outcome.Attempt(method: "choice", ending: "\(method.rawValue): \($0)")]
            } ?? []
    }
}
