import Glibc
import Testing

import Solver

@Suite("Grid: AC lines")
struct GridFlowTests {
    private static let forms: [GridFlow.Form] = [.cycles, .angles]

    /// Two thirds of what goes from a to c take the direct line.
    ///
    /// With a limit of 50 there, 2/3 Pa + 1/3 Pb = 50 and Pa + Pb = 90: 60 · 10 + 30 · 40.
    @Test("A congested triangle: flows, prices, rent and the worth of the limit", arguments: forms)
    func triangle(_ form: GridFlow.Form) throws {
        var grid = GridFixture.triangle()
        grid.lines[2] = GridFixture.line("ac", "a", "c", ", \"limit_mw\": 50")
        let result = try grid.result(form)
        let plan = try grid.plan(form)
        #expect(isNear(plan.costs.totalCNY, 1800))
        #expect(isNear(plan.flow("ac"), 50) && isNear(plan.flow("ab"), 10))
        #expect(isNear(plan.flow("bc"), 40))
        // One more MW at c: −1 from a, +2 from b = 70.
        #expect(isNear(plan.nodePrice(0), 10) && isNear(plan.nodePrice(1), 40))
        #expect(isNear(plan.nodePrice(2), 70))
        #expect(plan.prices.grid?.nodes[0].congestionCNYPerMWh[0] ?? 0 < -59)
        // What consumers pay less what supplies earn: 6300 − 600 − 1200.
        #expect(isNear(plan.prices.grid?.lineRentCNY.reduce(0, +) ?? 0, 4500))
        // One more MW of limit: 3 MW from a instead of b.
        let limit = try #require(result.bindingLimits.first { $0.kind == .lineLimit })
        #expect(limit.subject == "ac" && isNear(limit.worthCNYPerUnit, 90))
        #expect(plan.grid?.lines[2].loadingShare == 1)
        #expect(isNear(plan.grid?.systemCNY ?? 0, 1800))
    }

    /// A shift s on ac moves −s/0.003 MW onto it: 60 − 10; powermodels leaves it out.
    @Test("Phase shifts, taps and resistances count as each model says", arguments: forms)
    func models(_ form: GridFlow.Form) throws {
        func direct(_ more: String, _ model: String) throws -> Double {
            var grid = GridFixture.triangle(model)
            grid.lines[2] = GridFixture.line("ac", "a", "c", more)
            return try grid.plan(form).flow("ac")
        }
        let shift = ", \"phase_shift_degrees\": \(0.03 * 180 / Double.pi)"
        #expect(isNear(try direct(shift, "matpower"), 50))
        #expect(isNear(try direct(shift, "powermodels"), 60))
        // Twice the reactance: 0.2 p = 0.1 · 2 (90 − p).
        #expect(isNear(try direct(", \"tap_ratio\": 2", "matpower"), 45))
        #expect(isNear(try direct(", \"tap_ratio\": 2", "powermodels"), 60))
        #expect(isNear(try direct(", \"resistance_pu\": 0.1", "matpower"), 60))
        #expect(isNear(try direct(", \"resistance_pu\": 0.1", "powermodels"), 45))
    }

    /// 0.1 Ω·(100 MVA)/(10 kV)² = 0.1.
    @Test("Ohms with their voltage are the same line")
    func ohms() throws {
        var grid = GridFixture.triangle()
        grid.lines[2] = """
            {"id": "ac", "from": "a", "to": "c", "reactance_ohm": 0.2, "voltage_kv": 10}
            """
        #expect(isNear(try grid.plan().flow("ac"), 45))
    }

    @Test("Parallel lines share by reactance, whichever way they are written", arguments: forms)
    func parallel(_ form: GridFlow.Form) throws {
        let grid = GridFixture(
            nodes: ["a", "b"], load: ["b": "80"], supplies: [GridFixture.supply("s", "a", 10)],
            lines: [
                GridFixture.line("one", "a", "b"), GridFixture.line("two", "b", "a", x: 0.3),
            ])
        let plan = try grid.plan(form)
        #expect(isNear(plan.flow("one"), 60) && isNear(plan.flow("two"), -20))
        // 60 MW · 0.001 rad.
        let angles = plan.schedule.angleDegrees
        #expect(isNear(angles[0][0] - angles[1][0], 0.06 * 180 / .pi))
    }

    @Test("Islands have prices of their own; dead ends need no cycle")
    func islands() throws {
        let grid = GridFixture(
            nodes: ["a", "b", "c", "d"], load: ["b": "5", "d": "7"],
            supplies: [GridFixture.supply("s", "a", 10), GridFixture.supply("t", "c", 50)],
            lines: [GridFixture.line("ab", "a", "b"), GridFixture.line("cd", "c", "d")])
        let formulation = try Formulation(grid.scenario())
        #expect(formulation.names.rowFamilies.first { $0.kind == .cycle }?.count == 0)
        let plan = try grid.plan()
        #expect(plan.grid?.islandCount == 2)
        #expect(isNear(plan.nodePrice(1), 10) && isNear(plan.nodePrice(3), 50))
        #expect(isNear(plan.costs.totalCNY, 50 + 350))
    }

    /// Shunts of 10 MW are load like any other.
    @Test("A shunt is load at its node")
    func shunt() throws {
        var grid = GridFixture.triangle()
        grid.others = ""
        let text = grid.text.replacing(
            "{\"id\": \"c\",", with: "{\"id\": \"c\", \"shunt_conductance_mw\": 10,")
        let result = try ScenarioSolver.solve(Scenario(json: Array(text.utf8)))
        #expect(isNear(result.outcome.proof.objective ?? 0, 1000))
    }

    /// 2° are 34.9 MW on x = 0.1.
    @Test("Angle limits hold, are named and valued per degree", arguments: forms)
    func angleLimit(_ form: GridFlow.Form) throws {
        let most = 2 * Double.pi / 180 / 0.001
        let grid = GridFixture(
            nodes: ["a", "b"], load: ["b": "80"],
            supplies: [GridFixture.supply("s", "a", 10), GridFixture.supply("t", "b", 40)],
            lines: [GridFixture.line("ab", "a", "b", ", \"angle_maximum_degrees\": 2")])
        let result = try grid.result(form)
        #expect(isNear(result.plan?.flow("ab") ?? 0, most))
        let limit = try #require(result.bindingLimits.first { $0.kind == .angleLimit })
        #expect(limit.kind.unit == "degrees" && limit.subject == "ab")
        #expect(isNear(limit.worthCNYPerUnit, 30 * most / 2))
    }

    /// The second line is written the other way: its minimum of −1° is a maximum of 1° for the pair.
    @Test("Limits of parallel lines intersect and respect orientation", arguments: forms)
    func angleOrientation(_ form: GridFlow.Form) throws {
        let grid = GridFixture(
            nodes: ["a", "b"], load: ["b": "80"],
            supplies: [GridFixture.supply("s", "a", 10), GridFixture.supply("t", "b", 40)],
            lines: [
                GridFixture.line("ab", "a", "b", ", \"angle_maximum_degrees\": 2"),
                GridFixture.line("ba", "b", "a", ", \"angle_minimum_degrees\": -1"),
            ])
        let plan = try grid.plan(form)
        #expect(isNear(plan.flow("ab"), Double.pi / 180 / 0.001))
        #expect(isNear(plan.flow("ba"), -Double.pi / 180 / 0.001))
    }

    /// 3° along a–b–c with 0.002 rad per MW in all.
    @Test("A line with x = 0 carries nothing, and its angle limit stays", arguments: forms)
    func zeroReactance(_ form: GridFlow.Form) throws {
        var grid = GridFixture.triangle("powermodels")
        grid.supplies[1] = GridFixture.supply("dear", "c", 40)
        grid.lines[2] = GridFixture.line("ac", "a", "c", ", \"angle_maximum_degrees\": 3", x: 0)
        let plan = try grid.plan(form)
        #expect(plan.flow("ac") == 0)
        #expect(isNear(plan.flow("ab"), 3 * Double.pi / 180 / 0.002))
    }

    /// Without lines that carry between them, a and c are tied by the limit alone.
    @Test("An angle limit between islands needs angles, and says nothing about flow")
    func tiedIslands() throws {
        let grid = GridFixture(
            model: "powermodels", nodes: ["a", "b", "c"], load: ["b": "10", "c": "5"],
            supplies: [GridFixture.supply("s", "a", 10), GridFixture.supply("t", "c", 40)],
            lines: [
                GridFixture.line("ab", "a", "b"),
                GridFixture.line("ac", "a", "c", ", \"angle_maximum_degrees\": 3", x: 0),
            ])
        #expect(try Formulation(grid.scenario()).flows.form == .angles)
        #expect(isNear(try grid.plan().costs.totalCNY, 100 + 200))
    }

    @Test("What cannot be carried is infeasible, with the line or the angle by name")
    func infeasible() throws {
        for (more, kind) in [
            (", \"limit_mw\": 20", LimitKind.lineLimit),
            (", \"angle_maximum_degrees\": 2", LimitKind.angleLimit),
        ] {
            let grid = GridFixture(
                nodes: ["a", "b"], load: ["b": "80"], supplies: [GridFixture.supply("s", "a", 10)],
                lines: [GridFixture.line("ab", "a", "b", more)])
            let result = try grid.result()
            #expect(result.outcome.status == .infeasible)
            let parties = result.conflict?.parties ?? []
            #expect(parties.contains { $0.kind == kind && $0.subject == "ab" }, "\(parties)")
        }
        let grid = GridFixture(
            nodes: ["a"], load: ["a": "80"], supplies: [GridFixture.supply("s", "a", 10, 70)])
        let result = try grid.result()
        #expect(result.outcome.status == .infeasible)
        let relaxation = try #require(result.conflict?.relaxations.first)
        #expect(relaxation.kind == .generatorOutput && isNear(relaxation.amount, 10))
    }

    /// No limit is the reason where a node has neither supply nor line: its load is.
    @Test("A load that nothing reaches is named") func islandWithoutSupply() throws {
        let grid = GridFixture(
            nodes: ["a", "b"], load: ["a": "60", "b": "5"],
            supplies: [GridFixture.supply("s", "a", 10)], lines: [])
        let conflict = try #require(try grid.result().conflict)
        let relaxation = try #require(conflict.relaxations.first)
        #expect(relaxation.kind == .nodeLoad && relaxation.subject == "b")
        #expect(isNear(relaxation.amount, 5) && conflict.relaxations.count == 1)
        #expect(conflict.parties.map(\.kind) == [.nodeLoad] && conflict.isIrreducible)
        // Where there is a plan, a load is no limit that binds.
        let fed = GridFixture(
            nodes: ["a"], load: ["a": "60"], supplies: [GridFixture.supply("s", "a", 10)])
        #expect(try fed.result().bindingLimits.allSatisfy { $0.kind != .nodeLoad })
    }

    /// 40 MW more at 5 CNY each for this hour.
    @Test("A line grows where that pays", arguments: forms)
    func expansion(_ form: GridFlow.Form) throws {
        let grid = GridFixture(
            nodes: ["a", "b"], load: ["b": "90"],
            supplies: [GridFixture.supply("s", "a", 10), GridFixture.supply("t", "b", 40)],
            lines: [
                GridFixture.line(
                    "ab", "a", "b",
                    """
                    , "limit_mw": 50,
                    "expansion": {"maximum_mw": 100, "annual_cost_cny_per_mw": 43800}
                    """)
            ])
        let plan = try grid.plan(form)
        #expect(isNear(plan.schedule.capacity[0].added, 40))
        #expect(isNear(plan.costs.totalCNY, 900 + 200))
        #expect(isNear(plan.nodePrice(1), 15))
        #expect(plan.grid?.lines[0].loadingShare == 1)
    }
}
