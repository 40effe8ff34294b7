import Foundation
import Solver
import Testing

@Suite("Engine") struct EngineTests {
    /// A program with dense rows.
    static func program(
        _ cost: [Double], columns: [(Double, Double)], rows: [([Double], Double, Double)] = [],
        integer: [Int] = []
    ) -> LinearProgram {
        var start: [Int32] = [0]
        var index: [Int32] = []
        var value: [Double] = []
        for column in cost.indices {
            for (row, entry) in rows.enumerated() where entry.0[column] != 0 {
                index.append(Int32(row))
                value.append(entry.0[column])
            }
            start.append(Int32(value.count))
        }
        return LinearProgram(
            cost: cost, columnLower: columns.map(\.0), columnUpper: columns.map(\.1),
            rowLower: rows.map(\.1), rowUpper: rows.map(\.2),
            matrix: SparseMatrix(
                rowCount: rows.count, columnStart: start, rowIndex: index, value: value),
            integerColumns: integer)
    }

    typealias Engine = SolveSettings.Engine
    static let engines: [Engine] = [.glpk, .horizon]

    private static let positive = (0.0, Double.infinity)
    private static let free = (-Double.infinity, Double.infinity)

    @Test("Nothing at all is optimal at its constant", arguments: engines) func empty(
        engine: Engine
    ) throws {
        var program = Self.program([], columns: [])
        program.offset = 7
        let outcome = try engine.solve(program)
        #expect(outcome.status == .optimal && outcome.proof.objective == 7)
    }

    @Test("Columns without rows go to their bounds", arguments: engines) func noRows(engine: Engine)
        throws
    {
        let outcome = try engine.solve(
            Self.program([1, -1, 0], columns: [(2, 9), (2, 9), Self.free]))
        #expect(outcome.status == .optimal && outcome.proof.objective == -7)
    }

    @Test("Rows without columns hold zero or nothing does", arguments: engines) func noColumns(
        engine: Engine
    ) throws {
        let holds = Self.program([], columns: [], rows: [([], -1, 1)])
        #expect(try engine.solve(holds).status == .optimal)
        let fails = Self.program([], columns: [], rows: [([], 1, 2)])
        #expect(try engine.solve(fails).status == .infeasible)
    }

    @Test("Fixed columns, duplicate columns and duplicate rows", arguments: engines) func fixed(
        engine: Engine
    ) throws {
        // x = 2; y + z ≥ 3 twice, y and z alike: 2 + 3·1 = 5.
        let outcome = try engine.solve(
            Self.program(
                [1, 1, 1], columns: [(2, 2), Self.positive, Self.positive],
                rows: [([1, 1, 1], 5, .infinity), ([1, 1, 1], 5, .infinity)]))
        #expect(outcome.status == .optimal)
        #expect(isNear(outcome.proof.objective ?? 0, 5))
    }

    @Test("A free column is pinned by its row", arguments: engines) func freeColumn(engine: Engine)
        throws
    {
        // min x + 0.1 y, 3x + 0.7y = 1, x ≥ −5, y free: y = 16/0.7.
        let outcome = try engine.solve(
            Self.program(
                [1, 0.1], columns: [(-5, .infinity), Self.free], rows: [([3, 0.7], 1, 1)]))
        #expect(outcome.status == .optimal)
        #expect(isNear(outcome.proof.objective ?? 0, -5 + 1.6 / 0.7))
    }

    @Test("A split free column has a ray of zero cost", arguments: engines) func split(
        engine: Engine
    ) throws {
        // x⁺ − x⁻ = 0.3·… : both may grow together for ever.
        let outcome = try engine.solve(
            Self.program(
                [0.1, -0.1, 1], columns: [Self.positive, Self.positive, Self.positive],
                rows: [([0.7, -0.7, 1], 0.3, 0.3), ([0.3, -0.3, 0.1], -1, .infinity)]))
        #expect(outcome.status == .optimal)
    }

    @Test("Crossed bounds are infeasible before any engine runs", arguments: engines) func crossed(
        engine: Engine
    ) throws {
        #expect(try engine.solve(Self.program([1], columns: [(2, 1)])).status == .infeasible)
        let row = Self.program([1], columns: [Self.positive], rows: [([1], 2, 1)])
        #expect(try engine.solve(row).status == .infeasible)
        let integer = Self.program([1], columns: [(1.2, 1.8)], integer: [0])
        #expect(try engine.solve(integer).status == .infeasible)
    }

    @Test("Infeasible rows are proven so", arguments: engines) func infeasible(engine: Engine)
        throws
    {
        let program = Self.program(
            [1, 1], columns: [Self.positive, Self.positive],
            rows: [([1, 1], -.infinity, 1), ([1, 2], 3, .infinity)])
        #expect(try engine.solve(program).status == .infeasible)
    }

    @Test("A cost without end is proven so", arguments: engines) func unbounded(engine: Engine)
        throws
    {
        let program = Self.program(
            [-1, 0], columns: [Self.positive, Self.positive], rows: [([1, -1], -.infinity, 1)])
        #expect(try engine.solve(program).status == .unbounded)
        #expect(
            try engine.solve(Self.program([1], columns: [Self.free])).status == .unbounded)
    }

    @Test(
        "Numbers that are none are refused by name", arguments: [Double.nan, .infinity], engines)
    func notFinite(number: Double, engine: Engine) {
        #expect(throws: SolverError.notFinite(place: "x1")) {
            try engine.solve(Self.program([number], columns: [(0, 1)]))
        }
        #expect(throws: SolverError.notFinite(place: "x1")) {
            try engine.solve(
                Self.program([1], columns: [(0, 1)], rows: [([number], 0, 1)]))
        }
        #expect(throws: SolverError.notFinite(place: "r1")) {
            try engine.solve(Self.program([1], columns: [(0, 1)], rows: [([1], .nan, 1)]))
        }
    }

    @Test("Without time or iterations there is no answer", arguments: engines) func limits(
        engine: Engine
    ) throws {
        var random = SeededNumbers(state: 5)
        let program = KnownProgram(&random, size: 40).program
        var settings = SolveSettings()
        settings.timeLimitSeconds = 0
        #expect(try engine.solve(program, settings: settings).status == .limit)
        settings = SolveSettings()
        settings.iterationLimit = 1
        let outcome = try engine.solve(program, settings: settings)
        #expect([.limit, .feasible].contains(outcome.status))
        #expect(outcome.iterations <= 1)
    }

    @Test("Eight solves at once give the answers of one after the other") func concurrent()
        async throws
    {
        let known = (0..<8).map { seed in
            var random = SeededNumbers(state: UInt64(seed))
            return KnownProgram(&random, size: 20)
        }
        let alone = try known.map { try ProgramSolver.solve($0.program) }
        let together = try await withThrowingTaskGroup(of: (Int, Outcome).self) { group in
            for (index, item) in known.enumerated() {
                group.addTask { (index, try ProgramSolver.solve(item.program)) }
            }
            var outcomes: [Int: Outcome] = [:]
            for try await (index, outcome) in group { outcomes[index] = outcome }
            return outcomes
        }
        for (index, outcome) in alone.enumerated() {
            #expect(together[index]?.point == outcome.point)
            #expect(together[index]?.proof == outcome.proof)
        }
    }
}
