import Testing

import Solver

/// Sites at nodes: 2 MW of tokens, energy at 500 CNY/MWh in the tariff, 100 at the node.
@Suite("Grid: sites at nodes")
struct GridSiteTests {
    private func fixture(_ changes: String...) throws -> ModelFixture {
        var model = try ModelFixture(
            """
            grid={"nodes": [{"id": "n"}], "supplies": [
              {"id": "s", "node": "n", "capacity_mw": 9, "price_cny_per_mwh": 100}]}
            """, "sites.a.node=n",
            """
            tariffs.a.versions.0.components=[{"id": "energy", "price_cny_per_mwh": 500},
              {"id": "transmission_distribution", "price_cny_per_mwh": 50}]
            """)
        try model.change(changes)
        return model
    }

    @Test("Supply replaces the energy component; the rest of the tariff stays")
    func supplyReplacesEnergy() throws {
        let solved = try fixture().solved()
        // 2 MWh · (100 + 50).
        #expect(isNear(solved.cost, 300) && isNear(solved.plan.costs.totalCNY, 300))
        #expect(isNear(solved.sitePrice(), 150))
        let price = solved.plan.prices.sites[0]
        #expect(isNear(price.supplyCNYPerMWh[0], 100) && isNear(price.energyCNYPerMWh[0], 50))
        #expect(abs(price.otherCNYPerMWh[0]) < 1e-9)
        let lines = solved.plan.costs.lines
        #expect(isNear(lines.filter { $0.payer == .system }.reduce(0) { $0 + $1.amountCNY }, 200))
        #expect(isNear(lines.filter { $0.payer == .site(0) }.reduce(0) { $0 + $1.amountCNY }, 100))
        #expect(isNear(solved.plan.bills[0].totalCNY, 100))
    }

    /// 1 MW of a contract at 30 enters the node: 1 · 100 + 1 · 30 + 2 · 50.
    @Test("A contract through the grid feeds the node")
    func contract() throws {
        let solved = try fixture(
            """
            sites.a.renewables=[{"id": "w", "kind": "wind", "delivery": "grid", "capacity_mw": 1,
              "output_share": 1, "price_cny_per_mwh": 30}]
            """
        ).solved()
        #expect(isNear(solved.cost, 230) && isNear(solved.plan.costs.totalCNY, 230))
    }

    @Test("Export at a node replaces supply")
    func export() throws {
        let solved = try fixture(
            "sites.a.generators=[{\"id\": \"g\", \"capacity_mw\": 5, \"price_cny_per_mwh\": 20}]",
            "sites.a.connection.export_limit_mw=10", "grid.nodes.n.load_mw=3"
        ).solved()
        // 5 MWh at 20: 2 for the site, 3 for the node.
        #expect(isNear(solved.cost, 100) && isNear(solved.plan.costs.totalCNY, 100))
    }

    /// The line to the site carries 1 MW; the other million tokens are not served, at 10 000.
    @Test("A line limits what a site can make")
    func limitedLine() throws {
        let solved = try fixture(
            """
            grid={"nodes": [{"id": "n"}, {"id": "far"}], "supplies": [
              {"id": "s", "node": "far", "capacity_mw": 9, "price_cny_per_mwh": 100}],
              "lines": [{"id": "fn", "from": "far", "to": "n", "reactance_pu": 0.1,
                         "limit_mw": 1}]}
            """
        ).solved()
        #expect(isNear(solved.cost, 150 + 10000))
        #expect(solved.limits.contains { $0.kind == .lineLimit && $0.subject == "fn" })
    }

    @Test("A site without a node keeps its tariff beside a grid")
    func standsAlone() throws {
        let solved = try fixture("sites.a.node=null").solved()
        #expect(isNear(solved.cost, 1100))
    }

    @Test("References and prices that contradict are refused by name")
    func badInput() throws {
        let unknown = #expect(throws: ScenarioError.self) {
            try fixture("sites.a.node=elsewhere").scenario()
        }
        #expect(unknown?.faults.first?.pointer == "/sites/0/node")
        let twice = #expect(throws: ScenarioError.self) {
            try fixture(
                "carbon={\"price_cny_per_tonne\": 90}", "grid.emission_price_cny_per_tonne=90"
            ).scenario()
        }
        #expect(twice?.faults.first?.pointer == "/grid/emission_price_cny_per_tonne")
        let export = #expect(throws: ScenarioError.self) {
            try fixture(
                "sites.a.connection.export_limit_mw=10",
                "sites.a.connection.export_price_cny_per_mwh=51"
            ).scenario()
        }
        #expect(export?.faults.first?.pointer == "/sites/0/connection/export_price_cny_per_mwh")
    }
}
