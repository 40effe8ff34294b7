/// Which engine solves a program first, and why.
struct EngineChoice {
    let engine: SolveSettings.Engine
    /// The reason, as the first entry of the attempts; empty where nothing was chosen.
    let attempts: [Outcome.Attempt]

    /// From so many rows and columns on the interior-point engine is the faster one.
    private static let manyRowsAndColumns = 20_000

    /// Chooses for a program.
    ///
    /// - Parameters:
    ///   - program: the program.
    ///   - settings: the engine that was asked for.
    ///   - asksBasis: whether an optimal basis is to be asked for ranges.
    ///   - addsRows: whether rows are added while points break them.
    init(_ program: LinearProgram, _ settings: SolveSettings, asksBasis: Bool, addsRows: Bool) {
        guard settings.engine != .glpk else {
            self.init(.glpk, nil)
            return
        }
        let isAsked = settings.engine == .horizon
        let size = program.rowCount + program.columnCount
        if program.isMixedInteger {
            self.init(.glpk, isAsked ? "the program has integers" : nil)
        } else if asksBasis {
            self.init(.glpk, "ranges need a basis")
        } else if addsRows {
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
