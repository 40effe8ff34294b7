/// Which engine solves a program first, and why.
struct EngineChoice {
    let engine: SolveSettings.Engine
    /// The reason, as the first entry of the attempts; empty where nothing was chosen.
    let attempts: [Outcome.Attempt]

    /// From so many rows and columns on the interior-point engine is the faster one.
    private static let manyRowsAndColumns = 20_000

    /// Chooses for what is asked.
    init(_ request: SolveRequest) {
        let (program, settings) = (request.program, request.settings)
        guard settings.engine != .glpk else {
            self.init(.glpk, nil)
            return
        }
        let isAsked = settings.engine == .horizon
        let size = program.rowCount + program.columnCount
        if program.isMixedInteger {
            self.init(.glpk, isAsked ? "the program has integers" : nil)
        } else if request.questions != nil {
            self.init(.glpk, "ranges need a basis")
        } else if request.lazyRows != nil {
            self.init(.glpk, isAsked ? "rows are added on the way" : nil)
        } else if !isAsked, size < Self.manyRowsAndColumns {
            self.init(.glpk, nil)
        } else {
            self.init(.horizon, isAsked ? nil : "a linear program of \(size) rows and columns")
        }
    }

    private init(_ engine: SolveSettings.Engine, _ reason: String?) {
        self.engine = engine
        attempts =
            reason.map {
                [Outcome.Attempt(method: "choice", ending: "\(engine.rawValue): \($0)")]
            } ?? []
    }
}
