import Solver
import Testing

@Suite("Mixed-integer programs") struct MixedIntegerTests {
    /// A seeded knapsack of ten things, and the value of the best of all subsets.
    static func knapsack(seed: Int) -> (program: LinearProgram, best: Double) {
        var random = SeededNumbers(state: UInt64(seed))
        let values = (0..<10).map { _ in Double(Int.random(in: 1...30, using: &random)) }
        let sizes = (0..<10).map { _ in Double(Int.random(in: 1...20, using: &random)) }
        let room = (sizes.reduce(0, +) / 2).rounded()
        var best = 0.0
        for subset in 0..<1024 {
            let chosen = (0..<10).filter { subset >> $0 & 1 == 1 }
            guard chosen.reduce(0, { $0 + sizes[$1] }) <= room else { continue }
            best = max(best, chosen.reduce(0) { $0 + values[$1] })
        }
        let program = EngineTests.program(
            values.map { -$0 }, columns: sizes.map { _ in (0, 1) },
            rows: [(sizes, -.infinity, room)], integer: Array(0..<10))
        return (program, best)
    }

    @Test("Knapsacks equal the best of all subsets", arguments: 0..<20)
    func knapsackEqualsBest(seed: Int) throws {
        let (program, best) = Self.knapsack(seed: seed)
        let outcome = try ProgramSolver.solve(program)
        #expect(outcome.status == .optimal, "seed \(seed)")
        #expect(outcome.proof.objective == -best, "seed \(seed)")
        #expect(outcome.proof.bound ?? 0 <= -best, "seed \(seed)")
    }

    @Test("Assignments equal the best of all orders", arguments: 0..<8) func assignment(seed: Int)
        throws
    {
        var random = SeededNumbers(state: UInt64(seed))
        let cost = (0..<16).map { _ in Double(Int.random(in: 1...50, using: &random)) }
        var best = Double.infinity
        func visit(_ row: Int, _ free: [Int], _ sum: Double) {
            guard row < 4 else { return best = min(best, sum) }
            for column in free {
                visit(row + 1, free.filter { $0 != column }, sum + cost[4 * row + column])
            }
        }
        visit(0, [0, 1, 2, 3], 0)
        var rows: [([Double], Double, Double)] = []
        for line in 0..<4 {
            let across: [Double] = (0..<16).map { $0 / 4 == line ? 1 : 0 }
            let down: [Double] = (0..<16).map { $0 % 4 == line ? 1 : 0 }
            rows.append((across, 1, 1))
            rows.append((down, 1, 1))
        }
        let outcome = try ProgramSolver.solve(
            EngineTests.program(
                cost, columns: cost.map { _ in (0, 1) }, rows: rows, integer: Array(0..<16)))
        #expect(outcome.status == .optimal, "seed \(seed)")
        #expect(outcome.proof.objective == best, "seed \(seed)")
    }

    @Test("A feasible relaxation without a whole point is infeasible") func infeasible() throws {
        // 2x + 4y = 5
        let outcome = try ProgramSolver.solve(
            EngineTests.program(
                [1, 1], columns: [(0, 9), (0, 9)], rows: [([2, 4], 5, 5)], integer: [0, 1]))
        #expect(outcome.status == .infeasible)
    }

    @Test("An unbounded relaxation with a whole point is unbounded, without one infeasible")
    func unbounded() throws {
        let free = try ProgramSolver.solve(
            EngineTests.program([-1], columns: [(0, .infinity)], integer: [0]))
        #expect(free.status == .unbounded)
        let none = try ProgramSolver.solve(
            EngineTests.program(
                [0, -1], columns: [(0, 9), (0, .infinity)], rows: [([2, 0], 1, 1)], integer: [0]))
        #expect(none.status == .infeasible)
    }

    @Test("An interrupt leaves the incumbent with its bound, or no answer") func interrupt() throws
    {
        var random = SeededNumbers(state: 3)
        let sizes = (0..<40).map { _ in Double(Int.random(in: 1000...9999, using: &random)) }
        var settings = SolveSettings()
        settings.progress = { _ in false }
        let half = (sizes.reduce(0, +) / 2).rounded() + 0.5
        let outcome = try ProgramSolver.solve(
            EngineTests.program(
                sizes.map { -$0 }, columns: sizes.map { _ in (0, 1) },
                rows: [(sizes, -.infinity, half)], integer: Array(0..<40)),
            settings: settings)
        #expect(outcome.status != .infeasible && outcome.status != .unbounded)
        if let objective = outcome.proof.objective {
            #expect(outcome.proof.bound ?? -.infinity <= objective)
        }
    }

    @Test("A time limit of nothing gives no answer") func noTime() throws {
        var settings = SolveSettings()
        settings.timeLimitSeconds = 0
        let outcome = try ProgramSolver.solve(
            EngineTests.program([-1], columns: [(0, 2.5)], integer: [0]), settings: settings)
        #expect(outcome.status == .limit)
    }
}
