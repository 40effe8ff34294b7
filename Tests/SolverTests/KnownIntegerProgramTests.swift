import Solver
import Testing

/// Mixed-integer programs whose optimum is known from elsewhere: theory, dynamic programming, or
/// looking at every choice.
@Suite("Mixed-integer programs with known optima") struct KnownIntegerProgramTests {
    /// Fewest of the 27 points of the affine space over three elements that meet all its lines:
    /// 18, since the largest set without a line (a cap) has 9 points.
    @Test("Steiner triple system of 27 points") func steiner() throws {
        let points = (0..<27).map { [$0 / 9, $0 / 3 % 3, $0 % 3] }
        var lines: Set<[Int]> = []
        for a in 0..<27 {
            for b in 0..<a {
                let third = (0..<3).map { (6 - points[a][$0] - points[b][$0]) % 3 }
                lines.insert([a, b, third[0] * 9 + third[1] * 3 + third[2]].sorted())
            }
        }
        #expect(lines.count == 117)
        let rows = lines.sorted { $0.lexicographicallyPrecedes($1) }.map { line in
            ((0..<27).map { line.contains($0) ? 1.0 : 0 }, 1.0, Double.infinity)
        }
        let outcome = try ProgramSolver.solve(
            EngineTests.program(
                [Double](repeating: 1, count: 27),
                columns: [(Double, Double)](repeating: (0, 1), count: 27), rows: rows,
                integer: Array(0..<27)))
        #expect(outcome.status == .optimal)
        #expect(outcome.proof.objective == 18)
        #expect((outcome.proof.bound ?? 0) > 17.9999)
    }

    @Test("Set covers equal the best of all subsets", arguments: 0..<10) func cover(seed: Int)
        throws
    {
        var random = SeededNumbers(state: UInt64(seed + 100))
        let cost = (0..<11).map { _ in Double(Int.random(in: 3...20, using: &random)) }
        // Column 10 covers everything, dearly.
        let sets = (0..<14).map { _ in
            Set((0..<10).filter { _ in Int.random(in: 0..<4, using: &random) == 0 } + [10])
        }
        var best = Double.infinity
        for subset in 0..<2048 {
            let chosen = (0..<11).filter { subset >> $0 & 1 == 1 }
            guard sets.allSatisfy({ !$0.isDisjoint(with: chosen) }) else { continue }
            best = min(best, chosen.reduce(0) { $0 + cost[$1] })
        }
        let outcome = try ProgramSolver.solve(
            EngineTests.program(
                cost, columns: cost.map { _ in (0, 1) },
                rows: sets.map { set in
                    ((0..<11).map { set.contains($0) ? 1 : 0 }, 1, .infinity)
                }, integer: Array(0..<11)))
        #expect(outcome.status == .optimal, "seed \(seed)")
        #expect(outcome.proof.objective == best, "seed \(seed)")
    }

    /// Lot sizing without limits on production.
    ///
    /// Columns by period: made x, stored s, set-up y. s[t−1] + x[t] − s[t] = demand, x ≤ M·y.
    /// Wagner and Whitin: f(t) = min over the last set-up k of f(k−1) + set-up + storing from k.
    @Test("Lot sizes equal dynamic programming", arguments: 0..<10) func lotSize(seed: Int) throws {
        var random = SeededNumbers(state: UInt64(seed + 200))
        let periods = 9
        let demand = (0..<periods).map { _ in Double(Int.random(in: 5...40, using: &random)) }
        let setup = (0..<periods).map { _ in Double(Int.random(in: 20...90, using: &random)) }
        var best = [0.0]
        for last in 0..<periods {
            var least = Double.infinity
            for first in 0...last {
                let storing = (first...last).reduce(0) { $0 + demand[$1] * Double($1 - first) }
                least = min(least, best[first] + setup[first] + storing)
            }
            best.append(least)
        }
        let total = demand.reduce(0, +)
        var rows: [([Double], Double, Double)] = []
        for t in 0..<periods {
            var balance = [Double](repeating: 0, count: 3 * periods)
            balance[t] = 1
            balance[periods + t] = -1
            if t > 0 { balance[periods + t - 1] = 1 }
            rows.append((balance, demand[t], demand[t]))
            var most = [Double](repeating: 0, count: 3 * periods)
            most[t] = 1
            most[2 * periods + t] = -total
            rows.append((most, -.infinity, 0))
        }
        let none = [Double](repeating: 0, count: periods)
        let outcome = try ProgramSolver.solve(
            EngineTests.program(
                none + none.map { _ in 1 } + setup,
                columns: (0..<3 * periods).map { ($0 < 2 * periods) ? (0, total) : (0, 1) },
                rows: rows, integer: Array(2 * periods..<3 * periods)))
        #expect(outcome.status == .optimal, "seed \(seed)")
        #expect(isNear(outcome.proof.objective ?? 0, best[periods]), "seed \(seed)")
    }

    /// Two units over six steps with starts and least outputs.
    ///
    /// Columns: on u, start v, output p. p between least·u and most·u, v ≥ u[t] − u[t−1],
    /// output meets demand. Every pattern of commitment is tried; the cheaper unit runs first.
    @Test("Unit commitment equals the best of all patterns", arguments: 0..<6)
    func commitment(seed: Int) throws {
        var random = SeededNumbers(state: UInt64(seed + 300))
        let steps = 6
        let units = [(10.0, 60.0, 3.0, 80.0, 40.0), (5.0, 50.0, 7.0, 10.0, 15.0)]
        let demand = (0..<steps).map { _ in Double(Int.random(in: 10...100, using: &random)) }
        func cost(_ pattern: Int) -> Double? {
            var sum = 0.0
            for t in 0..<steps {
                let on = units.indices.filter { pattern >> ($0 * steps + t) & 1 == 1 }
                var left = demand[t] - on.reduce(0) { $0 + units[$1].0 }
                guard left >= 0 else { return nil }
                for unit in on {
                    let (least, most, price, start, idle) = units[unit]
                    let more = min(left, most - least)
                    left -= more
                    sum += idle + (least + more) * price
                    let was = t > 0 && pattern >> (unit * steps + t - 1) & 1 == 1
                    if !was { sum += start }
                }
                guard left <= 0 else { return nil }
            }
            return sum
        }
        let best = (0..<(1 << (2 * steps))).compactMap(cost).min()
        let outcome = try ProgramSolver.solve(Self.commitment(units, demand))
        if let best {
            #expect(outcome.status == .optimal, "seed \(seed)")
            #expect(isNear(outcome.proof.objective ?? 0, best), "seed \(seed)")
        } else {
            #expect(outcome.status == .infeasible, "seed \(seed)")
        }
    }

    /// Columns by unit and step: on, start, output.
    private static func commitment(
        _ units: [(Double, Double, Double, Double, Double)], _ demand: [Double]
    ) -> LinearProgram {
        let steps = demand.count
        let count = units.count * steps
        var rows: [([Double], Double, Double)] = []
        var cost: [Double] = []
        for kind in 0..<3 {
            for unit in units {
                cost += demand.map { _ in kind == 0 ? unit.4 : kind == 1 ? unit.3 : unit.2 }
            }
        }
        func row(_ terms: [(Int, Double)], _ lower: Double, _ upper: Double) {
            var row = [Double](repeating: 0, count: 3 * count)
            for (column, value) in terms { row[column] = value }
            rows.append((row, lower, upper))
        }
        for t in 0..<steps {
            row(units.indices.map { (2 * count + $0 * steps + t, 1) }, demand[t], demand[t])
            for (unit, value) in units.enumerated() {
                let on = unit * steps + t
                row([(2 * count + on, 1), (on, -value.1)], -.infinity, 0)
                row([(2 * count + on, 1), (on, -value.0)], 0, .infinity)
                row(
                    [(count + on, 1), (on, -1)] + (t > 0 ? [(on - 1, 1)] : []), 0, .infinity)
            }
        }
        return EngineTests.program(
            cost, columns: (0..<3 * count).map { $0 < 2 * count ? (0, 1) : (0, 100) }, rows: rows,
            integer: Array(0..<count))
    }
}
