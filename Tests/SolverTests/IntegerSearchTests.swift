import Solver
import Testing

/// What a mixed-integer search keeps at any stop: a point, a bound, and prices.
@Suite("Search for whole numbers") struct IntegerSearchTests {
    /// A knapsack with several limits, hard to finish: max Σ v x, Σ w x ≤ half of Σ w, 0 ≤ x ≤ 1.
    private static func knapsack(
        items: Int = 60, limits: Int = 5, seed: UInt64 = 1, offset: Double = 0
    ) -> LinearProgram {
        var random = SeededNumbers(state: seed)
        let rows = (0..<limits).map { _ in
            let sizes = (0..<items).map { _ in Double(Int.random(in: 10...100, using: &random)) }
            return (sizes, -Double.infinity, (sizes.reduce(0, +) / 2).rounded())
        }
        let values = (0..<items).map { _ in -Double(Int.random(in: 50...100, using: &random)) }
        var program = EngineTests.program(
            values, columns: values.map { _ in (0, 1) }, rows: rows, integer: Array(0..<items))
        program.offset = offset
        return program
    }

    private static func settings(_ change: (inout SolveSettings) -> Void) -> SolveSettings {
        var settings = SolveSettings()
        change(&settings)
        return settings
    }

    /// A point, a bound below it, and a gap that is what it says.
    private func isSound(_ outcome: Outcome, _ program: LinearProgram) throws {
        let objective = try #require(outcome.proof.objective)
        let bound = try #require(outcome.proof.bound)
        #expect(bound <= objective)
        let residual = try #require(outcome.proof.maxPrimalResidual)
        #expect(residual <= 1e-6)
        let columns = try #require(outcome.point?.columns)
        #expect(Judge(program).objective(columns) == objective)
        #expect(outcome.proof.maxDualResidual == nil)
    }

    @Test("A node limit leaves a point, a bound and an honest gap") func nodeLimit() throws {
        let program = Self.knapsack()
        let few = try ProgramSolver.solve(program, settings: Self.settings { $0.nodeLimit = 20 })
        try isSound(few, program)
        #expect(few.status == .feasible)
        #expect(try #require(few.search).nodes <= 22)
        let more = try ProgramSolver.solve(
            program,
            settings: Self.settings {
                $0.nodeLimit = 2000
                $0.relativeGap = 0
            })
        try isSound(more, program)
        let gaps = (few.proof.relativeGap ?? 0, more.proof.relativeGap ?? 1)
        #expect(gaps.1 <= gaps.0)
    }

    @Test("A short time leaves a point and a bound") func timeLimit() throws {
        let program = Self.knapsack(items: 150, limits: 20)
        let outcome = try ProgramSolver.solve(
            program, settings: Self.settings { $0.timeLimitSeconds = 1 })
        try isSound(outcome, program)
        #expect(outcome.seconds < 5)
    }

    @Test("A gap that is met is optimal in its sense", arguments: [0.2, 0.05, 0.01])
    func gap(asked: Double) throws {
        let program = Self.knapsack()
        let outcome = try ProgramSolver.solve(
            program, settings: Self.settings { $0.relativeGap = asked })
        try isSound(outcome, program)
        #expect(outcome.status == .optimal)
        #expect(try #require(outcome.proof.relativeGap) <= asked)
    }

    /// With a constant of a billion a gap on the objective would stop anywhere.
    @Test("The gap is relative to the reference, not to a large constant") func reference() throws {
        let plain = Self.knapsack(items: 25, limits: 2)
        let best = try #require(try ProgramSolver.solve(plain).proof.objective)
        let program = Self.knapsack(items: 25, limits: 2, offset: -1e9)
        var request = SolveRequest(program, settings: Self.settings { $0.relativeGap = 1e-5 })
        request.reference = { $0 + 1e9 }
        let outcome = try ProgramSolver.solve(request)
        #expect(outcome.status == .optimal)
        #expect(isNear(try #require(outcome.proof.objective) + 1e9, best))
        #expect(try #require(outcome.proof.relativeGap) <= 1e-5)
    }

    @Test("A start is taken, and never makes the answer worse") func start() throws {
        let program = Self.knapsack()
        let settings = Self.settings {
            $0.nodeLimit = 300
            $0.relativeGap = 0.001
        }
        let first = try ProgramSolver.solve(program, settings: settings)
        let best = try #require(first.proof.objective)
        let again = try ProgramSolver.solve(
            program,
            settings: Self.settings {
                $0.nodeLimit = 1
                $0.start = first.point?.columns
            })
        #expect(again.attempts.contains { $0.method == "start" && $0.ending.hasPrefix("accepted") })
        #expect(try #require(again.proof.objective) <= best)
    }

    /// min y with y ≥ 10 − 3n, y ≥ 3n − 10, n whole: n = 3 gives y = 1.
    @Test("A start may leave out what is not an integer") func partialStart() throws {
        let program = EngineTests.program(
            [0, 1], columns: [(0, 9), (0, 100)],
            rows: [([3, 1], 10, .infinity), ([-3, 1], -10, .infinity)], integer: [0])
        let outcome = try ProgramSolver.solve(
            program, settings: Self.settings { $0.start = [5, .nan] })
        #expect(outcome.attempts.contains { $0.method == "start" && $0.ending == "accepted" })
        #expect(outcome.status == .optimal && isNear(outcome.proof.objective ?? 0, 1))
    }

    @Test(
        "A start that is no good is ignored, and the attempts say so",
        arguments: [[1, 1, 1], [0.5, 0.5, 0.5], [7, 0, 0], [1]])
    func badStart(start: [Double]) throws {
        // Two of three items of size 2 do not fit into 3.
        let program = EngineTests.program(
            [-1, -2, -3], columns: [(0, 1), (0, 1), (0, 1)],
            rows: [([2, 2, 2], -.infinity, 3)], integer: [0, 1, 2])
        let outcome = try ProgramSolver.solve(
            program, settings: Self.settings { $0.start = start })
        #expect(outcome.status == .optimal && outcome.proof.objective == -3)
        #expect(outcome.attempts.contains { $0.method == "start" && $0.ending != "accepted" })
    }

    @Test("Two runs with a node limit agree in every digit") func determinism() throws {
        let program = Self.knapsack(items: 80, limits: 8, seed: 7)
        let settings = Self.settings { $0.nodeLimit = 200 }
        let (a, b) = (
            try ProgramSolver.solve(program, settings: settings),
            try ProgramSolver.solve(program, settings: settings)
        )
        #expect(a.proof == b.proof && a.point == b.point && a.search == b.search)
        #expect(a.attempts == b.attempts && a.iterations == b.iterations)
    }

    @Test("Integers with huge bounds, or none") func hugeBounds() throws {
        // min 3x + 2y, 7x + 5y ≥ 1 000 000 003: y = 200 000 000 and x = 1 cost 400 000 003, and
        // per unit of the row y is cheaper; y alone needs 200 000 001 and costs 400 000 002.
        for most in [1e9, 1e12, .infinity] {
            let outcome = try ProgramSolver.solve(
                EngineTests.program(
                    [3, 2], columns: [(0, most), (0, most)],
                    rows: [([7, 5], 1_000_000_003, .infinity)], integer: [0, 1]),
                settings: Self.settings { $0.relativeGap = 0 })
            #expect(outcome.status == .optimal, "\(most)")
            #expect(outcome.proof.objective == 400_000_002, "\(most)")
        }
    }

    @Test("No whole point: the search is certified") func infeasible() throws {
        // Six numbers of which 2, 4, …, 12 times as much make 21: even equals odd.
        let outcome = try ProgramSolver.solve(
            EngineTests.program(
                [1, 1, 1, 1, 1, 1], columns: (0..<6).map { _ in (0, 2) },
                rows: [([2, 4, 6, 8, 10, 12], 21, 21)], integer: Array(0..<6)))
        #expect(outcome.status == .infeasible && !outcome.proof.restsOnSearch)
        #expect(outcome.attempts.contains { $0.ending.contains("certified by branching") })
    }

    /// 2 (x + y) = odd with x, y in 0…most: a node for every way to share, two for most = 1.
    private static func parity(_ most: Double, _ odd: Double) -> LinearProgram {
        EngineTests.program(
            [1, 1], columns: [(0, most), (0, most)], rows: [([2, 2], odd, odd)],
            integer: [0, 1])
    }

    @Test("A certificate closes every node, or says that it could not") func certificate() {
        var short = IntegerCertificate(Self.parity(9, 9))
        #expect(short.run(seconds: 10, mostNodes: 4) == .open(nodes: 4))
        var late = IntegerCertificate(Self.parity(9, 9))
        #expect(late.run(seconds: 0, mostNodes: 100) == .open(nodes: 0))
        var whole = IntegerCertificate(Self.parity(9, 9))
        guard case .proven(let nodes) = whole.run(seconds: 10, mostNodes: 1000) else {
            Issue.record("not proven")
            return
        }
        #expect(nodes > 4)
        var even = IntegerCertificate(Self.parity(9, 8))
        guard case .refuted(let point) = even.run(seconds: 10, mostNodes: 1000) else {
            Issue.record("not refuted")
            return
        }
        #expect(isNear(point[0] + point[1], 4))
    }

    @Test("Duals are those of the program with integers fixed") func duals() throws {
        let program = EngineTests.program(
            [3, 1, 10], columns: [(0, 9), (0, 4), (0, 9)],
            rows: [([1, 1, 4], 7.5, .infinity), ([0, 1, 1], -.infinity, 5)], integer: [2])
        let outcome = try ProgramSolver.solve(program)
        let point = try #require(outcome.point)
        #expect(outcome.search?.duals == .fixedIntegers)
        var fixed = program
        fixed.integerColumns = []
        fixed.columnLower[2] = point.columns[2]
        fixed.columnUpper[2] = point.columns[2]
        let alone = try ProgramSolver.solve(fixed)
        #expect(isNear(alone.proof.objective ?? 0, outcome.proof.objective ?? 1))
        let proof = Judge(fixed).judge(point)
        #expect(proof.status == .optimal)
        #expect(alone.point?.rowDuals == point.rowDuals)
        #expect((outcome.commitmentCost ?? -1) >= 0)
    }

    /// Power for 2 MWh: from the grid at 500 CNY/MWh, or from a generator at 100 CNY/MWh that comes
    /// in modules of 3 MW at 876 000 CNY a year and MW, so 100 CNY/MW for this hour.
    ///
    /// Whole: 3 · 100 + 2 · 100 = 500. In parts: 2 · 100 + 2 · 100 = 400. With the module there,
    /// one more MWh costs 100; in the relaxation it would cost 200.
    @Test("Prices after a search are those with commitments as they are") func prices() throws {
        let fixture = try ModelFixture(
            """
            sites.a.generators=[{"id": "gas", "capacity_mw": 0, "price_cny_per_mwh": 100,
              "expansion": {"maximum_mw": 3, "annual_cost_cny_per_mw": 876000, "module_mw": 3}}]
            """)
        let result = try ScenarioSolver.solve(fixture.scenario())
        #expect(result.outcome.status == .optimal)
        let plan = try #require(result.plan)
        #expect(abs(plan.costs.totalCNY - 500) < 1e-6)
        #expect(abs(try #require(result.outcome.commitmentCost) - 100) < 1e-4)
        #expect(plan.prices.source == .fixedIntegers)
        #expect(abs(plan.prices.sites[0].priceCNYPerMWh[0] - 100) < 1e-6)
    }
}
