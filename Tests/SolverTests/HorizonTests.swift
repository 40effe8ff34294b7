import Solver
import Testing

@Suite("Interior-point engine") struct HorizonTests {
    private static func horizon(_ program: LinearProgram) throws -> Outcome {
        try SolveSettings.Engine.horizon.solve(program)
    }

    private static let positive = (0.0, Double.infinity)

    @Test("All that presolve takes out comes back with its dual")
    func presolve() throws {
        // r1: x = 2 (one entry). r2: x + y ≥ 3, so y ≥ 1. r3: y + z ≤ 10 never binds.
        // z costs −1 and z ≤ 4: z = 4. Objective 2·3 + 1·5 − 4 = 7.
        // y is basic in r2: dual 5. x: 3 − 5 = −2 is the dual of r1.
        let program = EngineTests.program(
            [3, 5, -1], columns: [Self.positive, (0, 5), (0, 4)],
            rows: [
                ([1, 0, 0], 2, 2), ([1, 1, 0], 3, .infinity), ([0, 1, 1], -.infinity, 10),
            ])
        let outcome = try Self.horizon(program)
        #expect(outcome.status == .optimal && outcome.engine == "horizon")
        #expect(isNear(outcome.proof.objective ?? .nan, 7))
        let point = try #require(outcome.point)
        for (value, wanted) in zip(point.columns, [2.0, 1, 4]) { #expect(isNear(value, wanted)) }
        for (dual, wanted) in zip(point.rowDuals, [-2.0, 5, 0]) {
            #expect(abs(dual - wanted) < 1e-5)
        }
    }

    @Test("A row that only one corner satisfies fixes its columns, and its dual holds them")
    func forcing() throws {
        // x + y ≥ 7 with x ≤ 3, y ≤ 4 holds at (3, 4) only; cost 2x + y + w, w ≥ x: 6 + 4 + 3.
        let program = EngineTests.program(
            [2, 1, 1], columns: [(0, 3), (0, 4), Self.positive],
            rows: [([1, 1, 0], 7, .infinity), ([-1, 0, 1], 0, .infinity)])
        let outcome = try Self.horizon(program)
        #expect(outcome.status == .optimal && outcome.engine == "horizon")
        #expect(isNear(outcome.proof.objective ?? .nan, 13))
        #expect(isNear(outcome.proof.bound ?? .nan, 13))
    }

    @Test("Rows that say the same thing three times do no harm")
    func rankDeficient() throws {
        // x + y + z = 6 three times, once doubled; min x + 2y + 3z with x ≤ 4: 4 + 2·2.
        let program = EngineTests.program(
            [1, 2, 3], columns: [(0, 4), Self.positive, Self.positive],
            rows: [([1, 1, 1], 6, 6), ([1, 1, 1], 6, 6), ([2, 2, 2], 12, 12)])
        let outcome = try Self.horizon(program)
        #expect(outcome.status == .optimal && outcome.engine == "horizon")
        #expect(isNear(outcome.proof.objective ?? .nan, 8))
    }

    @Test("Rows that contradict each other are proven infeasible", arguments: [2.0, 1e4])
    func contradiction(scale: Double) throws {
        let program = EngineTests.program(
            [1, 1, 1], columns: [Self.positive, Self.positive, Self.positive],
            rows: [([1, 1, 1], scale, scale), ([1, 1, 1], 2 * scale, 2 * scale)])
        #expect(try Self.horizon(program).status == .infeasible)
    }

    @Test("Columns of many entries are a border of the factor")
    func denseColumn() throws {
        // A capacity c at 10 each, used in 400 steps: x_t ≤ c, x_t ≤ 2 + (t mod 3), value 1 each.
        // A value of 400 beats 10 a unit: c is worth its cost while more than 10 steps use it:
        // steps with a limit of 4 number 133 > 10, so c = 4. Value: 134·2 + 133·3 + 133·4 = 1199.
        let steps = 400
        let cost = [10.0] + [Double](repeating: -1, count: steps)
        var start: [Int32] = [0, Int32(steps)]
        var rows = (0..<Int32(steps)).map { $0 }
        var values = [Double](repeating: -1, count: steps)
        for step in 0..<steps {
            rows.append(Int32(step))
            values.append(1)
            start.append(Int32(values.count))
        }
        let program = LinearProgram(
            cost: cost, columnLower: [Double](repeating: 0, count: steps + 1),
            columnUpper: [.infinity] + (0..<steps).map { Double(2 + $0 % 3) },
            rowLower: [Double](repeating: -.infinity, count: steps),
            rowUpper: [Double](repeating: 0, count: steps),
            matrix: SparseMatrix(
                rowCount: steps, columnStart: start, rowIndex: rows, value: values))
        let outcome = try Self.horizon(program)
        #expect(outcome.status == .optimal && outcome.engine == "horizon")
        #expect(isNear(outcome.proof.objective ?? .nan, 40 - 1199))
    }

    @Test("A factor that runs out of numbers is made again with a greater shift")
    func overflow() throws {
        // In the last iterations small pivots that were rounding grew from block to block to infinity.
        var settings = ExampleSettings(hubs: 4, stepMinutes: 60)
        (settings.parts, settings.jobs, settings.isInteger) = ([.grid], 8, true)
        let formulation = try Formulation(Scenario(ExampleScenario(settings).document()))
        var request = SolveRequest(formulation.program)
        request.program.integerColumns = []
        request.settings.engine = .horizon
        let revenue = formulation.revenueOffset
        request.reference = { $0 - revenue }
        let outcome = try ProgramSolver.solve(request)
        #expect(outcome.status == .optimal && outcome.engine == "horizon")
        #expect(outcome.attempts.first?.ending.hasPrefix("converged") == true)
        #expect(outcome.proof.relativeGap ?? 1 <= 1e-8)
    }

    @Test("Two runs agree to the last bit")
    func repeats() throws {
        var random = SeededNumbers(state: 11)
        let program = KnownProgram(&random, size: 40).program
        #expect(try Self.horizon(program).point == Self.horizon(program).point)
    }

    @Test("It stops when it is told to, and no other engine goes on")
    func interrupt() throws {
        var random = SeededNumbers(state: 3)
        let program = KnownProgram(&random, columns: .vertex, size: 40).program
        var settings = SolveSettings()
        settings.progress = { $0.iterations < 2 }
        let outcome = try SolveSettings.Engine.horizon.solve(program, settings: settings)
        #expect(outcome.engine == "horizon" && outcome.status != .optimal)
        #expect(outcome.iterations == 2)
        #expect(outcome.attempts.last?.ending == "stopped after 2 iterations: interrupted")
    }

    @Test("A power flow of one step is left to the simplex method, whatever its size")
    func oneStep() throws {
        // x_j ≥ 1 at one each, in one step or in four.
        let count = 4000
        var program = LinearProgram(
            cost: [Double](repeating: 1, count: count),
            columnLower: [Double](repeating: 0, count: count),
            columnUpper: [Double](repeating: 9, count: count),
            rowLower: [Double](repeating: 1, count: count),
            rowUpper: [Double](repeating: .infinity, count: count),
            matrix: SparseMatrix(
                rowCount: count, columnStart: Array(0...Int32(count)),
                rowIndex: (0..<Int32(count)).map { $0 },
                value: [Double](repeating: 1, count: count)))
        program.rowSteps = [Int32](repeating: 0, count: count)
        #expect(try ProgramSolver.solve(program).engine == "glpk")
        program.rowSteps[0] = 3
        #expect(try ProgramSolver.solve(program).engine == "horizon")
    }

    @Test("Large programs are its own, with the reason; integers are rounded above it")
    func choice() throws {
        let count = 250_001
        var program = LinearProgram(
            cost: [Double](repeating: 1, count: count),
            columnLower: [Double](repeating: 1, count: count),
            columnUpper: [Double](repeating: 2, count: count), rowLower: [], rowUpper: [],
            matrix: SparseMatrix(
                rowCount: 0, columnStart: [Int32](repeating: 0, count: count + 1), rowIndex: [],
                value: []))
        let large = try ProgramSolver.solve(program)
        #expect(large.engine == "horizon" && large.proof.objective == Double(count))
        #expect(
            large.attempts.first?.ending == "horizon: a linear program of 250001 rows and columns")
        program.integerColumns = [0]
        var settings = SolveSettings()
        settings.engine = .horizon
        let whole = try ProgramSolver.solve(program, settings: settings)
        #expect(whole.engine == "horizon" && whole.status == .optimal)
        #expect(
            whole.attempts.first?.ending == "rounding: 1 integers in 250001 rows and columns")
    }
}
