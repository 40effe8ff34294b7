import Testing

import Solver

@Suite("Grid: properties of random grids")
struct GridPropertyTests {
    /// A connected grid with dead ends, parallels, taps, shifts, limits and DC lines.
    static func random(_ seed: UInt64) -> GridFixture {
        var random = SeededNumbers(state: seed &* 977 + 5)
        func pick(_ range: ClosedRange<Double>) -> Double {
            (Double.random(in: range, using: &random) * 1000).rounded() / 1000
        }
        let count = Int.random(in: 3...12, using: &random)
        let nodes = (0..<count).map { "n\($0)" }
        var grid = GridFixture(
            model: Bool.random(using: &random) ? "matpower" : "powermodels", nodes: nodes)
        for index in 1..<(count + Int.random(in: 0...12, using: &random)) {
            let from =
                index < count
                ? Int.random(in: 0..<index, using: &random)
                : Int.random(in: 0..<count, using: &random)
            let to =
                index < count ? index : (from + Int.random(in: 1..<count, using: &random)) % count
            var more = ", \"resistance_pu\": \(pick(0...0.02))"
            if Bool.random(using: &random) { more += ", \"tap_ratio\": \(pick(0.9...1.1))" }
            if pick(0...1) < 0.3 { more += ", \"phase_shift_degrees\": \(pick(-3...3))" }
            if Bool.random(using: &random) { more += ", \"limit_mw\": \(pick(20...80))" }
            if pick(0...1) < 0.3 {
                more += ", \"angle_minimum_degrees\": -\(pick(2...9))"
                more += ", \"angle_maximum_degrees\": \(pick(2...9))"
            }
            grid.lines.append(
                GridFixture.line(
                    "l\(index)", nodes[from], nodes[to], more, x: pick(0.02...0.3)))
        }
        for node in nodes {
            grid.load[node] = "\(pick(0...20))"
            // Dear supply everywhere, so that there is always a plan.
            grid.supplies.append(GridFixture.supply("own-\(node)", node, pick(100...200), 400))
            if Bool.random(using: &random) {
                grid.supplies.append(
                    GridFixture.supply(
                        "g-\(node)", node, pick(5...50), 80,
                        Bool.random(using: &random)
                            ? ", \"quadratic_cny_per_mw2h\": \(pick(0.01...0.5))" : ""))
            }
        }
        return grid
    }

    @Test(
        "Cycles and angles give one objective and one set of flows",
        arguments: 1...25 as ClosedRange<UInt64>)
    func formsAgree(_ seed: UInt64) throws {
        let grid = Self.random(seed)
        let byCycles = try grid.result(.cycles)
        let byAngles = try grid.result(.angles)
        // Shifts and angle limits together may leave no plan; then neither form has one.
        #expect(byCycles.outcome.status == byAngles.outcome.status)
        guard let plan = byCycles.plan, let other = byAngles.plan else { return }
        #expect(isNear(plan.costs.totalCNY, other.costs.totalCNY, 3e-6))
        try Self.checkLaws(plan)
        try Self.checkLaws(other)
    }

    /// Balance at nodes, the law of every line, limits: from the plan alone.
    private static func checkLaws(_ plan: Plan) throws {
        let grid = try #require(plan.scenario.powerGrid)
        var balance = grid.nodes.map { -$0.demandMW(0) }
        let number = grid.nodeNumbers
        for use in plan.schedule.generators {
            balance[use.place.node ?? 0] += use.outputMW[0]
        }
        for use in plan.schedule.lines {
            let (from, to) = (number[use.line.from] ?? 0, number[use.line.to] ?? 0)
            balance[from] -= use.flowMW[0]
            balance[to] += use.flowMW[0]
            let (r, x) = (use.line.resistancePU(baseMVA: 100), use.line.reactancePU(baseMVA: 100))
            let angle = plan.schedule.angleDegrees[from][0] - plan.schedule.angleDegrees[to][0]
            let perMW = 180 / Double.pi / 100
            let law =
                grid.dcModel == .matpower
                ? x * use.line.tapRatio * use.flowMW[0] * perMW + use.line.phaseShiftDegrees
                : (r * r + x * x) / x * use.flowMW[0] * perMW
            #expect(abs(law - angle) < 1e-6)
            #expect(abs(use.flowMW[0]) <= (use.line.limitMW ?? .infinity) + 1e-5)
            #expect(angle <= (use.line.angleMaximumDegrees ?? .infinity) + 1e-5)
            #expect(angle >= (use.line.angleMinimumDegrees ?? -.infinity) - 1e-5)
        }
        #expect(balance.allSatisfy { abs($0) < 1e-6 }, "\(balance)")
    }

    @Test(
        "A basis has lines − nodes + islands independent cycles",
        arguments: 1...20 as ClosedRange<UInt64>)
    func basis(_ seed: UInt64) throws {
        let topology = GridTopology(try #require(Self.random(seed).scenario().powerGrid))
        let basis = CycleBasis(topology)
        #expect(
            basis.cycles.count
                == topology.branches.count - topology.nodeCount + topology.islandCount)
        for cycle in basis.cycles { #expect(Self.isClosed(cycle, topology)) }
        #expect(Self.rank(basis.cycles.map { Set($0.map(\.branch)) }) == basis.cycles.count)
    }

    private static func isClosed(_ cycle: [GridTopology.Step], _ topology: GridTopology) -> Bool {
        let first = topology.branches[cycle[0].branch].end(-cycle[0].sign)
        var node = first
        for step in cycle {
            guard topology.branches[step.branch].end(-step.sign) == node else { return false }
            node = topology.branches[step.branch].end(step.sign)
        }
        return node == first
    }

    /// Rank over the field with two elements.
    private static func rank(_ sets: [Set<Int>]) -> Int {
        var pivots: [Int: Set<Int>] = [:]
        for set in sets {
            var rest = set
            while let lowest = rest.min() {
                guard let known = pivots[lowest] else {
                    pivots[lowest] = rest
                    break
                }
                rest.formSymmetricDifference(known)
            }
        }
        return pivots.count
    }

    /// A chequer board of 4 × 4 nodes has 9 faces of 4 lines.
    @Test("Cycles of a chequer board are its faces")
    func faces() {
        func node(_ row: Int, _ column: Int) -> Int { 4 * row + column }
        var branches: [GridTopology.Branch] = []
        func join(_ a: Int, _ b: Int) {
            branches.append(GridTopology.Branch(from: a, to: b, reactance: 0.1, shift: 0))
        }
        for row in 0..<4 {
            for column in 0..<4 {
                if column < 3 { join(node(row, column), node(row, column + 1)) }
                if row < 3 { join(node(row, column), node(row + 1, column)) }
            }
        }
        let basis = CycleBasis(GridTopology(branches: branches, nodeCount: 16, baseMVA: 100))
        #expect(basis.cycles.map(\.count) == [Int](repeating: 4, count: 9))
    }
}
