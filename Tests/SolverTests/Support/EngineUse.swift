import Solver

extension SolveSettings.Engine {
    /// Solves a program with this engine first.
    func solve(
        _ program: LinearProgram, settings: SolveSettings = SolveSettings()
    ) throws -> Outcome {
        var settings = settings
        settings.engine = self
        return try ProgramSolver.solve(program, settings: settings)
    }
}
