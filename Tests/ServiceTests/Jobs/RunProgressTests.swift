import Service
import Solver
import Synchronization
import Testing

@Suite("What is told of a running solve") struct RunProgressTests {
    @Test("The interior-point engine's events have the gap and both residuals")
    func residuals() throws {
        // Two columns of cost 1 and 2 that must reach 3 together, the first at most 2: 2 + 2 = 4.
        let program = LinearProgram(
            cost: [1, 2], columnLower: [0, 0], columnUpper: [2, 9], rowLower: [3], rowUpper: [5],
            matrix: SparseMatrix(
                rowCount: 1, columnStart: [0, 1, 2], rowIndex: [0, 0], value: [1, 1]))
        let told = Mutex<[RunProgress]>([])
        var settings = SolveSettings()
        settings.engine = .horizon
        settings.progress = { progress in
            told.withLock { $0.append(RunProgress(progress, offset: 0)) }
            return true
        }
        let outcome = try ProgramSolver.solve(program, settings: settings)
        #expect(outcome.engine == "horizon" && outcome.status == .optimal)
        let last = try #require(told.withLock { $0.last })
        let data = try JSON(parsing: last.bytes)
        #expect(data["iterations"]?.double == Double(outcome.iterations))
        for name in ["relative_gap", "primal_residual", "dual_residual"] {
            #expect(try #require(data[name]?.double) <= 1e-8, "\(name)")
        }
    }
}
