/// A program to solve, and what is asked of its solution.
public struct SolveRequest: Sendable {
    /// The program.
    public var program: LinearProgram
    /// Engine and limits.
    public var settings: SolveSettings
    /// The amount that a gap is relative to, from an objective; the objective itself unless told.
    public var reference: @Sendable (Double) -> Double = { $0 }
    /// Costs of a second stage that picks one among the optimal points, made when it begins; nil
    /// for none.
    public var tieBreak: (@Sendable () -> [Double])?
    /// Rows that are added when a point breaks them; nil for none.
    package var lazyRows: LazyRows?
    /// What to ask of the optimal basis, from the program and the point; nil for nothing.
    public var questions: (@Sendable (LinearProgram, Point) -> SensitivityQuestions)?

    /// A basis that was optimal for a program like this one, to begin from; nil for none.
    package var basis: ProgramBasis?
    /// Whether the answer is to bring its basis, for programs like this one.
    package var wantsBasis = false

    /// Asks for a solution of a program and no more.
    ///
    /// - Parameters:
    ///   - program: the program.
    ///   - settings: engine and limits.
    public init(_ program: LinearProgram, settings: SolveSettings = SolveSettings()) {
        self.program = program
        self.settings = settings
    }
}
