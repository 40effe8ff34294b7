import Testing

import Solver

@Suite("Grid: lines under maintenance")
struct GridMaintenanceTests {
    private static let forms: [GridFlow.Form] = [.cycles, .angles]

    /// A window over whole hours of the fixture's day.
    private static func window(
        _ asset: String, _ line: String, _ hours: Range<Int>, _ more: String = ""
    ) -> String {
        func clock(_ hour: Int) -> String { hour < 10 ? "0\(hour)" : "\(hour)" }
        return """
            {"id": "m-\(line)", "asset": "\(asset)", "\(asset)": "\(line)",
             "from": "2026-03-02T\(clock(hours.lowerBound)):00:00+08:00",
             "to": "2026-03-02T\(clock(hours.upperBound)):00:00+08:00",
             "owner": "grid desk", "reason": "painting"\(more)}
            """
    }

    /// All from a at 10 in service.
    ///
    /// Without ac the 50 MW of ab are the way to c: 50 · 10 + 40 · 40.
    @Test("An open line is no part of a cycle in its steps alone", arguments: forms)
    func triangle(_ form: GridFlow.Form) throws {
        var grid = GridFixture.triangle()
        grid.steps = 3
        grid.lines[0] = GridFixture.line("ab", "a", "b", ", \"limit_mw\": 50")
        grid.maintenance = [Self.window("line", "ac", 1..<2)]
        let plan = try grid.plan(form)
        #expect(isNear(plan.flow("ac", 0), 60) && isNear(plan.flow("ac", 2), 60))
        #expect(isNear(plan.flow("ac", 1), 0) && isNear(plan.flow("ab", 1), 50))
        #expect(isNear(plan.flow("bc", 1), 90))
        #expect(isNear(plan.costs.totalCNY, 900 + 2100 + 900))
        // A MW carried from a to c would save the difference of prices.
        let held = try #require(plan.prices.held.first)
        #expect(held.id == "m-ac" && isNear(abs(held.marginalCNYPerUnit[1]), 30))
        #expect(held.marginalCNYPerUnit[0] == 0)
        // 0.001 rad per MW along a–b–c.
        let angles = plan.schedule.angleDegrees
        #expect(isNear(angles[0][1] - angles[2][1], 0.14 * 180 / .pi))
        #expect(plan.grid?.lines[2].loadingShare == nil)
    }

    /// Two triangles share bd.
    ///
    /// Without it the ring shares by reactance: 90 · 0.4 / 0.6 over b.
    @Test("Cycles through an open line merge into one", arguments: forms)
    func merged(_ form: GridFlow.Form) throws {
        let grid = GridFixture(
            steps: 2, nodes: ["a", "b", "c", "d"], load: ["c": "90"],
            supplies: [GridFixture.supply("s", "a", 10)],
            lines: [
                GridFixture.line("ab", "a", "b"), GridFixture.line("bc", "b", "c"),
                GridFixture.line("cd", "c", "d", x: 0.2), GridFixture.line("da", "d", "a", x: 0.2),
                GridFixture.line("bd", "b", "d", x: 0.05),
            ], maintenance: [Self.window("line", "bd", 0..<1)])
        let plan = try grid.plan(form)
        #expect(isNear(plan.flow("ab"), 60) && isNear(plan.flow("da"), -30))
        #expect(plan.flow("bd") == 0)
        // In service the bridge is balanced: the same flows.
        #expect(isNear(plan.flow("ab", 1), 60) && isNear(plan.flow("bd", 1), 0))
        #expect(isNear(plan.flow("cd", 1), -30))
    }

    /// With the only line open, b lives on its own supply.
    @Test("An open line may part the grid, and ties no angles then", arguments: forms)
    func islands(_ form: GridFlow.Form) throws {
        let grid = GridFixture(
            steps: 2, nodes: ["a", "b"], load: ["b": "80"],
            supplies: [GridFixture.supply("s", "a", 10), GridFixture.supply("t", "b", 40)],
            lines: [GridFixture.line("ab", "a", "b", ", \"angle_minimum_degrees\": 1")],
            maintenance: [Self.window("line", "ab", 1..<2)])
        let plan = try grid.plan(form)
        #expect(isNear(plan.costs.totalCNY, 800 + 3200))
        #expect(plan.nodePrice(0, 1) <= 10 + 1e-6 && isNear(plan.nodePrice(1, 1), 40))
        #expect(plan.prices.grid?.nodes[1].congestionCNYPerMWh[1] == 0)
    }

    /// Half of 60 MW; with 20 more at 1 CNY a MW half of 80.
    @Test("A share left is a share of the limit, of what is built too")
    func share() throws {
        func plan(_ more: String) throws -> Plan {
            try GridFixture(
                steps: 1, nodes: ["a", "b"], load: ["b": "80"],
                supplies: [GridFixture.supply("s", "a", 10), GridFixture.supply("t", "b", 40)],
                lines: [GridFixture.line("ab", "a", "b", ", \"limit_mw\": 60" + more)],
                maintenance: [Self.window("line", "ab", 0..<1, ", \"available_share\": 0.5")]
            ).plan()
        }
        let plain = try plan("")
        #expect(isNear(plain.flow("ab"), 30) && plain.grid?.lines[0].loadingShare == 1)
        #expect(isNear(plain.prices.held[0].worthCNYPerUnit, 30))
        let built = try plan(
            ", \"expansion\": {\"maximum_mw\": 20, \"annual_cost_cny_per_mw\": 8760}")
        #expect(isNear(built.flow("ab"), 40))
        #expect(isNear(built.costs.totalCNY, 40 * 10 + 40 * 40 + 20))
    }

    /// It must carry 20 of 50; out of service it carries nothing, at a fifth 10 at most.
    @Test("A DC line carries its share, and none when it must")
    func dcLine() throws {
        func flows(_ share: Double) throws -> [Double] {
            let plan = try GridFixture(
                steps: 2, nodes: ["a", "b"], load: ["b": "80"],
                supplies: [GridFixture.supply("s", "a", 50), GridFixture.supply("t", "b", 40)],
                others: """
                    , "dc_lines": [{"id": "d", "from": "a", "to": "b", "capacity_mw": 50,
                    "minimum_mw": 20}]
                    """,
                maintenance: [
                    Self.window("dc_line", "d", 1..<2, ", \"available_share\": \(share)")
                ]
            ).plan()
            return plan.schedule.dcLines[0].netMW
        }
        #expect(try flows(0) == [20, 0])
        #expect(isNear(try flows(0.2)[1], 4))
    }

    /// 30 of 50 MW back, losses of a tenth, and as much forth.
    @Test("Both ways of a DC line shrink")
    func reverse() throws {
        func plan(_ from: String, _ to: String) throws -> Plan {
            try GridFixture(
                nodes: ["a", "b"], load: ["b": "80"],
                supplies: [GridFixture.supply("s", "a", 10), GridFixture.supply("t", "b", 40)],
                others: """
                    , "dc_lines": [{"id": "d", "from": "\(from)", "to": "\(to)",
                    "capacity_mw": 50, "minimum_mw": -50, "efficiency": 0.9}]
                    """,
                maintenance: [
                    Self.window("dc_line", "d", 0..<1, ", \"available_share\": 0.6")
                ]
            ).plan()
        }
        #expect(isNear(try plan("a", "b").schedule.dcLines[0].netMW[0], 30))
        #expect(isNear(try plan("b", "a").schedule.dcLines[0].netMW[0], -30))
    }

    @Test("A line that is missed is named with its window")
    func conflict() throws {
        let grid = GridFixture(
            steps: 2, nodes: ["a", "b"], load: ["b": "80"],
            supplies: [GridFixture.supply("s", "a", 10)],
            lines: [GridFixture.line("ab", "a", "b")],
            maintenance: [Self.window("line", "ab", 1..<2)])
        let result = try grid.result()
        #expect(result.outcome.status == .infeasible)
        let parties = try #require(result.conflict?.parties)
        #expect(parties.map(\.kind) == [.maintenance] && parties[0].subject == "m-ab")
        #expect(parties[0].firstStep == 1 && parties[0].lastStep == 1)
    }

    /// Every step for itself, with the open lines left out of the grid.
    @Test(
        "Windows give what grids without the lines give",
        arguments: 1...20 as ClosedRange<UInt64>)
    func random(_ seed: UInt64) throws {
        var random = SeededNumbers(state: seed &* 31 + 7)
        var grid = GridPropertyTests.random(seed)
        let single = grid
        grid.steps = 3
        var open = [Set<Int>](repeating: [], count: 3)
        for index in grid.lines.indices where Int.random(in: 0..<3, using: &random) == 0 {
            let first = Int.random(in: 0..<3, using: &random)
            let hours = first..<Int.random(in: first + 1...3, using: &random)
            // Lines are called l1, l2, ….
            grid.maintenance.append(Self.window("line", "l\(index + 1)", hours))
            for step in hours { open[step].insert(index) }
        }
        let parts = try open.map { lines in
            var part = single
            part.lines = part.lines.indices.filter { !lines.contains($0) }.map { part.lines[$0] }
            return try part.result()
        }
        for form in Self.forms {
            let result = try grid.result(form)
            guard parts.allSatisfy({ $0.plan != nil }) else {
                #expect(result.outcome.status == .infeasible)
                continue
            }
            let sum = parts.reduce(0) { $0 + ($1.plan?.costs.totalCNY ?? .nan) }
            #expect(isNear(try #require(result.plan).costs.totalCNY, sum, 3e-6))
        }
    }

    @Test(
        "Windows that name no line, or leave a share of no limit, are refused",
        arguments: [
            (window("line", "xy", 0..<1), "/maintenance/0/line"),
            (window("dc_line", "ab", 0..<1), "/maintenance/0/dc_line"),
            (
                window("line", "ab", 0..<1, ", \"available_share\": 0.5"),
                "/maintenance/0/available_share"
            ),
            (window("line", "ab", 0..<1, ", \"node\": \"a\""), "/maintenance/0/node"),
        ])
    func bad(_ example: (String, String)) throws {
        var grid = GridFixture.triangle()
        grid.maintenance = [example.0]
        let error = #expect(throws: ScenarioError.self) { try grid.scenario() }
        #expect(error?.faults.map(\.pointer) == [example.1])
    }
}
