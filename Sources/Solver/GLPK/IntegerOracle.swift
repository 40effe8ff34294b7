/// Tells by branch and cut whether limits conflict where it takes the integers to say so.
struct IntegerOracle: ConflictOracle {
    private let program: LinearProgram
    private let sides: [ProgramConflict.Side]
    private let keepsNature: Bool
    private let start = ContinuousClock.now
    private let seconds: Double
    /// One choice of limits gets no more than this, so that a hard one does not take all the time.
    private let secondsPerTest: Double

    init(
        _ program: LinearProgram, _ sides: [ProgramConflict.Side], keepsNature: Bool,
        seconds: Double
    ) {
        var copy = program
        copy.cost = [Double](repeating: 0, count: program.columnCount)
        self.program = copy
        self.sides = sides
        self.keepsNature = keepsNature
        self.seconds = seconds
        secondsPerTest = max(1, seconds / 10)
    }

    mutating func verdict(_ kept: [Bool]) -> ConflictVerdict {
        let left = seconds - (ContinuousClock.now - start) / .seconds(1)
        guard left > 0 else { return .unknown }
        var settings = SolveSettings()
        settings.timeLimitSeconds = min(left, secondsPerTest)
        let open = sides.indices.filter { !kept[$0] }.map { sides[$0] }
        let opened = program.opening(open, keepsNature: keepsNature)
        let outcome = try? GLPKEngine(
            SolveRequest(opened, settings: settings), certifiesSearches: false
        ).solve()
        return switch outcome?.status {
        case .infeasible: .conflict(parties: nil)
        case .optimal, .feasible: .feasible
        case .unbounded, .limit, nil: .unknown
        }
    }
}
