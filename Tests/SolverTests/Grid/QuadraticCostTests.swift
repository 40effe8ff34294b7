import Testing

import Solver

@Suite("Grid: quadratic costs and rows added late")
struct QuadraticCostTests {
    private func grid(_ supplies: [String], load: String = "100", steps: Int = 1) -> GridFixture {
        GridFixture(steps: steps, nodes: ["a"], load: ["a": load], supplies: supplies)
    }

    private static let pair = [
        GridFixture.supply("one", "a", 0, 200, ", \"quadratic_cny_per_mw2h\": 0.1"),
        GridFixture.supply("two", "a", 5, 200, ", \"quadratic_cny_per_mw2h\": 0.2"),
    ]

    /// 0.2 P = 5 + 0.4 (100 − P): P = 75; 562.5 + 125 + 125.
    @Test("Two quadratics meet where their prices do, proven to 1e-6")
    func twoQuadratics() throws {
        let result = try grid(Self.pair).result()
        let proof = result.outcome.proof
        #expect(proof.status == .optimal)
        #expect(isNear(proof.objective ?? 0, 812.5))
        #expect((proof.bound ?? .infinity) <= 812.5 && proof.relativeGap ?? 1 <= 1e-6)
        let plan = try #require(result.plan)
        #expect(isNear(plan.schedule.generators[0].outputMW[0], 75, 1e-3))
        #expect(isNear(plan.costs.totalCNY, proof.objective ?? 0, 1e-9))
        #expect(isNear(plan.nodePrice(0), 15, 1e-3))
        #expect(result.size.rows > (try Formulation(grid(Self.pair).scenario()).program.rowCount))
    }

    @Test("Each step has tangents of its own")
    func steps() throws {
        let result = try grid(Self.pair, load: "[100, 10]", steps: 2).result()
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
    @Test("A row that a point breaks is added, judged and named")
    func lateRow() throws {
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
        request.lazyRows = lazy
        let outcome = try ProgramSolver.solve(request)
        #expect(outcome.status == .optimal && isNear(outcome.proof.objective ?? 0, -1))
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
}
