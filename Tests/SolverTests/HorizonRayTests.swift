import Solver
import Testing

/// Large objectives next to small costs, which are no sign of a ray.
@Suite("Rays of the interior-point engine") struct HorizonRayTests {
    private static let (blocks, big) = (20, 1e10)

    /// x_i + y_i = a_i with a_i = 1, 2, 3, 1, …, cost of x_i 1 … 5, of y_i 2 … 4, and a pair u + v ≥ 10¹⁰,
    /// v − u ≤ 10¹⁰ / 3 with costs 2 and 1.
    ///
    /// Most amounts are near one, so that amounts are measured in ones and the objective is 10¹⁰
    /// times as large as any cost long before the rows hold.
    private static func demands() -> (program: LinearProgram, optimum: Double) {
        var (cost, rows): ([Double], [([Double], Double, Double)]) = ([], [])
        let width = 2 * blocks + 2
        // u = 10¹⁰ / 3, v = 2 · 10¹⁰ / 3.
        var optimum = 4 * big / 3
        for block in 0..<blocks {
            var row = [Double](repeating: 0, count: width)
            (row[2 * block], row[2 * block + 1]) = (1, 1)
            let amount = Double(1 + block % 3)
            rows.append((row, amount, amount))
            let (x, y) = (Double(1 + block % 5), Double(2 + block % 3))
            cost += [x, y]
            optimum += amount * min(x, y)
        }
        var row = [Double](repeating: 0, count: width)
        (row[width - 2], row[width - 1]) = (1, 1)
        rows.append((row, big, .infinity))
        row[width - 2] = -1
        rows.append((row, -.infinity, big / 3))
        let columns = [(Double, Double)](repeating: (0, .infinity), count: width)
        return (EngineTests.program(cost + [2, 1], columns: columns, rows: rows), optimum)
    }

    @Test("One large demand among small ones does not seem infeasible")
    func infeasible() throws {
        let (program, optimum) = Self.demands()
        let outcome = try SolveSettings.Engine.horizon.solve(program)
        #expect(outcome.status == .optimal && outcome.engine == "horizon")
        #expect(isNear(outcome.proof.objective ?? .nan, optimum))
        #expect(!outcome.attempts.contains { $0.ending.hasPrefix("seems") })
    }
}
