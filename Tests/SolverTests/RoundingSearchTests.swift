import Solver
import Testing

/// Mixed-integer programs by rounding above the interior-point engine, as large ones are solved.
@Suite("Rounding search") struct RoundingSearchTests {
    private static func settings(gap: Double = 1e-6) -> SolveSettings {
        var settings = SolveSettings()
        settings.engine = .horizon
        settings.relativeGap = gap
        return settings
    }

    @Test("What it says of a knapsack holds against all subsets", arguments: 0..<20)
    func knapsack(seed: Int) throws {
        let (program, best) = MixedIntegerTests.knapsack(seed: seed)
        let outcome = try ProgramSolver.solve(program, settings: Self.settings())
        let objective = try #require(outcome.proof.objective)
        #expect([.optimal, .feasible].contains(outcome.status), "seed \(seed)")
        #expect((outcome.proof.bound ?? .infinity) <= -best + 1e-9, "seed \(seed)")
        #expect(objective >= -best - 1e-9, "seed \(seed)")
        #expect(objective <= -0.5 * best, "seed \(seed)")
        #expect((outcome.proof.maxPrimalResidual ?? 1) <= 1e-6, "seed \(seed)")
        if outcome.status == .optimal { #expect(isNear(objective, -best), "seed \(seed)") }
    }

    @Test("A relaxation that is whole is the answer, with the prices of its fixed program")
    func whole() throws {
        // max 3a + 2b, a + b ≤ 4, a ≤ 3: a = 3, b = 1, 11.
        let outcome = try ProgramSolver.solve(
            EngineTests.program(
                [-3, -2], columns: [(0, 3), (0, 9)], rows: [([1, 1], -.infinity, 4)],
                integer: [0, 1]),
            settings: Self.settings())
        #expect(outcome.status == .optimal && outcome.engine == "horizon")
        #expect(isNear(outcome.proof.objective ?? .nan, -11))
        #expect(outcome.point?.columns == [3, 1])
        #expect(outcome.search?.duals == .fixedIntegers)
    }

    @Test("A start that is better than what rounding finds is kept")
    func start() throws {
        // max 5a + 4b + 3c, 2a + 3b + c ≤ 5, 4a + b + 2c ≤ 11, 3a + 4b + 2c ≤ 8, whole: (2,0,1), 13.
        let program = EngineTests.program(
            [-5, -4, -3], columns: [(0, 9), (0, 9), (0, 9)],
            rows: [
                ([2, 3, 1], -.infinity, 5), ([4, 1, 2], -.infinity, 11),
                ([3, 4, 2], -.infinity, 8),
            ], integer: [0, 1, 2])
        var settings = Self.settings()
        settings.start = [2, 0, 1]
        let outcome = try ProgramSolver.solve(program, settings: settings)
        #expect(isNear(outcome.proof.objective ?? .nan, -13))
        #expect(outcome.attempts.contains { $0.method == "start" && $0.ending == "accepted" })
        settings.start = [9, 9, 9]
        let other = try ProgramSolver.solve(program, settings: settings)
        #expect(
            other.attempts.contains { $0.method == "start" && $0.ending.hasPrefix("ignored") })
    }

    @Test("Without a whole point GLPK proves it, and what was tried before is told")
    func infeasible() throws {
        // 2x + 4y = 5
        let outcome = try ProgramSolver.solve(
            EngineTests.program(
                [1, 1], columns: [(0, 9), (0, 9)], rows: [([2, 4], 5, 5)], integer: [0, 1]),
            settings: Self.settings())
        #expect(outcome.status == .infeasible)
        #expect(outcome.attempts.contains { $0.method.hasPrefix("horizon") })
    }

    @Test("A day with jobs and whole replicas: within a hundredth of the tree's answer, and proven")
    func scenario() throws {
        var settings = ExampleSettings(hubs: 2, stepMinutes: 60)
        settings.jobs = 3
        settings.isInteger = true
        let scenario = try Scenario(ExampleScenario(settings).document())
        var glpk = SolveSettings()
        glpk.engine = .glpk
        glpk.relativeGap = 1e-3
        glpk.nodeLimit = 200
        let tree = try ScenarioSolver.solve(scenario, settings: glpk)
        // A tree follows with the point of rounding and windows: it can only be as good or better.
        var both = Self.settings(gap: 1e-3)
        both.nodeLimit = 200
        let rounded = try ScenarioSolver.solve(scenario, settings: both)
        let gap = try #require(rounded.outcome.proof.relativeGap)
        #expect(gap < 0.02 && gap <= (tree.outcome.proof.relativeGap ?? 0) + 1e-3)
        #expect(rounded.outcome.attempts.contains { $0.method == "windows of steps" })
        let (a, b) = (tree.outcome.proof, rounded.outcome.proof)
        // Neither bound lies above the other's plan.
        #expect((a.bound ?? .infinity) <= (b.objective ?? -.infinity) + 1e-3)
        #expect((b.bound ?? .infinity) <= (a.objective ?? -.infinity) + 1e-3)
        #expect(rounded.outcome.search?.duals == .fixedIntegers)
        let again = try ScenarioSolver.solve(scenario, settings: both)
        #expect(again.outcome.point == rounded.outcome.point)
    }

    @Test("Asked for no gap at all, it chooses jobs anew and ends with the duals of its integers")
    func choice() throws {
        var settings = ExampleSettings(hubs: 2, stepMinutes: 60)
        settings.jobs = 4
        settings.isInteger = true
        let scenario = try Scenario(ExampleScenario(settings).document())
        var limits = Self.settings(gap: 0)
        limits.nodeLimit = 1
        let outcome = try ScenarioSolver.solve(scenario, settings: limits).outcome
        #expect(outcome.attempts.contains { $0.method.hasSuffix("binaries free") })
        #expect(outcome.proof.relativeGap ?? 1 < 0.01)
        #expect(outcome.search?.duals == .fixedIntegers)
    }
}
