import Testing

import Solver

@Suite("Grid: DC lines, interfaces, emissions")
struct DCLineTests {
    private func link(
        _ more: String, load: [String: String] = ["b": "44"],
        supplies: [String] = [GridFixture.supply("s", "a", 10)]
    ) -> GridFixture {
        GridFixture(
            load: load, supplies: supplies,
            others: """
                , "dc_lines": [{"id": "dc", "from": "a", "to": "b", "capacity_mw": 100\(more)}]
                """)
    }

    /// (44 + 1) / 0.9 = 50 MW leave a: 500 for energy, 100 for carrying.
    @Test("Losses in proportion and fixed, and a price of carrying")
    func losses() throws {
        let plan = try link(
            ", \"efficiency\": 0.9, \"fixed_loss_mw\": 1, \"price_cny_per_mwh\": 2"
        ).plan()
        #expect(isNear(plan.schedule.dcLines[0].flowMW[0], 50))
        #expect(isNear(plan.costs.totalCNY, 600) && isNear(plan.costs.sum(.transfer), 100))
        // One more MWh at b takes 1/0.9 at a with its carrying: 12/0.9.
        #expect(isNear(plan.nodePrice(1), 12 / 0.9))
        // 44 sold at 13.33 less one lost and 50 bought at 10.
        #expect(isNear(plan.prices.grid?.dcLineRentCNY[0] ?? 0, 44 * 12 / 0.9 - 500))
    }

    /// 45 MW are wanted at a: 50 leave b, or 40.5 with the straight line through zero.
    @Test("Reverse flow loses, or gains what the straight line says")
    func reverse() throws {
        let supply = [GridFixture.supply("s", "b", 10)]
        let symmetric = try link(
            ", \"efficiency\": 0.9, \"minimum_share\": -1", load: ["a": "45"], supplies: supply
        ).plan()
        #expect(isNear(symmetric.schedule.dcLines[0].netMW[0], -50))
        #expect(isNear(symmetric.costs.totalCNY, 500))
        let linear = try link(
            ", \"efficiency\": 0.9, \"minimum_share\": -1, \"reverse_loss\": \"linear\"",
            load: ["a": "45"], supplies: supply
        ).plan()
        #expect(isNear(linear.schedule.dcLines[0].flowMW[0], -45))
        #expect(isNear(linear.costs.totalCNY, 405))
    }

    /// 20 MW sent feed 10 MW at b and 8 at c.
    @Test("A link feeds several nodes")
    func outputs() throws {
        let plan = try link(
            ", \"efficiency\": 0.5, \"outputs\": [{\"node\": \"c\", \"efficiency\": 0.4}]",
            load: ["b": "10", "c": "8"]
        ).plan()
        #expect(isNear(plan.costs.totalCNY, 200))
    }

    /// 44 MW at b: 30 there, 14 at 5 CNY built; 3 CNY for each MW of the hour.
    @Test("A DC line grows where that pays, both ways")
    func expansion() throws {
        let more = """
            , "minimum_share": -1,
            "expansion": {"maximum_mw": 50, "annual_cost_cny_per_mw": 26280}
            """
        var grid = link(
            more, supplies: [GridFixture.supply("s", "a", 10), GridFixture.supply("t", "b", 40)])
        grid.others = grid.others.replacing("\"capacity_mw\": 100", with: "\"capacity_mw\": 30")
        let plan = try grid.plan()
        #expect(isNear(plan.schedule.capacity[0].added, 14))
        #expect(isNear(plan.costs.totalCNY, 440 + 42))
    }

    @Test("A full DC line binds by name, and is infeasible by name when it must carry more")
    func limits() throws {
        var grid = link("", load: ["b": "120"])
        let conflict = try #require(try grid.result().conflict)
        #expect(conflict.parties.contains { $0.kind == .dcLineLimit && $0.subject == "dc" })
        grid.supplies.append(GridFixture.supply("t", "b", 40))
        let binding = try #require(
            try grid.result().bindingLimits.first { $0.kind == .dcLineLimit })
        #expect(isNear(binding.worthCNYPerUnit, 30))
    }

    /// Into c 70 of 90 MW at most, line cb the other way round, the rest at c for 100.
    @Test("An interface bounds a signed sum")
    func interface() throws {
        var grid = GridFixture.triangle()
        grid.supplies.append(GridFixture.supply("last", "c", 100))
        grid.lines[1] = GridFixture.line("cb", "c", "b")
        grid.others = """
            , "interfaces": [{"id": "into-c", "maximum_mw": 70, "members": [
              {"line": "ac"}, {"line": "cb", "factor": -1}]}]
            """
        let result = try grid.result()
        #expect(isNear(result.outcome.proof.objective ?? 0, 700 + 2000))
        #expect(isNear(result.plan?.schedule.interfaceMW[0][0] ?? 0, 70))
        let binding = try #require(result.bindingLimits.first { $0.kind == .interfaceLimit })
        #expect(isNear(binding.worthCNYPerUnit, 90))
        // Without the supply at c the twin has no plan.
        grid.supplies.removeLast()
        let parties = try grid.result().conflict?.parties ?? []
        #expect(parties.contains { $0.kind == .interfaceLimit && $0.subject == "into-c" })
    }

    /// 1 t/MWh at 10 CNY, 0 t at 40: 90 MW, 60 t allowed.
    @Test("A cap on the supplies' emissions moves them and has a price")
    func emissionCap() throws {
        var grid = GridFixture.triangle()
        grid.supplies[0] = GridFixture.supply(
            "cheap", "a", 10, 200, ", \"emission_kg_co2_per_mwh\": 1000")
        grid.others = ", \"emission_cap_tonnes\": 60"
        let plan = try grid.plan()
        #expect(isNear(plan.costs.totalCNY, 600 + 1200))
        #expect(isNear(plan.grid?.supplyTonnes ?? 0, 60))
        #expect(isNear(plan.prices.grid?.emissionCapCNYPerTonne ?? 0, 30))
    }

    /// At 20 CNY a tonne the cheap supply costs 30: still cheaper than 40.
    @Test("A price of the supplies' emissions is a cost line of the system")
    func emissionPrice() throws {
        var grid = GridFixture.triangle()
        grid.supplies[0] = GridFixture.supply(
            "cheap", "a", 10, 200, ", \"emission_kg_co2_per_mwh\": 1000")
        grid.others = ", \"emission_price_cny_per_tonne\": 20"
        let plan = try grid.plan()
        #expect(isNear(plan.costs.sum(.carbon), 1800))
        #expect(isNear(plan.nodePrice(2), 30))
        #expect(isNear(plan.grid?.systemCNY ?? 0, 2700))
    }
}
