import Solver
import Testing

@Suite("Direct supply") struct DirectSupplyTests {
    /// 4 MW of solar for nothing behind the meter, 2 MWh of load, export paid with 100.
    private static func model(
        _ rule: String, start: String = "2026-03-02T00:00:00+08:00", _ changes: String...
    ) throws -> ModelFixture {
        var model = try ModelFixture(
            start: start, "sites.a.connection.export_limit_mw=10",
            "sites.a.connection.export_price_cny_per_mwh=100",
            """
            sites.a.renewables=[{"id": "s", "kind": "solar", "delivery": "on_site",
            "capacity_mw": 10, "output_share": 0.4, "price_cny_per_mwh": 0}]
            """, "sites.a.direct_supply={\(rule)}")
        try model.change(changes)
        return model
    }

    @Test("Export is held to its share of the generation available") func export() throws {
        // 0.2 · 4 = 0.8 MWh; the rest is curtailed.
        let model = try Self.model("\"export_share\": 0.2, \"horizon_only\": true").solved()
        #expect(isNear(model.value("export[a,0]"), 0.8))
        #expect(isNear(model.cost, -80))
        #expect(isNear(model.plan.prices.policies[0].worthCNYPerMWh, 100))
    }

    @Test("Self-use that cannot be reached is a conflict; with a little more load it can")
    func selfUse() throws {
        // 0.6 · 4 = 2.4 MWh of self-use with a load of 2; with 0.4 MW of overhead it is reached.
        let rule = "\"self_use_share\": 0.6, \"horizon_only\": true"
        let conflict = try Self.model(rule).conflict()
        #expect(conflict.relaxations.map(\.kind) == [.directSelfUse])
        #expect(conflict.relaxations.map(\.subject) == ["a"])
        #expect(isNear(conflict.relaxations.first?.amount ?? 0, 0.4))
        let twin = try Self.model(rule, "sites.a.fixed_overhead_mw=0.4").solved()
        #expect(isNear(twin.cost, -160))
    }

    @Test("What the year has seen helps: (8 + 2 + 1) / (10 + 4 + 2) ≥ 0.6") func yearToDate() throws
    {
        let account = { (selfUsed: Double) in
            """
            "self_use_share": 0.6, "year_to_date": {"available_mwh": 10,
            "self_used_mwh": \(selfUsed), "export_mwh": 0, "load_mwh": 0},
            "remainder": {"available_mwh": 2, "self_used_mwh": 1, "export_mwh": 0, "load_mwh": 0}
            """
        }
        let model = try Self.model(account(8)).solved()
        #expect(isNear(model.cost, -200))
        #expect(isNear(model.plan.schedule.yearUses[0].yearShare ?? 0, 11.0 / 16))
        // 6 + 2 + 1 = 9 < 9.6.
        let conflict = try Self.model(account(6)).conflict()
        #expect(isNear(conflict.relaxations.first?.amount ?? 0, 0.6))
    }

    @Test("A share of the load: less is made when direct supply is short") func load() throws {
        // Of 0.5 MWh of solar: load ≤ 0.5 / 0.5 = 1 MWh, 0.5 of it imported. 1 Mtok is lost.
        let model = try Self.model(
            "\"load_share\": 0.5, \"horizon_only\": true",
            "sites.a.renewables.s.output_share=0.05"
        ).solved()
        #expect(isNear(model.cost, 250 + 10000))
        // One MWh more room is 2 MWh of load: 2 · 9500.
        #expect(isNear(model.plan.prices.policies[0].worthCNYPerMWh, 19000))
    }

    @Test("A priced ratio is broken where that is cheaper") func priced() throws {
        // Each MWh of export earns 100 and costs 30: 2 MWh, of which 1.2 beyond the share.
        let model = try Self.model(
            "\"export_share\": 0.2, \"horizon_only\": true, \"violation_price_cny_per_mwh\": 30"
        ).solved()
        #expect(isNear(model.cost, -200 + 1.2 * 30))
        #expect(isNear(model.plan.costs.totalCNY, model.cost, 1e-9))
    }

    @Test(
        "Published rules give the ratios that a scenario leaves out",
        arguments: [("2026", 0.3), ("2030", 0.35)])
    func ruleSet(_ year: String, _ load: Double) throws {
        let scenario = try Self.model(
            "\"rule_set\": \"cn_650_2025\", \"export_share\": 0.1, \"horizon_only\": true",
            start: year + "-03-02T00:00:00+08:00"
        ).scenario()
        let rule = try #require(scenario.sites[0].directSupply)
        #expect(rule.selfUseShare == 0.6)
        #expect(rule.loadShare == load)
        #expect(rule.exportShare == 0.1)
    }
}
