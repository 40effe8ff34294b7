import Testing

import Solver

@Suite("Grid: pins of line flows")
struct GridPinTests {
    private static func pinned(_ pin: String, in grid: GridFixture) -> GridFixture {
        var grid = grid
        grid.rest = """
            , "pins": [{"id": "p", \(pin), "from": "2026-03-02T00:00:00+08:00",
            "to": "2026-03-02T01:00:00+08:00", "owner": "grid desk", "reason": "transit"}]
            """
        return grid
    }

    /// The triangle's 50 MW on ac, kept by a pin instead of a limit: 90 CNY a MW.
    @Test("An AC flow is bounded, and its dual is the cost")
    func line() throws {
        let plan = try Self.pinned(
            "\"decision\": \"line_flow\", \"line\": \"ac\", \"at_most\": 50", in: .triangle()
        ).plan()
        #expect(isNear(plan.flow("ac"), 50) && isNear(plan.costs.totalCNY, 1800))
        #expect(isNear(plan.prices.held[0].worthCNYPerUnit, 90))
    }

    /// 30 MW back at a loss of a tenth: 30 less at b are 27 more at a.
    @Test("A DC flow is bounded either way")
    func dcLine() throws {
        let grid = GridFixture(
            nodes: ["a", "b"], load: ["a": "40"],
            supplies: [GridFixture.supply("s", "a", 10), GridFixture.supply("t", "b", 40)],
            others: """
                , "dc_lines": [{"id": "d", "from": "a", "to": "b", "capacity_mw": 50,
                "minimum_mw": -50, "efficiency": 0.9}]
                """)
        let plan = try Self.pinned(
            "\"decision\": \"dc_line_flow\", \"dc_line\": \"d\", \"equals\": -30", in: grid
        ).plan()
        #expect(isNear(plan.schedule.dcLines[0].netMW[0], -30))
        #expect(isNear(plan.costs.totalCNY, 30 * 40 + 13 * 10))
        // One more MW forth saves 40 at b and costs 9 at a.
        #expect(isNear(plan.prices.held[0].marginalCNYPerUnit[0], -31))
    }

    @Test(
        "Pins of lines that are not there are refused",
        arguments: [
            ("\"decision\": \"line_flow\", \"line\": \"zz\", \"equals\": 1", "/pins/0/line"),
            ("\"decision\": \"line_flow\", \"equals\": 1", "/pins/0/line"),
            (
                "\"decision\": \"dc_line_flow\", \"dc_line\": \"ac\", \"equals\": 1",
                "/pins/0/dc_line"
            ),
            (
                "\"decision\": \"line_flow\", \"line\": \"ac\", \"node\": \"a\", \"equals\": 1",
                "/pins/0/node"
            ),
        ])
    func bad(_ example: (String, String)) throws {
        let grid = Self.pinned(example.0, in: .triangle())
        let error = #expect(throws: ScenarioError.self) { try grid.scenario() }
        #expect(error?.faults.map(\.pointer) == [example.1])
    }
}
