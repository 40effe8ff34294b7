import Solver
import Testing

@Suite("Limits over a year") struct PolicyTests {
    private static func quota(_ text: String) -> String {
        "policy={\"energy_quotas\": [{\"id\": \"q\", \(text)}]}"
    }

    @Test(
        "Year to date and remainder leave the horizon what is left",
        arguments: [
            """
            "quota_mwh": 10, "year_to_date": {"energy_mwh": 6}, "remainder": {"energy_mwh": 3}
            """, "\"quota_mwh\": 1, \"horizon_only\": true",
            """
            "quota_mwh": 2.5, "year_to_date": {"energy_mwh": 1.5}, "remainder": {"energy_mwh": 0}
            """,
        ])
    func quota(_ text: String) throws {
        // 1 MWh is left for 2 Mtok: 500 and a penalty of 10000; another MWh saves 9500.
        let model = try ModelFixture(Self.quota(text)).solved()
        #expect(isNear(model.cost, 500 + 10000))
        let price = try #require(model.plan.prices.policies.first)
        #expect(price.kind == .energyQuota)
        #expect(price.id == "q")
        #expect(isNear(price.worthCNYPerMWh, 9500))
        #expect(isNear(model.limits.first { $0.kind == .energyQuota }?.worthCNYPerUnit ?? 0, 9500))
        let use = try #require(model.plan.schedule.yearUses.first)
        #expect(isNear(use.amountMWh, 1))
        #expect(isNear(use.yearMWh, use.limitMWh))
    }

    @Test("A priced quota is broken where that is cheaper") func priced() throws {
        let model = try ModelFixture(
            Self.quota(
                "\"quota_mwh\": 1, \"horizon_only\": true, \"violation_price_cny_per_mwh\": 200")
        ).solved()
        #expect(isNear(model.cost, 1000 + 200))
        #expect(isNear(model.plan.costs.sum(.policyViolation), 200))
        #expect(isNear(model.plan.schedule.yearUses[0].excessMWh, 1))
        #expect(isNear(model.plan.prices.policies[0].worthCNYPerMWh, 200))
    }

    @Test(
        "What a quota counts",
        arguments: [
            (counts: "import", cost: 500 + 10000), (counts: "consumption", cost: 500 + 10000),
            (counts: "consumption_less_carbon_free", cost: 1000),
        ] as [(counts: String, cost: Double)])
    func counts(_ example: (counts: String, cost: Double)) throws {
        // A contract through the grid at the price of the grid, 1 MW.
        let model = try ModelFixture(
            Self.quota(
                "\"quota_mwh\": 1, \"horizon_only\": true, \"counts\": \"\(example.counts)\""),
            """
            sites.a.renewables=[{"id": "w", "kind": "wind", "delivery": "grid", "capacity_mw": 1,
            "output_share": 1, "price_cny_per_mwh": 500}]
            """
        ).solved()
        #expect(isNear(model.cost, example.cost))
    }

    @Test("On-site supply is consumption and not import") func onSite() throws {
        let wind = """
            sites.a.renewables=[{"id": "w", "kind": "wind", "delivery": "on_site",
            "capacity_mw": 1, "output_share": 1, "price_cny_per_mwh": 0}]
            """
        let counts = { (word: String) in
            Self.quota("\"quota_mwh\": 1, \"horizon_only\": true, \"counts\": \"\(word)\"")
        }
        #expect(isNear(try ModelFixture(wind, counts("import")).solved().cost, 500))
        #expect(isNear(try ModelFixture(wind, counts("consumption")).solved().cost, 10000))
    }

    @Test("A quota of one site moves work to another; one of both does not") func sites() throws {
        let dear = "tariffs.b.versions.0.components.energy.price_cny_per_mwh=600"
        let rule = "\"quota_mwh\": 0.5, \"horizon_only\": true"
        let one = try ModelFixture(
            sites: ["a", "b"], dear, Self.quota(rule + ", \"sites\": [\"a\"]")
        ).solved()
        #expect(isNear(one.cost, 0.5 * 500 + 1.5 * 600))
        #expect(isNear(one.plan.prices.policies[0].worthCNYPerMWh, 100))
        let all = try ModelFixture(sites: ["a", "b"], dear, Self.quota(rule)).solved()
        #expect(isNear(all.cost, 0.5 * 500 + 15000))
    }

    @Test("Only the interval counts") func interval() throws {
        let model = try ModelFixture(
            steps: 3,
            Self.quota(
                """
                "quota_mwh": 1, "horizon_only": true, "from": "2026-03-02T01:00:00+08:00",
                "to": "2026-03-02T02:00:00+08:00"
                """)
        ).solved()
        #expect(isNear(model.value("import[a,1]"), 1))
        #expect(isNear(model.cost, 5 * 500 + 10000))
    }

    @Test("A quota below what must run is a conflict with its amount; a little more is not")
    func infeasible() throws {
        let rule = "\"year_to_date\": {\"energy_mwh\": 7}, \"remainder\": {\"energy_mwh\": 0}"
        let overhead = "sites.a.fixed_overhead_mw=3"
        let conflict = try ModelFixture(
            overhead, Self.quota("\"quota_mwh\": 9, " + rule)
        ).conflict()
        #expect(conflict.relaxations.map(\.kind) == [.energyQuota])
        #expect(conflict.relaxations.map(\.subject) == ["q"])
        #expect(isNear(conflict.relaxations.first?.amount ?? 0, 1))
        let twin = try ModelFixture(
            overhead, Self.quota("\"quota_mwh\": 10, " + rule)
        ).solved()
        #expect(isNear(twin.cost, 3 * 500 + 20000))
    }

    @Test("A carbon cap counts the year to date and the remainder") func carbonCap() throws {
        // 5 − 2.7 − 1 = 1.3 t for 2 MWh of 0.9 t each: 1.4444 Mtok.
        let model = try ModelFixture(
            "sites.a.emissions={\"location_based_kg_co2_per_mwh\": 900}",
            """
            carbon={"cap_tonnes": 5, "to_date_tonnes": 2.7, "remainder_tonnes": 1}
            """
        ).solved()
        #expect(isNear(model.value("import[a,0]"), 1.3 / 0.9))
        #expect(isNear(model.value("emission_total[all,0]"), 4))
        #expect(isNear(model.plan.prices.carbonCapCNYPerTonne ?? 0, 9500 / 0.9))
    }

    @Test(
        "With all limits priced, lines add up and the judge finds no residual",
        arguments: RandomModel.seeds(from: 0, 12))
    func random(seed: UInt64) throws {
        var fixture = try RandomModel(seed: seed).fixture
        try fixture.change([
            "sites.*.zone=north", "products.*.green_share=0.3",
            """
            policy={"energy_quotas": [{"id": "q", "quota_mwh": 3, "horizon_only": true,
            "violation_price_cny_per_mwh": 90, "counts": "consumption_less_carbon_free"}],
            "green_shares": [{"id": "g", "share": 0.4, "violation_price_cny_per_mwh": 120,
            "year_to_date": {"green_mwh": 2, "load_mwh": 4},
            "remainder": {"green_mwh": 1, "load_mwh": 3}}],
            "peak_import_shares": [{"id": "p", "share": 0.1, "horizon_only": true, "hours": [0],
            "violation_price_cny_per_mwh": 70}]}
            """, "carbon={\"price_cny_per_tonne\": 80, \"method\": \"market_based\"}",
        ])
        let model = try fixture.solved()
        #expect(isNear(model.plan.costs.totalCNY, model.cost, 1e-9), "seed \(seed)")
        let point = try #require(model.outcome.point)
        #expect(Judge(model.program).primalResidual(point.columns) <= 1e-7, "seed \(seed)")
        // Sites together: what one receives another one gives up, out of its use or its export.
        let received = model.plan.schedule.greenTransfers.reduce(0.0) {
            $0 + $1.receivedMW.reduce(0, +) - $1.givenUpMW.reduce(0, +)
                - $1.exportedMW.reduce(0, +)
        }
        #expect(abs(received) <= 1e-6, "seed \(seed)")
    }
}
