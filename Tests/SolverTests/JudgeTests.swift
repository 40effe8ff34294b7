import Foundation
import Solver
import Testing

@Suite("Judge") struct JudgeTests {
    /// min −x − y, x + y ≤ 4, 0 ≤ x ≤ 3, y ≥ 0 and whole where asked; the optimum is −4.
    private static func program(integer: [Int] = []) -> LinearProgram {
        LinearProgram(
            cost: [-1, -1], columnLower: [0, 0], columnUpper: [3, .infinity],
            rowLower: [-.infinity], rowUpper: [4],
            matrix: SparseMatrix(
                rowCount: 1, columnStart: [0, 1, 2], rowIndex: [0, 0], value: [1, 1]),
            integerColumns: integer)
    }

    private static func judged(_ columns: [Double], _ duals: [Double]) -> Proof {
        Judge(program()).judge(Point(columns: columns, rowDuals: duals))
    }

    @Test("The optimum with its dual is proven") func optimum() {
        let proof = Self.judged([3, 1], [-1])
        #expect(proof.status == .optimal)
        #expect(proof.objective == -4)
        #expect(isNear(proof.bound ?? 0, -4, 1e-12))
        #expect(proof.maxDualResidual == 0)
    }

    @Test(
        "Points outside a row or a bound are refused",
        arguments: [[3, 1.1], [3.01, 0.9], [-0.01, 1], [3, -0.01]])
    func outside(columns: [Double]) {
        let proof = Self.judged(columns, [-1])
        #expect(proof.status == .limit)
        #expect(proof.maxPrimalResidual ?? 0 > 1e-3)
    }

    @Test("A point that is feasible but not best is feasible only") func worse() {
        #expect(Self.judged([2, 1], [-1]).status == .feasible)
        #expect(Self.judged([3, 1], [-0.9]).status == .feasible)
    }

    @Test("A dual of the wrong sign proves nothing wrong") func wrongSign() {
        let proof = Self.judged([3, 1], [1])
        #expect(proof.status == .feasible)
        #expect(proof.bound ?? -.infinity <= -4)
        #expect(proof.maxDualResidual ?? 0 >= 1)
    }

    @Test("Numbers that are none are refused") func notANumber() {
        #expect(Self.judged([.nan, 1], [-1]).status == .limit)
        #expect(Self.judged([3, .infinity], [-1]).status == .limit)
        #expect(Self.judged([3, 1], [.nan]).status == .feasible)
        #expect(Self.judged([3, 1], [.nan]).bound == nil)
    }

    @Test("An integer must be whole") func integrality() {
        let judge = Judge(Self.program(integer: [0]))
        let half = judge.judge(Point(columns: [2.5, 1.5], rowDuals: []), treeBound: -4)
        #expect(half.status == .limit)
        let whole = judge.judge(Point(columns: [3, 1], rowDuals: []), treeBound: -4)
        #expect(whole.status == .optimal)
    }

    @Test("A grossly infeasible point with a fine objective is refused") func falseOptimum() {
        // A transport of 10 units from two sources of 5 at 100 CNY each costs 1000. The point
        // forgets the balance, as the Harris ratio test can: 210 looks far better.
        let program = LinearProgram(
            cost: [100, 100], columnLower: [0, 0], columnUpper: [5, 5], rowLower: [10],
            rowUpper: [10],
            matrix: SparseMatrix(
                rowCount: 1, columnStart: [0, 1, 2], rowIndex: [0, 0], value: [1, 1]))
        let wrong = Judge(program).judge(Point(columns: [2.1, 0], rowDuals: [100]))
        #expect(wrong.status == .limit)
        #expect(isNear(wrong.maxPrimalResidual ?? 0, 0.79))
        let right = Judge(program).judge(Point(columns: [5, 5], rowDuals: [100]))
        #expect(right.status == .optimal && right.objective == 1000)
    }

    @Test("Rounding of large terms does not lift the bound above the optimum") func rounding() {
        // min x, x ≥ 1e-3 through 1e8·x + 1e8·z = 1e5 + 1e16, z = 1e8: terms cancel.
        let program = LinearProgram(
            cost: [1, 0], columnLower: [-.infinity, 0], columnUpper: [.infinity, 1e8],
            rowLower: [1e5 + 1e16], rowUpper: [.infinity],
            matrix: SparseMatrix(
                rowCount: 1, columnStart: [0, 1, 2], rowIndex: [0, 0], value: [1e8, 1e8]))
        let proof = Judge(program).judge(Point(columns: [1e-3, 1e8], rowDuals: [1e-8]))
        #expect(proof.bound ?? -.infinity <= 1e-3)
    }

    /// min x⁺ − x⁻ over 0.7·x⁺ − 0.7·x⁻ ≥ 0.3: both may grow together for ever.
    private static let ray = EngineTests.program(
        [0.1, -0.1], columns: [(0, .infinity), (0, .infinity)],
        rows: [([0.7, -0.7], 0.3, .infinity)])

    @Test("On a ray of zero cost a bound holds in a range, and says so") func range() {
        // The dual 1/7 is no binary number: one of ±(0.1 − 0.7·y) is below zero.
        let point = Point(columns: [0.3 / 0.7, 0], rowDuals: [0.1 / 0.7 * (1 + 1e-15)])
        let strict = Judge(Self.ray).judge(point)
        #expect(strict.boundRange == nil)
        let ranged = Judge(Self.ray).judge(point, acceptsRange: true)
        #expect(ranged.status == .optimal)
        #expect(ranged.boundRange == 1000)
        #expect(ranged.bound ?? 0 <= 0.3 / 7)
    }

    @Test("A range does not make a poor dual a proof") func poorRange() {
        let point = Point(columns: [0.3 / 0.7, 0], rowDuals: [0.1])
        #expect(Judge(Self.ray).judge(point, acceptsRange: true).status == .feasible)
    }

    @Test("No safe bound exceeds a known optimum, whatever the duals", arguments: 0..<40)
    func safeBound(seed: Int) {
        var random = SeededNumbers(state: UInt64(seed))
        for _ in 0..<25 {
            let known = KnownProgram(&random)
            let judge = Judge(known.program)
            let allowed = known.optimum + 1e-9 * max(1, abs(known.optimum))
            let exact = judge.safeBound(known.duals)
            #expect(exact ?? -.infinity <= allowed, "seed \(seed)")
            let moved = known.duals.map { $0 + Double.random(in: -0.1...0.1, using: &random) }
            #expect(judge.safeBound(moved) ?? -.infinity <= allowed, "seed \(seed)")
            let wild = known.duals.map { _ in Double.random(in: -99...99, using: &random) }
            #expect(judge.safeBound(wild) ?? -.infinity <= allowed, "seed \(seed)")
        }
    }

    @Test("The known pair is proven optimal", arguments: 0..<20) func knownPair(seed: Int) {
        var random = SeededNumbers(state: UInt64(1000 + seed))
        for _ in 0..<25 {
            let known = KnownProgram(&random)
            let proof = Judge(known.program).judge(
                Point(columns: known.point, rowDuals: known.duals))
            #expect(proof.status == .optimal, "seed \(seed)")
            #expect(proof.objective == known.optimum)
        }
    }
}
