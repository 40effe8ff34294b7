import Solver
import Testing

/// The interior-point engine ends at a vertex, with a basis to ask.
@Suite("Crossover") struct CrossoverTests {
    private static let positive = (0.0, Double.infinity)

    private static func solve(
        _ program: LinearProgram, tieBreak: [Double]? = nil
    ) throws -> Outcome {
        var settings = SolveSettings()
        settings.engine = .horizon
        var request = SolveRequest(program, settings: settings)
        if let tieBreak { request.tieBreak = { tieBreak } }
        return try ProgramSolver.solve(request)
    }

    /// Columns and rows strictly between their bounds: at a vertex no more than rows.
    private static func inside(_ program: LinearProgram, _ columns: [Double]) -> Int {
        var activity = [Double](repeating: 0, count: program.rowCount)
        for column in columns.indices {
            for entry in program.matrix.entries(ofColumn: column) {
                activity[Int(program.matrix.rowIndex[entry])] +=
                    program.matrix.value[entry] * columns[column]
            }
        }
        let values = columns + activity
        let lower = program.columnLower + program.rowLower
        let upper = program.columnUpper + program.rowUpper
        return values.indices.count { place in
            let near = 1e-7 * max(1, abs(values[place]))
            return values[place] - lower[place] > near && upper[place] - values[place] > near
        }
    }

    @Test("Where one is as good as the other, one does it all")
    func tie() throws {
        // x + y ≥ 2 at one each: the middle is x = y = 1, the vertices are (2, 0) and (0, 2).
        let program = EngineTests.program(
            [1, 1], columns: [Self.positive, Self.positive], rows: [([1, 1], 2, .infinity)])
        let columns = try #require(try Self.solve(program).point).columns
        #expect(columns.sorted() == [0, 2])
    }

    @Test("The second cost decides between equals", arguments: [[1.0, 2], [2, 1]])
    func secondStage(tieBreak: [Double]) throws {
        let program = EngineTests.program(
            [1, 1], columns: [Self.positive, Self.positive], rows: [([1, 1], 2, .infinity)])
        let columns = try #require(try Self.solve(program, tieBreak: tieBreak).point).columns
        #expect(columns == (tieBreak[0] < tieBreak[1] ? [2, 0] : [0, 2]))
    }

    @Test("Rows that say the same thing leave a vertex of one of them")
    func rankDeficient() throws {
        // x + y + z = 6 three times at one each: one column is 6.
        let program = EngineTests.program(
            [1, 1, 1], columns: [Self.positive, Self.positive, Self.positive],
            rows: [([1, 1, 1], 6, 6), ([1, 1, 1], 6, 6), ([2, 2, 2], 12, 12)])
        let outcome = try Self.solve(program)
        #expect(outcome.engine == "horizon")
        #expect(try #require(outcome.point).columns.sorted() == [0, 0, 6])
    }

    @Test("Free columns become basic")
    func free() throws {
        // x − y = 3 and x + y ≥ 1, min 2x + y, both free: x = 2, y = −1, cost 3.
        let free = (-Double.infinity, Double.infinity)
        let program = EngineTests.program(
            [2, 1], columns: [free, free], rows: [([1, -1], 3, 3), ([1, 1], 1, .infinity)])
        let outcome = try Self.solve(program)
        #expect(isNear(outcome.proof.objective ?? .nan, 3))
        let columns = try #require(outcome.point).columns
        #expect(isNear(columns[0], 2, 1e-12) && isNear(columns[1], -1, 1e-12))
    }

    @Test("Degenerate programs of every kind end at their optimum, at a vertex, twice the same")
    func random() throws {
        var (interior, wrong): ([Int], [Int]) = ([], [])
        for kinds in KnownProgram.Columns.allCases {
            for seed in 0..<25 {
                var random = SeededNumbers(state: UInt64(seed) &* 15_485_863)
                let known = KnownProgram(&random, columns: kinds, size: 4 + seed)
                let outcome = try Self.solve(known.program)
                if !isNear(outcome.proof.objective ?? .nan, known.optimum) { wrong.append(seed) }
                #expect(try Self.solve(known.program).point == outcome.point, "\(kinds) \(seed)")
                let point = try #require(outcome.point)
                // A free column that no row holds is at no bound in any basis.
                guard kinds == .halfBounded || kinds == .vertex else { continue }
                if Self.inside(known.program, point.columns) > known.program.rowCount {
                    interior.append(seed)
                }
            }
        }
        #expect(wrong.isEmpty && interior.isEmpty, "wrong \(wrong), interior \(interior)")
    }

    @Test("Plans of random scenarios are vertices that cost as little as those of GLPK")
    func scenarios() throws {
        for seed in RandomModel.seeds(from: 7100, 12) {
            let program = try Formulation(RandomModel(seed: seed).fixture.scenario()).program
            let wanted = try SolveSettings.Engine.glpk.solve(program).proof.objective ?? .nan
            let outcome = try Self.solve(program)
            #expect(abs((outcome.proof.objective ?? .nan) - wanted) <= 1e-7 * max(1, abs(wanted)))
            let columns = try #require(outcome.point).columns
            #expect(Self.inside(program, columns) <= program.rowCount, "seed \(seed)")
        }
    }

    @Test("Examples end at a vertex that is proven to 1e-8", arguments: [false, true], [2, 6])
    func gaps(hasGrid: Bool, hubs: Int) throws {
        var settings = ExampleSettings(hubs: hubs, stepMinutes: 30)
        if hasGrid { settings.parts = [.grid] }
        let scenario = try Scenario(ExampleScenario(settings).document())
        var engine = SolveSettings()
        engine.engine = .horizon
        let proof = try ScenarioSolver.solve(scenario, settings: engine).outcome.proof
        #expect(proof.status == .optimal && proof.relativeGap ?? 1 <= 1e-8, "\(proof)")
        #expect(proof.maxPrimalResidual ?? 1 <= 1e-8 && proof.maxDualResidual ?? 1 <= 1e-8)
    }

    @Test("Ranges come from the basis of the vertex, and are those of GLPK")
    func ranges() throws {
        // 2 Mtok ask for 2 MW, 1.5 MW are there: a MW is worth 9500 from −1.5 to +0.5.
        let scenario = try ModelFixture("sites.a.connection.transformer_mva=1.5").scenario()
        var settings = SolveSettings()
        settings.engine = .horizon
        let result = try ScenarioSolver.solve(scenario, settings: settings, asksRanges: true)
        #expect(result.outcome.engine == "horizon")
        let limit = try #require(result.bindingLimits.first { $0.kind == .importLimit })
        #expect(isNear(limit.worthCNYPerUnit, 9500))
        let holds = try #require(limit.holds)
        #expect(isNear(holds.lowerBound, -1.5) && isNear(holds.upperBound, 0.5))
    }
}
