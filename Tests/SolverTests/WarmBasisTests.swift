import Solver
import Testing

/// Programs and scenarios solved from the basis of ones like them.
@Suite("Solved from a basis") struct WarmBasisTests {
    private static var settings: SolveSettings {
        var settings = SolveSettings()
        settings.engine = .horizon
        return settings
    }

    /// Solves a program, from a basis where one is given, and keeps its own.
    private static func solve(
        _ program: LinearProgram, from basis: ProgramBasis? = nil
    ) throws -> Outcome {
        var request = SolveRequest(program, settings: settings)
        (request.basis, request.wantsBasis) = (basis, true)
        return try ProgramSolver.solve(request)
    }

    /// A program with some costs, bounds and right sides moved by up to a tenth.
    private static func changed(
        _ program: LinearProgram, _ random: inout SeededNumbers
    ) -> LinearProgram {
        var program = program
        func moves() -> Bool { Int.random(in: 0..<8, using: &random) == 0 }
        func factor() -> Double { Double.random(in: 0.9...1.1, using: &random) }
        for column in program.cost.indices {
            if moves() { program.cost[column] *= factor() }
            if moves(), program.columnUpper[column] > 0 { program.columnUpper[column] *= factor() }
        }
        for row in program.rowLower.indices where moves() {
            let isEquation = program.rowLower[row] == program.rowUpper[row]
            if program.rowUpper[row] > 0 { program.rowUpper[row] *= factor() }
            if isEquation { program.rowLower[row] = program.rowUpper[row] }
        }
        return program
    }

    @Test("Random changes of costs, bounds and right sides end where a solve from nothing does")
    func randomChanges() throws {
        var (warm, solved) = (0, 0)
        for seed in 0..<60 {
            var random = SeededNumbers(state: UInt64(seed) &* 7919)
            let known = KnownProgram(&random, columns: .vertex, size: 25)
            let first = try Self.solve(known.program)
            guard let basis = first.basis else { continue }
            for _ in 0..<3 {
                let program = Self.changed(known.program, &random)
                let cold = try Self.solve(program)
                let again = try Self.solve(program, from: basis)
                #expect(again.status == cold.status, "seed \(seed) \(again.attempts)")
                guard cold.status == .optimal, let wanted = cold.proof.objective else { continue }
                let size = 1e-8 * max(1, abs(wanted))
                #expect(abs((again.proof.objective ?? .nan) - wanted) <= size, "seed \(seed)")
                solved += 1
                if again.beganWarm { warm += 1 }
            }
        }
        #expect(solved > 60 && warm > solved / 2, "\(warm) of \(solved)")
    }

    /// x + y ≤ 4 with costs −3 and −2 and x ≤ 3: x = 3, y = 1, −11.
    private static let two = EngineTests.program(
        [-3, -2], columns: [(0, 3), (0, 9)], rows: [([1, 1], -.infinity, 4)])

    @Test(
        "What a change makes infeasible or unbounded is said with proof, and a change back solves")
    func twins() throws {
        let basis = try #require(Self.solve(Self.two).basis)
        var none = Self.two
        (none.columnLower[0], none.columnLower[1]) = (2, 3)
        #expect(try Self.solve(none, from: basis).status == .infeasible)
        var endless = Self.two
        endless.columnUpper[1] = .infinity
        endless.rowUpper[0] = .infinity
        endless.rowLower[0] = -5
        #expect(try Self.solve(endless, from: basis).status == .unbounded)
        let back = try Self.solve(Self.two, from: basis)
        #expect(back.beganWarm && back.proof.objective == -11 && back.iterations == 0)
    }

    @Test("Another cost moves the vertex: x + y ≤ 4 with −1 and −2 is −8 at y = 4")
    func anotherCost() throws {
        let basis = try #require(Self.solve(Self.two).basis)
        var program = Self.two
        program.cost[0] = -1
        let next = try Self.solve(program, from: basis)
        #expect(next.beganWarm && next.point?.columns == [0, 4])
        #expect(next.basis != basis && next.point?.rowDuals == [-2])
    }

    @Test("A basis of another shape is not taken, and the attempts say so")
    func anotherShape() throws {
        let basis = try #require(Self.solve(Self.two).basis)
        let three = EngineTests.program(
            [-3, -2, 1], columns: [(0, 3), (0, 9), (0, 1)], rows: [([1, 1, 1], -.infinity, 4)])
        let next = try Self.solve(three, from: basis)
        #expect(next.status == .optimal && !next.beganWarm)
        #expect(next.attempts.contains { $0.ending.contains("another shape") })
    }

    // MARK: Scenarios

    private static func solve(
        _ document: JSON, near basis: PlanBasis? = nil
    ) throws -> ScenarioSolver.Result {
        try ScenarioSolver.solve(
            Formulation(Scenario(document)), settings: settings, near: basis, keepsBasis: true)
    }

    private static func example(days: Int = 1) throws -> JSON {
        try ExampleScenario(ExampleSettings(hubs: 2, days: days, stepMinutes: 60)).document()
    }

    @Test(
        "What-ifs of a scenario have the cost of a solve from nothing, and the same plan each time",
        arguments: [
            "carbon.price_cny_per_tonne=120", "products.chat.spare_share=0.1",
            "sites.*.connection.transformer_mva=15",
            "products.chat.unserved_penalty_cny_per_million_tokens=100",
        ])
    func whatIfs(change: String) throws {
        let document = try Self.example()
        let basis = try #require(try Self.solve(document).basis)
        let changed = try #require(ScenarioChange(change)).applied(to: document)
        let cold = try ScenarioSolver.solve(Formulation(Scenario(changed)), settings: Self.settings)
        let warm = try Self.solve(changed, near: basis)
        let wanted = try #require(cold.outcome.proof.objective)
        let found = try #require(warm.outcome.proof.objective)
        #expect(abs(found - wanted) <= 1e-8 * abs(wanted))
        #expect(warm.outcome.status == .optimal && warm.outcome.beganWarm)
        let again = try Self.solve(changed, near: basis)
        #expect(again.outcome.point == warm.outcome.point)
    }

    @Test("A horizon one step later begins from the basis moved by a step")
    func oneStepLater() throws {
        let document = try Self.example(days: 2)
        let first = try Self.solve(ScenarioWindow.document(of: document, steps: 0..<24))
        let basis = try #require(first.basis)
        let next = try ScenarioWindow.document(of: document, steps: 1..<25)
        let warm = try Self.solve(next, near: basis)
        let cold = try Self.solve(next)
        let wanted = try #require(cold.outcome.proof.objective)
        #expect(abs((warm.outcome.proof.objective ?? .nan) - wanted) <= 1e-8 * abs(wanted))
        #expect(warm.outcome.beganWarm, "\(warm.outcome.attempts)")
        let steps = warm.outcome.iterations
        #expect(steps < cold.outcome.size / 10, "\(steps)")
    }

    @Test("Another length of the steps is no help, and nothing is lost by it")
    func anotherStepLength() throws {
        let basis = try #require(try Self.solve(Self.example()).basis)
        let halves = try ExampleScenario(
            ExampleSettings(hubs: 1, days: 1, stepMinutes: 30)
        ).document()
        let result = try Self.solve(halves, near: basis)
        #expect(result.outcome.status == .optimal && !result.outcome.beganWarm)
    }
}

extension Outcome {
    /// Number of values of the point.
    fileprivate var size: Int { (point?.columns.count ?? 0) + (point?.rowDuals.count ?? 0) }
}
