import Testing

import Solver

@Suite("Grid: quadratic costs and rows added late")
struct QuadraticCostTests {
    private func grid(_ supplies: [String], load: String = "100", steps: Int = 1) -> GridFixture {
        GridFixture(steps: steps, nodes: ["a"], load: ["a": load], supplies: supplies)
    }

    private static let engines = [SolveSettings.Engine.glpk, .horizon]

    private static let pair = [
        GridFixture.supply("one", "a", 0, 200, ", \"quadratic_cny_per_mw2h\": 0.1"),
        GridFixture.supply("two", "a", 5, 200, ", \"quadratic_cny_per_mw2h\": 0.2"),
    ]

    /// 0.2 P = 5 + 0.4 (100 − P): P = 75; 562.5 + 125 + 125.
    @Test("Two quadratics meet where their prices do, proven to 1e-6", arguments: engines)
    func twoQuadratics(engine: SolveSettings.Engine) throws {
        let result = try grid(Self.pair).result(engine)
        let proof = result.outcome.proof
        #expect(proof.status == .optimal && result.outcome.engine == engine.rawValue)
        #expect(isNear(proof.objective ?? 0, 812.5))
        #expect((proof.bound ?? .infinity) <= 812.5 && proof.relativeGap ?? 1 <= 1e-6)
        let plan = try #require(result.plan)
        #expect(isNear(plan.schedule.generators[0].outputMW[0], 75, 1e-3))
        #expect(isNear(plan.costs.totalCNY, proof.objective ?? 0, 1e-9))
        #expect(isNear(plan.nodePrice(0), 15, 1e-3))
        #expect(result.size.rows > (try Formulation(grid(Self.pair).scenario()).program.rowCount))
    }

    @Test("Each step has tangents of its own", arguments: engines)
    func steps(engine: SolveSettings.Engine) throws {
        let result = try grid(Self.pair, load: "[100, 10]", steps: 2).result(engine)
        // 10 MW: 0.2 P ≤ 5 for all of it, so 10 from the first.
        #expect(isNear(result.outcome.proof.objective ?? 0, 812.5 + 10))
    }

    /// Modules of 20 MW at 20 CNY: with none 360 + 1200, one 640 + 600 + 20, two 1000 + 40.
    @Test("Integers and quadratics together")
    func modules() throws {
        let result = try grid([
            GridFixture.supply(
                "one", "a", 0, 60,
                """
                , "quadratic_cny_per_mw2h": 0.1, "expansion": {"maximum_mw": 40,
                "annual_cost_cny_per_mw": 8760, "module_mw": 20}
                """), GridFixture.supply("dear", "a", 30),
        ]).result()
        #expect(result.outcome.status == .optimal)
        #expect(isNear(result.outcome.proof.objective ?? 0, 1040))
        #expect(isNear(result.plan?.costs.totalCNY ?? 0, 1040))
        #expect(isNear(result.plan?.schedule.capacity[0].added ?? 0, 40))
    }

    /// min −x − y on [0, 1]², with x + y ≤ 1 written only when broken.
    @Test("A row that a point breaks is added, judged and named", arguments: engines)
    func lateRow(engine: SolveSettings.Engine) throws {
        let program = LinearProgram(
            cost: [-1, -1], columnLower: [0, 0], columnUpper: [1, 1], rowLower: [], rowUpper: [],
            matrix: SparseMatrix(
                rowCount: 0, columnCount: 2, rows: [], columns: [], values: []))
        let lazy = LazyRows(missing: { columns, _ in
            columns[0] + columns[1] <= 1 + 1e-9
                ? []
                : [
                    LazyRows.Row(
                        name: "late", lower: -.infinity, upper: 1, columns: [0, 1], values: [1, 1])
                ]
        })
        var request = SolveRequest(program)
        request.settings.engine = engine
        request.lazyRows = lazy
        let outcome = try ProgramSolver.solve(request)
        #expect(outcome.status == .optimal && isNear(outcome.proof.objective ?? 0, -1))
        #expect(outcome.engine == engine.rawValue)
        #expect(outcome.point?.rowDuals.count == 1)
        #expect(outcome.program?.names.rowName(0) == "late")
        var whole = request
        whole.program.integerColumns = [0, 1]
        let mixed = try ProgramSolver.solve(whole)
        #expect(mixed.status == .optimal && isNear(mixed.proof.objective ?? 0, -1))
        // Rows that no point keeps end as infeasible.
        request.lazyRows = LazyRows(missing: { columns, _ in
            columns[0] < 2
                ? [
                    LazyRows.Row(
                        name: "never", lower: 2, upper: .infinity, columns: [0], values: [1])
                ] : []
        })
        let none = try ProgramSolver.solve(request)
        #expect(none.status == .infeasible)
    }

    /// 0.2 P = 5 + 0.4 (100 − P) at 75: the interior-point method takes the squares as they are.
    @Test("The horizon engine writes one tangent for each square that is not at its bound")
    func tangents() throws {
        let result = try grid(Self.pair).result(.horizon)
        let given = try Formulation(grid(Self.pair).scenario()).program.rowCount
        #expect(result.size.rows == given + 2)
        #expect(result.outcome.proof.relativeGap ?? 1 <= 1e-8)
        #expect(isNear(result.plan?.nodePrice(0) ?? 0, 15, 1e-6))
        // All of 20 MW from the first, 0.2 · 20 < 5: the other stays at its bound.
        let small = try grid(Self.pair, load: "20").result(.horizon)
        #expect(isNear(small.outcome.proof.objective ?? 0, 40))
        #expect(small.size.rows == given + 1)
    }

    /// 200 MW of 0.2 P at most cost 40 a MWh, less than the other at 45: both ends of a square.
    @Test("Squares at their upper bound, and of columns without room", arguments: engines)
    func bounds(engine: SolveSettings.Engine) throws {
        let dear = GridFixture.supply("dear", "a", 45)
        let full = try grid([Self.pair[0], dear], load: "300").result(engine)
        #expect(full.outcome.status == .optimal && full.outcome.engine == engine.rawValue)
        #expect(isNear(full.outcome.proof.objective ?? 0, 4000 + 4500))
        // Exactly 80 MW, whatever it costs: 640, and 20 from the other.
        let fixed = GridFixture.supply(
            "one", "a", 0, 80, ", \"quadratic_cny_per_mw2h\": 0.1, \"minimum_mw\": 80")
        let held = try grid([fixed, dear], load: "100").result(engine)
        #expect(held.outcome.status == .optimal && held.outcome.engine == engine.rawValue)
        #expect(isNear(held.outcome.proof.objective ?? 0, 640 + 900))
    }

    @Test("What squares cannot serve is proven infeasible", arguments: engines)
    func infeasible(engine: SolveSettings.Engine) throws {
        let result = try grid(Self.pair, load: "500").result(engine)
        #expect(result.outcome.status == .infeasible && result.conflict != nil)
    }

    @Test("Random rings with squares: both engines find the same optimum, each with its proof")
    func agreement() throws {
        for seed in RandomModel.seeds(from: 300, 12) {
            let fixture = GridFixture.randomRing(seed: seed)
            let wanted = try fixture.result(.glpk).outcome
            let found = try fixture.result(.horizon).outcome
            #expect(found.status == wanted.status, "seed \(seed)")
            let (a, b) = (wanted.proof.objective ?? .nan, found.proof.objective ?? .nan)
            #expect(abs(a - b) <= 2e-6 * max(1, abs(a)), "seed \(seed): \(a) \(b)")
            #expect(found.engine == "horizon", "seed \(seed): \(found.attempts)")
            #expect(b <= a + 1e-8 * max(1, abs(a)), "seed \(seed): \(a) \(b)")
        }
    }
}

extension GridFixture {
    /// A ring of nodes with squares, prices and limits; feasible, each node serves itself.
    fileprivate static func randomRing(seed: UInt64) -> GridFixture {
        var random = SeededNumbers(state: seed &* 7919 + 5)
        func pick(_ range: ClosedRange<Double>) -> Double {
            (Double.random(in: range, using: &random) * 1000).rounded() / 1000
        }
        let steps = Int.random(in: 1...6, using: &random)
        var fixture = GridFixture(
            steps: steps,
            nodes: (0..<Int.random(in: 2...6, using: &random)).map { "n\($0)" })
        for node in fixture.nodes {
            let series = (0..<steps).map { _ in "\(pick(0...100))" }.joined(separator: ", ")
            fixture.load[node] = "[\(series)]"
            let square = Bool.random(using: &random) ? pick(0.001...0.5) : pick(5...50)
            fixture.supplies.append(
                supply(
                    "q" + node, node, pick(-20...40), pick(0...150),
                    ", \"quadratic_cny_per_mw2h\": \(square)"))
            fixture.supplies.append(supply("p" + node, node, pick(0...90), 100))
        }
        let count = fixture.nodes.count
        for index in 0..<(count > 2 ? count : 1) {
            let (a, b) = (fixture.nodes[index], fixture.nodes[(index + 1) % count])
            fixture.lines.append(
                line("l\(index)", a, b, ", \"limit_mw\": \(pick(5...60))", x: pick(0.05...0.4)))
        }
        return fixture
    }
}
