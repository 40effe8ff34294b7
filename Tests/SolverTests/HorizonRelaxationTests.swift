import Solver
import Testing

@Suite("Relaxation solved again") struct HorizonRelaxationTests {
    /// A knapsack of four: max 8a + 11b + 6c + 4d, 5a + 7b + 4c + 3d ≤ 14, and a continuous slack.
    private static let knapsack: LinearProgram = {
        var program = EngineTests.program(
            [-8, -11, -6, -4, 0.5], columns: [(0, 1), (0, 1), (0, 1), (0, 1), (0, 9)],
            rows: [([5, 7, 4, 3, -1], -.infinity, 14), ([1, 1, 0, 0, 1], 0.25, .infinity)],
            integer: [0, 1, 2, 3])
        program.offset = 3
        return program
    }()

    @Test("Every choice of fixed columns has the optimum of a solve from scratch")
    func everyChoice() throws {
        let program = Self.knapsack
        var relaxation = try HorizonRelaxation(program)
        // Each column free, fixed at zero, or at one: 3⁴ programs, in the order of counting.
        for choice in 0..<81 {
            var (lower, upper) = (program.columnLower, program.columnUpper)
            var rest = choice
            for column in 0..<4 {
                if rest % 3 > 0 { lower[column] = Double(rest % 3 - 1) }
                if rest % 3 > 0 { upper[column] = Double(rest % 3 - 1) }
                rest /= 3
            }
            var fixed = program
            fixed.integerColumns = []
            (fixed.columnLower, fixed.columnUpper) = (lower, upper)
            let wanted = try ProgramSolver.solve(fixed)
            for isWarm in [true, false] {
                let answer = relaxation.solve(lower: lower, upper: upper, isWarm: isWarm)
                #expect(answer.proof.status == wanted.status, "\(choice) \(answer)")
                #expect(
                    isNear(answer.proof.objective ?? .nan, wanted.proof.objective ?? 0),
                    "\(choice) \(answer)")
            }
        }
    }

    @Test("Bounds that leave nothing are claimed so, and the next ones are solved")
    func infeasible() throws {
        var program = Self.knapsack
        program.columnUpper[4] = 0
        var relaxation = try HorizonRelaxation(program)
        let ones = [1.0, 1, 1, 1, 0]
        let none = relaxation.solve(lower: ones, upper: ones)
        #expect(none.proof.status != .optimal)
        let root = relaxation.solve(lower: program.columnLower, upper: program.columnUpper)
        // a and b whole (12), half of c (2): 8 + 11 + 3 less the offset.
        #expect(root.proof.status == .optimal)
        #expect(isNear(root.proof.objective ?? .nan, 3 - 22))
    }

    @Test("Random programs with a third of their columns fixed at the optimum keep it")
    func random() throws {
        for seed in 0..<20 {
            var random = SeededNumbers(state: UInt64(seed) &* 31)
            let known = KnownProgram(&random, columns: .vertex, size: 25)
            let changing = known.point.indices.filter {
                $0 % 3 == 0 && known.program.columnLower[$0].isFinite
            }
            var relaxation = try HorizonRelaxation(known.program, changing: changing)
            var (lower, upper) = (known.program.columnLower, known.program.columnUpper)
            let first = relaxation.solve(lower: lower, upper: upper)
            #expect(isNear(first.proof.objective ?? .nan, known.optimum), "seed \(seed)")
            for column in changing {
                (lower[column], upper[column]) = (known.point[column], known.point[column])
            }
            let second = relaxation.solve(lower: lower, upper: upper)
            #expect(isNear(second.proof.objective ?? .nan, known.optimum), "seed \(seed)")
        }
    }
}
